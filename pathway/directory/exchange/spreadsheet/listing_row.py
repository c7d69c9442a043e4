"""A listing as a row of a spreadsheet. A list, such as its phones, is one cell with a line for each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from pathway.directory.exchange import cells, fields, lines, row_ids, terms
from pathway.directory.exchange.fields import FIELDS, ORGANIZATION_FIELDS
from pathway.directory.exchange.parsed_row import ParsedRow, Where
from pathway.directory.exchange.sector_points import SectorPoint
from pathway.directory.exchange.spreadsheet import hours, places, rows
from pathway.directory.listing_record import ServiceRecord, TermRecord
from pathway.directory.vocabulary import TaxonomyName

_ORGANIZATION = {
    "organization": "name",
    "organization_kind": "kind",
    "organization_is_first_responder": "is_first_responder",
    "organization_slug": "slug",
    "organization_id": "id",
}
_LINES: dict[str, tuple[str, Callable[[str, int], Any]]] = {
    "phones": ("phones", rows.read_phone),
    "contacts": ("contacts", rows.read_contact),
    "hours": ("schedules", hours.read_schedule),
    "hours_exceptions": ("schedule_exceptions", hours.read_exception),
    "areas": ("areas", rows.read_area),
    "languages": ("languages", rows.read_language),
    "sources": ("sources", rows.read_source),
}
_TERMS = {column: taxonomy for taxonomy, column in terms.COLUMNS.items()}
_FIELDS = {field.name: field for field in FIELDS}
_ORGANIZATION_FIELDS = {field.name: field for field in ORGANIZATION_FIELDS}

_ORDER = (
    "id slug name alternate_name organization organization_kind description status publication"
    " phones is_free_to_ring hours hours_exceptions hours_description places coverage areas service_area_description"
    " nations agency_types needs for_whom exclusions topics eligibility_description minimum_age maximum_age women_only"
    " languages interpretation_services url email contacts referral_channel takes_professionals takes_self"
    " referral_note response_time what_happens_next approach alert closed_until closed_note sources"
    " assured_on assured_by"
    " organization_is_first_responder organization_slug organization_id former_identifiers last_modified_at"
    " evidence_grade verification_notes"
).split()
COLUMNS = [*_ORDER, *(name for name in _FIELDS if name not in _ORDER)]
"""Every column, in the order written: those that managers change most come first, fields not in `_ORDER` last."""

STAFF_ONLY = {field.name for field in FIELDS if field.is_staff_only}
PUBLIC_COLUMNS = [column for column in COLUMNS if column not in STAFF_ONLY]


def write_row(service: ServiceRecord, columns: Iterable[str]) -> list[str]:
    """Write a listing's cells in the order of the columns."""
    cell_texts = written(service)
    return [cells.guarded(cell_texts[column]) for column in columns]


def written(service: ServiceRecord) -> dict[str, str]:
    """Return a listing's cells by column, before `guarded`."""
    return {**_lists(service), **{name: fields.as_cell(getattr(service, name)) for name in _FIELDS}}


def read_row(where: Where, row: Mapping[str, str], sector_point: SectorPoint) -> ParsedRow:
    """Read a row, given as cells by column. A cell that cannot be read becomes a fault."""
    blank, blank_terms = _blank(tuple(row))
    parsed_row = ParsedRow(where, fields=blank.copy(), terms=blank_terms.copy())
    for column, raw in row.items():
        if not raw:
            continue
        try:
            _read(parsed_row, column, cells.unguarded(raw), sector_point)
        except ValueError as error:
            parsed_row.faults.append(f"{column}: {error}")
    return parsed_row


@cache
def _blank(columns: tuple[str, ...]) -> tuple[dict[str, Any], dict[TaxonomyName, tuple[TermRecord, ...]]]:
    """Return the fields and terms of a row of these columns when every cell is empty."""
    lists = {"places": "at_locations", "former_identifiers": "former_identifiers"}
    lists |= {column: name for column, (name, _) in _LINES.items()}
    blank: dict[str, Any] = {column: None for column in columns if column in _FIELDS}
    blank |= {lists[column]: () for column in columns if column in lists}
    return blank, {_TERMS[column]: () for column in columns if column in _TERMS}


def _read(parsed_row: ParsedRow, column: str, cell: str, sector_point: SectorPoint) -> None:
    if field := _FIELDS.get(column):
        parsed_row.fields[column] = fields.from_cell(field, cell)
    elif list_reader := _LINES.get(column):
        name, read = list_reader
        parsed_row.fields[name] = _each(cell, read)
    elif taxonomy := _TERMS.get(column):
        parsed_row.terms[taxonomy] = _each(cell, lambda line, _: terms.read(taxonomy, line))
    elif name := _ORGANIZATION.get(column, ""):
        parsed_row.organization[name] = fields.from_cell(_ORGANIZATION_FIELDS[name], cell)
    elif column == "places":
        parsed_row.fields["at_locations"] = places.read(lines.cell_lines(cell), sector_point)
    elif column == "former_identifiers":
        parsed_row.fields[column] = tuple(lines.read(line, 1, ()).part(0) or "" for line in lines.cell_lines(cell))
    else:
        parsed_row.id = cells.read_id(cell)


def _each(cell: str, read: Callable[[str, int], Any]) -> tuple[Any, ...]:
    rows: list[Any] = []
    for place, line in enumerate(lines.cell_lines(cell)):
        try:
            rows.append(read(line, place))
        except ValueError as error:
            raise ValueError(f"{error} (item {place + 1} of the cell)") from None
    return tuple(rows)


def _lists(service: ServiceRecord) -> dict[str, str]:
    slug = service.slug
    windows = [
        hours.write_schedule(row, service.phones, _named(row, row_ids.schedule_id(slug, row, place), place))
        for place, row in enumerate(service.schedules)
    ]
    cell: dict[str, Sequence[str]] = {
        "id": [str(service.id)],
        "phones": _rows(service.phones, rows.write_phone, row_ids.phone_id, slug),
        "contacts": _rows(service.contacts, rows.write_contact, row_ids.contact_id, slug),
        "hours": windows,
        "hours_exceptions": _rows(service.schedule_exceptions, hours.write_exception, row_ids.exception_id, slug),
        "areas": _rows(service.areas, rows.write_area, row_ids.area_id, slug),
        "languages": _rows(service.languages, rows.write_language, row_ids.language_id, slug),
        "sources": _rows(service.sources, rows.write_source, row_ids.source_id, slug),
        "places": places.write(service.at_locations, slug),
        "former_identifiers": [lines.write((former,)) for former in service.former_identifiers],
    }
    for taxonomy, column in terms.COLUMNS.items():
        cell[column] = [terms.write(term) for term in service.terms if term.taxonomy.name is taxonomy]
    organization_cells = {
        column: fields.as_cell(getattr(service.organization, name)) for column, name in _ORGANIZATION.items()
    }
    return {**organization_cells, **{column: "\n".join(texts) for column, texts in cell.items()}}


def _rows(
    rows: Sequence[Any],
    write: Callable[[Any, Mapping[str, str | None]], str],
    row_id: Callable[[str, Any, int], UUID],
    slug: str,
) -> list[str]:
    return [write(row, _named(row, row_id(slug, row, place), place)) for place, row in enumerate(rows)]


def _named(row: Any, default_id: UUID, place: int) -> dict[str, str | None]:
    """Return the parts that a reader could not derive from a row's place: another position, another id."""
    position = getattr(row, "position", place)
    return {
        "position": str(position) if position != place else None,
        "id": str(row.id) if row.id != default_id else None,
    }
