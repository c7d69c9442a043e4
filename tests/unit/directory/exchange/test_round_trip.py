"""Any listing, written to a file and imported into an empty directory, is the same listing."""

import csv
import io
import json
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pathway.directory.exchange import cells
from pathway.directory.exchange.importer.existing_listings import ExistingListings
from pathway.directory.exchange.importer.merge import Merger
from pathway.directory.exchange.importer.organizations import Owners
from pathway.directory.exchange.json_file import json_reader, listing_object
from pathway.directory.exchange.load import in_order
from pathway.directory.exchange.parsed_row import ParsedRow, Where
from pathway.directory.exchange.spreadsheet import listing_row
from pathway.directory.listing_record import ServiceRecord
from tests.unit.directory.exchange.record_strategies import ROWS, SINGLE, a_service, not_blank, services

SOME_TIME = datetime(2026, 11, 24, tzinfo=UTC)


def in_file_order(service: ServiceRecord) -> ServiceRecord:
    """The listing with its rows as they come from the database, and each term once."""
    terms = {term.key: term for term in service.terms}
    former = set(service.former_identifiers) - {service.slug}
    places = tuple(
        place._replace(location=place.location._replace(addresses=tuple(sorted(place.location.addresses, key=_id))))
        for place in service.at_locations
    )
    service = replace(service, terms=tuple(terms.values()), former_identifiers=tuple(former), at_locations=places)
    rows = [field.name for field in fields(ServiceRecord) if isinstance(getattr(service, field.name), tuple)]
    ordered = {name: in_order(name, getattr(service, name)) for name in rows if name != "organization"}
    return replace(service, **ordered)


def imported(parsed_row: ParsedRow) -> ServiceRecord:
    """The listing that an empty directory gets from the row."""
    existing_listings = ExistingListings()
    service = Merger(existing_listings, Owners({}), publish=True, now=SOME_TIME).merged(parsed_row, None)
    assert parsed_row.faults == []
    assert service is not None
    return replace(service, terms=tuple(term._replace(position=None) for term in service.terms))


def by_spreadsheet(service: ServiceRecord) -> ServiceRecord:
    """The listing, written as a row and read back."""
    sheet = io.StringIO(newline="")
    csv.writer(sheet).writerow(listing_row.write_row(service, listing_row.COLUMNS))

    (row,) = csv.reader(io.StringIO(sheet.getvalue(), newline=""), strict=True)
    parsed_row = listing_row.read_row(
        Where(1, 2), dict(zip(listing_row.COLUMNS, row, strict=True)), lambda _: (51.5, -0.2)
    )
    return imported(parsed_row)


def by_json(service: ServiceRecord) -> ServiceRecord:
    """The listing, written as JSON and read back."""
    written = json.dumps(listing_object.write_service(service, everything=True), ensure_ascii=False)

    terms = {term.key: term for term in service.terms}
    parsed_row = listing_object.read_service(Where(1), json_reader.loads(written), terms, holds=listing_object.ALL)
    return imported(parsed_row)


@pytest.mark.slow
@pytest.mark.parametrize("name", ROWS)
@given(st.data())
def test_rows_of_each_kind_come_back(name: str, data: st.DataObject) -> None:
    rows = data.draw(st.lists(ROWS[name], max_size=3).map(tuple))
    service = in_file_order(a_service(**{name: rows}))

    assert by_spreadsheet(service) == service
    assert by_json(service) == service


@given(st.dictionaries(st.sampled_from(sorted(SINGLE)), not_blank))
def test_any_words_of_any_field_come_back(texts: dict[str, str]) -> None:
    service = a_service(**texts)

    assert by_spreadsheet(service) == service
    assert by_json(service) == service


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(services)
def test_a_whole_listing_comes_back(service: ServiceRecord) -> None:
    service = in_file_order(service)

    assert by_spreadsheet(service) == service
    assert by_json(service) == service


@given(st.text())
def test_a_cell_that_could_run_has_an_apostrophe_and_loses_it_again(cell: str) -> None:
    guarded = cells.guarded(cell)

    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "'=", '"=')) or guarded[1:] == cell
    assert cells.unguarded(guarded) == cell


def _id(row: object) -> object:
    return row.id  # type: ignore[attr-defined]  # every row has one
