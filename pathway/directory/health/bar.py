"""A bar of four parts for a picture: each part's place and width, in whole thousandths of the bar."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from pathway.directory.freshness import Tier

WHOLE = 1000
"""The width of a bar."""

TIER_WORDS = {Tier.FRESH: "Fresh", Tier.DUE: "Due", Tier.STALE: "Stale", Tier.NEVER: "Never"}
"""What each tier is called over a column."""


@dataclass(frozen=True)
class Part:
    """One part of a bar."""

    tier: Tier
    start: int
    width: int


@dataclass(frozen=True)
class TierCounts:
    """How many listings of one name are of each tier."""

    name: str
    of: Mapping[Tier, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.of.values())

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of its bar, in the order of the columns; none of width 0. Together they are the whole bar."""
        if not self.total:
            return ()
        ends = [round(WHOLE * sum_ / self.total) for sum_ in accumulate(self.of[tier] for tier in TIER_WORDS)]
        starts = [0, *ends[:-1]]
        return tuple(
            Part(tier, start, end - start)
            for tier, start, end in zip(TIER_WORDS, starts, ends, strict=True)
            if end > start
        )
