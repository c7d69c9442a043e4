"""The settings that every part of a run shares: how much to measure, which seeds, where, and how to report progress."""

import time
from dataclasses import dataclass

from bench.databases import Databases, Say

LISTING_SEED = 2026
WORKLOAD_SEED = 4127
"""Of the workload that figures are quoted from. Tune with another (72 has served for that), then look at this one."""
WARM_SEED = 7
SIZES = (1_000, 10_000, 100_000)
CLOSED = (1_000, 100_000, 1_000_000)
"""How many closed referrals are behind an inbox."""
QUERIES = 400
MAP_SERVICES = 5_000
WARM = 40
SETTLED = 2_000


@dataclass(frozen=True)
class Run:
    """One run. `seconds` bounds each series of samples: those taken by then count, and `n` says how many."""

    databases: Databases
    say: Say
    sizes: tuple[int, ...] = SIZES
    closed: tuple[int, ...] = CLOSED
    queries: int = QUERIES
    seed: int = WORKLOAD_SEED
    seconds: float = 60
    map_services: int = MAP_SERVICES
    imports: tuple[tuple[int, int], ...] = ((10_000, 3), (100_000, 1))
    first_screens: int = 5
    warm: int = WARM
    """How often a page is opened, or a thing done, before it is timed; and the fewest rounds of pages in turn."""
    settled: int = SETTLED
    """Searches a worker has answered when it counts as one that has run for a while."""
    datasette: str | None = None

    @property
    def engines(self) -> tuple[str, ...]:
        """The databases there are to measure."""
        return ("sqlite", "postgresql") if self.databases.postgres else ("sqlite",)


class Deadline:
    """A bound on a series of samples."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() > self._until
