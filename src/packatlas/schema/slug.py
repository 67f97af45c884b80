"""Docusaurus' `slug`: the address that an author gives a plain page instead of the one that its file's place makes."""

from __future__ import annotations

import posixpath

from packatlas.schema import names

_IN_NO_SLUG = frozenset("?#%&;=$@!'()[]{},")


def slug_path(slug: str, folder: str) -> tuple[str, str]:
    """The path below the site that a slug means, and why it cannot be one.

    As in Docusaurus, a slug that begins with `/` starts at the root and any other one at its file's folder. The path is
    empty for the home page.
    """
    joined = posixpath.normpath(posixpath.join("/", folder, slug))
    if joined.startswith("//"):
        joined = joined[1:]
    depth = 0
    for part in (slug if slug.startswith("/") else f"{folder}/{slug}").split("/"):
        depth += {"": 0, ".": 0, "..": -1}.get(part, 1)
        if depth < 0:
            return "", "it leads out of the site"
    path = joined.strip("/")
    path = "" if path == "index" else path.removesuffix("/index")
    return path, next((fault for part in path.split("/") if path and (fault := _part_fault(part))), "")


def moved_address(old: str, folder: str = "") -> tuple[str, str]:
    """The site-relative address that an old path means, written like a slug, and why it cannot be one.

    The ending of a Markdown file says nothing; that of an `.html` file is part of the address.
    """
    path, fault = slug_path(old.removesuffix(".mdx").removesuffix(".md"), folder)
    if fault:
        return "", fault
    path = path.removesuffix("index.html").rstrip("/")
    if not path:
        return "", "it is the address of the home page"
    return (path if path.endswith(".html") else f"{path}/"), ""


def _part_fault(part: str) -> str:
    if part.startswith((".", "_")):
        return "no part of it may begin with a dot or an underscore"
    if not part.isprintable() or _IN_NO_SLUG & set(part):
        return "letters, digits, hyphens and dots only, with / between them"
    return names.unportable(part)
