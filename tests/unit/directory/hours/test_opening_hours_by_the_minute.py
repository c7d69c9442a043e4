"""Opening hours against a reckoning minute by minute, written from the rules and not from the code.

Weekly timetables at random, over both clock changes, Christmas, Easter and an ordinary week. Summer time and the bank
holidays stand here by hand, so that neither library is checked against itself.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.directory.hours.opening_hours import ExceptionDay, Openness, Timetable, Window, state_at, windows_between
from pathway.directory.vocabulary import BankHolidays, ScheduleKind

EVERY_DAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MINUTE = timedelta(minutes=1)

SUMMER_TIME = (
    (datetime(2026, 3, 29, 1), datetime(2026, 10, 25, 1)),
    (datetime(2027, 3, 28, 1), datetime(2027, 10, 31, 1)),
)
BANK_HOLIDAYS = {
    date(2026, 12, 25),
    date(2026, 12, 26),
    date(2026, 12, 28),
    date(2027, 3, 26),
    date(2027, 3, 29),
}
STRETCHES = (date(2026, 10, 24), date(2026, 12, 24), date(2027, 3, 25), date(2026, 6, 10))
DAYS = 5
LEAD = 2
"""Days reckoned on either side of a stretch, so that its edges are right."""
SHUT, NOT_KNOWN, OPEN = 0, 1, 2


@lru_cache
def minutes_by_wall_time(first: date) -> dict[datetime, list[int]]:
    """Which minutes, counted from LEAD days before, a London clock shows each wall time in: none, one or two."""
    zero = datetime.combine(first, time(0)) - timedelta(days=LEAD)
    walls: dict[datetime, list[int]] = {}
    for index in range((DAYS + 2 * LEAD) * 24 * 60):
        moment = zero + index * MINUTE
        summer = any(begin <= moment < end for begin, end in SUMMER_TIME)
        walls.setdefault(moment + timedelta(hours=summer), []).append(index)
    return walls


class Reckoning:
    """What each UTC minute of a stretch of days is: shut, not known or open."""

    def __init__(self, timetable: Timetable, first: date) -> None:
        self.start = datetime.combine(first, time(0))
        self._walls = minutes_by_wall_time(first)
        self._minutes = bytearray((DAYS + 2 * LEAD) * 24 * 60)
        dates = [first + timedelta(days=days) for days in range(-LEAD, DAYS + LEAD - 1)]
        for on in dates:
            self._mark_doubt(timetable, on)
        for on in dates:
            for row in self._sure(timetable, on):
                if row.opens_at is not None and row.closes_at is not None:
                    self._mark(OPEN, *self._span(on, row.opens_at, row.closes_at))
        edge = LEAD * 24 * 60
        self.minutes = bytes(self._minutes[edge:-edge])

    def _mark(self, value: int, begin: int, end: int) -> None:
        self._minutes[begin:end] = bytes([value]) * max(0, end - begin)

    def _moments(self, wall: datetime) -> list[int]:
        if wall in self._walls:
            return self._walls[wall]
        if wall < self.start - timedelta(days=1):
            return [0]
        return self._walls.get(wall + timedelta(hours=1), [len(self._minutes)])

    def _span(self, on: date, opens_at: time, closes_at: time) -> tuple[int, int]:
        end = datetime.combine(on, closes_at)
        if closes_at <= opens_at:
            end += timedelta(days=1)
        return self._moments(datetime.combine(on, opens_at))[0], self._moments(end)[-1]

    @staticmethod
    def _deciding(timetable: Timetable) -> list[Window]:
        kinds = {window.kind for window in timetable.windows}
        kind = ScheduleKind.INTAKE if ScheduleKind.INTAKE in kinds else ScheduleKind.OPENING
        return [window for window in timetable.windows if window.kind is kind]

    def _falling(self, timetable: Timetable, on: date) -> list[Window]:
        return [
            window
            for window in self._deciding(timetable)
            if (window.valid_from is None or window.valid_from <= on)
            and (window.valid_to is None or on <= window.valid_to)
        ]

    def _sure(self, timetable: Timetable, on: date) -> list[Window | ExceptionDay]:
        exceptions = [exception for exception in timetable.exceptions if exception.on == on]
        if exceptions:
            return [*exceptions]
        doubtful = self._doubtful(timetable, on)
        sure: list[Window | ExceptionDay] = []
        for window in self._falling(timetable, on):
            if EVERY_DAY[on.weekday()] not in window.byday or window in doubtful:
                continue
            match window.bank_holidays:
                case BankHolidays.AS_USUAL:
                    sure.append(window)
                case BankHolidays.CLOSED if on not in BANK_HOLIDAYS:
                    sure.append(window)
                case BankHolidays.ONLY if on in BANK_HOLIDAYS:
                    sure.append(window)
                case BankHolidays.NOT_KNOWN if on not in BANK_HOLIDAYS or not self._settled(timetable, on):
                    sure.append(window)
        return sure

    def _settled(self, timetable: Timetable, on: date) -> bool:
        """Whether hours are given for this bank holiday."""
        return any(
            window.bank_holidays is BankHolidays.ONLY and EVERY_DAY[on.weekday()] in window.byday
            for window in self._falling(timetable, on)
        )

    def _doubtful(self, timetable: Timetable, on: date) -> list[Window]:
        if on not in BANK_HOLIDAYS or self._settled(timetable, on):
            return []
        falling = self._falling(timetable, on)
        full_days = {
            day
            for window in falling
            if window.opens_at == window.closes_at
            and window.bank_holidays in (BankHolidays.AS_USUAL, BankHolidays.NOT_KNOWN)
            for day in window.byday
        }
        if full_days == set(EVERY_DAY):
            return []
        today = [window for window in falling if EVERY_DAY[on.weekday()] in window.byday]
        return [window for window in today if window.bank_holidays is BankHolidays.NOT_KNOWN]

    def _mark_doubt(self, timetable: Timetable, on: date) -> None:
        if any(exception.on == on for exception in timetable.exceptions):
            return
        begin = self._moments(datetime.combine(on, time(0)))[0]
        end = self._moments(datetime.combine(on + timedelta(days=1), time(0)))[0]
        doubtful = self._doubtful(timetable, on)
        ended = all(window.valid_to and window.valid_to < on for window in self._deciding(timetable))
        if doubtful or ended:
            ends = [self._span(on, window.opens_at, window.closes_at)[1] for window in doubtful]
            self._mark(NOT_KNOWN, begin, max([end, *ends]))

    def moment(self, index: int) -> datetime:
        """The UTC moment of a minute of the stretch."""
        return (self.start + index * MINUTE).replace(tzinfo=UTC)

    def open_stretches(self) -> list[tuple[datetime, datetime]]:
        """The runs of open minutes."""
        runs = []
        begin = None
        for index, value in enumerate([*self.minutes, SHUT]):
            if value == OPEN and begin is None:
                begin = index
            if value != OPEN and begin is not None:
                runs.append((self.moment(begin), self.moment(index)))
                begin = None
        return runs


CLOCK = st.sampled_from(
    [time(0), time(0, 30), time(1), time(1, 30), time(2), time(2, 30), time(6), time(9), time(17), time(23, 59)]
) | st.builds(time, st.integers(0, 23), st.integers(0, 59))
NEAR = st.sampled_from(STRETCHES).flatmap(
    lambda first: st.integers(-1, DAYS).map(lambda days: first + timedelta(days=days))
)
DAY_SETS = st.just(EVERY_DAY) | st.lists(st.sampled_from(EVERY_DAY), min_size=1, unique=True).map(tuple)


@st.composite
def weekly_windows(draw: st.DrawFn) -> Window:
    """A weekly window, often round the clock, sometimes with a first or last day."""
    opens_at = draw(CLOCK)
    return Window(
        # One kind mostly: where intake is present, opening windows play no part.
        kind=draw(st.sampled_from([ScheduleKind.OPENING] * 4 + [ScheduleKind.INTAKE])),
        freq="WEEKLY",
        byday=draw(DAY_SETS),
        opens_at=opens_at,
        closes_at=draw(CLOCK | st.just(opens_at)),
        valid_from=draw(st.none() | st.none() | NEAR),
        valid_to=draw(st.none() | st.none() | NEAR),
        bank_holidays=draw(st.sampled_from(BankHolidays)),
        note=draw(st.none() | st.sampled_from(["a", "b"])),
    )


@st.composite
def exception_days(draw: st.DrawFn) -> ExceptionDay:
    """A date near one of the stretches, closed or with hours of its own."""
    on = draw(NEAR)
    return ExceptionDay(on, draw(CLOCK), draw(CLOCK)) if draw(st.booleans()) else ExceptionDay(on)


def timetables(windows: st.SearchStrategy[Window]) -> st.SearchStrategy[Timetable]:
    """A few windows and exceptions."""
    return st.builds(
        Timetable,
        st.lists(windows, max_size=4).map(tuple),
        st.lists(exception_days(), max_size=2).map(tuple),
    )


@settings(max_examples=100, deadline=None)
@given(timetables(weekly_windows()), st.sampled_from(STRETCHES))
def test_open_hours_agree_with_a_reckoning_minute_by_minute(timetable: Timetable, first: date) -> None:
    reckoning = Reckoning(timetable, first)

    found = list(windows_between(timetable, reckoning.moment(0), reckoning.moment(DAYS * 24 * 60)))

    assert found == reckoning.open_stretches()


@settings(max_examples=100, deadline=None)
@given(
    timetables(weekly_windows()),
    st.sampled_from(STRETCHES),
    st.lists(st.integers(0, DAYS * 24 * 60 - 1), min_size=5, max_size=5),
)
def test_the_state_agrees_with_a_reckoning_minute_by_minute(
    timetable: Timetable, first: date, minutes: list[int]
) -> None:
    reckoning = Reckoning(timetable, first)

    for index in minutes:
        state = state_at(timetable, reckoning.moment(index))
        now, later = reckoning.minutes[index], reckoning.minutes[index:]
        if now == OPEN:
            assert state.status is Openness.OPEN
            end = next((ahead for ahead, value in enumerate(later) if value != OPEN), None)
            if end is not None:
                assert state.until == reckoning.moment(index + end)
            else:
                assert state.all_hours or (state.until and state.until >= reckoning.moment(index + len(later)))
            continue
        expected = {Openness.UNKNOWN} if now == NOT_KNOWN else {Openness.LATER, Openness.CLOSED}
        assert state.status in expected
        if now == SHUT and OPEN in later:
            assert state.opens_at == reckoning.moment(index + later.index(OPEN))


# An answer may be kept until it says.


@st.composite
def any_windows(draw: st.DrawFn) -> Window:
    """A weekly window, or one that comes round by the fortnight or month."""
    window = draw(weekly_windows())
    how = draw(st.sampled_from(["weekly", "fortnightly", "monthly", "by date"]))
    anchor = draw(NEAR).replace(day=1) - timedelta(days=draw(st.integers(0, 90)))
    if how == "fortnightly":
        return replace(window, interval=2, anchor=anchor)
    if how == "monthly":
        byday = tuple(f"{draw(st.sampled_from([1, 2, 4, -1]))}{day}" for day in window.byday)
        return replace(window, freq="MONTHLY", byday=byday, interval=draw(st.integers(1, 3)), anchor=anchor)
    if how == "by date":
        days = draw(st.lists(st.integers(1, 31) | st.integers(-31, -1), min_size=1, max_size=5))
        return replace(window, freq="MONTHLY", byday=(), bymonthday=tuple(days))
    return window


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    timetables(any_windows()),
    NEAR,
    st.integers(0, 24 * 60 - 1),
    st.lists(st.integers(0, 99), min_size=3, max_size=3),
)
def test_an_answer_holds_until_the_moment_it_gives(
    timetable: Timetable, on: date, minute: int, percents: list[int]
) -> None:
    now = datetime.combine(on, time(0), UTC) + minute * MINUTE

    state = state_at(timetable, now)

    held_for = timedelta(days=400) if state.changes_at is None else state.changes_at - now
    assert held_for > timedelta(0)
    moments = [now + held_for * percent / 100 for percent in percents] + [now + held_for - timedelta(microseconds=1)]
    for moment in moments:
        assert replace(state_at(timetable, moment), changes_at=state.changes_at) == state


@settings(max_examples=100, deadline=None)
@given(timetables(any_windows()), NEAR, st.integers(0, 24 * 60 - 1))
def test_it_shuts_when_it_says_and_opens_when_it_says(timetable: Timetable, on: date, minute: int) -> None:
    state = state_at(timetable, datetime.combine(on, time(0), UTC) + minute * MINUTE)

    if state.until is not None:
        assert state_at(timetable, state.until).status is not Openness.OPEN
    if state.opens_at is not None:
        assert state_at(timetable, state.opens_at).status is Openness.OPEN
        assert state_at(timetable, state.opens_at - timedelta(microseconds=1)).status is not Openness.OPEN
