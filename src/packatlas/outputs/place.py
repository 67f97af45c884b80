"""Where a Markdown text stands, and so what its links have to be."""

from __future__ import annotations

from dataclasses import dataclass

from packatlas import urls
from packatlas.outputs import marks
from packatlas.plan.navigation import is_external
from packatlas.plan.views import Ref


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands, so that its links can be written."""

    address: str
    base_url: str

    def to(self, target: str) -> str:
        """An address as a link of this text: full if the site's own is known, and to Markdown where there is some."""
        if is_external(target):
            return target
        page, _, _ = target.partition("#")
        if page == urls.HOME or page.endswith("/"):
            return self.file(urls.markdown(page))
        return self.file(target)

    def file(self, address: str) -> str:
        """The link to an address as it is."""
        return urls.absolute(self.base_url, address) if self.base_url else urls.relative(self.address, address)

    def ref(self, to: Ref) -> str:
        """A name that may lead somewhere."""
        return marks.line(to.title) if to.address is None else marks.link(to.title, self.to(to.address))
