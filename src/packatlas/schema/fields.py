"""The kinds of values that files have, as types for pydantic: texts in, what the schema wants out.

Every scalar of a file reaches the schema as the text that its author wrote (`tree.py`), so each kind here says how a
text is read. A fault is raised with its own code and way out; `faults.py` words the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from packatlas.model import ConstraintType, Layer, Status
from packatlas.schema import names
from packatlas.schema.vocabulary import ADDON_TYPES, ARCHITECTURES, LAYER_WORDS, addon_type_slug, layer_of
from packatlas.suggest import did_you_mean
from packatlas.versions import parse_range
from packatlas.wording import quoted

_YEARS = range(1970, 2100)
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})([T ].*)?")
_ADVISORY = re.compile(r"CVE-\d{4}-\d{4,19}|GHSA(-[23456789cfghjmpqrvwx]{4}){3}", re.IGNORECASE)
_LINK_SCHEMES = frozenset({"http", "https", "mailto"})
_IN_NO_URL = re.compile(r"[\s\"'<>\\^`{|}]")


class Strict(BaseModel):
    """A mapping of which every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Lenient(BaseModel):
    """A mapping of which only these keys are read, written by other programs."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


def fault(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """A fault of one value with its problem code; a message that begins with `:` gets the key's name in front."""
    return PydanticCustomError("packatlas", "{message}", {"code": code, "message": message, "hint": hint})


def on_text(read: Callable[[str], Any]) -> BeforeValidator:
    """Read a text; leave other values for pydantic to refuse."""
    return BeforeValidator(lambda value: read(value.strip()) if isinstance(value, str) else value)


def one_line(text: str) -> str:
    """A text with every run of white space as one space."""
    return " ".join(text.split())


def _boolean(text: str) -> bool:
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    raise fault("PA011", f": {quoted(text)} is neither true nor false", "write true or false")


def _whole_number(text: str) -> int:
    if re.fullmatch(r"-?\d{1,15}", text, re.ASCII):
        return int(text)
    raise fault("PA011", f": {quoted(text)} is not a whole number", "write digits only")


def _number(text: str) -> float:
    if re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", text, re.ASCII):
        return float(text)
    raise fault("PA011", f": {quoted(text)} is not a number", "write digits, with a point before decimals")


def _date(text: str) -> date:
    day = calendar_day(found[1]) if (found := _DATE.fullmatch(text)) else None
    if day is None:
        raise fault("PA015", f": {quoted(text)} is not a date", "write year-month-day, such as 2026-10-12")
    return day


