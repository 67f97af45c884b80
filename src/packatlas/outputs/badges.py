"""`badges/`: how a pack or a release stands, as a small picture to show on other sites.

A badge is an SVG that is only shapes and words: no script, no style, nothing loaded from elsewhere. It brings its own
background and edge, so that it reads on light and dark pages, and says its state in words, never by colour alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from xml.sax.saxutils import escape

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.errors import Location
from packatlas.model import Artifact, Pack, Release, Status
from packatlas.outputs.files import later, text_file, without_controls
from packatlas.plan import words
from packatlas.policy import Cover, Standing, release_standings
from packatlas.settings import Settings

HEIGHT = 24
_SIZE = 12
"""Font size in pixels."""
_PAD = 8
_ICON = 18
"""Room that the drawing of a shield takes, its gap included."""
_SUBJECT, _WORDS, _REASON = 48, 32, 100
"""Characters that are shown; what is longer ends in an ellipsis. They keep every badge below 2 kB."""

_PLATES = {"current": "#14773f", "due": "#14773f", "overdue": "#995800", "none": "#56657a", "retired": "#8a2b2b"}
"""Backgrounds on which white text has a contrast of at least 5.6 : 1."""
_SHIELD = "M7 1 13 3.2v4.6c0 3.7-2.4 6.600-6 8-3.6-1.4-6-4.3-6-8V3.2z"
_TICK = "m4 8.3 2.2 2.2L10.200 6"
_CALL = "M7 4.700v4M7 11.4v.1"

_WIDTHS = {
    191: "'", 222: "ijl", 260: "|", 278: " !,./:;I[\\]ft", 333: "()-`r", 334: "{}", 355: '"', 389: "*", 469: "^",
    500: "Jcksvxyz", 556: "#$0123456789?L_abdeghnopqu", 584: "+<=>~", 611: "FTZ", 667: "&ABEKPSVXY", 722: "CDHNRUw",
    778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1000: "…", 1015: "@",
}  # fmt: skip
"""Advance widths of a common sans serif (that of Arial, Helvetica and Liberation Sans), in thousandths of its size."""
_WIDTH = {char: width for width, chars in _WIDTHS.items() for char in chars}
_OTHER, _WIDE = 600, 1000


@dataclass(frozen=True, slots=True)
class Mark:
    """What a badge says."""

    state: str
    """A state of the shield, or `retired`."""
    words: str
    reason: str = ""
    """A full sentence for whoever points at the badge."""


def badges(catalog: Catalog, settings: Settings) -> Iterator[Artifact]:
    """The badge of each pack and of each of its releases."""
    for pack in catalog.packs:
        yield from later(_places(pack), partial(_drawn, pack, catalog.standings[pack.name], settings))


def _places(pack: Pack) -> Iterator[tuple[str, Location]]:
    yield urls.badge(pack.name), pack.location
    for release in pack.releases:
        yield urls.release_badge(pack.name, release.version.text), release.location


def _drawn(pack: Pack, standing: Standing, settings: Settings) -> Iterator[Artifact]:
    shield = _of_standing(standing, settings)
    yield text_file(urls.badge(pack.name), draw(pack.title, _of_pack(pack, shield)))
    standings = release_standings(pack, standing, settings.policy, settings.as_of)
    for release, own in zip(pack.releases, standings, strict=True):
        version = release.version.text
        subject = f"{_clipped(pack.title, max(_SUBJECT - len(version) - 1, 8))} {version}"
        mark = _of_standing(own, settings) if own.cover is Cover.OWN else shield
        yield text_file(urls.release_badge(pack.name, version), draw(subject, _of_release(pack, release, own, mark)))


def _of_standing(standing: Standing, settings: Settings) -> Mark:
    return Mark(standing.shield.value, words.shield(standing, settings.as_of), _reason(standing))


def _reason(standing: Standing) -> str:
    return standing.reasons[0] if standing.reasons else ""


def _of_pack(pack: Pack, shield: Mark) -> Mark:
    """The shield, unless all that could be installed is on its way out."""
    latest = pack.latest
    return _retired(latest) if latest and latest.status is not Status.ACTIVE else shield


def _of_release(pack: Pack, release: Release, standing: Standing, shield: Mark) -> Mark:
    """The shield, if it stands for this release; an older one names the latest, whatever it once was."""
    latest = pack.latest
    if release.status is not Status.ACTIVE:
        return _retired(release)
    if standing.cover is Cover.UNCOVERED:
        return Mark("none", "Not verified yet", _reason(standing))
    if latest is None or release is latest or standing.cover in (Cover.BEARER, Cover.OWN):
        return shield
    return Mark("none", f"Latest is {latest.version.text}", _reason(standing))


def _retired(release: Release) -> Mark:
    return Mark("retired", words.STATUSES[release.status], f"Release {release.version.text} gets no more updates.")


def draw(subject: str, mark: Mark) -> str:
    """A badge: what it is about on the left, how it stands on the right."""
    left, right = _clipped(subject, _SUBJECT), _clipped(mark.words, _WORDS)
    seam = 2 * _PAD + _width(left)
    icon = _icon(mark.state, seam + _PAD - 1)
    start = seam + _PAD + (_ICON if icon else 0)
    width = start + _width(right) + _PAD
    label = escape(f"{left}: {right}", {'"': "&quot;"})
    told = escape(_clipped(mark.reason, _REASON))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" viewBox="0 0 {width} {HEIGHT}" '
        f'role="img" aria-label="{label}">'
        f"<title>{label}{'. ' + told if told else ''}</title>"
        f'<rect x=".5" y=".5" width="{width - 1}" height="{HEIGHT - 1}" rx="5.5" fill="#1b2738" stroke="#8794a6"/>'
        f'<path d="M{seam} 1H{width - 6}a5 5 0 0 1 5 5v12a5 5 0 0 1-5 5H{seam}z" fill="{_PLATES[mark.state]}"/>'
        f'{icon}<g fill="#fff" font-family="Arial,Helvetica,Liberation Sans,sans-serif" font-size="{_SIZE}">'
        f"{_text(_PAD, left)}{_text(start, right)}</g></svg>\n"
    )


def _icon(state: str, x: int) -> str:
    """The shield, with a tick or a call; a pack without a shield has no drawing at all."""
    if state in ("none", "retired"):
        return ""
    mark = _CALL if state == "overdue" else _TICK
    return (
        f'<g transform="translate({x} 4)" fill="none" stroke="#fff" stroke-width="1.5" stroke-linecap="round">'
        f'<path d="{_SHIELD}"/><path d="{mark}"/></g>'
    )


def _text(x: int, text: str) -> str:
    """Words that take the room they were given, whatever font the reader has."""
    return f'<text x="{x}" y="16" textLength="{_width(text)}" lengthAdjust="spacingAndGlyphs">{escape(text)}</text>'


def _width(text: str) -> int:
    """Pixels that a text takes."""
    return -(-sum(_WIDTH.get(char) or _foreign(char) for char in text) * _SIZE // 1000)


def _foreign(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return _WIDE if unicodedata.east_asian_width(char) in "WF" else _OTHER


def _clipped(text: str, longest: int) -> str:
    """One line of what can be shown, its length bounded."""
    line = " ".join(without_controls(text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
