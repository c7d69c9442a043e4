"""In which classes what is counted of clocks is told, and what percentiles are reckoned from them: see ADR 41."""

from collections.abc import Mapping, Sequence
from datetime import date

from pathway.core import small_numbers
from pathway.core.small_numbers import Published
from pathway.turnaround.measures import GROSS, LATE, NET, Beside, Cell, Value

IN_TIME, WAS_LATE, UNFINISHED, EVERY = "in_time", "late", "unfinished", "every"
"""Done in time, done late, not done and past its time; and all three."""
BANDS = (12, 24, 36, 48, 60, 72, 96, 120, 168, 336)
"""Hours within which the whole was done: a percentile is told as the first of these that reaches it."""
_MOST = 72


def classes_of(figure: str, value: str) -> tuple[str, ...]:
    """Return in which classes of its figure a value counts; none for what is not told at all."""
    if value == Value.NOT_DUE:
        return ()
    if figure in set(Beside):
        return (value, EVERY) if figure == Beside.LATE_REASON else (value,)
    if value == Value.UNFINISHED:
        return (UNFINISHED, EVERY)
    hours = value.removesuffix(LATE)
    if not hours.isdigit():
        return (value,)
    if figure not in {GROSS, NET}:
        return (WAS_LATE if value.endswith(LATE) else IN_TIME, EVERY)
    bands = (f"within_{band}" for band in BANDS if int(hours) <= band)
    return (IN_TIME if int(hours) <= _MOST else WAS_LATE, EVERY, *bands)


def publish(cells: Mapping[Cell, int], months: Sequence[date]) -> Published:
    """Return what is told of exact counts, for consecutive months, the first of all first."""
    numbers = (
        (month, (figure, name), number)
        for (month, figure, value), number in cells.items()
        for name in classes_of(figure, value)
    )
    return small_numbers.publish(numbers, months)


def percentile(published: Published, figure: str, percent: int, first: int, last: int) -> int | None:
    """Return the hours within which this share of what was done was done; 0 for longer than every band.

    None where too few were done to say it.
    """
    done = published.count(figure, IN_TIME, first, last) + published.count(figure, WAS_LATE, first, last)
    if not done.is_enough:
        return None
    for band in BANDS:
        if 100 * published.count(figure, f"within_{band}", first, last).number >= percent * done.number:
            return band
    return 0
