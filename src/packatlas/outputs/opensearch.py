"""`opensearch.xml`: lets a browser search the catalog from its address bar (OpenSearch 1.1)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from packatlas import urls
from packatlas.model import Artifact
from packatlas.outputs.files import without_controls
from packatlas.settings import Settings

_XMLNS = "http://a9.com/-/spec/opensearch/1.1/"
_SHORT, _LONG = 16, 1024
"""Characters that the specification allows in a short name and in a description."""


def opensearch(settings: Settings) -> Iterator[Artifact]:
    """The description; none without a base URL, since its addresses have to be full ones."""
    if not settings.base_url:
        return
    root = Element("OpenSearchDescription", {"xmlns": _XMLNS})
    title = " ".join(without_controls(settings.title).split())
    _text(root, "ShortName", title[:_SHORT].rstrip() or "Packs")
    _text(root, "LongName", title[:48].rstrip())
    _text(root, "Description", f"Search the packs of {title}."[:_LONG])
    _text(root, "InputEncoding", "UTF-8")
    icon = {"width": "16", "height": "16", "type": "image/svg+xml"}
    SubElement(root, "Image", icon).text = urls.absolute(settings.base_url, "assets/favicon.svg")
    target = urls.absolute(settings.base_url, urls.PACKS) + "?q={searchTerms}"
    SubElement(root, "Url", {"type": "text/html", "method": "get", "template": target})
    own = urls.absolute(settings.base_url, urls.OPENSEARCH)
    SubElement(root, "Url", {"type": "application/opensearchdescription+xml", "rel": "self", "template": own})
    indent(root, " ")
    yield Artifact(urls.OPENSEARCH, tostring(root, "utf-8", xml_declaration=True) + b"\n")


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text
