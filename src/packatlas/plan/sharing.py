"""What a page offers beyond its reader: a badge to show elsewhere, feeds to follow, facts for search engines."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from packatlas import urls
from packatlas.catalog import Catalog
from packatlas.errors import NOWHERE
from packatlas.model import Layer, Pack, Release
from packatlas.plan.pack_views import LinkedData
from packatlas.plan.rows import release_address
from packatlas.plan.views import Badge, Ref
from packatlas.settings import Settings

_MARKDOWN_SPECIAL = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>&!"})


def feed_of_layer(layer: Layer, catalog: Catalog) -> Ref:
    """The feed of one layer."""
    return Ref(f"{catalog.layers[layer.shelf].title}: updates", urls.layer_feed(layer))


def feeds_of_pack(pack: Pack, catalog: Catalog) -> tuple[Ref, ...]:
    """The pack's own feed and that of its layer."""
    return (Ref(f"{pack.title}: updates", urls.pack_feed(pack.name)), feed_of_layer(pack.layer, catalog))


def badge(pack: Pack, release: Release | None, settings: Settings) -> Badge | None:
    """The text that shows the badge of a pack, or of one release, on another site, which needs this one's address."""
    if not settings.base_url:
        return None
    version = release.version.text if release else ""
    address = urls.release_badge(pack.name, version) if release else urls.badge(pack.name)
    leads_to = release_address(pack, release) if release else urls.pack(pack.name)
    picture, page = (urls.absolute(settings.base_url, place) for place in (address, leads_to))
    alt = " ".join(f"{pack.title} {version}: verification".replace(" :", ":").split())
    return Badge(
        address=address,
        alt=alt,
        markdown=f"[![{alt.translate(_MARKDOWN_SPECIAL)}]({picture})]({page})",
        html=f'<a href="{escape(page)}"><img src="{escape(picture)}" alt="{escape(alt)}" height="24"></a>',
    )


def badge_pattern(settings: Settings) -> Badge | None:
    """The text for any pack's badge, with `NAME` where its registry name belongs."""
    nobody = Pack("NAME", "NAME", Layer.ADDON, NOWHERE, "page")
    return badge(nobody, None, settings)


def linked_data(
    pack: Pack, release: Release | None, address: str, trail: Sequence[Ref], settings: Settings
) -> LinkedData | None:
    """A pack or one release of it in the words of schema.org, and the way to it; both need the site's address."""
    if not settings.base_url:
        return None
    version = release.version.text if release else ""
    changed = release.released if release and release.released else pack.updated
    page = urls.absolute(settings.base_url, address)
    stated = {
        "@type": "SoftwareApplication",
        "@id": f"{page}#pack",
        "name": pack.title,
        "alternateName": [pack.name, *pack.aliases],
        "description": pack.description,
        "url": page,
        "applicationCategory": "DeveloperApplication",
        "applicationSubCategory": pack.addon_type or pack.layer.label,
        "operatingSystem": "Kubernetes",
        "softwareVersion": version,
        "softwareRequirements": f"Kubernetes {release.kubernetes}" if release and release.kubernetes else "",
        "dateModified": changed.isoformat() if changed else "",
        "keywords": list(pack.tags),
        "publisher": {"@type": "Organization", "name": pack.publisher} if pack.publisher else "",
    }
    known = {key: value for key, value in stated.items() if value}
    title = f"{pack.title} {version}" if address != urls.pack(pack.name) else pack.title
    return LinkedData({"@context": "https://schema.org", "@graph": [known, _steps(trail, title, page, settings)]})


def _steps(trail: Sequence[Ref], title: str, page: str, settings: Settings) -> dict[str, object]:
    places = [(step.title, urls.absolute(settings.base_url, step.address or urls.HOME)) for step in trail]
    steps = [(settings.title, urls.absolute(settings.base_url, urls.HOME)), *places, (title, page)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": item}
            for number, (name, item) in enumerate(steps, start=1)
        ],
    }
