"""How many public listings are of each tier: all, by kind of agency and by how far they reach.

Counted in the index that this process has in memory, as sets of bits: no listing is read, however many there are.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pathway.directory.facet_tags import tag
from pathway.directory.freshness import Tier
from pathway.directory.health.bar import TierCounts
from pathway.directory.search.index import bitsets
from pathway.directory.search.index.bitsets import Bits
from pathway.directory.search.index.snapshot import Snapshot, snapshot_at
from pathway.directory.vocabulary import AGENCY_LABELS, COVERAGE_LABELS, AgencyType, Coverage

T = TypeVar("T")


@dataclass(frozen=True)
class Health:
    """The tiers of all public listings, of each kind that there is, and of each area.

    A listing of two kinds counts in both, one without any in none; in the areas each counts once.
    """

    every: TierCounts
    by_kind: tuple[TierCounts, ...]
    by_area: tuple[TierCounts, ...]


def health_at(now: datetime) -> Health:
    """Return the counts at `now` (aware UTC)."""
    snapshot, moment = snapshot_at(now)
    tiers = {tier: bitsets.of_flags(moment.freshness_rank == tier.rank) for tier in Tier}
    return Health(
        every=_counts("All", snapshot.columns.all, tiers),
        by_kind=tuple(sorted(_by_kind(snapshot, tiers), key=lambda kind: (-kind.total, kind.name))),
        by_area=tuple(
            _counts(COVERAGE_LABELS[area], snapshot.postings.tagged(tag("area", area)), tiers) for area in Coverage
        ),
    )


def drawn_at(now: datetime, draw: Callable[[Health], T]) -> T:
    """Return what `draw` makes of the counts: once for each day and each state of the index, as nothing else counts."""
    snapshot, moment = snapshot_at(now)
    return snapshot.remember(("health", moment.today), lambda: draw(health_at(now)))


def _by_kind(snapshot: Snapshot, tiers: dict[Tier, Bits]) -> Iterator[TierCounts]:
    for kind in AgencyType:
        if (counts := _counts(AGENCY_LABELS[kind], snapshot.postings.tagged(tag("agency", kind)), tiers)).total:
            yield counts


def _counts(name: str, listings: Bits, tiers: dict[Tier, Bits]) -> TierCounts:
    return TierCounts(name, {tier: bitsets.size(listings & bits) for tier, bits in tiers.items()})
