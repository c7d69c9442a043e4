"""An ordinary week: which dates are taken for it, and its hours, which are what `state_at` says of real moments."""

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.core.clock import LONDON
from pathway.directory.hours.bank_holidays import is_bank_holiday
from pathway.directory.hours.opening_hours import ExceptionDay, Openness, Timetable, Window, state_at
from pathway.directory.hours.ordinary_week import WEEK_HOURS, moments_of, openness_by_hour, ordinary_days
from pathway.directory.vocabulary import BankHolidays
from tests.unit.directory.hours.test_opening_hours_by_the_minute import STRETCHES, exception_days, weekly_windows
from tests.unit.directory.hours.timetables import EVERY_DAY, WEEKDAYS, weekly

ONE_DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)  # a Tuesday; no holiday is near
CLOCKS_CHANGE = {date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)}

SHUT = {Openness.LATER: Openness.CLOSED}


def hours_open(timetable: Timetable, today: date = TODAY) -> set[tuple[int, int]]:
    """(day, hour) of each hour at which it is open, Monday is 0."""
    openness = openness_by_hour(timetable, ordinary_days(today))
    return {divmod(hour, 24) for hour in range(WEEK_HOURS) if openness[hour] is Openness.OPEN}


def test_of_two_years_each_day_begins_an_ordinary_week() -> None:
    for ahead in range(730):
        today = date(2026, 1, 1) + ahead * ONE_DAY
        days = ordinary_days(today)

        assert [on.weekday() for on in days] == list(range(7))
        assert all(today <= on <= today + timedelta(days=27) for on in days)
        assert not any(is_bank_holiday(on) or is_bank_holiday(on - ONE_DAY) for on in days)
        assert CLOCKS_CHANGE.isdisjoint(days)


def test_without_a_holiday_near_they_are_the_next_seven() -> None:
    assert sorted(ordinary_days(TODAY)) == [TODAY + ahead * ONE_DAY for ahead in range(7)]


def test_around_christmas_and_easter_later_weeks_are_taken() -> None:
    assert sorted(ordinary_days(date(2026, 12, 23))) == [
        *(date(2026, 12, 23), date(2026, 12, 24)),
        *(date(2027, 1, 3), date(2027, 1, 4), date(2027, 1, 5), date(2027, 1, 8), date(2027, 1, 9)),
    ]
    assert sorted(ordinary_days(date(2027, 3, 24))) == [
        *(date(2027, 3, 24), date(2027, 3, 25)),
        *(date(2027, 4, day) for day in range(2, 7)),
    ]


@pytest.mark.parametrize("today", [TODAY, *CLOCKS_CHANGE, date(2026, 12, 25)], ids=str)
def test_its_moments_are_the_hours_of_london_s_clocks(today: date) -> None:
    walls = [at.astimezone(LONDON) for at in moments_of(ordinary_days(today))]

    assert [(wall.weekday(), wall.hour, wall.minute) for wall in walls] == [
        (day, hour, 0) for day in range(7) for hour in range(24)
    ]
    assert {at.tzinfo for at in moments_of(ordinary_days(today))} == {UTC}


@pytest.mark.parametrize("today", [TODAY, *(on - ONE_DAY for on in CLOCKS_CHANGE), *CLOCKS_CHANGE], ids=str)
def test_no_change_of_the_clocks_moves_or_repeats_an_hour(today: date) -> None:
    night = Timetable((weekly(("SA", "SU"), "01:00-03:00"),))

    assert hours_open(night, today) == {(5, 1), (5, 2), (6, 1), (6, 2)}


def test_hours_past_midnight_are_the_next_day_s_and_sunday_s_are_monday_s() -> None:
    late = Timetable((weekly(("FR", "SU"), "22:00-02:00"),))

    assert hours_open(late) == {(4, 22), (4, 23), (5, 0), (5, 1), (6, 22), (6, 23), (0, 0), (0, 1)}


def test_an_hour_counts_by_how_it_begins() -> None:
    halves = Timetable((weekly(("MO",), "09:30-16:30"),))

    assert hours_open(halves) == {(0, hour) for hour in range(10, 17)}


def test_a_week_of_office_hours_is_forty_hours_whatever_holiday_comes() -> None:
    office = Timetable((weekly(WEEKDAYS, "09:00-17:00", BankHolidays.CLOSED),))

    assert hours_open(office, date(2026, 12, 23)) == {(day, hour) for day in range(5) for hour in range(9, 17)}


def test_hours_for_bank_holidays_only_and_of_single_dates_are_no_ordinary_ones() -> None:
    special = weekly(EVERY_DAY, "10:00-12:00", BankHolidays.ONLY)
    usual = Timetable((weekly(("TU",), "09:00-10:00"), special))
    with_dates = replace(usual, exceptions=tuple(ExceptionDay(TODAY + ahead * ONE_DAY) for ahead in range(7)))

    assert hours_open(usual, date(2026, 12, 23)) == hours_open(with_dates) == {(1, 9)}


def test_nobody_knows_hours_that_are_not_said_or_have_ended() -> None:
    ended = Timetable((weekly(EVERY_DAY, "00:00-00:00", valid_to=TODAY + ONE_DAY),))
    openness = openness_by_hour(ended, ordinary_days(TODAY))

    assert set(openness_by_hour(Timetable(), ordinary_days(TODAY))) == {Openness.UNKNOWN}
    assert hours_open(ended) == {(day, hour) for day in (1, 2) for hour in range(24)}
    assert openness.count(Openness.UNKNOWN) == WEEK_HOURS - 48


@settings(max_examples=150, deadline=None)
@given(
    st.lists(weekly_windows(), max_size=4),
    st.lists(exception_days(), max_size=3),
    st.sampled_from([*STRETCHES, TODAY]),
)
def test_each_hour_is_what_is_said_at_that_moment(
    windows: list[Window], exceptions: list[ExceptionDay], today: date
) -> None:
    usual = Timetable(tuple(windows))
    days = ordinary_days(today)

    states = [state_at(usual, at).status for at in moments_of(days)]

    assert openness_by_hour(replace(usual, exceptions=tuple(exceptions)), days) == [
        SHUT.get(status, status) for status in states
    ]
