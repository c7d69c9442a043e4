"""The rows of a listing, each as a line of a cell: phones, contacts, areas, languages, sources.

A reader takes the line and its place in the cell, from 0, and raises ValueError. A writer takes the row, and the values
that a reader derives: the id and the position of a row in this place.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pathway.directory.exchange import cells
from pathway.directory.exchange.spreadsheet.line_form import LineForm
from pathway.directory.listing_record import (
    ContactRecord,
    LanguageRecord,
    PhoneRecord,
    ServiceAreaRecord,
    SourceRecord,
)
from pathway.directory.vocabulary import AreaKind, PhoneType

_TEXTS = {"text": PhoneType.SMS, "text message": PhoneType.SMS, "phone": PhoneType.VOICE}

# `020 7946 0000 | voice | Helpline`
_PHONE = LineForm(
    PhoneRecord,
    ("number", "type", "description"),
    {"ext": "extension", "checked_on": "number_checked_on", "checked_by": "number_checked_by"},
    missing="the number is missing",
)
# `Brent`, `London` or `National`
_AREA = LineForm(ServiceAreaRecord, ("name",), missing="the area's name is missing")
# `Duty worker | Housing | duty@example.org`
CONTACT = LineForm(ContactRecord, ("title", "department", "email"))
# `Polish | Mondays only`
LANGUAGE = LineForm(LanguageRecord, ("name", "note"), missing="the language is missing")
# `Its own page | https://example.org/ | seen_on=2026-11-23`
SOURCE = LineForm(SourceRecord, ("title", "url"), missing="the source's title is missing")


def write_phone(row: PhoneRecord, usual: Mapping[str, Any]) -> str:
    """Write a number; its digits only where they are not those of the number."""
    return _PHONE.write(row, {**usual, "digits": cells.cached_digits(row.number)})


def read_phone(text: str, place: int) -> PhoneRecord:
    """Read a phone number."""
    line = _PHONE.line(text)
    number, type_ = line.part(0) or "", line.part(1) or PhoneType.VOICE
    return _PHONE.read(
        line,
        place,
        digits=lambda: cells.dialled(number, line.named.get("digits")),
        type=lambda: cells.read_word(PhoneType, type_, _TEXTS),
    )


def write_area(row: ServiceAreaRecord, usual: Mapping[str, Any]) -> str:
    """Write an area; its kind only where its name does not give it."""
    kind, name = cells.area_of(row.name)
    return _AREA.write(row, {**usual, "kind": kind if name == row.name else None})


@lru_cache(10_000)
def read_area(text: str, place: int) -> ServiceAreaRecord:
    """Read an area that the service covers."""
    line = _AREA.line(text)
    name = line.part(0) or ""
    kind, name = (cells.read_word(AreaKind, line.named["kind"]), name) if "kind" in line.named else cells.area_of(name)
    return _AREA.read(line, place, kind=kind, name=name)
