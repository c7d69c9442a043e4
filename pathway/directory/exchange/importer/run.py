"""One import from beginning to end: a file chunk by chunk, in one transaction, all or nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from pathway.directory.exchange import load
from pathway.directory.exchange.importer import confidentiality, validate
from pathway.directory.exchange.importer.changes import differences, is_same
from pathway.directory.exchange.importer.existing_listings import ExistingListings
from pathway.directory.exchange.importer.match import Matcher
from pathway.directory.exchange.importer.merge import Merger
from pathway.directory.exchange.importer.organizations import Owners
from pathway.directory.exchange.importer.reader import ListingFile
from pathway.directory.exchange.importer.report import Outcome
from pathway.directory.exchange.importer.unique_ids import Claims, Row
from pathway.directory.exchange.importer.versions import Edit
from pathway.directory.exchange.importer.write import Writer, lock
from pathway.directory.exchange.parsed_row import ParsedRow
from pathway.directory.listing_record import LocationRecord, ServiceRecord
from pathway.directory.vocabulary import EditKind

CHUNK = 500

T = TypeVar("T")


def take_in(
    session: Session,
    file: ListingFile,
    *,
    publish: bool,
    apply: bool,
    now: datetime,
    only_new: bool = False,
    progress: Callable[[int], None] = lambda rows: None,
) -> Outcome:
    """Read, check and compare every row of the file; with `apply`, write the changes.

    With `only_new`, listings and organisations that are here stay as they are: their rows are passed over. The caller
    commits, or rolls back when the outcome has problems: by then some rows may be written. `progress` is called with
    the number of rows after each chunk.
    """
    importing = _Importing(session, file, publish=publish, apply=apply, now=now, only_new=only_new)
    for chunk in _chunks(file.rows(), CHUNK):
        importing.take(chunk)
        progress(len(chunk))
    return importing.finish()


class _Importing:
    """The state of one import between chunks."""

    def __init__(
        self, session: Session, file: ListingFile, *, publish: bool, apply: bool, now: datetime, only_new: bool
    ) -> None:
        self._session = session
        self._apply = apply
        self._now = now
        self._only_new = only_new
        if apply:
            # Before the directory is read: what changed between the two would not be seen.
            lock(session)
        self._existing_listings = ExistingListings(session)
        self._owners = Owners(self._existing_listings.organizations, only_new=only_new)
        self._matcher = Matcher(self._existing_listings, file.ids)
        self._merger = Merger(self._existing_listings, self._owners, publish=publish, now=now)
        self._claims = Claims(session, self._existing_listings)
        self._writer = Writer(session, Edit(EditKind.IMPORTED))
        self._outcome = Outcome(file.kind, left_out=file.left_out, notes=[*file.notes])

    def take(self, chunk: Sequence[ParsedRow]) -> None:
        """Import one chunk of rows."""
        if self._only_new:
            chunk = [parsed_row for parsed_row in chunk if not self._matcher.is_here(parsed_row)]
        listing_ids = [self._matcher.match(parsed_row) for parsed_row in chunk]
        existing = load.load(self._session, [id_ for id_ in listing_ids if id_])
        merged: list[Row] = []
        for parsed_row, id_ in zip(chunk, listing_ids, strict=True):
            before = existing.get(id_) if id_ else None
            service = self._merger.merged(parsed_row, before)
            if service is not None:
                merged.append((parsed_row, service, before))
        existing_locations = self._places(merged)
        self._claims.check(merged, existing_locations)
        for parsed_row, service, before in merged:
            self._check(parsed_row, service, before, existing_locations)
        for parsed_row in chunk:
            self._outcome.blame(parsed_row)
        self._sort([row for row in merged if not row[0].faults], existing_locations)

    def finish(self) -> Outcome:
        """Complete the outcome, and bring the index up to date."""
        outcome, existing_listings = self._outcome, self._existing_listings
        for id_ in sorted(self._owners.changed):
            outcome.owner(self._owners.existing[id_], self._owners.organizations[id_])
        absent = existing_listings.ids - set(self._matcher.matched_ids)
        outcome.absent = sorted(existing_listings.slug_of[id_] for id_ in absent)
        outcome.note_words(self._merger.other_words)
        outcome.kept_as_drafts = self._merger.kept_as_drafts
        if self._apply and not outcome.problem_count and outcome.changes_something:
            self._writer.finish()
        return outcome

    def _places(self, merged: Iterable[Row]) -> dict[UUID, LocationRecord]:
        """Return the existing places that these rows name, or that their listings have."""
        existing_locations = {
            place.location.id: place.location
            for _, _, existing in merged
            if existing
            for place in existing.at_locations
        }
        named = {place.location.id for _, service, _ in merged for place in service.at_locations}
        return existing_locations | load.locations(self._session, list(named - existing_locations.keys()))

    def _check(
        self,
        parsed_row: ParsedRow,
        service: ServiceRecord,
        existing: ServiceRecord | None,
        existing_locations: dict[UUID, LocationRecord],
    ) -> None:
        names = self._existing_listings.confidential_names
        secret = list(confidentiality.faults(service, existing, existing_locations, names))
        parsed_row.faults += dict.fromkeys(secret)
        # A message about what is wrong with a confidential place could reveal it.
        parsed_row.faults += [] if secret else [*validate.faults(service), *validate.owner_faults(service.organization)]

    def _sort(self, rows: Sequence[Row], existing_locations: dict[UUID, LocationRecord]) -> None:
        added: list[ServiceRecord] = []
        changed: list[tuple[ServiceRecord, ServiceRecord]] = []
        for parsed_row, service, existing in rows:
            if existing is None:
                added.append(service)
                self._outcome.add(service)
            elif is_same(service, existing):
                self._outcome.unchanged += 1
            else:
                self._outcome.change(service, existing, differences(service, existing), parsed_row)
                service.last_modified_at = self._now
                changed.append((service, existing))
        if self._apply and not self._outcome.problem_count:
            self._writer.write_terms(self._merger.new_terms, self._existing_listings.taxonomies)
            self._merger.new_terms.clear()
            self._writer.write_owners(self._owners)
            self._writer.write(added, changed, existing_locations)


def _chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, size)):
        yield chunk
