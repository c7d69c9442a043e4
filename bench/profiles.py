"""Where the time goes, in a dozen lines."""

import cProfile
import io
import pstats
from collections.abc import Callable, Iterable, Sequence

LINES = 12


def profile_of(calls: Iterable[Callable[[], object]], lines: int = LINES) -> str:
    """Run calls under the profiler and return the functions with the most time of their own, the most first."""
    profiler = cProfile.Profile()
    count = 0
    for call in calls:
        profiler.enable()
        call()
        profiler.disable()
        count += 1
    return lines_of(pstats.Stats(profiler), f"{count} calls", lines)


def lines_of(stats: pstats.Stats, title: str, lines: int = LINES) -> str:
    """Write the functions with the most time of their own, the most first."""
    written = io.StringIO()
    stats.stream = written  # type: ignore[attr-defined] # where pstats prints to; its stubs leave it out
    stats.strip_dirs().sort_stats("tottime").print_stats(lines)
    printed = [line.rstrip() for line in written.getvalue().splitlines() if line.strip()]
    head = next((place for place, line in enumerate(printed) if line.lstrip().startswith("ncalls")), 0)
    return "\n".join([f"  {title}, by own time", *printed[head:]])


def slowest_quarter(samples: Sequence[float]) -> list[int]:
    """Return the places of the slowest quarter of the samples, at least one, the slowest first."""
    order = sorted(range(len(samples)), key=lambda place: -samples[place])
    return order[: max(1, len(order) // 4)]
