"""What may be told of exact counts: no small number, nor anything from which one could be worked out.

Each class of a figure has a running total since the first month, rounded at the end of each month. All that is ever
shown is the difference of two of these rounded totals, or is reckoned from such differences (ADR 41).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

STEP = 5
OFF = 4
"""The most by which the difference of two rounded totals is off: each is two off at most."""
SMALL = 7
"""No number up to this is shown, nor whether there is any."""
HIDDEN = "*"
FEWEST = 10
"""A median or a 90th percentile of fewer is not shown."""
TOO_FEW = "too few to show"

Class = tuple[str, str]
"""A figure, and a class of its values."""


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


def publish(numbers: Iterable[tuple[date, Class, int]], months: Sequence[date]) -> Published:
    """Return what is told of exact numbers by month and class, for consecutive months, the first of all first."""
    if not months:
        return NOTHING
    by_class: dict[Class, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for month, of, number in numbers:
        by_class[of][month] += number
    return Published(tuple(months), {key: _running(by_class[key], months) for key in sorted(by_class)})


def _running(numbers: Mapping[date, int], months: Iterable[date]) -> tuple[int, ...]:
    totals, total = [], 0
    for month in months:
        total += numbers.get(month, 0)
        totals.append(rounded(total))
    return tuple(totals)


def share(part: Count, whole: Count) -> int | None:
    """Return a share in whole percent, from rounded numbers; None where the whole is hidden."""
    if whole.is_hidden or not whole.number:
        return None
    return (200 * min(part.number, whole.number) + whole.number) // (2 * whole.number)


def share_words(percent: int | None) -> str:
    """Return a share in words."""
    return TOO_FEW if percent is None else f"{percent}%"
