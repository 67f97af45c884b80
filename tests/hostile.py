"""A catalog whose authors mean harm, and what may never be on a page of its site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from packatlas.making import content_of
from packatlas.model import Artifact
from packatlas.tree import FORBIDDEN
from tests.markdown.safety import ELEMENTS

CASES = Path(__file__).parent / "hostile_cases"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
CATALOG = """\
title: "Packs </title><script>alert(1)</script>"
description: '"><img src=x onerror=alert(1)>'
base_url: https://packs.example/docs/
publisher: "<b onclick=alert(1)>Acme</b>"
notice: "</p></footer><script>alert(1)</script>"
navigation: [{label: "<script>alert(1)</script>", url: "https://elsewhere.example/?a=b&c"}]
"""


def texts(corpus: Path) -> list[str]:
    """The hostile texts of the corpus, each once."""
    entries = json.loads((corpus / "hostile" / "markup.json").read_text("utf-8"))
    return list(dict.fromkeys(entry["text"] for entry in entries))


def put(path: Path, content: str | bytes) -> None:
    """Write a file, and the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "replace"))


# --- Every text in every position ----------------------------------------------------------------------------------


def catalog_of(hostile: Iterable[str], site: Path, registry_every: int = 8) -> None:
    """One pack page for each text, which stands in every field and position of it; every few also a registry folder."""
    put(site / "content/catalog.yaml", CATALOG)
    put(site / "content/dot.png", PNG)
    for number, text in enumerate(hostile):
        put(site / f"content/packs/addon/text-{number}.md", _page(text, number))
        if number % registry_every == 0:
            for name, content in _folder(text, number):
                put(site / f"registry/{number}/{name}", content)


def one_line(text: str) -> str:
    """A text as a value may have it: one line, nothing invisible."""
    return FORBIDDEN.sub("?", " ".join(text.split()))


@cache
def _positions() -> str:
    return (CASES / "every-position.md").read_text("utf-8")


def _page(text: str, number: int) -> str:
    line = one_line(text)
    short = json.dumps(line[:190] or "empty")
    address = json.dumps("https://elsewhere.example/" + re.sub(r"[\s\"'<>\\^`{|}]", "", line)[:300])
    front = f"""\
title: {short}
layer: addon
description: {json.dumps(line[:900])}
publisher: {short}
license: {short}
clouds: [{short}]
tags: [{json.dumps("tag " + line[:60] if number % 20 == 0 else "usual")}]
links: {{{short}: {address}}}
verification:
  verified_on: 2026-11-01
  by: {short}
  evidence: {address}
  cis: {{benchmark: {short}, version: {short}, level: 1}}
releases:
- version: "1.{number}"
  released: 2026-10-01
  status: deprecated
  since: 2026-11-01
  notes: {json.dumps(line[:900])}
"""
    return f"---\n{front}---\n{_positions().replace('{text}', text).replace('{line}', line)}"


def _folder(text: str, number: int) -> Iterator[tuple[str, str]]:
    """The files of a registry folder."""
    line = json.dumps(one_line(text))
    notes = dict.fromkeys(("source", "contributor", "docsURL", "description", "system_state", "architecture"), text)
    need = {"packName": "text-0", "layer": "addon", "minVersion": text, "maxVersion": text, "type": "required"}
    component = {"scheduleType": text, "resourceRequestParamRef": text, "replicaCountParamRef": text}
    pack = {
        "name": f"folder-{number}",
        "version": f"1.0.{number}",
        "layer": "addon",
        "displayName": text,
        "addonType": text[:60],
        "eol": text,
        "kubeVersion": text,
        "cloudTypes": [text],
        "charts": [text],
        "kubeManifests": [text],
        "annotations": notes,
        "constraints": {
            "dependencies": [need],
            "resources": [{"type": "cpu", "minLimit": 5, "components": [component]}],
        },
    }
    hints = json.dumps(f'{{{{ required | format "${{string:/x/}}" | hints {line} }}}}')
    yield "pack.json", json.dumps(pack)
    yield "README.md", f"{text}\n\n# {one_line(text)}\n"
    images = f"pack:\n  content:\n    images:\n    - image: {line}\n"
    images += f"chart:\n  image: {line}\n  other:\n    repository: {line}\n    tag: {line}\n"
    yield "values.yaml", f"{images}key: {line}\n# {one_line(text)}\n{text}\n"
    names = f"name: {line}, displayName: {line}, group: {line}"
    yield "presets.yaml", f"presets:\n- {{{names}, add: {line}, remove: [{line}]}}\n"
    yield "schema.yaml", f"? {line}\n: schema: {hints}\n"


# --- Forgeries -----------------------------------------------------------------------------------------------------


def forgeries() -> dict[str, str]:
    """The cases of `forgeries.md` by their names."""
    text = (CASES / "forgeries.md").read_text("utf-8")
    found = re.findall(r"^````forgery (.+)\n((?s:.*?))^````$", text, re.MULTILINE)
    return dict(found)


def slug(name: str) -> str:
    """A case's name as that of a pack."""
    return re.sub(r"[^a-z]+", "-", name.lower()).strip("-")


