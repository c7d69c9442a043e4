"""What one row of a file says of a listing: only what it says, so that the rest is left alone."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from pathway.directory.listing_record import Term
from pathway.directory.vocabulary import TaxonomyName


class Where(NamedTuple):
    """Where in the file it stands, counted from 1. `line` is a CSV's: a row may take several."""

    row: int
    line: int | None = None

    def __str__(self) -> str:
        """Say it as a message does."""
        return f"row {self.row} (line {self.line})" if self.line is not None else f"service {self.row}"


@dataclass(slots=True)
class Said:
    """One row. `fields` are attributes of `listing_record.Service`, `organization` those of its organisation.

    `terms` are whole lists. What a feed says (`is_feed`) goes beside the terms that are held, and `if_new` is for a
    listing that is not here yet. `unsaid` holds, for the id of each place of a feed, the parts of it that the feed is
    silent about. `faults` name the field first.
    """

    where: Where
    id: UUID | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    organization: dict[str, Any] = field(default_factory=dict)
    terms: dict[TaxonomyName, tuple[Term, ...]] = field(default_factory=dict)
    is_feed: bool = False
    if_new: dict[str, Any] = field(default_factory=dict)
    unsaid: dict[UUID, frozenset[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
