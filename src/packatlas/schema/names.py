"""Names that become addresses and file names: what is safe in a URL, and on every file system."""

from __future__ import annotations

import re

_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE | re.DOTALL)
"""Device names that Windows finds in every folder, with any ending: learn.microsoft.com, "Naming files"."""
_UNPORTABLE = re.compile(r'[<>:"|?*\\/\x00-\x1f\x7f]')
_PAGE_NAME = re.compile(r"[a-z0-9]([a-z0-9._-]{0,126}[a-z0-9])?")
_REGISTRY_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,126}[A-Za-z0-9])?")
_VERSION = re.compile(r"[0-9A-Za-z]([0-9A-Za-z.+_-]{0,126}[0-9A-Za-z+_-])?")
_ALIAS = re.compile(r"/?[A-Za-z0-9][A-Za-z0-9._+ -]*(/[A-Za-z0-9][A-Za-z0-9._+ -]*)*/?")
_NOT_IN_A_TAG = re.compile(r"[^\w.+]+")


def unportable(name: str) -> str:
    """Why a file of this name cannot be kept on every system; empty when it can."""
    if _RESERVED.fullmatch(name):
        return f"the name '{name.partition('.')[0]}' is reserved on Windows"
    if name.endswith((".", " ")) or name.startswith(" "):
        return "a name may not begin with a space, or end with a space or a dot"
    if _UNPORTABLE.search(name):
        return 'a name may not contain < > : " | ? * \\ or control characters'
    return "" if len(name.encode("utf-8", "surrogateescape")) <= 255 else "the name is longer than 255 bytes"


def pack_name_fault(name: str, *, from_registry: bool = False) -> str:
    """Why a pack cannot be called so; empty when it can. Registries may use capital letters."""
    if not (_REGISTRY_NAME if from_registry else _PAGE_NAME).fullmatch(name) or ".." in name:
        letters = "letters" if from_registry else "small letters"
        return f"up to 128 {letters}, digits, dots, hyphens and underscores, a letter or digit at both ends"
    return f"{unportable(name)}; choose another one" if unportable(name) else ""


def version_fault(version: str) -> str:
    """Why a version cannot be part of an address; empty when it can."""
    if not _VERSION.fullmatch(version) or ".." in version:
        return "letters, digits and . + _ - only, beginning with a letter or digit"
    return unportable(version)


def alias_fault(alias: str) -> str:
    """Why an alias, a name or a path of old, cannot be redirected; empty when it can."""
    if not _ALIAS.fullmatch(alias) or ".." in alias or len(alias) > 256:
        return "write an old name such as 'calico', or an old path such as '/integrations/calico/'"
    return next((fault for part in alias.strip("/").split("/") if (fault := unportable(part))), "")


def tag_slug(tag: str) -> str:
    """A tag as its address has it: `Network Policy` is `network-policy`. Empty when nothing is left."""
    slug = _NOT_IN_A_TAG.sub("-", tag.casefold()).strip("-.+_")[:64].rstrip("-.+_")
    return f"{slug}-tag" if slug and unportable(slug) else slug
