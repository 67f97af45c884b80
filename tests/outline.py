"""A page as a short readable text: what it says and where its links lead, without the frame that all pages share."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "details", "dd", "div", "dl", "dt", "fieldset", "figure",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "main", "nav", "ol", "p", "pre", "section", "table",
    "tbody", "td", "th", "thead", "tr", "ul",
})  # fmt: skip
_LANDMARKS = frozenset({"main", "nav", "aside", "section"})
_UNSAID = frozenset({"svg", "script", "style", "template"})
_DIGEST = re.compile(r"(?<=style-)[0-9a-f]{12}(?=\.css)|(?<=scripts-)[0-9a-f]{12}(?=/)")


def without_digests(text: str) -> str:
    """Addresses of styles and scripts hold a digest of what they say; goldens shall not."""
    return _DIGEST.sub("…", text)


def page_outline(html: str) -> str:
    """The outline of one page."""
    soup = BeautifulSoup(html, "html.parser")
    lines = [f"title: {soup.title.text if soup.title else ''}"]
    for selector, name in (
        ("meta[name=description]", "content"), ("link[rel=canonical]", "href"), ("meta[name=robots]", "content"),
        ("meta[http-equiv=refresh]", "content"), ("link[rel=stylesheet]", "href"),
    ):  # fmt: skip
        label = re.sub(r"[^=]*=(.*)]", r"\1", selector)
        lines += [f"{label}: {without_digests(str(found[name]))}" for found in soup.select(selector)]
    main = soup.main
    assert main is not None
    return "\n".join([*lines, *_walk(main, 0), ""])


def json_outline(text: str) -> str:
    """A JSON file with every value, one a line."""
    return json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n"


def _walk(element: Tag, depth: int) -> Iterator[str]:
    """The lines of a block."""
    indent = "  " * depth
    if element.name in _UNSAID:
        return
    if "prose" in element.get_attribute_list("class"):
        yield f"{indent}{element.name}.prose:"
        yield from (f"{indent}| {line}".rstrip() for line in element.decode_contents().strip("\n").split("\n"))
        return
    if element.name == "pre":
        yield f"{indent}pre:"
        yield from (f"{indent}| {line}".rstrip() for line in element.text.strip("\n").split("\n"))
        return
    if element.name in _LANDMARKS:
        label = element.get("aria-label") or element.get("id") or ""
        yield f"{indent}{element.name} {label}".rstrip() + ":"
        indent, depth = indent + "  ", depth + 1
    if not any(child.name in _BLOCKS for child in element.find_all(True)):
        text = " ".join(_words(element).split())
        yield from [f"{indent}{_mark(element)}{text}"] if text else []
        return
    loose = ""
    for child in element.children:
        if isinstance(child, Tag) and (child.name in _BLOCKS or child.find(list(_BLOCKS))):
            yield from [f"{indent}{loose}"] if (loose := " ".join(loose.split())) else []
            loose = ""
            yield from _walk(child, depth)
        else:
            loose += _words(child)
    yield from [f"{indent}{loose}"] if (loose := " ".join(loose.split())) else []


def _mark(element: Tag) -> str:
    if re.fullmatch("h[1-6]", element.name):
        return "#" * int(element.name[1]) + " "
    return {"li": "- ", "dt": "= ", "dd": "  ", "th": "| ", "td": "| "}.get(element.name, "")


def _words(node: object) -> str:
    """What stands in a line: text, links with their targets, pictures and shields."""
    if isinstance(node, NavigableString):
        return str(node)
    if not isinstance(node, Tag) or node.name in _UNSAID:
        return ""
    inner = " ".join("".join(_words(child) for child in node.children).split())
    classes = node.get_attribute_list("class")
    if node.name == "a":
        return f"[{inner}]({node.get('href', '')})"
    if node.name == "img":
        return f"![{node.get('alt', '')}]({node['src']})"
    if node.name == "button":
        return f"<{node.get('aria-label') or inner}>"
    if "shield" in classes:
        state = next(name for name in classes if name and name.startswith("shield-"))
        return f" ({state}: {inner}) "
    return f" {inner} " if node.name in ("b", "code", "dd", "dt", "span") else inner
