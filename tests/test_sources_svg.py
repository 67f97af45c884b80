"""An SVG is published only when it is a picture and nothing else."""

from __future__ import annotations

import pytest

from packatlas.sources import svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


@pytest.mark.parametrize(
    "inside",
    [
        '<path d="M0 0h1" fill="url(#a)" style="stroke:red"/>',
        '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs><use xlink:href="#a"/>',
        '<filter id="f"><feColorMatrix values="1 0 0"/></filter><g filter="url(\'#f\')"/>',
        '<image href="data:image/png;base64,AAAA" width="1"/>',
        "<style>.a{fill:red;clip-path:url(#c)}</style>",
        '<metadata><x xmlns="http://example.org/drawing" y="z"/></metadata>',
        "<title>A &amp; B</title><text>&#x3c;script></text>",
    ],
)
def test_pictures_pass(inside: str) -> None:
    assert svg.fault(f"{HEAD}>{inside}</svg>".encode()) == ("", 0)


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("<script>alert(1)</script>", "the element <script> is not allowed"),
        ('<SCRIPT xmlns="http://www.w3.org/2000/svg"/>', "the element <SCRIPT> is not allowed"),
        ('<x:script xmlns:x="http://www.w3.org/2000/svg"/>', "the element <script> is not allowed"),
        ('<h:body xmlns:h="http://www.w3.org/1999/xhtml"/>', "the element <body> is not allowed"),
        ("<foreignObject/>", "the element <foreignObject> is not allowed"),
        ('<a href="https://x.example"/>', "the element <a> is not allowed"),
        ('<animate attributeName="href" to="javascript:x"/>', "the element <animate> is not allowed"),
        ('<set attributeName="onload" to="x"/>', "the element <set> is not allowed"),
        ('<path onclick="x"/>', "the event handler 'onclick' is not allowed"),
        ('<path ONLOAD="x"/>', "the event handler 'ONLOAD' is not allowed"),
        ('<use href="https://x.example/a.svg#b"/>', "'href' points out of the picture"),
        ('<use xlink:href="javascript:alert(1)"/>', "'href' points out of the picture"),
        ('<image href="data:image/svg+xml;base64,AAAA"/>', "'href' points out of the picture"),
        ('<g xml:base="https://x.example"/>', "'base' points out of the picture"),
        ('<path fill="url(https://x.example/#a)"/>', "'fill' fetches something from elsewhere"),
        ('<path style="background:url(//x)"/>', "'style' fetches something from elsewhere"),
        ('<path style="background:u\\72l(x)"/>', "'style' fetches something from elsewhere"),
        ("<style>@import 'x'</style>", "its style fetches something from elsewhere"),
        ("<style>a{b:ur<!-- -->l(https://x)}</style>", "its style fetches something from elsewhere"),
        ("<style><g/>@import url(http://x.example)</style>", "the element <g> stands within its style"),
        ("<style>a{b:image-set('http://x.example' 1x)}</style>", "its style fetches something from elsewhere"),
        ("<style>a{b:src('http://x.example')}</style>", "its style fetches something from elsewhere"),
        ("<path mask=\"src('http://x.example')\"/>", "'mask' fetches something from elsewhere"),
        ("<?xml-stylesheet href='x'?>", "it has a processing instruction <?xml-stylesheet…?>"),
    ],
)
def test_what_acts_is_named(inside: str, reason: str) -> None:
    assert svg.fault(f"{HEAD}>\n{inside}</svg>".encode()) == (reason, 2)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (f"{HEAD} onload='x'/>", "the event handler 'onload' is not allowed"),
        ("<svg/>", "it does not begin with <svg xmlns"),
        ('<html xmlns="http://www.w3.org/1999/xhtml"/>', "it does not begin with <svg xmlns"),
        (f"<!DOCTYPE svg>{HEAD}/>", "it has a DOCTYPE, which can define entities"),
        (f'<!DOCTYPE svg [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>{HEAD}>&c;</svg>', "it has a DOCTYPE"),
        (f"{HEAD}>", "it is not well-formed: no element found"),
        ("", "it is not well-formed: no element found"),
        ('<?xml version="1.0" encoding="nonsense"?><svg/>', "it is not well-formed: unknown encoding"),
        (f"{HEAD}>&nbsp;</svg>", "it is not well-formed: undefined entity"),
    ],
)
def test_what_is_no_plain_document_is_refused(data: str, reason: str) -> None:
    assert svg.fault(data.encode())[0].startswith(reason)


def test_another_encoding_hides_nothing() -> None:
    text = f'<?xml version="1.0" encoding="utf-16"?>{HEAD}><script/></svg>'
    assert svg.fault(text.encode("utf-16"))[0] == "the element <script> is not allowed"
