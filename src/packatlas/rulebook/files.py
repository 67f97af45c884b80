"""PA020-PA035: the files and folders that content is read from."""

from __future__ import annotations

from packatlas.errors import Severity
from packatlas.rules import refusal

TITLE = "Files and folders"
RULES = (
    refusal(
        "PA020",
        "In another encoding the same bytes are other letters. What can't be read is shown as a replacement character.",
        "café, saved as Latin-1",
        "café, saved as UTF-8",
        "text",
        lighter=Severity.WARNING,
    ),
    refusal(
        "PA021",
        "A link could publish a file of the build machine that nobody meant to publish. It is not followed.",
        "content/guide.md -> ../../etc/passwd",
        "content/guide.md, a file of its own",
        "text",
    ),
    refusal(
        "PA022",
        "A hard link may share its bytes with a file outside the catalog, which nobody meant to publish.",
        "ln ../secret.md content/guide.md",
        "cp ../guide.md content/guide.md",
        "text",
    ),
    refusal(
        "PA023",
        "Reading it could block the build for ever.",
        "content/page.md, made with mkfifo",
        "content/page.md, a plain file",
        "text",
    ),
    refusal(
        "PA024",
        "A single file should not be able to stop a build, nor a reader's phone.",
        "content/video.mp4 of 200 MB",
        "a link to the video, kept elsewhere",
        "text",
        lighter=Severity.WARNING,
    ),
    refusal(
        "PA025",
        "A checkout on another system would fail, or lose the file; in an address such a character has a meaning.",
        "content/con.md",
        "content/console.md",
        "text",
        lighter=Severity.WARNING,
    ),
    refusal(
        "PA026",
        "On many systems both are one file, and the site would differ from machine to machine.",
        "content/Guide.md and content/guide.md",
        "content/guide.md and content/guide-2.md",
        "text",
    ),
    refusal(
        "PA027",
        "What cannot be read is missing from the site.",
        "chmod 000 content/guide.md",
        "chmod 644 content/guide.md",
        "text",
        lighter=Severity.WARNING,
    ),
    refusal(
        "PA028",
        "Content comes from many hands. A script or a page of HTML among it could act on every reader of the site.",
        "content/run.js",
        "assets/run.js, where only the publisher puts files",
        "text",
    ),
    refusal(
        "PA029",
        "An SVG can hold scripts, links and pictures from elsewhere. It is not published.",
        "<svg><script>…</script></svg>",
        '<svg><path d="…"/></svg>',
        "text",
        lighter=Severity.WARNING,
    ),
    refusal(
        "PA030",
        "A file that says it is a picture and is none may be anything else, and no browser would show it.",
        "logo.png, which is a page of HTML",
        "logo.png, which is a PNG",
        "text",
        lighter=Severity.WARNING,
    ),
    refusal(
        "PA031",
        "The page names a picture that nobody put there; it would show a gap.",
        "logo: calcio.svg",
        "logo: calico.svg",
    ),
    refusal(
        "PA032",
        "No reader finds a page so deep, and some systems can't keep its path.",
        "content/a/b/c/ and so on, more than 32 deep",
        "content/guides/",
        "text",
    ),
    refusal(
        "PA033",
        "A file there would stand at an address of the site's own and pass for it: a forged API, a forged icon.",
        "content/api/v1/packs/calico.json",
        "content/images/calico.json",
        "text",
    ),
    refusal(
        "PA034",
        "packatlas failed on this file. The other pages are built. Please report it, with the file if you can.",
    ),
    refusal(
        "PA035",
        "A text that takes so much time was written to stop a build, or holds data that belongs into another file. "
        "The process that read it was ended; the other pages are built.",
    ),
)
