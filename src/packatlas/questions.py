"""The commands that answer questions and change nothing: what a code means, and why a pack has its shield."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from packatlas.errors import SiteError
from packatlas.options import Choices, source_options

_FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="The answer for people, or for programs.",
)


@click.command()
@click.argument("code", required=False)
@_FORMAT
def checks(code: str | None, form: str) -> int:
    """List every check and problem code, or explain the one of this CODE, such as PA100."""
    from packatlas.report import style_for
    from packatlas.report.rules import rule_list, rule_text, rules_json
    from packatlas.rulebook import RULES
    from packatlas.suggest import did_you_mean
    from packatlas.wording import quoted

    style = style_for(sys.stdout, os.environ)
    if code is not None and code.upper() not in RULES:
        hint = did_you_mean(code, RULES) or "`packatlas checks` lists them"
        raise click.BadParameter(f"there is no code {quoted(code)} ({hint})", param_hint="CODE")
    asked = [RULES[code.upper()]] if code else [*RULES.values()]
    if form == "json":
        click.echo(rules_json(asked))
    else:
        click.echo(rule_text(asked[0], style) if code else "\n".join(rule_list(style)))
    return 0


@click.command()
@click.argument("name", metavar="NAME[@VERSION]")
@source_options
@_FORMAT
def explain(name: str, form: str, *, cache: Any, no_cache: bool, **choices: Any) -> int:  # noqa: ARG001 - reads little
    """Say why a pack, or one release of it, has its shield or has none.

    NAME is a pack's name or alias; CONTENT is the catalog's folder, `content` if left out.
    """
    from packatlas.build import gather
    from packatlas.cache import Cache
    from packatlas.report import style_for
    from packatlas.report.explanation import explained, explanation_json, explanation_text

    settings = Choices(**choices).settings()
    known = gather(settings, lambda _stage: None, Cache())
    found = explained(known.catalog, known.settings, name, known.faults)
    if isinstance(found, tuple):
        raise SiteError(*found)
    click.echo(
        explanation_json(found) if form == "json" else explanation_text(found, style_for(sys.stdout, os.environ))
    )
    return 0
