"""Opening hours when the clocks change: back at 2am on 25 October 2026, forward at 1am on 28 March 2027."""

from datetime import UTC, date, datetime, timedelta

from pathway.directory.hours.days import periods_on
from pathway.directory.hours.opening_hours import Openness, Timetable, state_at, windows_between
from tests.unit.directory.hours.timetables import london, weekly


def length(timetable: Timetable, start: str, end: str) -> timedelta:
    """The elapsed time open between two London wall times."""
    return sum((b - a for a, b in windows_between(timetable, london(start), london(end))), timedelta())


def test_the_day_the_clocks_go_back_has_25_hours() -> None:
    timetable = Timetable((weekly(("SU",), "00:00-00:00"),))

    assert length(timetable, "2026-10-24T12:00", "2026-10-26T12:00") == timedelta(hours=25)


def test_the_day_the_clocks_go_forward_has_23_hours() -> None:
    timetable = Timetable((weekly(("SU",), "00:00-00:00"),))

    assert length(timetable, "2027-03-27T12:00", "2027-03-29T12:00") == timedelta(hours=23)


def test_a_night_is_an_hour_longer_when_the_clocks_go_back() -> None:
    timetable = Timetable((weekly(("SA",), "22:00-06:00"),))

    assert length(timetable, "2026-10-24T12:00", "2026-10-25T12:00") == timedelta(hours=9)


def test_a_night_is_an_hour_shorter_when_the_clocks_go_forward() -> None:
    timetable = Timetable((weekly(("SA",), "22:00-06:00"),))

    assert length(timetable, "2027-03-27T12:00", "2027-03-28T12:00") == timedelta(hours=7)


def test_of_a_time_that_comes_twice_the_first_opens_and_the_second_closes() -> None:
    timetable = Timetable((weekly(("SU",), "01:30-01:45"),))

    found = list(windows_between(timetable, london("2026-10-25T00:00"), london("2026-10-25T12:00")))

    assert found == [(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 45, tzinfo=UTC))]


def test_a_time_the_clocks_skip_moves_forward_an_hour() -> None:
    opening = Timetable((weekly(("SU",), "01:30-05:00"),))
    closing = Timetable((weekly(("SA",), "22:00-01:30"),))

    opens_at = state_at(opening, london("2027-03-28T00:00")).opens_at
    until = state_at(closing, london("2027-03-28T00:00")).until

    assert opens_at == london("2027-03-28T02:30")
    assert until == london("2027-03-28T02:30")


def test_hours_that_the_clocks_skip_altogether_do_not_take_place() -> None:
    timetable = Timetable((weekly(("SU",), "01:30-02:00"),))

    state = state_at(timetable, london("2027-03-28T00:00"))

    assert periods_on(timetable, date(2027, 3, 28)) == []
    assert state.opens_at == london("2027-04-04T01:30")


def test_both_hours_that_read_half_past_one_are_told_apart() -> None:
    timetable = Timetable((weekly(("SA",), "22:00-01:15"),))

    first = state_at(timetable, london("2026-10-25T01:30", fold=0))
    second = state_at(timetable, london("2026-10-25T01:30", fold=1))

    assert first.until == datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
    assert second.status is Openness.LATER
