"""The usual hours in a line: now, and from each date on which they change."""

from datetime import date

from pathway.directory.hours.timetable import Timetable, Window
from pathway.directory.hours.week_line import week_line, week_lines
from pathway.directory.vocabulary import ScheduleKind
from tests.unit.directory.hours.test_week_table import TODAY, window


def test_the_week_goes_on_one_line_for_a_card() -> None:
    rows = (
        window("MO,TU,WE,TH,FR", "09:00-17:00"),
        window("SA", "10:00-13:00"),
        window("MO", "09:00-17:00", kind=ScheduleKind.INTAKE),
    )

    assert week_line(Timetable(rows), TODAY) == (
        "Monday to Friday 9am to 5pm, Saturday 10am to 1pm, bank holidays: closed; "
        "taking referrals Monday 9am to 5pm, bank holidays: closed"
    )


def test_a_card_without_hours_says_nothing_of_them() -> None:
    ended = window("MO", "09:00-17:00", valid_to=date(2026, 11, 1))

    assert week_line(Timetable(()), TODAY) is None
    assert week_line(Timetable((ended,)), TODAY) is None


def lines(*windows: Window) -> list[tuple[date | None, str]]:
    return [(line.from_on, line.text) for line in week_lines(Timetable(windows), TODAY)]


def test_hours_that_change_on_a_date_are_two_lines() -> None:
    old = window("MO,TU", "09:00-17:00", valid_to=date(2027, 1, 3))
    new = window("MO,TU", "10:00-16:00", valid_from=date(2027, 1, 4))
    always = window("SA", "10:00-12:00")

    assert lines(old, new, always) == [
        (None, "Monday and Tuesday 9am to 5pm, Saturday 10am to midday, bank holidays: closed"),
        (date(2027, 1, 4), "Monday and Tuesday 10am to 4pm, Saturday 10am to midday, bank holidays: closed"),
    ]
    assert week_line(Timetable((old, new)), TODAY) == (
        "Monday and Tuesday 9am to 5pm, bank holidays: closed; "
        "from 4 January 2027: Monday and Tuesday 10am to 4pm, bank holidays: closed"
    )


def test_hours_that_only_end_say_until_when_on_their_line() -> None:
    ends = window("MO", "09:00-17:00", valid_to=date(2027, 1, 3))

    assert lines(ends) == [(None, "Monday 9am to 5pm, until 3 January 2027, bank holidays: closed")]


def test_a_gap_between_two_is_said() -> None:
    old = window("MO", "09:00-17:00", valid_to=date(2026, 12, 20))
    new = window("MO", "10:00-16:00", valid_from=date(2027, 1, 4))

    assert lines(old, new) == [
        (None, "Monday 9am to 5pm, until 20 December 2026, bank holidays: closed"),
        (date(2027, 1, 4), "Monday 10am to 4pm, bank holidays: closed"),
    ]


def test_hours_that_have_not_begun_are_from_their_first_day() -> None:
    new = window("MO", "10:00-16:00", valid_from=date(2027, 1, 4))

    assert lines(new) == [(date(2027, 1, 4), "Monday 10am to 4pm, bank holidays: closed")]
