"""Page -> HTML: Jinja2, strict about what is not there, escaping everything that is not already safe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from datetime import date
from pathlib import Path
from traceback import walk_tb
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.exceptions import TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError

from packatlas import urls
from packatlas.cache import digest
from packatlas.compiled import kept_code
from packatlas.errors import Location, Problem
from packatlas.model import Artifact, Recipe
from packatlas.plan import words
from packatlas.plan.pack_views import SubjectView
from packatlas.plan.views import PageView, Planned
from packatlas.resources import default_templates
from packatlas.settings import Settings
from packatlas.site_view import SiteView, edit_link, href, site_view
from packatlas.wording import day

Beside = Callable[[PageView], Mapping[str, bytes]]
"""Other files that are made of the view of a page."""


def render(
    pages: Sequence[Planned], settings: Settings, templates: Templates, beside: Beside | None = None
) -> tuple[Artifact, ...]:
    """Every page as the recipe of its HTML and of what is made of the same view, with the files that belong to it.

    `beside`, if it is given, makes what stands at the address of a page as Markdown, of each page that has one.
    """
    drawing = Drawing(settings, templates)
    # Here rather than in each worker process: whoever forks hands them on.
    templates.load({page.template for page in pages})
    if len(pages) > 1 and any(issubclass(page.kind, SubjectView) for page in pages):
        templates.load(templates.names("sections/"))
    return tuple(artifact for page in pages for artifact in (*_artifacts(page, drawing, beside), *page.files))


def _artifacts(page: Planned, drawing: Drawing, beside: Beside | None) -> Iterator[Artifact]:
    path, copy = urls.output_path(page.address), page.markdown if beside else ""

    def make(view: PageView) -> Mapping[str, bytes | Problem]:
        return {path: drawing.draw(view), **(beside(view) if beside and copy else {})}

    recipe = Recipe(page.view, make, drawing.tools, page.template, worded=page.body is not None)
    for each in (path, copy):
        if each:
            yield Artifact(each, recipe, page.location)


class Templates:
    """The templates of one build, each compiled once, when it is first needed or before."""

    def __init__(self, settings: Settings) -> None:
        self.folders = _folders(settings)
        self.texts = tuple(_texts(self.folders))
        self._environment = environment(settings)
        self._ready: dict[str, Template | Problem] = {}

    def stand(self, settings: Settings) -> bool:
        """Whether the templates of these settings are the same."""
        folders = _folders(settings)
        return folders == self.folders and tuple(_texts(folders)) == self.texts

    def names(self, start: str = "") -> list[str]:
        """Those whose names begin so."""
        return [name for name in self._environment.list_templates(["html"]) if name.startswith(start)]

    def load(self, names: Iterable[str]) -> None:
        """Compile templates before they are needed; what is wrong with one is told by the pages that need it."""
        for name in names:
            self.get(name)

    def get(self, name: str) -> Template | Problem:
        """A template, or what is wrong with it."""
        if name not in self._ready:
            try:
                self._ready[name] = self._environment.get_template(name)
            except (TemplateError, UnicodeDecodeError) as error:
                self._ready[name] = _fault(error, self.folders, name)
        return self._ready[name]


class Drawing:
    """The templates with what all pages of one build share."""

    def __init__(self, settings: Settings, templates: Templates) -> None:
        self._settings = settings
        self._templates = templates
        self._site: SiteView = site_view(settings)
        self.tools = digest(repr((self._site, settings.edit_url, settings.base_url, *templates.texts))).hex()
        """A digest of all that a page depends on beside its view."""

    def draw(self, page: PageView) -> bytes | Problem:
        """One page's HTML; or what is wrong with its template."""
        template = self._templates.get(page.template)
        if isinstance(template, Problem):
            return template
        try:
            html = template.render(self._context(page))
        except Exception as error:
            return _fault(error, self._templates.folders, page.template)
        return html.encode("utf-8", "replace")

    def _context(self, page: PageView) -> dict[str, Any]:
        settings, address = self._settings, page.address
        root = settings.base_path if address == urls.NOT_FOUND else None
        return {
            "site": self._site,
            "page": page,
            "url": lambda target: href(address, target, root),
            "edit_link": edit_link(settings, page.source),
            "canonical": urls.absolute(settings.base_url, page.canonical) if settings.base_url else "",
            "social_card": urls.absolute(settings.base_url, page.social_card) if settings.base_url else "",
        }


def _folders(settings: Settings) -> tuple[Path, ...]:
    """Where templates are looked for, the user's own first."""
    return (settings.templates, default_templates()) if settings.templates else (default_templates(),)


def _texts(folders: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Every template with its name, whichever folder it is from."""
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*.html") if path.is_file()):
            yield path.relative_to(folder).as_posix(), path.read_bytes()


class _Environment(Environment):
    """Knows a template by its name once it is compiled: Jinja asks the loader anew for each include and import."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._known: dict[str, Template] = {}

    def get_template(
        self, name: str | Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        """The template of a name."""
        if globals or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        if name not in self._known:
            self._known[name] = super().get_template(name, parent)
        return self._known[name]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What every template knows: copied for each include and macro, which a plain dict makes short."""
        return {**self.globals, **(d or {})}


def environment(settings: Settings) -> Environment:
    """The template language as this site speaks it. Only views and a few helpers ever reach a template."""
    made = _Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in _folders(settings)]),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=kept_code(),
    )
    made.filters["day"] = day
    made.filters["iso"] = date.isoformat
    made.globals["count"] = words.count
    return made


# --- Faults of templates -------------------------------------------------------------------------------------------


def _fault(error: Exception, folders: Sequence[Path], name: str) -> Problem:
    """A template's fault with its file and line."""
    if isinstance(error, UnicodeDecodeError):
        place = _place(error, folders, name)
        return Problem("PA151", "the template cannot be read: it is not UTF-8", place, hint="save it as UTF-8")
    if isinstance(error, TemplateSyntaxError):
        place = Location(_shown(error.filename or name), error.lineno)
        return Problem("PA151", f"the template cannot be read: {_sentence(error)}", place)
    place = _place(error, folders, name)
    if isinstance(error, TemplateNotFound):
        hint = "add the file to the templates folder, or correct its name"
        return Problem("PA153", f"there is no template '{error.name}'", place, hint=hint)
    if isinstance(error, UndefinedError):
        hint = "templates get only the view of their page; see packatlas.plan.views and pack_views"
        return Problem("PA152", f"the template uses what is not there: {_sentence(error)}", place, hint=hint)
    return Problem("PA154", f"the template fails: {type(error).__name__}: {_sentence(error)}", place)


def _sentence(error: Exception) -> str:
    text = getattr(error, "message", None) or str(error)
    return " ".join(text.split()).rstrip(".")


def _place(error: Exception, folders: Sequence[Path], name: str) -> Location:
    """The innermost line of a template that the error went through."""
    found = Location(_shown(next((str(f / name) for f in folders if (f / name).is_file()), name)))
    for frame, line in walk_tb(error.__traceback__):
        path = Path(frame.f_code.co_filename)
        if any(path.is_relative_to(folder) for folder in folders):
            found = Location(_shown(str(path)), line)
    return found


def _shown(path: str) -> str:
    """A template's path as the user would type it: relative to the working folder where it lies below it."""
    place = Path(path)
    here = Path.cwd()
    return place.relative_to(here).as_posix() if place.is_relative_to(here) else place.as_posix()
