"""The columns of a spreadsheet: how the cell of each is written and read. A list, such as phones, has a line a row."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any, NamedTuple

from pathway.directory.exchange import cells, lines, row_ids, terms
from pathway.directory.exchange.fields import FIELDS, ORGANIZATION_FIELDS, Field, as_cell, read_each
from pathway.directory.exchange.sector_points import SectorPoint
from pathway.directory.exchange.spreadsheet import hours, places, rows
from pathway.directory.listing_record import ServiceRecord
from pathway.directory.vocabulary import TaxonomyName


class Column(NamedTuple):
    """One column.

    `part` is the attribute of `ParsedRow` and `key` the entry in it that the column fills; an empty cell fills it with
    `empty`, but leaves an organisation alone. `write` returns the lines of a cell. `read` raises ValueError.
    """

    part: str
    key: Any
    write: Callable[[ServiceRecord], Iterable[str]]
    read: Callable[[str, SectorPoint], Any]
    empty: tuple[()] | None = None


def _single(
    field: Field, part: str = "fields", record: Callable[[ServiceRecord], Any] = lambda service: service
) -> Column:
    return Column(
        part,
        field.name,
        lambda service: [as_cell(getattr(record(service), field.name))],
        lambda cell, _: field.kind.read(cell),
    )


def _of_terms(taxonomy: TaxonomyName) -> Column:
    return Column(
        "terms",
        taxonomy,
        lambda service: [terms.write(term) for term in service.terms if term.taxonomy.name is taxonomy],
        lambda cell, _: _each(cell, lambda line, _: terms.read(taxonomy, line)),
        (),
    )


def _of_rows(name: str, write: Callable[[Any, Mapping[str, Any]], str], read: Callable[[str, int], Any]) -> Column:
    return Column(
        "fields",
        name,
        lambda service: [write(row, usual) for row, usual in _rows(service, name)],
        lambda cell, _: _each(cell, read),
        (),
    )


def _rows(service: ServiceRecord, name: str) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    """Yield the rows of a list, each with the values that a reader derives from its place."""
    for nth, row in enumerate(getattr(service, name)):
        yield row, {"position": nth, "id": row_ids.ROW_ID[name](service.slug, row, nth)}


def _each(cell: str, read: Callable[[str, int], Any]) -> tuple[Any, ...]:
    return read_each(lines.cell_lines(cell), read, " of the cell")


_ORGANIZATION = {
    field.name: _single(field, "organization", attrgetter("organization")) for field in ORGANIZATION_FIELDS
}
_COLUMNS = {
    "id": Column("fields", "id", lambda service: [str(service.id)], lambda cell, _: cells.read_id(cell)),
    **{field.name: _single(field) for field in FIELDS},
    "organization": _ORGANIZATION["name"],
    "organization_kind": _ORGANIZATION["kind"],
    "organization_is_first_responder": _ORGANIZATION["is_first_responder"],
    "organization_slug": _ORGANIZATION["slug"],
    "organization_id": _ORGANIZATION["id"],
    "phones": _of_rows("phones", rows.write_phone, rows.read_phone),
    "contacts": _of_rows("contacts", rows.CONTACT.write, rows.CONTACT.read_text),
    "hours": Column(
        "fields",
        "schedules",
        lambda service: [
            hours.write_schedule(row, usual, service.phones) for row, usual in _rows(service, "schedules")
        ],
        lambda cell, _: _each(cell, hours.read_schedule),
        (),
    ),
    "hours_exceptions": _of_rows("schedule_exceptions", hours.write_exception, hours.read_exception),
    "places": Column(
        "fields",
        "at_locations",
        lambda service: [
            line for nth, place in enumerate(service.at_locations) for line in places.write(place, service.slug, nth)
        ],
        lambda cell, sector_point: places.read(lines.cell_lines(cell), sector_point),
        (),
    ),
    "areas": _of_rows("areas", rows.write_area, rows.read_area),
    "languages": _of_rows("languages", rows.LANGUAGE.write, rows.LANGUAGE.read_text),
    "sources": _of_rows("sources", rows.SOURCE.write, rows.SOURCE.read_text),
    **{column: _of_terms(taxonomy) for taxonomy, column in terms.COLUMNS.items()},
    "former_identifiers": Column(
        "fields",
        "former_identifiers",
        lambda service: [lines.write((former,)) for former in service.former_identifiers],
        lambda cell, _: tuple(lines.read(line, 1, ()).part(0) or "" for line in lines.cell_lines(cell)),
        (),
    ),
}
_ORDER = (
    "id slug name alternate_name organization organization_kind description status publication"
    " phones is_free_to_ring hours hours_exceptions hours_description places coverage areas service_area_description"
    " nations agency_types needs for_whom exclusions topics eligibility_description minimum_age maximum_age women_only"
    " languages interpretation_services url email contacts referral_channel takes_professionals takes_self"
    " referral_note response_time what_happens_next approach alert closed_until closed_note"
    " sources assured_on assured_by"
    " organization_is_first_responder organization_slug organization_id former_identifiers last_modified_at"
    " funded_until unanswered_on evidence_grade verification_notes"
).split()
COLUMNS = {name: _COLUMNS[name] for name in dict.fromkeys([*_ORDER, *_COLUMNS])}
"""Every column, in the order written: those that managers change most come first, fields not in `_ORDER` last."""
