"""Codes of what is published, and of what Git says."""

from __future__ import annotations

from packatlas.rules import refusal

TITLE = "Publishing"
RULES = (
    refusal(
        "PA220",
        "The folder is no place of releases, or lies in one or in what a build reads. Nothing of it is touched.",
        "packatlas publish /srv/www, a folder with files of its own",
        "packatlas publish /srv/www/packs, a new or empty folder",
        "text",
    ),
    refusal("PA221", "Two publishers of one place would overtake each other. The first one is left to end."),
    refusal("PA222", "The disk is full, or the folder may not be written. Readers get the old site, whole."),
    refusal(
        "PA223",
        "Each file is read back before readers get it. One that differs was altered, or the disk is failing.",
        "releases/3f2a91/index.html, changed by hand",
        "assets/ or templates/, where changes last",
        "text",
    ),
    refusal("PA224", "There was one publish only, or the earlier ones have been removed."),
    refusal(
        "PA225",
        "The branch is checked out here, or has files of somebody else; a commit there could lose work.",
        "packatlas publish --branch main",
        "packatlas publish --branch gh-pages",
        "text",
    ),
    refusal("PA226", "Git is missing, refuses, or does not know the folder. Nothing was committed."),
    refusal(
        "PA227",
        "What a change touches is told by what Git says has changed since a revision, and it has none of that name.",
        "packatlas check --changed-since orign/main",
        "packatlas check --changed-since origin/main",
        "text",
    ),
    refusal(
        "PA228",
        "The zip would be read as content or replace another kind of file, or there is no folder, room or permission.",
        "packatlas build --offline-zip content/catalog.zip",
        "packatlas build --offline-zip catalog.zip",
        "text",
    ),
)
