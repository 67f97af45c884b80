"""Where each page stands: addresses and output paths as functions of a name, injective and free of surprises.

An address here is *site-relative*: no leading slash, a folder ends with a slash, `""` is the home page. Pages link to
each other relatively, so that the site works under any base path and from any folder.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from urllib.parse import quote

from packatlas.model import Layer

HOME = ""
PACKS = "packs/"
VERIFIED = "verified/"
SECURITY = "security/"
SECURITY_FEED = "security/feed.xml"
VERIFIED_CALENDAR = "verified/calendar.ics"
UPDATES = "updates/"
LIFECYCLE = "lifecycle/"
LIFECYCLE_CALENDAR = "lifecycle/calendar.ics"
TAGS = "tags/"
PAGES = "pages/"
"""The list of the plain pages that stand in no folder, where there are too many for the navigation."""
NOT_FOUND = "404.html"
FEED = "feed.xml"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
API = "api/v1/index.json"
API_SCHEMA = "api/v1/schema.json"
API_SECURITY = "api/v1/security.json"
API_CHANGES = "api/v1/changes.json"
OPENAPI = "api/v1/openapi.json"
LLMS = "llms.txt"
OPENSEARCH = "opensearch.xml"
SEARCH = "search/packs.json"
SEARCH_TEXT = "search/text.json"
FACETS = "search/facets.json"
CHANGES = "changes/"
CHANGES_JSON = "changes.json"
MANIFEST = "manifest.json"
"""What `packatlas publish` adds: what changed since the release before, and every file with its digest."""

RECORD = ".packatlas.json"
"""What a build wrote into its folder, so that the next one knows which files are packatlas's own."""

OWN_FOLDERS = frozenset({
    "api", "assets", "badges", "layers", "lifecycle", "search", "security", "social", "tags", "types", "updates",
    "verified",
})  # fmt: skip
"""Folders of the site in which only packatlas writes files, so that nobody can add to what programs read there."""

OWN_ID_STARTS = ("pa-", "release-")
"""How ids begin that the templates write around a text, beside the sections of a pack; no heading may take one."""

_IN_A_NAME = str.maketrans({"%": "%25", "#": "%23", "?": "%3F"})
"""What a file's name may hold and the path of an address may not (RFC 3986, 2.1 and 3.3)."""

PACK_SECTION_IDS = frozenset({
    "shield", "version", "install", "requirements", "needed-by", "conflicts", "releases", "values", "presets",
    "inputs", "images", "about", "readme", "links", "badge", "vulnerabilities",
})  # fmt: skip
"""Ids of the sections of the pages of packs and releases; links may lead to them, a README's headings not take them."""


def pack(name: str) -> str:
    """Address of a pack's page."""
    return f"packs/{name}/"


def release(name: str, version: str) -> str:
    """Address of a release's own page, or of its place when it has no page of its own."""
    return f"packs/{name}/{version}/"


def layer(of: Layer) -> str:
    """Address of a layer's page; kernel packs stand under the operating system."""
    return f"layers/{of.shelf.value}/"


def addon_type(slug: str) -> str:
    """Address of the page of one add-on type."""
    return f"types/{slug}/"


def tag(slug: str) -> str:
    """Address of the page of one tag."""
    return f"tags/{slug}/"


def page(path: str) -> str:
    """Address of a plain page; `guides/index` and `guides` are the same place."""
    folder = path.removesuffix("index").rstrip("/") if path == "index" or path.endswith("/index") else path
    return f"{folder}/" if folder else HOME


def alias(name: str) -> str:
    """Address of a redirect: an old name is one of `packs/`, an old path (with a `/`) is one of the whole site."""
    path = (name if "/" in name else f"packs/{name}").strip("/").removesuffix("index.html").rstrip("/")
    if not path:
        return HOME
    return path if path.endswith(".html") else f"{path}/"


def numbered(address: str, number: int) -> str:
    """Address of one page of a list that goes on over several; the first one has the list's own address."""
    return address if number == 1 else f"{address}page/{number}/"


