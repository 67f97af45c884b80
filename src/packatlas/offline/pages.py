"""Pages for a disk: every link names its file, and scripts come in a form that a browser takes from there."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import urljoin

from packatlas import urls
from packatlas.offline.modules import LOADER

_POLICY = (
    "default-src 'none'; script-src 'self' file: blob:; style-src 'self' file:; img-src 'self' file:; "
    "font-src 'self' file:; manifest-src 'self' file:; base-uri 'none'; form-action 'none'"
)
"""Nothing from the network. On a disk `'self'` is no address, so `file:` stands for it; `blob:` are our modules."""
_PIECE = re.compile(
    r"""<!--.*?-->|<script\b(?P<script>(?:[^<>"']|"[^"]*"|'[^']*')*)>.*?</script\s*>"""
    r"""|<(?P<name>[a-zA-Z][\w-]*)(?P<rest>(?:[^<>"']|"[^"]*"|'[^']*')*)>""",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""(?P<before>\s(?P<name>[\w:-]+)\s*=\s*)(?P<value>"[^"]*"|'[^']*'|[^\s"'>]+)""")
_MAIN = re.compile(r"<main\b.*</main\s*>", re.DOTALL | re.IGNORECASE)
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z\d+.-]*:|//|/|#|\?")


def offline_page(address: str, html: str) -> str:
    """A page of the site as it has to be on a disk."""
    modules: list[str] = []

    def piece(found: re.Match[str]) -> str:
        if found["script"] is not None:
            return _script(found, address, modules)
        name = (found["name"] or "").lower()
        if name == "meta":
            return _meta(found[0])
        return _attributes(found[0], {"href"}, explicit) if name in ("a", "area", "link") else found[0]

    text = _PIECE.sub(piece, html)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
    text = _inserted(text, re.search(r"<meta charset=[^>]*>\s*|(?=<title)", text, re.IGNORECASE), policy)
    if not modules:
        return text
    source, names = urls.relative(address, LOADER), escape(" ".join(modules))
    run = f'<script defer src="{source}" data-modules="{names}"></script>\n'
    return _inserted(text, re.search(r"(?=</head\s*>)", text, re.IGNORECASE), run)


def main_of(html: str) -> str:
    """What a page says, without the frame that all pages have: for those who look for a passage in it."""
    found = _MAIN.search(html)
    return found[0] if found else ""


def explicit(target: str) -> str:
    """A link to a folder as a link to its page: `../packs/#top` is `../packs/index.html#top`."""
    path, mark, rest = re.match(r"([^?#]*)([?#]?)(.*)", target, re.DOTALL).groups()  # type: ignore[union-attr]
    if _ELSEWHERE.match(target) or not (path.endswith("/") or path in (".", "..")):
        return target
    folder = "" if path in (".", "./") else f"{path.rstrip('/')}/"
    return f"{folder}index.html{mark}{rest}"


def _inserted(text: str, place: re.Match[str] | None, added: str) -> str:
    at = place.end() if place else 0
    return text[:at] + added + text[at:]


def _script(found: re.Match[str], address: str, modules: list[str]) -> str:
    """A module goes, and its address is noted; any other script stays."""
    given = {each["name"].lower(): _value(each) for each in _ATTRIBUTE.finditer(found["script"])}
    if given.get("type") != "module" or "src" not in given:
        return found[0]
    modules.append(urljoin(f"http://site/{address}", given["src"]).removeprefix("http://site/"))
    return ""


def _meta(tag: str) -> str:
    """`content="0; url=…"` of a page that only leads on."""
    if "refresh" not in tag.lower():
        return tag
    return _attributes(tag, {"content"}, lambda value: re.sub(r"(url=)(.*)", lambda m: m[1] + explicit(m[2]), value))


def _attributes(tag: str, names: set[str], change: Callable[[str], str]) -> str:
    def one(found: re.Match[str]) -> str:
        value = _value(found)
        made = change(value) if found["name"].lower() in names else value
        return found[0] if made == value else f'{found["before"]}"{escape(made)}"'

    return _ATTRIBUTE.sub(one, tag)


def _value(found: re.Match[str]) -> str:
    return unescape(found["value"].strip("\"'"))