def calendar_day(text: str) -> date | None:
    """A day written `2026-10-12`; None if it is none, or lies where no release of a cluster pack can."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def _layer(text: str) -> Layer:
    if layer := layer_of(text):
        return layer
    raise fault("PA012", f"unknown layer {quoted(text)}", did_you_mean(text, [one.value for one in Layer], LAYER_WORDS))


def _addon_type(text: str) -> str:
    slug = addon_type_slug(text)
    if slug in ADDON_TYPES:
        return slug
    raise fault("PA013", f"unknown add-on type {quoted(text)}", did_you_mean(slug, ADDON_TYPES))


def _architecture(text: str) -> str:
    if text.lower() in ARCHITECTURES:
        return text.lower()
    hint = did_you_mean(text, ARCHITECTURES, {"x86_64": "amd64", "x64": "amd64", "aarch64": "arm64"})
    raise fault("PA016", f"unknown architecture {quoted(text)}", hint)


def _status(text: str) -> Status:
    try:
        return Status(text.lower())
    except ValueError:
        raise fault(
            "PA016", f"unknown status {quoted(text)}", did_you_mean(text, [one.value for one in Status])
        ) from None


def _constraint_type(text: str) -> ConstraintType:
    for kind in ConstraintType:
        if kind.value.lower() == text.replace("-", "").replace(" ", "").lower():
            return kind
    hint = did_you_mean(text, [kind.value for kind in ConstraintType])
    raise fault("PA016", f"unknown constraint type {quoted(text)}", hint)


def _pack_name(text: str) -> str:
    if problem := names.pack_name_fault(text):
        raise fault("PA014", f"{quoted(text)} cannot be a pack's name", problem)
    return text


def _version(text: str) -> str:
    if problem := names.version_fault(text):
        raise fault("PA014", f"{quoted(text)} cannot be a version", problem)
    return text


def _version_bound(text: str) -> str:
    return _version(text) if text else ""


def _alias(text: str) -> str:
    if problem := names.alias_fault(text):
        raise fault("PA014", f"{quoted(text)} cannot be an alias", problem)
    return text


def _tag(text: str) -> str:
    slug = names.tag_slug(text)
    if not slug:
        raise fault("PA014", f"{quoted(text)} cannot be a tag", "use letters or digits")
    return slug


def _kubernetes(text: str) -> str:
    if text and parse_range(text) is None:
        raise fault("PA011", f": {quoted(text)} is not a range of versions", "write it as '>=1.30 <1.35'")
    return text


def _advisory(text: str) -> str:
    if _ADVISORY.fullmatch(text):
        return text.upper() if text[:3].upper() == "CVE" else "GHSA" + text[4:].lower()
    raise fault("PA016", f"{quoted(text)} is not the id of a CVE or GHSA", "write it as CVE-2026-12345")


def web_address_fault(text: str) -> str:
    """Why a text is no address that a reader may be sent to; empty when it is one."""
    try:
        parts = urlsplit(text)
        host, port, user = parts.hostname, parts.port, parts.username
    except ValueError:
        return "it is not a valid address"
    if parts.scheme.lower() not in _LINK_SCHEMES:
        return f"the scheme '{parts.scheme}:' is not allowed" if parts.scheme else "it has no scheme"
    if _IN_NO_URL.search(text) or len(text) > 2048 or port == 0:
        return "it is not a valid address"
    if parts.scheme.lower() == "mailto":
        return "" if "@" in parts.path else "it names no mailbox"
    if not host:
        return "it names no host"
    return "it contains a user name" if user is not None else ""


def _web_address(text: str) -> str:
    if problem := web_address_fault(text):
        hint = "write a whole address that begins with https://"
        raise fault("PA017", f": {quoted(text)} is not a link: {problem}", hint)
    return text


def site_address(text: str) -> str | None:
    """The address of a site with a slash at its end; None for one of something else, such as of a query."""
    of_a_site = text.lower().startswith(("https://", "http://")) and not {"?", "#"} & set(text)
    return None if not of_a_site or web_address_fault(text) else text.rstrip("/") + "/"


def _listed(value: object) -> object:
    """A single text where a list belongs is a list of one."""
    return [value] if isinstance(value, str) else value


AS_WHOLE_NUMBER = on_text(_whole_number)
"""Reads a whole number, for fields with bounds of their own: `Annotated[int, Field(ge=1), AS_WHOLE_NUMBER]`."""
Line = Annotated[str, Field(min_length=1, max_length=200), on_text(one_line)]
"""A short text: a title, a name of a person."""
Sentence = Annotated[str, Field(max_length=1000), on_text(one_line)]
Boolean = Annotated[bool, on_text(_boolean)]
WholeNumber = Annotated[int, AS_WHOLE_NUMBER]
Number = Annotated[float, on_text(_number)]
Day = Annotated[date, on_text(_date)]
LayerName = Annotated[Layer, on_text(_layer)]
AddonType = Annotated[str, on_text(_addon_type), Field(json_schema_extra={"examples": list(ADDON_TYPES)})]
Architecture = Annotated[str, on_text(_architecture), Field(json_schema_extra={"enum": list(ARCHITECTURES)})]
StatusName = Annotated[Status, on_text(_status)]
ConstraintName = Annotated[ConstraintType, on_text(_constraint_type)]
PackName = Annotated[str, on_text(_pack_name)]
VersionText = Annotated[str, on_text(_version)]
VersionBound = Annotated[str, on_text(_version_bound)]
"""A version, or nothing."""
Alias = Annotated[str, on_text(_alias)]
Tag = Annotated[str, on_text(_tag)]
KubernetesRange = Annotated[str, on_text(_kubernetes)]
Advisory = Annotated[str, on_text(_advisory)]
WebAddress = Annotated[str, on_text(_web_address), Field(json_schema_extra={"format": "uri"})]
Listed = BeforeValidator(_listed)
"""Lets a list be given as its only item."""
