"""Text as a reader sees it."""

from __future__ import annotations

import pytest

from packatlas.lookalikes import folded, skeleton


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Verified", "verified"),
        ("Vеrіfіеd", "verified"),
        ("Ｖｅｒｉｆｉｅｄ", "verified"),
        ("𝑽𝒆𝒓𝒊𝒇𝒊𝒆𝒅", "verified"),
        ("ve\u200bri\u00adfi\u2060ed\ufe0f", "verified"),
        ("vérífíèd", "verified"),
        ("🅥🅔🅡🅘🅕🅘🅔🅓", "verified"),
        ("🇻🇪🇷🇮🇫🇮🇪🇩", "verified"),
        ("ΕΧΑΜΡLΕ", "example"),
        ("Straße", "strasse"),
        ("a b\nc", "a b\nc"),
        ("✅ 🛡️", "✅ 🛡"),
    ],
)
def test_look_alikes_are_one(text: str, seen: str) -> None:
    assert folded(text) == seen


def test_a_skeleton_is_letters_and_digits_only() -> None:
    assert skeleton("Exаmple — Plаtform\u200b Team!") == "exampleplatformteam"
    assert skeleton(" \u200b–!") == ""
