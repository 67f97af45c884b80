"""PA180-PA187: the site on disk."""

from __future__ import annotations

from packatlas.rules import refusal

TITLE = "Writing the site"
RULES = (
    refusal(
        "PA180",
        "A build removes what the last one left in its folder. It must never remove anything else.",
        "packatlas build -o ~/Documents",
        "packatlas build -o build",
        "text",
    ),
    refusal(
        "PA181",
        "Only one of the two can be shown at that address, and links would lead to the wrong one.",
        "content/guide.md and content/guide/index.md",
        "content/guide/index.md",
        "text",
    ),
    refusal(
        "PA182",
        "Some system, browser or server could not keep or find the file.",
        "content/images/aux.png",
        "content/images/auxiliary.png",
        "text",
    ),
    refusal(
        "PA183",
        "A file that packatlas didn't write stands where one of the site has to stand; it is not overwritten.",
        "build/index.html, changed by hand",
        "assets/ or templates/, where changes last",
        "text",
    ),
    refusal("PA184", "The disk is full, or the folder may not be written. The old site stays as it was."),
    refusal("PA185", "Two builds of one folder would mix their files. The other one is left to end."),
    refusal(
        "PA186",
        "The record says which files are packatlas' own. Without it nothing may be removed.",
        "build/.packatlas.json, edited",
        "an empty folder",
        "text",
    ),
    refusal(
        "PA187",
        "Nobody could be told what was found. The disk that standard output goes to is full, or it was closed.",
        "packatlas check --format sarif > /dev/full",
        "packatlas check --format sarif > report.sarif",
        "text",
    ),
)
