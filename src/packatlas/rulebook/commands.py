"""PA170-PA179: settings and the command line. These end the command with exit code 2."""

from __future__ import annotations

from packatlas.rules import refusal

TITLE = "Settings and commands"
RULES = (
    refusal(
        "PA170",
        "A setting that is not understood would silently not hold, on every page. Nothing is built.",
        "policy: {due_soon_weeks: 9, update_weeks: 8}",
        "policy: {due_soon_weeks: 6, update_weeks: 8}",
    ),
    refusal(
        "PA171",
        "There is nothing to read, so that nothing can be built.",
        "packatlas build contents",
        "packatlas build content",
        "text",
    ),
    refusal(
        "PA172",
        "The system ended a process in the middle of its work, most often for want of memory.",
        "packatlas build --jobs 64",
        "packatlas build --jobs 1",
        "text",
    ),
    refusal(
        "PA173",
        "Files of the cache would be read as content or published, or its .gitignore would hide what stands there.",
        "packatlas build --cache content",
        "packatlas build --cache .packatlas-cache",
        "text",
    ),
    refusal(
        "PA174",
        "A statement that nobody can check, or a key that others can read, is worse than none. Nothing was signed.",
        "packatlas attest vault@1.0 --key id_rsa",
        "packatlas attest vault@1.0 --key packatlas.key",
        "text",
    ),
    refusal(
        "PA175",
        "The day decides which shields are amber; a wrong one must not pass for today.",
        "SOURCE_DATE_EPOCH=yesterday packatlas build",
        "SOURCE_DATE_EPOCH=1795392000 packatlas build",
        "text",
    ),
    refusal(
        "PA176",
        "Another program listens there already, or the system doesn't allow it.",
        "packatlas serve --port 80",
        "packatlas serve --port 8001",
        "text",
    ),
    refusal(
        "PA177",
        "`init` and `new` write over nothing.",
        "packatlas init .  # where files are",
        "packatlas init my-catalog",
        "text",
    ),
    refusal(
        "PA178",
        "A pack's name becomes a part of its address.",
        'packatlas new cni "My Pack!"',
        "packatlas new cni my-pack",
        "text",
    ),
    refusal(
        "PA179",
        "There is nothing to explain. A page that has errors is left out of the catalog, and its pack with it.",
        "packatlas explain cni-calcio",
        "packatlas explain cni-calico",
        "text",
    ),
)
