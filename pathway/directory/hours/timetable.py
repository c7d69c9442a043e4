"""The rows of a timetable, the dates each falls on, and the instants it opens and closes.

Columns are RFC 5545's, as in Open Referral's schedule; times are London wall time. A date is tested by
arithmetic and not by walking a recurrence from its start, so an old start date or a huge interval costs
nothing.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from pathway.core.clock import LONDON
from pathway.directory.vocabulary import BankHolidays, ScheduleKind

ONE_DAY = timedelta(days=1)
WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BYDAY = re.compile(r"(?P<ordinal>[+-]?[1-5])?(?P<code>MO|TU|WE|TH|FR|SA|SU)")


@dataclass(frozen=True, kw_only=True)
class Window:
    """One repeating period. `closes_at` at or before `opens_at` is on the next day.

    It belongs to the day it opens. Nothing falls before `anchor` (RFC 5545's dtstart) or outside `valid_from`
    to `valid_to`, both inclusive. An interval runs from the anchor, or from `valid_from` without one.
    """

    kind: ScheduleKind
    freq: str
    opens_at: time
    closes_at: time
    interval: int = 1
    byday: tuple[str, ...] = ()
    bymonthday: tuple[int, ...] = ()
    anchor: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    bank_holidays: BankHolidays = BankHolidays.NOT_KNOWN
    note: str | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a row that does not say on which days it falls."""
        if self.freq not in ("WEEKLY", "MONTHLY"):
            raise ValueError("freq is WEEKLY or MONTHLY")
        if self.interval < 1:
            raise ValueError("interval is one or more")
        if self.interval > 1 and self.counted_from is None:
            raise ValueError("an interval needs a date to count from: anchor or valid_from")
        if not (self.byday or self.bymonthday or self.anchor):
            raise ValueError("byday, bymonthday or anchor must say which days")
        if self.freq == "WEEKLY" and self.bymonthday:
            raise ValueError("bymonthday is for MONTHLY")
        if any(not 1 <= abs(day) <= 31 for day in self.bymonthday):
            raise ValueError("bymonthday holds days of a month, 1 to 31 or -31 to -1")
        if any(nth for nth, _ in self.weekdays) and self.freq == "WEEKLY":
            raise ValueError("byday with a number is for MONTHLY")
        if self.opens_at.tzinfo or self.closes_at.tzinfo:
            raise ValueError("times are London wall time and carry no zone")

    @property
    def counted_from(self) -> date | None:
        """The date an interval is counted from."""
        return self.anchor or self.valid_from

    @cached_property
    def weekdays(self) -> frozenset[tuple[int, int]]:
        """(which of the month, 0 for every; day, Monday is 0). WEEKLY without byday takes the anchor's."""
        pairs = set()
        for text in self.byday:
            match = _BYDAY.fullmatch(text)
            if match is None:
                raise ValueError(f"byday does not read {text!r}")
            pairs.add((int(match["ordinal"] or 0), WEEKDAY_CODES.index(match["code"])))
        if self.freq == "WEEKLY" and not pairs and self.anchor:
            pairs.add((0, self.anchor.weekday()))
        return frozenset(pairs)

    @cached_property
    def monthdays(self) -> frozenset[int]:
        """Days of the month, negative from its end. A MONTHLY without any day takes the anchor's."""
        if self.freq == "MONTHLY" and not self.byday and not self.bymonthday and self.anchor:
            return frozenset({self.anchor.day})
        return frozenset(self.bymonthday)

    @cached_property
    def _in_force(self) -> tuple[date, date]:
        first = max(self.anchor or date.min, self.valid_from or date.min)
        return first, self.valid_to or date.max

    @property
    def is_unlimited(self) -> bool:
        """Whether it has no first day and no last."""
        return self._in_force == (date.min, date.max)

    def in_force(self, on: date) -> bool:
        """Whether the date is neither before the row's first day nor after its last."""
        first, last = self._in_force
        return first <= on <= last

    def falls_on(self, on: date) -> bool:
        """Whether it opens on this date, bank holidays and exceptions aside."""
        if not self.in_force(on):
            return False
        if self.freq == "WEEKLY":
            return (0, on.weekday()) in self.weekdays and self._counts(on)
        left = monthrange(on.year, on.month)[1] - on.day
        if self.monthdays and self.monthdays.isdisjoint((on.day, -left - 1)):
            return False
        if self.weekdays:
            day = on.weekday()
            if self.weekdays.isdisjoint(((0, day), ((on.day - 1) // 7 + 1, day), (-(left // 7) - 1, day))):
                return False
        return self._counts(on)

    def _counts(self, on: date) -> bool:
        """Whether the interval, in whole weeks from Monday or whole months, comes round on this date."""
        start = self.counted_from
        if self.interval == 1 or start is None:
            return True
        if self.freq == "WEEKLY":
            # Day 1 of the calendar is a Monday, so this numbers the weeks.
            return ((on.toordinal() - 1) // 7 - (start.toordinal() - 1) // 7) % self.interval == 0
        return ((on.year - start.year) * 12 + on.month - start.month) % self.interval == 0

    @property
    def is_all_day_weekly(self) -> bool:
        """Whether it is a full 24 hours on each of its weekdays, every week."""
        return self.freq == "WEEKLY" and self.interval == 1 and self.opens_at == self.closes_at


@dataclass(frozen=True)
class ExceptionDay:
    """Other hours for one date, in place of the windows that would open on it. No times: closed all day."""

    on: date
    opens_at: time | None = None
    closes_at: time | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for one time without the other."""
        if (self.opens_at is None) != (self.closes_at is None):
            raise ValueError("an exception has both times, or neither")
        if (self.opens_at and self.opens_at.tzinfo) or (self.closes_at and self.closes_at.tzinfo):
            raise ValueError("times are London wall time and carry no zone")


@dataclass(frozen=True)
class Timetable:
    """All the rows of one service or one number. Without windows its hours are not known."""

    windows: tuple[Window, ...] = ()
    exceptions: tuple[ExceptionDay, ...] = ()

    @cached_property
    def deciding(self) -> tuple[Window, ...]:
        """The windows that say when calls are taken: intake where there are any, opening otherwise."""
        intake = tuple(window for window in self.windows if window.kind is ScheduleKind.INTAKE)
        return intake or self.windows

    @cached_property
    def _exceptions_by_date(self) -> dict[date, tuple[ExceptionDay, ...]]:
        dates = {exception.on for exception in self.exceptions}
        return {on: tuple(exception for exception in self.exceptions if exception.on == on) for on in dates}

    def exceptions_on(self, on: date) -> tuple[ExceptionDay, ...]:
        """The exceptions for one date; empty on an ordinary one."""
        return self._exceptions_by_date.get(on, ())

    @cached_property
    def lapsed_on(self) -> date | None:
        """The last day of any deciding window; None when one has no end."""
        ends = [window.valid_to for window in self.deciding if window.valid_to]
        return max(ends) if ends and len(ends) == len(self.deciding) else None

    def is_round_the_clock(self, on: date) -> bool:
        """Whether the windows in force on this date make every day of the week 24 hours."""
        return fill_the_week([window for window in self.deciding if window.in_force(on)])

    @cached_property
    def never_closes(self) -> bool:
        """Whether it is 24 hours on every date there is."""
        if self.exceptions or any(window.bank_holidays is BankHolidays.ONLY for window in self.deciding):
            return False
        return fill_the_week([window for window in self.deciding if window.is_unlimited])


def fill_the_week(windows: Sequence[Window]) -> bool:
    """Whether these make every day of the week 24 hours, none of them with other hours on bank holidays."""
    usual = (BankHolidays.AS_USUAL, BankHolidays.NOT_KNOWN)
    days = {
        day
        for window in windows
        if window.is_all_day_weekly and window.bank_holidays in usual
        for _, day in window.weekdays
    }
    return len(days) == len(WEEKDAY_CODES)


def london_date(at: datetime) -> date:
    """The date in London at an aware moment."""
    return at.astimezone(LONDON).date()


def opening_instant(on: date, at: time) -> datetime:
    """UTC. A wall time the clocks skip moves forward an hour; of one that comes twice, the first."""
    return datetime.combine(on, at, LONDON).astimezone(UTC)


def closing_instant(on: date, at: time) -> datetime:
    """UTC. A wall time the clocks skip moves forward an hour; of one that comes twice, the second."""
    # With fold=1 a skipped wall time is an hour early and a repeated one an hour late: take the later.
    return max(opening_instant(on, at), opening_instant(on, at.replace(fold=1)))


def instants(on: date, opens_at: time, closes_at: time) -> tuple[datetime, datetime]:
    """UTC start and end of hours that open on this date.

    They end the next day where `closes_at` is not after `opens_at`. The end comes out at or before the start
    only where the clocks skip the whole of the hours.
    """
    ends_on = on if closes_at > opens_at else on + ONE_DAY
    return opening_instant(on, opens_at), closing_instant(ends_on, closes_at)
