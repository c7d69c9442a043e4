"""The outcome of an import and its printed report. Text from the file is always escaped."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pathway.directory.exchange.fields import as_cell
from pathway.directory.exchange.parsed_row import ParsedRow
from pathway.directory.exchange.safe_text import plain, shown, shown_change
from pathway.directory.listing_record import OrganizationRecord, ServiceRecord

FEED = "Open Referral"
MOST_PROBLEMS = 50
MOST_NAMES = 20


@dataclass
class Outcome:
    """One import. Lists of lines are ready to print."""

    kind: str
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    changed_count: int = 0
    unchanged: int = 0
    absent: list[str] = field(default_factory=list)
    problem_count: int = 0
    kept_as_drafts: int = 0

    @property
    def changes_something(self) -> bool:
        """Whether the import changes anything, or would with `--apply`."""
        return bool(self.added or self.changed_count or self.owners)

    def blame(self, parsed_row: ParsedRow) -> None:
        """Add the faults of a row; beyond the first fifty they are only counted."""
        for fault in parsed_row.faults:
            self.problem_count += 1
            if len(self.problems) < MOST_PROBLEMS:
                self.problems.append(f"{parsed_row.where}: {plain(fault)}")

    def add(self, service: ServiceRecord) -> None:
        """Add a new listing."""
        self.added.append(f"{_name(service)}, {service.publication.value}")

    def change(
        self, service: ServiceRecord, existing: ServiceRecord, lines: Iterable[str], parsed_row: ParsedRow
    ) -> None:
        """Add the changes to a listing."""
        self.changed_count += 1
        self.changed.append(f"  {_name(existing)}")
        self.changed += [f"    {line}" for line in lines]
        made_from = parsed_row.fields.get("last_modified_at")
        if isinstance(made_from, datetime) and made_from < existing.last_modified_at:
            day = existing.last_modified_at.date().isoformat()
            self.changed.append(f"    Look twice: it was changed here on {day}, after the file was made.")
        if _moved_without_point(service, existing):
            self.changed.append("    Look twice: the postcode changes and the point on the map does not.")

    def owner(self, before: OrganizationRecord, after: OrganizationRecord) -> None:
        """Add the changes to an organisation."""
        self.owners.append(f"  {plain(before.name)}")
        for name, old, new in zip(before._fields, before, after, strict=True):
            if old != new:
                self.owners.append(f"    {name}: {shown_change(as_cell(old), as_cell(new))}")

    def note_words(self, words: Mapping[tuple[str, str], tuple[str, str]]) -> None:
        """Note the terms that the file and the directory name differently; the directory's names stay."""
        for (taxonomy, code), (here, there) in sorted(words.items()):
            self.notes.append(f"{taxonomy} {plain(code)} stays {shown(here)} here; the file has {shown(there)}.")

    def lines(self, *, applied: bool) -> Iterator[str]:
        """Yield the lines to print for an import without problems."""
        if self.added:
            yield f"{'Added' if applied else 'Would be added'} ({len(self.added):,}):"
            yield from (f"  {line}" for line in self.added)
        if self.changed:
            yield f"{'Changed' if applied else 'Would be changed'} ({self.changed_count:,}):"
            yield from self.changed
        if self.owners:
            yield "Organisations, and so every listing of theirs:"
            yield from self.owners
        yield f"Unchanged: {self.unchanged:,}"
        if self.absent:
            yield f"Not in the file, left alone: {len(self.absent):,}{self._names_of_absent()}"
        if self.left_out:
            parts = (f"{plain(name)} ({count:,})" for name, count in sorted(self.left_out.items()))
            yield f"Not carried over: {', '.join(parts)}"
        yield from self.notes
        if self.kept_as_drafts:
            yield (
                f"{self.kept_as_drafts:,} of the file are published there and stay drafts here: staff see them, the"
                " public does not. To publish them as well, add --publish."
            )

    def _names_of_absent(self) -> str:
        """Return a few of their slugs; none for a feed, which never has most of our listings."""
        if self.kind == FEED:
            return ""
        more = ", ..." if len(self.absent) > MOST_NAMES else ""
        return f" ({', '.join(map(plain, self.absent[:MOST_NAMES]))}{more})"

    def refusal(self) -> Iterator[str]:
        """Yield the lines to print for an import with problems."""
        yield from self.problems
        if (more := self.problem_count - len(self.problems)) > 0:
            yield f"... and {more:,} more."


def _name(service: ServiceRecord) -> str:
    return f"{plain(service.name)} ({plain(service.slug)})"


def _moved_without_point(service: ServiceRecord, existing: ServiceRecord) -> bool:
    before = {place.location.id: place.location for place in existing.at_locations}
    for place in service.at_locations:
        old, new = before.get(place.location.id), place.location
        if old is None or new.latitude is None or old.addresses == new.addresses:
            continue
        if (old.latitude, old.longitude) == (new.latitude, new.longitude) and _codes(old) != _codes(new):
            return True
    return False


def _codes(location: Any) -> list[str | None]:
    return [address.postal_code for address in location.addresses]
