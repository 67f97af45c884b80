"""PA040-PA049: the text of a page."""

from __future__ import annotations

from packatlas.errors import Severity
from packatlas.rules import Rule, refusal

TITLE = "Markdown"
RULES = (
    refusal(
        "PA040",
        "A text that is nested without end takes time without end. It is shown as plain text.",
        "[[[[[[[[[[ and so on, ten thousand times",
        "[the guide](guide.md)",
        "markdown",
    ),
    refusal(
        "PA041",
        "A page that long can't be read, on a phone least of all. It is shown as plain text.",
        "one page of more than 1 MB",
        "several pages, with links between them",
        "text",
    ),
    Rule(
        "PA042",
        Severity.WARNING,
        "The page was written for a site that has this component. Its content is shown as it stands.",
        "<SimpleCard>Words</SimpleCard>",
        ":::note\n\nWords\n\n:::",
        "markdown",
    ),
    Rule(
        "PA043",
        Severity.WARNING,
        "A kind that is not known is shown as a plain note, and its weight is lost.",
        ":::advise\n\nBack up first.\n\n:::",
        ":::warning\n\nBack up first.\n\n:::",
        "markdown",
    ),
    Rule(
        "PA044",
        Severity.WARNING,
        "Everything behind it becomes a part of the box, or a line of colons is shown.",
        ":::note\n\nBack up first.",
        ":::note\n\nBack up first.\n\n:::",
        "markdown",
    ),
    Rule(
        "PA045",
        Severity.WARNING,
        "It is taken out before the page is made, and would not run under the site's Content-Security-Policy. Somebody "
        "tried it, or copied it: look at the whole page.",
        '<img src="a.png" onerror="alert(1)">',
        "![A picture](a.png)",
        "markdown",
        lowest=Severity.WARNING,
    ),
    Rule(
        "PA046",
        Severity.WARNING,
        "A link such as `javascript:` acts instead of leading somewhere. Its words are shown without the address.",
        "[Open](javascript:alert(1))",
        "[Open](https://packs.example/)",
        "markdown",
        lowest=Severity.WARNING,
    ),
    Rule(
        "PA047",
        Severity.WARNING,
        "Nobody can come to it, so it is left out of the page.",
        "A text.\n\n[^1]: A note.",
        "A text.[^1]\n\n[^1]: A note.",
        "markdown",
    ),
    refusal(
        "PA048",
        "So many small blocks take long to make and to scroll through, and no reader is helped by them. The page is "
        "shown as plain text.",
        "one page with a list of 60,000 items",
        "several pages, or a file to download",
        "text",
    ),
)
