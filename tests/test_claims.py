"""Who may not say "verified": claims are found however they are spelt, and ordinary sentences are left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packatlas.catalog import assemble
from packatlas.checks import claims
from packatlas.errors import Problem, Severity
from packatlas.lookalikes import folded, skeleton
from packatlas.markdown import Dialect, parse
from packatlas.model import Pack, Verification
from packatlas.settings import Settings
from tests.factories import pack, release

SETTINGS = Settings(as_of=date(2026, 11, 23), publisher="Example Platform Team", title="Example Packs")


def told(demo: Pack) -> list[Problem]:
    catalog, _ = assemble((demo,), (), (), SETTINGS)
    return list(claims.check(catalog, SETTINGS))


def page(text: str) -> Pack:
    body, _ = parse(text, "content/packs/addon/demo.md", 11, Dialect(lift_title=True, demote=1))
    return pack(body=body, title=body.title or "Demo")


CLAIMS = [
    "✅ Verified",
    "# Demo ✅",
    "# Demo (verified)",
    "## ✔ Verified by the platform team",
    "**Verified**",
    "Verified.",
    "Status: verified",
    "Publisher: **VERIFIED**",
    "🛡 Demo",
    "A 🛡️ pack.",
    "⛨ trusted",
    "This is a verified pack.",
    "This pack is verified.",
    "This pack has been fully verified, and it is maintained.",
    "Demo is a verified Kubernetes pack and stays so.",
    "Demo is officially verified.",
    "It is verified and current.",
    "Our verified add-on for metrics.",
    "Verified by Example Platform Team on 12 October 2026.",
    "Example Platform Team has verified Demo.",
    "An Example Platform Team verified chart.",
    "Verified on 2026-10-12",
    "Verified on 12 October 2026",
    "Demo [verified] for all.",
    "It carries the green shield.",
    "This pack has earned a green shield of this catalog.",
    "| Status | Verified ✅ |\n|---|---|\n| a | b |",
    "| Status | since |\n|---|---|\n| Verified | 2026 |",
    "- ✅ Verified\n- Metrics",
    "- 🟢 verified, hardened, current",
    "Words first.\n\n> ✅ This pack is verified",
    "`✅ Verified`",
    "Veri**fied** ✅",
    "&#86;erified by Example Platform Team",
    "<b>Verified</b>",
    '<span title="Verified pack">Demo</span>',
    "<details><summary>Verified</summary>Words</details>",
    "![Verified](images/a.png)",
    "![green shield](images/a.png)",
    "![A shield badge](images/a.png)",
    "![Demo](images/verified-badge.png)",
    "![Demo](images/green-shield.svg)",
    "vеrified",  # Cyrillic е
    "Vеrіfіеd pack",
    "νerified",  # Greek nu
    "ver\u200bified",
    "v\u2060e\u200dr\ufeffified",
    "𝐕𝐞𝐫𝐢𝐟𝐢𝐞𝐝",
    "ⓥⓔⓡⓘⓕⓘⓔⓓ",
    "🅅🄴🅁🄸🄵🄸🄴🄳",
    "🅥🅔🅡🅘🅕🅘🅔🅓",
    "ᴠᴇʀɪꜰɪᴇᴅ",
    "ｖｅｒｉｆｉｅｄ",
    "v3r1f13d",
    "V E R I F I E D",
    "v.e.r.i.f.i.e.d",
    "vérified",
    "This is not vеrified",  # a disguise has no innocent reason
]
ORDINARY = [
    "Verified against Kubernetes 1.33.",
    "✅ Verified against Kubernetes 1.33",
    "Tested and verified on AWS, Azure and vSphere.",
    "We verified the upgrade from 1.2 by running it twice.",
    "This release was verified with Kubernetes 1.33 and 1.34.",
    "This pack has been verified against Kubernetes 1.33.",
    "This chart is verified with cosign before each install.",
    "The signature must be verified before you install it.",
    "The checksum is verified by the kernel.",
    "Certificates are verified by default; set `verify: false` to change that.",
    "This pack is not verified.",
    "This pack isn’t verified by Example Platform Team.",
    "This is a community pack, not a verified pack.",
    "If you need a verified pack, take Calico.",
    "Once this pack is verified, it gets a green shield.",
    "Choose the pack with the verified badge.",
    "A verified Kubernetes pack starts in a good state; this one tells you whether it still is.",
    "Verified packs are updated every eight weeks; this one is not among them.",
    "It admits only verified images.",
    "- ✅ Runs only verified images\n- ✅ Verified boot",
    "Set `email_verified: true` for each user.",
    "| Parameter | Meaning |\n|---|---|\n| `verified` | Whether mail was checked |",
    "| Version | Verified |\n|---|---|\n| 1.33 | yes |",
    "```\n✅ Verified by Example Platform Team\n```",
    "## Verified versions\n\n1.33 and 1.34.",
    "An unverified user cannot log in.",
    "✅ Metrics\n\n✅ Logs",
    "Shield your cluster from the network with AWS Shield.",
    "![The layers of a cluster](layers.png)",
    "![AWS Shield architecture](aws-shield.png)",
    "Verify the installation: all pods run.",
    "When an upload ends, it is verified and moved.",
    "Verified: 1.30, 1.31 and 1.32",
    "Each block is verified before it is applied.",
    "Your address has been verified.",
    "Restore a backup that has been verified.",
    "Signed, and verified by cosign.",
    "The platform is verified by sixty tests.",
    "- [x] Upgrade verified",
    "## Pre-verified settings",
    "The last run was verified live on a small cluster.",
    "The volume's verified copy stays on the node.",
    "<!-- verified -->",
    "ﬁles are veriﬁed against their checksum",
]


@pytest.mark.parametrize("text", CLAIMS)
def test_a_claim_is_an_error_in_a_page_without_a_verification(text: str) -> None:
    (problem, *_) = told(page(text))
    assert (problem.code, problem.severity) == ("PA116", Severity.ERROR)


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_sentence_is_none(text: str) -> None:
    assert [problem.message for problem in told(page(text))] == []


@pytest.mark.parametrize("text", CLAIMS)
def test_a_verified_pack_may_say_so(text: str) -> None:
    record = Verification(date(2026, 11, 1), "Example Platform Team")
    demo = page(text)
    catalog, _ = assemble((pack(body=demo.body, title=demo.title, verification=record),), (), (), SETTINGS)
    assert claims.check(catalog, SETTINGS) == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "Demo, verified"}, "title"),
        ({"title": "Demo 🛡️"}, "title"),
        ({"title": "Demo ✔"}, "title"),
        ({"name": "verified-demo", "title": "Demo", "description": "Metrics."}, "name"),
        ({"publisher": "Verified Publisher"}, "publisher"),
        ({"tags": ("metrics", "verified")}, "tag"),
        ({"aliases": ("demo-verified",)}, "alias"),
        ({"links": (("✅ Verified", "https://a.example/"),)}, "link"),
        ({"description": "Verified networking for clusters."}, "description"),
        ({"description": "Networking. This is a verified pack."}, "description"),
        ({"releases": (release(notes="Verified by the platform team."),)}, "notes"),
    ],
)
def test_the_fields_of_a_page_claim_nothing_either(changes: dict[str, Any], field: str) -> None:
    (problem,) = told(pack(**changes))
    assert problem.message.startswith(f"the {field} '")


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Demo", "description": "Verified against Kubernetes 1.33."},
        {"description": "Admission control that lets only verified images in."},
        {"description": "Verified images only, by policy."},
        {"tags": ("not-verified",)},
        {"name": "email-verifier"},
        {"releases": (release(notes="Upgrade from 1.2 verified on AWS."),)},
    ],
)
def test_fields_may_use_the_word(changes: dict[str, Any]) -> None:
    assert told(pack(**changes)) == []


def test_a_claim_is_told_with_its_line_and_each_only_once() -> None:
    lines = ["Words.", "", "Verified against 1.33.", "", "This is a **verified pack**.", "", "This is a verified pack."]
    (problem,) = told(page("\n".join(lines)))
    assert problem.location.line == 15
    assert "verified pack" in problem.message


def test_a_claim_that_became_the_description_is_told_in_the_text_it_is_from() -> None:
    claim = "This pack is verified by Example Platform Team."
    stated = replace(page(claim), description=claim)
    assert len(told(stated)) == 2
    (problem,) = told(replace(stated, described=False))
    assert "the text" in problem.message


def test_a_text_full_of_claims_is_told_in_short() -> None:
    assert len(told(page("\n\n".join(f"✅ Verified {number}" for number in range(50))))) == 3


def test_a_registry_is_warned() -> None:
    found = release(body=page("✅ Verified").body, registry="central")
    (problem,) = told(pack(origin="registry", source="", releases=(found,)))
    assert problem.severity is Severity.WARNING


@settings(deadline=None)
@given(st.text())
def test_folding_is_done_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert skeleton(text).isalnum() or not skeleton(text)


@settings(deadline=None)
@given(st.text(alphabet="vеrіfіed ver1fied✅🛡.!\u200b\n*`[]()<b>", max_size=200))
def test_no_text_is_too_odd(text: str) -> None:
    told(page(text))
