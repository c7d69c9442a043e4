"""The seven days from today as bars over 24 hours, for those who would rather look than read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from pathway.core.clock import LONDON
from pathway.directory.hours import clock_words
from pathway.directory.hours.days import doubt_on, periods_on
from pathway.directory.hours.timetable import ONE_DAY, Timetable
from pathway.directory.vocabulary import ScheduleKind

DAYS = 7
_DAY = 24 * 60


@dataclass(frozen=True)
class Bar:
    """A time at which it is open: minutes of the day, by London's clocks."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many minutes it is."""
        return self.end - self.start


@dataclass(frozen=True)
class DrawnDay:
    """One day: its name, when the house is open, when its desk takes referrals, whether its hours are known."""

    name: str
    opening: tuple[Bar, ...]
    intake: tuple[Bar, ...]
    is_known: bool


def drawn_week(timetable: Timetable, today: date) -> list[DrawnDay]:
    """Return the seven days from a London day on."""
    return [_day(timetable, today + ONE_DAY * ahead) for ahead in range(DAYS)]


def _day(timetable: Timetable, on: date) -> DrawnDay:
    bars = {kind: tuple(_bars(_of_kind(timetable, kind), on)) for kind in ScheduleKind}
    name = f"{clock_words.weekday(on)[:3]} {on.day}"
    return DrawnDay(name, bars[ScheduleKind.OPENING], bars[ScheduleKind.INTAKE], doubt_on(timetable, on) is None)


def _of_kind(timetable: Timetable, kind: ScheduleKind) -> Timetable:
    windows = tuple(window for window in timetable.windows if window.kind is kind)
    return Timetable(windows, timetable.exceptions if windows else ())


def _bars(timetable: Timetable, on: date) -> Iterator[Bar]:
    for period in (*periods_on(timetable, on - ONE_DAY), *periods_on(timetable, on)):
        start, end = _minute(period.start, on), _minute(period.end, on)
        if max(0, start) < min(_DAY, end):
            yield Bar(max(0, start), min(_DAY, end))


def _minute(at: datetime, on: date) -> int:
    """Return the minute of a day, by the clock: below 0 on the day before, beyond 1,440 on the day after."""
    wall = at.astimezone(LONDON)
    return (wall.date() - on).days * _DAY + wall.hour * 60 + wall.minute