def catalog_of_forgeries(site: Path) -> None:
    """One verified pack, and each forgery as the page of a community pack and as the README of a registry's."""
    put(site / "content/catalog.yaml", "title: Packs\npublisher: Acme\nbase_url: https://packs.example/docs/\n")
    put(site / "content/packs/addon/mine.svg", SVG)
    put(
        site / "content/packs/cni/sound.md",
        "---\nlayer: cni\nverification: {verified_on: 2026-11-01, by: Acme}\n---\nWords.\n",
    )
    for name, text in forgeries().items():
        put(site / f"content/packs/addon/{slug(name)}.md", f"---\nlayer: addon\n---\n{text}")
        folder = site / "registry" / slug(name)
        boasts = {"source": "spectrocloud", "verified": "true", "contributor": "Acme"}
        record = {"verified_on": "2026-11-01", "by": "Acme"}
        put(
            folder / "pack.json",
            json.dumps({
                "name": f"r-{slug(name)}", "displayName": name, "version": "1.0", "layer": "addon",
                "annotations": boasts, "verification": record, "verified": True, "shield": "current",
            }),
        )  # fmt: skip
        put(folder / "README.md", text)
        put(folder / "mine.svg", SVG)


# --- What a page may hold ------------------------------------------------------------------------------------------

_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
_FRAME = ELEMENTS | {
    "html", "head", "meta", "title", "link", "script", "body", "svg", "symbol", "path", "rect", "text", "circle", "use",
    "header", "nav", "search", "label", "input", "button", "main", "article", "aside", "footer",
    "template", "select", "option", "dialog",
}  # fmt: skip
_LANDMARKS = ("html", "head", "body", "header", "main", "footer")
_ACTING = re.compile(
    r"on[a-z]+|style|srcdoc|srcset|formaction|action|ping|background|poster|data|usemap|http-equiv|is|slot|xlink:href"
)
_AUTHORS_CLASSES = re.compile(
    r"admonition|note|tip|info|warning|danger|admonition-title|tabs|tab|tab-label|task|task-box|done|highlight|code|"
    r"image-alt|plain|tab-shown|only-light|only-dark|footnotes|footnote-reference|footnote-back|language-.*|"
    r"[a-z][a-z0-9]?[a-z0-9]?"
)
_SCRIPTS = re.compile(
    r"(?:\.\./|/docs/|\./)*assets/scripts-[0-9a-f]{12}/(?:theme|search|page|packs?|moved|tables)[\w.-]*\.js"
)
_DATA = {"type": "application/ld+json"}
"""The one script element without an address: facts for search engines, which no browser runs."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


class _Reader(HTMLParser):
    """Reads one page from end to end; `faults` is what should not be there."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.order: list[str] = []
        self.ids: set[str] = set()
        self.articles = 0
        self._open: list[str] = []
        self._article = 0
        """Depth of the author's article; 0 outside."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag not in (ELEMENTS if self._article else _FRAME):
            self.faults.append(f"<{tag}>")
        if tag in _LANDMARKS and (not self._open or self._open[-1] in ("html", "body")):
            self.order.append(tag)
        if tag == "script" and values != _DATA and not _SCRIPTS.fullmatch(values.get("src", "")):
            self.faults.append(f"script {values}")
        for name, value in values.items():
            self._attribute(tag, name, value)
        if tag not in _VOID:
            self._open.append(tag)
            if tag == "article" and "prose" in values.get("class", "").split():
                self._article = len(self._open)
                self.articles += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._article == len(self._open) and tag == "article":
            self._article = 0
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> out of place")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"a comment: {data[:40]}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"a declaration: {data[:40]}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"an instruction: {data[:40]}")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if _ACTING.fullmatch(name):
            self.faults.append(f"{tag} {name}={value[:40]}")
        if name in ("href", "src"):
            self._address(tag, name, value)
        if name == "id":
            if value in self.ids:
                self.faults.append(f"the id {value} twice")
            self.ids.add(value)
        if self._article and name == "class" and not all(_AUTHORS_CLASSES.fullmatch(one) for one in value.split()):
            self.faults.append(f"the class {value}")
        if self._article and name in ("id", "name") and tag[0] != "h" and not value.startswith("user-content-"):
            self.faults.append(f"{tag} {name}={value[:40]}")

    def _address(self, tag: str, name: str, value: str) -> None:
        plain = re.sub(r"[\x00-\x20]", "", value)
        scheme = _SCHEME.match(plain)
        if scheme and scheme[1].lower() not in ("http", "https", "mailto", "tel"):
            self.faults.append(f"{tag} {name}={value[:60]}")
        if name == "src" and (scheme or re.match(r"[/\\]{2}", plain)):
            self.faults.append(f"a remote {tag}: {value[:60]}")
        if name == "src" and self._article and "assets/" in value:
            self.faults.append(f"the site's own file in an article: {value[:60]}")


def faults(html: str) -> list[str]:
    """What is wrong with a page of the site; empty for every page, whoever wrote its words."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader._open:
        reader.faults.append(f"never closed: {reader._open}")
    if tuple(reader.order) != _LANDMARKS:
        reader.faults.append(f"the frame of the page is {reader.order}")
    return reader.faults


def pages_of(artifacts: Iterable[Artifact]) -> dict[str, str]:
    """The HTML of every page by its path."""
    return {artifact.path: content_of(artifact).decode() for artifact in artifacts if artifact.path.endswith(".html")}


def article_of(html: str) -> str:
    """What the author wrote, as the page has it."""
    found = re.search(r'<article class="prose">(.*?)</article>', html, re.DOTALL)
    return found[1] if found else ""
