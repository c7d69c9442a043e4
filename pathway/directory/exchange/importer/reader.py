"""Opens a file of listings in any of our formats, and yields its parsed rows."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pathway.core.errors import ListingFileError
from pathway.directory.exchange.importer import files
from pathway.directory.exchange.importer.report import FEED
from pathway.directory.exchange.json_file import json_reader, listing_object
from pathway.directory.exchange.json_file.listing_object import FORMAT
from pathway.directory.exchange.open_referral import feed
from pathway.directory.exchange.parsed_row import ParsedRow, Where
from pathway.directory.exchange.safe_text import nearest, shown
from pathway.directory.exchange.sector_points import SectorPoint
from pathway.directory.exchange.spreadsheet import csv_reader, listing_row
from pathway.directory.exchange.spreadsheet.csv_reader import MOST_ROWS
from pathway.directory.listing_record import TermRecord

JSON_FILE = "JSON"
"""The kind of a `ListingFile` in our own format."""

_TOP = {"format", "version", "holds", "taxonomy_terms", "services"}


@dataclass
class ListingFile:
    """A file that could be opened. `ids` are the listing ids in it, as written; `left_out` fills as rows are read."""

    kind: str
    count: int
    ids: frozenset[str]
    rows: Callable[[], Iterator[ParsedRow]]
    left_out: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


def open_file(path: Path, sector_point: SectorPoint) -> ListingFile:
    """Open a file. Raises ListingFileError when it cannot be read as a whole."""
    if files.kind_of(path) == files.CSV:
        sheet = csv_reader.look_over(path)
        return ListingFile("CSV", sheet.count, sheet.ids, lambda: _csv(sheet, sector_point))
    document = json_reader.load(path)
    if isinstance(document, dict) and "format" in document:
        return _ours(document)
    if isinstance(document, dict) and "listings" in document:
        raise ListingFileError(
            "it is a starting directory as it was written before this version. Load it with the build it is from, and"
            " write it with that build's pathway export --format json --all"
        )
    return _feed(document, sector_point)


def _csv(sheet: csv_reader.Sheet, sector_point: SectorPoint) -> Iterator[ParsedRow]:
    for number, (line, cells) in enumerate(sheet.rows(), 1):
        yield listing_row.read_row(Where(number, line), cells, sector_point)


def _ours(document: dict[str, Any]) -> ListingFile:
    if document["format"] != FORMAT or document.get("version") != listing_object.VERSION:
        raise ListingFileError(f'its "format" and "version" are not {FORMAT}, {listing_object.VERSION}')
    if strange := next((key for key in document if key not in _TOP), None):
        raise ListingFileError(f"{shown(strange)} is not a part we know of such a file.{nearest(strange, _TOP)}")
    holds = document.get("holds")
    if holds not in (None, listing_object.ALL, listing_object.PUBLISHED):
        raise ListingFileError(f'"holds" is "{listing_object.ALL}" or "{listing_object.PUBLISHED}", or is left out')
    services = _bounded(document.get("services"))
    terms = dict(_terms(document.get("taxonomy_terms", [])))

    def rows() -> Iterator[ParsedRow]:
        for number, service in enumerate(services, 1):
            yield listing_object.read_service(Where(number), service, terms, holds=holds)

    return ListingFile(JSON_FILE, len(services), _ids(services), rows)


def _terms(entries: object) -> Iterator[tuple[Any, TermRecord]]:
    if not isinstance(entries, list):
        raise ListingFileError('"taxonomy_terms" is not a list')
    for number, entry in enumerate(entries, 1):
        try:
            term = listing_object.read_term(entry)
        except ValueError as error:
            raise ListingFileError(f"taxonomy_terms, item {number}: {error}") from error
        yield term.key, term


def _feed(document: object, sector_point: SectorPoint) -> ListingFile:
    unfolded = feed.unfold(document)
    services = _bounded(unfolded.services)

    def rows() -> Iterator[ParsedRow]:
        for number, service in enumerate(services, 1):
            yield feed.read(Where(number), service, unfolded.left_out, sector_point)

    return ListingFile(FEED, len(services), _ids(services), rows, unfolded.left_out, unfolded.notes)


def _bounded(services: object) -> list[Any]:
    if not isinstance(services, list):
        raise ListingFileError('"services" is missing or is not a list')
    if len(services) > MOST_ROWS:
        raise ListingFileError(f"it has more than {MOST_ROWS:,} services. Divide it into several files")
    return services


def _ids(services: list[Any]) -> frozenset[str]:
    ids = (service.get("id") for service in services if isinstance(service, dict))
    return frozenset(id_.strip().lower() for id_ in ids if isinstance(id_, str))
