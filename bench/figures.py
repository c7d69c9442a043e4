"""Arithmetic of samples: percentiles by the nearest rank, summaries, ratios. No clock, no database."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


def percentile(samples: Sequence[float], share: float) -> float:
    """Return the sample that at least this share (0 to 1) of the samples do not exceed: one that was really seen."""
    if not samples:
        raise ValueError("there is no percentile of no samples")
    ordered = sorted(samples)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def ratio(figure: float, base: float) -> float:
    """Return how many times the base a figure is. Raises ValueError for a base that is not above nothing."""
    if base <= 0:
        raise ValueError("a ratio needs a base above nothing")
    return figure / base


@dataclass(frozen=True)
class Spread:
    """A summary of samples, in milliseconds unless its name has another unit."""

    n: int
    p50: float
    p90: float
    p99: float

    @classmethod
    def of(cls, samples: Sequence[float]) -> "Spread":
        """Sum up samples. Raises ValueError when there are none."""
        return cls(len(samples), *(percentile(samples, share) for share in (0.5, 0.9, 0.99)))


def milliseconds(nanoseconds: int) -> float:
    """Turn what the clock counts into what people read."""
    return nanoseconds / 1_000_000
