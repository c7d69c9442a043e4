"""Which dates a row falls on, against dateutil's reading of RFC 5545, and which rows are refused."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from dateutil import rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.directory.hours.timetable import ExceptionDay, Timetable, Window
from pathway.directory.vocabulary import BankHolidays, ScheduleKind

EVERY_DAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FIRST, LAST = date(2026, 11, 1), date(2027, 12, 31)


def window(**fields: Any) -> Window:
    """A window from 9am to 5pm on Mondays, unless told otherwise."""
    usual: dict[str, Any] = {"kind": ScheduleKind.OPENING, "freq": "WEEKLY", "byday": ("MO",)}
    return Window(**(usual | {"opens_at": time(9), "closes_at": time(17)} | fields))


def dates(row: Window, first: date = FIRST, last: date = LAST) -> list[date]:
    """Every date the row falls on."""
    days = (last - first).days + 1
    return [on for on in (first + timedelta(days=n) for n in range(days)) if row.falls_on(on)]


def test_the_first_and_last_valid_days_count() -> None:
    row = window(byday=EVERY_DAY, valid_from=date(2026, 12, 1), valid_to=date(2026, 12, 3))

    assert dates(row) == [date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3)]


def test_nothing_falls_before_the_anchor() -> None:
    row = window(anchor=date(2026, 11, 24))

    assert dates(row, last=date(2026, 12, 7)) == [date(2026, 11, 30), date(2026, 12, 7)]


def test_a_fortnight_is_counted_from_monday_of_the_anchor_week() -> None:
    row = window(byday=("MO", "FR"), interval=2, anchor=date(2026, 11, 4))

    found = dates(row, last=date(2026, 11, 30))

    assert found == [date(2026, 11, 6), date(2026, 11, 16), date(2026, 11, 20), date(2026, 11, 30)]


def test_without_an_anchor_an_interval_is_counted_from_the_first_valid_day() -> None:
    row = window(interval=2, valid_from=date(2026, 11, 2))

    assert dates(row, last=date(2026, 11, 30)) == [date(2026, 11, 2), date(2026, 11, 16), date(2026, 11, 30)]


def test_without_days_the_anchor_gives_the_weekday_or_the_day_of_the_month() -> None:
    weekly = window(byday=(), anchor=date(2026, 11, 3))
    monthly = window(freq="MONTHLY", byday=(), anchor=date(2026, 10, 31))

    assert dates(weekly, last=date(2026, 11, 12)) == [date(2026, 11, 3), date(2026, 11, 10)]
    assert dates(monthly, last=date(2027, 2, 28)) == [date(2026, 12, 31), date(2027, 1, 31)]


def test_the_last_day_of_the_month_is_found_in_a_leap_february() -> None:
    row = window(freq="MONTHLY", byday=(), bymonthday=(-1,))

    assert dates(row, date(2028, 2, 1), date(2028, 3, 31)) == [date(2028, 2, 29), date(2028, 3, 31)]


def test_numbered_and_plain_days_of_a_month_are_alternatives() -> None:
    row = window(freq="MONTHLY", byday=("SU", "1TU"))

    assert dates(row, last=date(2026, 11, 15)) == [
        date(2026, 11, 1),
        date(2026, 11, 3),
        date(2026, 11, 8),
        date(2026, 11, 15),
    ]


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """Any row RFC 5545 allows with these columns."""
    freq = draw(st.sampled_from(["WEEKLY", "MONTHLY"]))
    codes = st.lists(st.sampled_from(EVERY_DAY), max_size=3, unique=True)
    byday, bymonthday = draw(codes), []
    if freq == "MONTHLY":
        # All numbered or none: dateutil wants a mixture to hold at once, where RFC 5545 lists alternatives.
        numbers = st.sampled_from(draw(st.sampled_from([[""], ["1", "+2", "3", "4", "5", "-1", "-2", "-5"]])))
        byday = [f"{draw(numbers)}{code}" for code in byday]
        bymonthday = draw(st.lists(st.integers(1, 31) | st.integers(-31, -1), max_size=4))
    return window(
        freq=freq,
        byday=tuple(byday),
        bymonthday=tuple(bymonthday),
        interval=draw(st.integers(1, 5)),
        anchor=draw(st.dates(date(2024, 1, 1), date(2027, 6, 1))),
    )


def by_dateutil(row: Window) -> list[date]:
    """The dates as dateutil's rrule finds them."""
    assert row.anchor is not None
    weekdays = []
    for text in row.byday:
        day = getattr(rrule, text[-2:])
        weekdays.append(day(int(text[:-2])) if text[:-2] else day)
    start, end = (datetime.combine(on, time(0)) for on in (FIRST, LAST))
    rule = rrule.rrule(
        rrule.WEEKLY if row.freq == "WEEKLY" else rrule.MONTHLY,
        dtstart=datetime.combine(row.anchor, time(0)),
        interval=row.interval,
        byweekday=weekdays or None,
        bymonthday=row.bymonthday or None,
        until=end,
    )
    return [found.date() for found in rule.between(start, end, inc=True)]


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(windows())
def test_dates_are_those_dateutil_finds(row: Window) -> None:
    assert dates(row) == by_dateutil(row)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"freq": "DAILY"}, "freq"),
        ({"interval": 0}, "interval"),
        ({"interval": 2}, "count from"),
        ({"byday": ()}, "which days"),
        ({"bymonthday": (1,)}, "bymonthday is for MONTHLY"),
        ({"freq": "MONTHLY", "bymonthday": (0,)}, "days of a month"),
        ({"freq": "MONTHLY", "bymonthday": (-32,)}, "days of a month"),
        ({"byday": ("1MO",)}, "with a number"),
        ({"byday": ("MON",)}, "does not read 'MON'"),
        ({"freq": "MONTHLY", "byday": ("0MO",)}, "does not read '0MO'"),
        ({"opens_at": time.fromisoformat("09:00+01:00")}, "no zone"),
    ],
)
def test_a_row_that_does_not_say_when_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        window(**fields)


def test_an_exception_with_one_time_only_is_refused() -> None:
    with pytest.raises(ValueError, match="both times"):
        ExceptionDay(date(2026, 12, 24), opens_at=time(9))


def test_equal_timetables_are_one_key() -> None:
    first = Timetable((window(),), (ExceptionDay(date(2026, 12, 24)),))
    second = Timetable((window(),), (ExceptionDay(date(2026, 12, 24)),))

    assert len({first, second}) == 1


def test_only_24_hours_on_all_seven_days_without_limits_never_closes() -> None:
    full = window(byday=EVERY_DAY, opens_at=time(0), closes_at=time(0))
    by_day = tuple(replace(full, byday=(day,)) for day in EVERY_DAY)

    never_closing = [Timetable((full,)), Timetable(by_day)]
    closing = [
        Timetable(by_day[:6]),
        Timetable((replace(full, closes_at=time(23, 59)),)),
        Timetable((replace(full, valid_to=date(2027, 1, 1)),)),
        Timetable((replace(full, valid_from=date(2027, 1, 1)),)),
        Timetable((replace(full, interval=2, anchor=date(2026, 1, 1)),)),
        Timetable((replace(full, bank_holidays=BankHolidays.CLOSED),)),
        Timetable((full, window(bank_holidays=BankHolidays.ONLY))),
        Timetable((full, window(kind=ScheduleKind.INTAKE))),
        Timetable((full,), (ExceptionDay(date(2026, 12, 24)),)),
    ]

    assert all(timetable.never_closes for timetable in never_closing)
    assert not any(timetable.never_closes for timetable in closing)
