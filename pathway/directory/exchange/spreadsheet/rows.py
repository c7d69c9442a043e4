"""The rows of a listing, each as a line of a cell: phones, contacts, areas, languages, sources.

A reader takes the line and its place in the cell, from 0, and raises ValueError. A writer takes the row, and the named
parts that a reader could not derive from it: an id of its own, a position out of order.
"""

from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from pathway.directory.exchange import cells, lines
from pathway.directory.listing_record import (
    NO_ID,
    ContactRecord,
    LanguageRecord,
    PhoneRecord,
    ServiceAreaRecord,
    SourceRecord,
)
from pathway.directory.vocabulary import AreaKind, PhoneType

Named = Mapping[str, str | None]

_TEXTS = {"text": PhoneType.SMS, "text message": PhoneType.SMS, "phone": PhoneType.VOICE}


def write_phone(row: PhoneRecord, named: Named) -> str:
    """Write `020 7946 0000 | voice | Helpline`."""
    more = {
        "ext": row.extension,
        "checked_on": row.number_checked_on.isoformat() if row.number_checked_on else None,
        "checked_by": row.number_checked_by,
        "digits": row.digits if row.digits != cells.cached_digits(row.number) else None,
    }
    return lines.write((row.number, row.type.value, row.description), {**more, **named})


def read_phone(text: str, place: int) -> PhoneRecord:
    """Read a phone number."""
    line = lines.read(text, 3, {"ext", "checked_on", "checked_by", "digits", "position", "id"})
    number, type_, named = line.part(0), line.part(1), line.named
    if not number:
        raise ValueError("the number is missing")
    return PhoneRecord(
        id=_id(line),
        number=number,
        digits=cells.dialled(number, named.get("digits")),
        extension=named.get("ext"),
        type=cells.read_word(PhoneType, type_, _TEXTS) if type_ else PhoneType.VOICE,
        description=line.part(2),
        number_checked_on=cells.read_day(named["checked_on"]) if "checked_on" in named else None,
        number_checked_by=named.get("checked_by"),
        position=_position(line, place),
    )


def write_contact(row: ContactRecord, named: Named) -> str:
    """Write `Duty worker | Housing | duty@example.org`."""
    return lines.write((row.title, row.department, row.email), named)


def read_contact(text: str, _place: int) -> ContactRecord:
    """Read a role or desk to ask for."""
    line = lines.read(text, 3, {"id"})
    return ContactRecord(_id(line), line.part(0), line.part(1), line.part(2))


def write_area(row: ServiceAreaRecord, named: Named) -> str:
    """Write `Brent`, `London` or `National`."""
    kind = None if cells.area_of(row.name) == (row.kind, row.name) else row.kind.value
    return lines.write((row.name,), {"kind": kind, **named})


@lru_cache(10_000)
def read_area(text: str, place: int) -> ServiceAreaRecord:
    """Read an area that the service covers."""
    line = lines.read(text, 1, {"kind", "position", "id"})
    name = line.part(0)
    if not name:
        raise ValueError("the area's name is missing")
    kind, name = (cells.read_word(AreaKind, line.named["kind"]), name) if "kind" in line.named else cells.area_of(name)
    return ServiceAreaRecord(_id(line), kind, name, _position(line, place))


def write_language(row: LanguageRecord, named: Named) -> str:
    """Write `Polish | Mondays only`."""
    return lines.write((row.name, row.note), named)


def read_language(text: str, _place: int) -> LanguageRecord:
    """Read a language the service works in."""
    line = lines.read(text, 2, {"id"})
    if not line.part(0):
        raise ValueError("the language is missing")
    return LanguageRecord(_id(line), line.part(0) or "", line.part(1))


def write_source(row: SourceRecord, named: Named) -> str:
    """Write `Its own page | https://example.org/ | seen_on=2026-11-23`."""
    more = {
        "type": row.type,
        "page_date": row.page_date,
        "seen_on": row.seen_on.isoformat() if row.seen_on else None,
    }
    return lines.write((row.title, row.url), {**more, **named})


def read_source(text: str, place: int) -> SourceRecord:
    """Read a source of the listing's facts."""
    line = lines.read(text, 2, {"type", "page_date", "seen_on", "position", "id"})
    named = line.named
    if not line.part(0):
        raise ValueError("the source's title is missing")
    return SourceRecord(
        id=_id(line),
        title=line.part(0) or "",
        url=line.part(1),
        type=named.get("type"),
        page_date=named.get("page_date"),
        seen_on=cells.read_day(named["seen_on"]) if "seen_on" in named else None,
        position=_position(line, place),
    )


def _id(line: lines.Line) -> UUID:
    return cells.read_id(line.named["id"]) if "id" in line.named else NO_ID


def _position(line: lines.Line, place: int) -> int:
    return cells.read_whole(line.named["position"]) if "position" in line.named else place
