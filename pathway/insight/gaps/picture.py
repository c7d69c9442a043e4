"""Where the hours of a week go in a picture of seven rows and 24 columns, in its units. Plain numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pathway.directory.hours import clock_words
from pathway.directory.hours.ordinary_week import DAY_HOURS, DAYS
from pathway.insight.gaps.figures import State

LEFT, TOP = 34, 18
CELL_WIDTH, CELL_HEIGHT = 12, 14
RIGHT, BOTTOM = LEFT + DAY_HOURS * CELL_WIDTH, TOP + DAYS * CELL_HEIGHT
WIDTH, HEIGHT = RIGHT + 8, BOTTOM + 4
NAMES = tuple((name[:3], TOP + row * CELL_HEIGHT) for row, name in enumerate(clock_words.WEEKDAYS))
TICKS = tuple((f"{hour:02}", LEFT + hour * CELL_WIDTH) for hour in range(0, DAY_HOURS + 1, 6))


@dataclass(frozen=True)
class Bar:
    """Hours of one day that are alike. `is_nobody`: drawn full; else their hours are not known: drawn as dots."""

    x: int
    y: int
    hours: int
    is_nobody: bool

    @property
    def width(self) -> int:
        """How wide it is."""
        return self.hours * CELL_WIDTH


def bars_of(states: Sequence[State]) -> list[Bar]:
    """Return the bars of a week of 168 states; hours at which somebody answers have none."""
    return [bar for row in range(DAYS) for bar in _of_day(row, states[row * DAY_HOURS : (row + 1) * DAY_HOURS])]


def _of_day(row: int, states: Sequence[State]) -> Iterator[Bar]:
    hour = 0
    for (is_nobody, is_not_known), alike in groupby(
        states, key=lambda state: (state.is_nobody, state is State.NOT_KNOWN)
    ):
        hours = sum(1 for _ in alike)
        if is_nobody or is_not_known:
            yield Bar(LEFT + hour * CELL_WIDTH, TOP + row * CELL_HEIGHT, hours, is_nobody)
        hour += hours
