"""Settings of Pelican: the pages of packs as articles, a category a layer, and its cache in use."""

SITENAME = "Benchmark"
THEME = "simple"
DEFAULT_DATE = (2026, 1, 1)
# Its own value makes its preview ignore every file with a dot in its name.
IGNORE_FILES: list[str] = []
DEFAULT_PAGINATION = False
ARTICLE_URL = "packs/{category}/{slug}/"
ARTICLE_SAVE_AS = "packs/{category}/{slug}/index.html"
SLUGIFY_SOURCE = "basename"
FEED_ALL_ATOM = "feeds/all.atom.xml"
CACHE_CONTENT = True
LOAD_CONTENT_CACHE = True
MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.codehilite": {"css_class": "highlight"},
        "markdown.extensions.extra": {},
        "markdown.extensions.meta": {},
        "markdown.extensions.toc": {},
    },
    "output_format": "html5",
}