def logo(name: str, file: PurePath) -> str:
    """Address of a pack's picture, which stands in the file `file`."""
    return f"packs/{name}/logo{file.suffix.lower()}"


def values(name: str, version: str) -> str:
    """Address of a release's default values as a plain file."""
    return f"{release(name, version)}values.yaml"


def profile(name: str, version: str) -> str:
    """Address of a cluster profile with a release and its values."""
    return f"{release(name, version)}profile.json"


def meaning(shield: str) -> str:
    """Address of what a state of the shield promises."""
    return f"{VERIFIED}#shield-{shield}"


def statement(name: str, version: str) -> str:
    """Address of the signed statement on a release."""
    return f"{release(name, version)}statement.json"


def facts(name: str, version: str) -> str:
    """Address of the facts that the statement on a release names by their digest."""
    return f"{release(name, version)}facts.json"


def public_key(key: str) -> str:
    """Address of the public key of an id; nobody but packatlas writes files in this folder."""
    return f"{VERIFIED}keys/{key}.pem"


def file(path: str) -> str:
    """Address of a file that is copied to `path`: what would begin another part of an address there is escaped."""
    return path.translate(_IN_A_NAME)


def output_path(address: str) -> str:
    """The file that a web server serves for an address."""
    return f"{address}index.html" if address == HOME or address.endswith("/") else address


_PLAIN = re.compile(r"[a-z0-9/#.-]*")
"""Addresses that are written as they are: nearly all, and to look is faster than to quote."""


def relative(source: str, target: str) -> str:
    """`target` as it has to be written on the page `source`; `./` for the page itself.

    A colon in the first part would make it an address with a scheme (RFC 3986, 4.2), so that `./` stands before it.
    """
    up = "../" * source.count("/")
    path = up + (target if _PLAIN.fullmatch(target) else quote(target, safe="/#?=&.:@+~-_,;!$'()*%")) or "./"
    return f"./{path}" if ":" in path.partition("/")[0] else path


def api_pack(name: str) -> str:
    """Address of what programs read of a pack."""
    return f"api/v1/packs/{name}.json"


def api_release(name: str, version: str) -> str:
    """Address of what programs read of a release."""
    return f"api/v1/packs/{name}/{version}.json"


def api_findings(name: str, version: str) -> str:
    """Address of every finding of the security reports on a release."""
    return f"api/v1/packs/{name}/{version}/security.json"


def issue(id: str) -> str:
    """Address of the page of a vulnerability."""
    return f"security/{id}/"


def markdown(address: str) -> str:
    """Address of a page as Markdown, beside the page itself."""
    return f"{address}index.md"


def badge(name: str) -> str:
    """Address of a pack's badge."""
    return f"badges/{name}.svg"


def release_badge(name: str, version: str) -> str:
    """Address of the badge of one release."""
    return f"badges/{name}/{version}.svg"


def layer_feed(of: Layer) -> str:
    """Address of the feed of one layer."""
    return f"{layer(of)}feed.xml"


def pack_feed(name: str) -> str:
    """Address of the feed of one pack."""
    return f"{pack(name)}feed.xml"


def social_card(of: str) -> str:
    """Address of the picture that is shown where a page is shared: one for each layer, and one for all other pages."""
    return f"social/{of or 'site'}.png"


def search_summaries(number: int) -> str:
    """Address of one file of summaries for the search box."""
    return f"search/summaries-{number}.json"


def search_shard(start: str) -> str:
    """Address of the part of the index of texts that begins with the term `start`, which may be empty."""
    return f"search/text-{start.encode('utf-8', 'surrogatepass').hex()}.json"


def search_entries(number: int) -> str:
    """Address of one file of what pages other than packs are called."""
    return f"search/pages-{number}.json"


def absolute(base_url: str, address: str) -> str:
    """`address` below the site's base URL, `#section` and all; without one, a path from the root."""
    return (base_url.rstrip("/") if base_url else "") + "/" + quote(address, safe="/#.@+~-_,")
