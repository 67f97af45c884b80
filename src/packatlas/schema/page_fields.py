"""The frontmatter keys that every Markdown page may have, Docusaurus' own among them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from packatlas.schema.fields import Boolean, Day, Lenient, Line, Listed, Number, Sentence, Strict, Tag


def _label(value: object) -> object:
    """Docusaurus lets a tag be `{label, permalink}`; the label is what it is called."""
    return value.get("label", value) if isinstance(value, dict) else value


TagLabel = Annotated[Tag, BeforeValidator(_label)]


class LastUpdate(Lenient):
    """When a page was last changed, as Docusaurus has it."""

    date: Day | None = Field(None, description="The day of the last change.")


class PageFields(Strict):
    """What every page may say. Keys that only Docusaurus needs are accepted and change nothing."""

    title: Line | None = Field(None, description="The page's title; its first heading if left out.")
    description: Sentence | None = Field(None, description="One sentence; the first of the text if left out.")
    tags: Annotated[tuple[TagLabel, ...], Listed] = Field((), description="Words to find the page by.")
    sidebar_label: Line | None = Field(None, description="A shorter title for the navigation.")
    sidebar_position: Number | None = Field(None, description="Place in the navigation, small numbers first.")
    slug: Line | None = Field(
        None, description="Address from the root (/x/y) or from the file's folder (y); a pack's page has its own."
    )
    draft: Boolean = Field(False, description="Leave the page out of the site.")
    last_update: LastUpdate | None = Field(None, description="When the page was last changed.")

    category: Any = Field(None, description="For other sites that show the page.")
    hiddenFromNav: Any = Field(None, description="For other sites that show the page.")  # noqa: N815 - their spelling
    logoUrl: Any = Field(None, description="For other sites that show the page.")  # noqa: N815 - likewise
    partial_category: Any = Field(None, description="For other sites that show the page.")
    partial_name: Any = Field(None, description="For other sites that show the page.")
    type: Any = Field(None, description="For other sites that show the page.")

    authors: Any = Field(None, description="For Docusaurus only.")
    custom_edit_url: Any = Field(None, description="For Docusaurus only.")
    date: Any = Field(None, description="For Docusaurus only.")
    displayed_sidebar: Any = Field(None, description="For Docusaurus only.")
    hide_table_of_contents: Any = Field(None, description="For Docusaurus only.")
    hide_title: Any = Field(None, description="For Docusaurus only.")
    id: Any = Field(None, description="For Docusaurus only.")
    image: Any = Field(None, description="For Docusaurus only.")
    keywords: Any = Field(None, description="For Docusaurus only.")
    pagination_label: Any = Field(None, description="For Docusaurus only.")
    pagination_next: Any = Field(None, description="For Docusaurus only.")
    pagination_prev: Any = Field(None, description="For Docusaurus only.")
    parse_number_prefixes: Any = Field(None, description="For Docusaurus only.")
    sidebar_class_name: Any = Field(None, description="For Docusaurus only.")
    sidebar_custom_props: Any = Field(None, description="For Docusaurus only.")
    sidebar_key: Any = Field(None, description="For Docusaurus only.")
    title_meta: Any = Field(None, description="For Docusaurus only.")
    toc_max_heading_level: Any = Field(None, description="For Docusaurus only.")
    toc_min_heading_level: Any = Field(None, description="For Docusaurus only.")
    unlisted: Any = Field(None, description="For Docusaurus only.")
