"""What may be shown of the counts. There is one way to them, and it never gives an exact number: see ADR 41.

Each class has a running total since the first month, month by month, rounded to five. Whatever a page shows is reckoned
from these rounded totals, so that no two pages, of any months, tell more together than the totals do. The number of a
time is the difference of two of them, and is never more than `OFF` from the truth.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from pathway.turnaround.measures import GROSS, LATE, NET, Beside, Cell, Value, next_month

STEP = 5
OFF = 4
"""The most by which the difference of two rounded totals is off: each is two off at most."""
SMALL = 7
"""No number up to this is shown, nor whether there is any."""
HIDDEN = "*"
FEWEST = 10
"""A median or a 90th percentile of fewer is not shown."""

IN_TIME, WAS_LATE, UNFINISHED, EVERY = "in_time", "late", "unfinished", "every"
"""Done in time, done late, not done and past its time; and all three."""
BANDS = (12, 24, 36, 48, 60, 72, 96, 120, 168, 336)
"""Hours within which the whole was done: a percentile is told as the first of these that reaches it."""
_MOST = 72

Class = tuple[str, str]
"""A figure, and a class of its values."""


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


def rounded(number: int) -> int:
    """Return a number to the nearest five."""
    return STEP * ((number + STEP // 2) // STEP)


@dataclass(frozen=True)
class Count:
    """A number as it may be shown: a multiple of five, or `*`. It was reckoned from so many classes."""

    number: int
    classes: int = 1

    @property
    def is_hidden(self) -> bool:
        """Whether it may be seven or fewer, none included."""
        return self.number - OFF * self.classes <= SMALL

    @property
    def shown(self) -> str:
        """The number, or `*`."""
        return HIDDEN if self.is_hidden else f"{self.number:,}"

    @property
    def is_enough(self) -> bool:
        """Whether a percentile of so many may be shown."""
        return not self.is_hidden and self.number - OFF * self.classes >= FEWEST

    def __add__(self, other: "Count") -> "Count":
        """Return the sum, which is as uncertain as both."""
        return Count(self.number + other.number, self.classes + other.classes)


@dataclass(frozen=True)
class Published:
    """All that is told: for each class, its rounded running total at the end of each month."""

    months: tuple[date, ...]
    totals: Mapping[Class, tuple[int, ...]]

    def count(self, figure: str, name: str, first: int, last: int) -> Count:
        """Return the number of a class in the months from `first` to `last`, places in `months`, both included."""
        totals = self.totals.get((figure, name))
        if totals is None:
            return Count(0)
        return Count(totals[last] - (totals[first - 1] if first else 0))

    def names(self, figure: str) -> list[str]:
        """Return the classes of a figure in which anything was counted, by name."""
        return sorted(name for of, name in self.totals if of == figure)


NOTHING = Published((), MappingProxyType({}))


def publish(cells: Mapping[Cell, int], months: Sequence[date]) -> Published:
    """Return what is told of exact counts, for consecutive months, the first of all first."""
    if not months:
        return NOTHING
    by_class: dict[Class, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for (month, figure, value), number in cells.items():
        for name in classes_of(figure, value):
            by_class[figure, name][month] += number
    return Published(tuple(months), {key: _running(numbers, months) for key, numbers in sorted(by_class.items())})


def _running(numbers: Mapping[date, int], months: Iterable[date]) -> tuple[int, ...]:
    totals, total = [], 0
    for month in months:
        total += numbers.get(month, 0)
        totals.append(rounded(total))
    return tuple(totals)


def months_between(first: date, last: date) -> list[date]:
    """Return the months from one to another, both included; none where the last is before the first."""
    months = []
    while first <= last:
        months.append(first)
        first = next_month(first)
    return months


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


def share(part: Count, whole: Count) -> int | None:
    """Return a share in whole percent, from rounded numbers; None where the whole is hidden."""
    if whole.is_hidden or not whole.number:
        return None
    return (200 * min(part.number, whole.number) + whole.number) // (2 * whole.number)
