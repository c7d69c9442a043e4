"""One row of a file, parsed: only the fields it states, so that an import leaves the others alone."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from pathway.directory.listing_record import TermRecord
from pathway.directory.vocabulary import TaxonomyName


class Where(NamedTuple):
    """A row's place in the file, from 1. `line` is for CSV, where a row may take several lines."""

    row: int
    line: int | None = None

    def __str__(self) -> str:
        """Return the place as messages quote it."""
        return f"row {self.row} (line {self.line})" if self.line is not None else f"service {self.row}"


@dataclass(slots=True)
class ParsedRow:
    """One row. `fields` are attributes of `listing_record.ServiceRecord`, `organization` those of its organisation.

    `terms` replace whole lists; those of a feed (`is_feed`) are added to the existing terms. `if_new` are defaults
    for a new listing. `unstated` has the parts missing from each place of a feed, by place id. Each of the `faults`
    begins with the field.
    """

    where: Where
    id: UUID | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    organization: dict[str, Any] = field(default_factory=dict)
    terms: dict[TaxonomyName, tuple[TermRecord, ...]] = field(default_factory=dict)
    is_feed: bool = False
    if_new: dict[str, Any] = field(default_factory=dict)
    unstated: dict[UUID, frozenset[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
