"""A file of listings of any kind that we know, as what each of its rows says."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pathway.core.errors import ListingFileError
from pathway.directory.importing import csv_reading, files, json_reading, open_referral
from pathway.directory.importing.csv_reading import MOST_ROWS
from pathway.directory.importing.outcome import FEED
from pathway.directory.listing_file import csv_form, json_form
from pathway.directory.listing_file.json_form import FORMAT
from pathway.directory.listing_file.places import SectorPoint
from pathway.directory.listing_file.records import Term
from pathway.directory.listing_file.said import Said, Where
from pathway.directory.listing_file.showing import nearest, shown

_TOP = {"format", "version", "holds", "taxonomy_terms", "services"}


@dataclass
class ListingFile:
    """A file whose shape is right. `ids` are those it gives, as written; `left_out` fills while rows are read."""

    kind: str
    count: int
    ids: frozenset[str]
    rows: Callable[[], Iterator[Said]]
    left_out: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


def open_file(path: Path, sector_point: SectorPoint) -> ListingFile:
    """Look a file over. Raises ListingFileError when it cannot be read as a whole."""
    if files.kind_of(path) == files.CSV:
        sheet = csv_reading.look_over(path)
        return ListingFile("CSV", sheet.count, sheet.ids, lambda: _csv(sheet, sector_point))
    document = json_reading.load(path)
    if isinstance(document, dict) and "format" in document:
        return _ours(document)
    return _feed(document, sector_point)


def _csv(sheet: csv_reading.Sheet, sector_point: SectorPoint) -> Iterator[Said]:
    for number, (line, cells) in enumerate(sheet.rows(), 1):
        yield csv_form.read_row(Where(number, line), cells, sector_point)


def _ours(document: dict[str, Any]) -> ListingFile:
    if document["format"] != FORMAT or document.get("version") != json_form.VERSION:
        raise ListingFileError(f'its "format" and "version" are not {FORMAT}, {json_form.VERSION}')
    if strange := next((key for key in document if key not in _TOP), None):
        raise ListingFileError(f"{shown(strange)} is not a part we know of such a file.{nearest(strange, _TOP)}")
    holds = document.get("holds")
    if holds not in (None, json_form.ALL, json_form.PUBLISHED):
        raise ListingFileError(f'"holds" is "{json_form.ALL}" or "{json_form.PUBLISHED}", or is left out')
    services = _bounded(document.get("services"))
    terms = dict(_terms(document.get("taxonomy_terms", [])))

    def rows() -> Iterator[Said]:
        for number, item in enumerate(services, 1):
            yield json_form.read_service(Where(number), item, terms, holds=holds)

    return ListingFile("JSON", len(services), _ids(services), rows)


def _terms(items: object) -> Iterator[tuple[Any, Term]]:
    if not isinstance(items, list):
        raise ListingFileError('"taxonomy_terms" is not a list')
    for number, item in enumerate(items, 1):
        try:
            term = json_form.read_term(item)
        except ValueError as error:
            raise ListingFileError(f"taxonomy_terms, item {number}: {error}") from error
        yield term.key, term


def _feed(document: object, sector_point: SectorPoint) -> ListingFile:
    feed = open_referral.unfold(document)
    services = _bounded(feed.services)
    file = ListingFile(FEED, len(services), _ids(services), lambda: iter(()), feed.left_out, feed.notes)

    def rows() -> Iterator[Said]:
        for number, item in enumerate(services, 1):
            yield open_referral.read(Where(number), item, file.left_out, sector_point)

    file.rows = rows
    return file


def _bounded(services: object) -> list[Any]:
    if not isinstance(services, list):
        raise ListingFileError('"services" is missing or is not a list')
    if len(services) > MOST_ROWS:
        raise ListingFileError(f"it has more than {MOST_ROWS:,} services. Divide it into several files")
    return services


def _ids(services: list[Any]) -> frozenset[str]:
    ids = (item.get("id") for item in services if isinstance(item, dict))
    return frozenset(id_.strip().lower() for id_ in ids if isinstance(id_, str))
