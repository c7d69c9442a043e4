"""One import from beginning to end: chunk by chunk through a file, in one transaction, all of it or nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from pathway.directory.exchange import load as holding
from pathway.directory.exchange.importer import confidentiality, validate
from pathway.directory.exchange.importer.changes import differences, is_same
from pathway.directory.exchange.importer.existing_listings import Known
from pathway.directory.exchange.importer.match import Matcher
from pathway.directory.exchange.importer.merge import Merger
from pathway.directory.exchange.importer.organizations import Owners
from pathway.directory.exchange.importer.reader import ListingFile
from pathway.directory.exchange.importer.report import Outcome
from pathway.directory.exchange.importer.unique_ids import Claims
from pathway.directory.exchange.importer.write import Writer
from pathway.directory.exchange.parsed_row import Said
from pathway.directory.listing_record import Location, Service

CHUNK = 500

T = TypeVar("T")
Merged = tuple[Said, Service, Service | None]


def take_in(
    session: Session,
    file: ListingFile,
    *,
    publish: bool,
    apply: bool,
    now: datetime,
    progress: Callable[[int], None] = lambda rows: None,
) -> Outcome:
    """Read, check and compare every row of the file; with `apply`, write what it changes.

    The caller commits, or rolls back when the outcome has problems: by then some of it may be written. `progress` is
    told how many rows are done each time.
    """
    importing = _Importing(session, file, publish=publish, apply=apply, now=now)
    for chunk in _chunks(file.rows(), CHUNK):
        importing.take(chunk)
        progress(len(chunk))
    return importing.finish()


class _Importing:
    """What one import carries from chunk to chunk."""

    def __init__(self, session: Session, file: ListingFile, *, publish: bool, apply: bool, now: datetime) -> None:
        self._session = session
        self._file = file
        self._apply = apply
        self._now = now
        self._known = Known(session)
        self._owners = Owners(self._known)
        self._writer = Writer(session, self._known, self._owners)
        if apply:
            self._writer.lock()
        self._matcher = Matcher(self._known, file.ids)
        self._merger = Merger(self._known, self._owners, publish=publish, now=now)
        self._claims = Claims(session, self._known)
        self._terms_written = 0
        self._outcome = Outcome(kind=file.kind, count=file.count)

    def take(self, chunk: Sequence[Said]) -> None:
        """Take in some rows."""
        meant = [self._matcher.match(said) for said in chunk]
        held = holding.load(self._session, [id_ for id_ in meant if id_])
        rows = [
            (said, self._merger.merged(said, held.get(id_) if id_ else None), id_)
            for said, id_ in zip(chunk, meant, strict=True)
        ]
        merged = [(said, service, held.get(id_) if id_ else None) for said, service, id_ in rows if service is not None]
        there = self._places(merged)
        self._claims.check(merged, there)
        for said, service, before in merged:
            self._check(said, service, before, there)
        for said in chunk:
            self._outcome.blame(said)
        self._sort([row for row in merged if not row[0].faults], there)

    def finish(self) -> Outcome:
        """Say what remains to be said, and bring the index up to date."""
        outcome, known = self._outcome, self._known
        for id_ in sorted(self._owners.changed):
            outcome.owner(self._owners.held[id_], known.organizations[id_])
        outcome.not_in_file(sorted(known.slug_of[id_] for id_ in known.held - set(self._matcher.met)))
        outcome.left_out = self._file.left_out
        outcome.notes += self._file.notes
        outcome.note_words(self._merger.other_words)
        outcome.kept_as_drafts = self._merger.kept_as_drafts
        if self._apply and not outcome.problem_count and outcome.changes_something:
            self._writer.finish()
        return outcome

    def _places(self, merged: Iterable[Merged]) -> dict[UUID, Location]:
        """Return the places here that these rows name or had."""
        here = {place.location.id: place.location for _, _, held in merged if held for place in held.at_locations}
        named = {place.location.id for _, service, _ in merged for place in service.at_locations}
        return here | holding.locations(self._session, list(named - here.keys()))

    def _check(self, said: Said, service: Service, held: Service | None, there: dict[UUID, Location]) -> None:
        secret = list(confidentiality.faults(service, held, there, self._known))
        said.faults += dict.fromkeys(secret)
        # What is wrong with a place that may not be told is not told either.
        said.faults += [] if secret else [*validate.faults(service), *validate.owner_faults(service.organization)]

    def _sort(self, rows: Sequence[Merged], there: dict[UUID, Location]) -> None:
        added: list[Service] = []
        changed: list[tuple[Service, Service]] = []
        for said, service, held in rows:
            if held is None:
                added.append(service)
                self._outcome.add(service)
            elif is_same(service, held):
                self._outcome.unchanged += 1
            else:
                self._outcome.change(service, held, differences(service, held), said)
                service.last_modified_at = self._now
                changed.append((service, held))
        new_terms = self._merger.new_terms[self._terms_written :]
        self._terms_written += len(new_terms)
        if self._apply and not self._outcome.problem_count:
            self._writer.write(new_terms, added, changed, there)


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
