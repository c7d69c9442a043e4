"""The state of a timetable at a moment, case by case."""

from datetime import date, datetime, time

import pytest

from pathway.directory.hours.opening_hours import Openness, State, Timetable, Window, state_at, windows_between
from pathway.directory.vocabulary import ScheduleKind
from tests.unit.directory.hours.timetables import ALWAYS, EVERY_DAY, OFFICE, WEEKDAYS, london, weekly

# An ordinary week. Monday 23 November 2026.


def test_inside_its_hours_it_is_open_until_they_end() -> None:
    state = state_at(OFFICE, london("2026-11-23T12:00"))

    assert state.status is Openness.OPEN
    assert state.until == london("2026-11-23T17:00")
    assert state.reason == "Monday 23 November, 9am to 5pm."


def test_the_minute_it_opens_counts_as_open_and_the_minute_it_closes_does_not() -> None:
    opening = state_at(OFFICE, london("2026-11-23T09:00"))
    closing = state_at(OFFICE, london("2026-11-23T17:00"))

    assert opening.status is Openness.OPEN
    assert closing.status is Openness.LATER


def test_before_its_hours_it_opens_later_the_same_day() -> None:
    state = state_at(OFFICE, london("2026-11-23T07:59"))

    assert state.status is Openness.LATER
    assert state.opens_at == london("2026-11-23T09:00")


def test_on_friday_evening_it_opens_on_monday() -> None:
    state = state_at(OFFICE, london("2026-11-27T18:00"))

    assert state.opens_at == london("2026-11-30T09:00")
    assert state.reason == "The next hours we know of are Monday 30 November, 9am to 5pm."


def test_every_day_from_midnight_to_midnight_is_24_hours_for_good() -> None:
    state = state_at(ALWAYS, london("2026-12-25T03:00"))

    assert (state.status, state.all_hours, state.until, state.changes_at) == (Openness.OPEN, True, None, None)


def test_24_hours_with_an_end_beyond_the_horizon_is_asked_again_at_midnight() -> None:
    timetable = Timetable((weekly(EVERY_DAY, "00:00-00:00", valid_to=date(2027, 3, 31)),))

    far = state_at(timetable, london("2026-11-23T12:00"))
    near = state_at(timetable, london("2027-03-01T12:00"))

    assert (far.all_hours, far.until, far.changes_at) == (True, None, london("2026-11-24T00:00"))
    assert (near.all_hours, near.until) == (False, london("2027-04-01T00:00"))


def test_24_hours_with_a_note_of_its_own_for_sunday_is_asked_again_at_midnight() -> None:
    sunday = weekly(("SU",), "00:00-00:00", note="on call only")
    timetable = Timetable((weekly(EVERY_DAY[:6], "00:00-00:00"), sunday))

    state = state_at(timetable, london("2026-11-29T12:00"))

    assert state.all_hours
    assert (state.note, state.changes_at) == ("on call only", london("2026-11-30T00:00"))


def test_24_hours_on_weekdays_only_ends_at_midnight_on_friday() -> None:
    timetable = Timetable((weekly(WEEKDAYS, "00:00-00:00"),))

    state = state_at(timetable, london("2026-11-23T12:00"))

    assert not state.all_hours
    assert state.until == london("2026-11-28T00:00")


def test_hours_that_touch_are_read_as_one() -> None:
    timetable = Timetable((weekly(("MO",), "09:00-12:00"), weekly(("MO",), "12:00-17:00")))

    state = state_at(timetable, london("2026-11-23T10:00"))

    assert state.until == london("2026-11-23T17:00")


def test_hours_with_a_gap_are_not_read_as_one() -> None:
    timetable = Timetable((weekly(("MO",), "09:00-12:00"), weekly(("MO",), "12:01-17:00")))

    state = state_at(timetable, london("2026-11-23T10:00"))

    assert state.until == london("2026-11-23T12:00")


def test_a_night_belongs_to_the_day_it_opens() -> None:
    timetable = Timetable((weekly(("FR",), "20:00-06:00"),))

    saturday = state_at(timetable, london("2026-11-28T05:59"))
    friday = state_at(timetable, london("2026-11-27T05:59"))

    assert saturday.until == london("2026-11-28T06:00")
    assert friday.opens_at == london("2026-11-27T20:00")


def test_an_intake_desk_decides_and_not_the_building() -> None:
    desk = weekly(WEEKDAYS, "10:00-12:00", kind=ScheduleKind.INTAKE)
    timetable = Timetable((weekly(EVERY_DAY, "00:00-00:00"), desk))

    state = state_at(timetable, london("2026-11-23T13:00"))

    assert state.opens_at == london("2026-11-24T10:00")


def test_the_note_is_that_of_the_window_concerned() -> None:
    timetable = Timetable(
        (
            weekly(("MO",), "09:00-12:00", note="drop-in"),
            weekly(("MO",), "12:00-17:00", note="by appointment"),
        )
    )

    morning = state_at(timetable, london("2026-11-23T10:00"))
    afternoon = state_at(timetable, london("2026-11-23T12:00"))
    evening = state_at(timetable, london("2026-11-23T18:00"))

    assert (morning.note, afternoon.note, evening.note) == ("drop-in", "by appointment", "drop-in")
    assert morning.changes_at == london("2026-11-23T12:00")


def test_a_monthly_session_is_found() -> None:
    first_monday = Window(
        kind=ScheduleKind.OPENING, freq="MONTHLY", byday=("1MO",), opens_at=time(10), closes_at=time(12)
    )

    state = state_at(Timetable((first_monday,)), london("2026-11-23T12:00"))

    assert state.opens_at == london("2026-12-07T10:00")


# What is not known.


def test_without_windows_the_hours_are_not_known() -> None:
    state = state_at(Timetable(), london("2026-11-23T12:00"))

    assert state == State(Openness.UNKNOWN, "We do not know the hours.")


def test_after_the_last_valid_day_the_hours_are_not_known() -> None:
    timetable = Timetable((weekly(EVERY_DAY, "20:00-06:00", valid_to=date(2026, 11, 22)),))

    still_open = state_at(timetable, london("2026-11-23T05:00"))
    over = state_at(timetable, london("2026-11-23T21:00"))

    assert still_open.status is Openness.OPEN
    assert over.status is Openness.UNKNOWN
    assert over.reason == "The hours we had ran out on Sunday 22 November 2026."


def test_a_season_that_has_yet_to_begin_is_closed_and_not_unknown() -> None:
    in_spring = Timetable((weekly(EVERY_DAY, "20:00-06:00", valid_from=date(2027, 4, 1)),))
    next_week = Timetable((weekly(EVERY_DAY, "20:00-06:00", valid_from=date(2026, 12, 1)),))

    far = state_at(in_spring, london("2026-11-23T12:00"))
    near = state_at(next_week, london("2026-11-23T12:00"))

    assert (far.status, far.opens_at) == (Openness.CLOSED, None)
    assert near.opens_at == london("2026-12-01T20:00")


def test_the_sixtieth_day_is_seen_and_the_sixty_first_is_not() -> None:
    opening = weekly(EVERY_DAY, "23:00-23:30", valid_from=date(2027, 1, 22))
    timetable = Timetable((opening,))

    day_61 = state_at(timetable, london("2026-11-22T12:00"))
    day_60 = state_at(timetable, london("2026-11-23T00:00"))

    assert day_61.status is Openness.CLOSED
    assert day_61.changes_at == london("2026-11-23T00:00")
    assert day_60.opens_at == london("2027-01-22T23:00")


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        state_at(OFFICE, datetime(2026, 11, 23, 12))

    with pytest.raises(ValueError, match="no time zone"):
        windows_between(OFFICE, datetime(2026, 11, 23, 12), london("2026-11-24T12:00"))


# Bounded work.


def test_rows_that_never_come_round_are_answered_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    falls_on = Window.falls_on

    def counted(self: Window, on: date) -> bool:
        nonlocal asked
        asked += 1
        return falls_on(self, on)

    monkeypatch.setattr(Window, "falls_on", counted)
    rare = Window(
        kind=ScheduleKind.OPENING,
        freq="MONTHLY",
        interval=10**9,
        bymonthday=(31,),
        anchor=date(1, 1, 1),
        opens_at=time(9),
        closes_at=time(10),
    )

    state = state_at(Timetable((rare,)), london("2026-11-23T12:00"))

    assert state.status is Openness.CLOSED
    assert asked < 100


def test_an_ordinary_answer_looks_at_a_week_and_not_at_the_horizon(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    falls_on = Window.falls_on

    def counted(self: Window, on: date) -> bool:
        nonlocal asked
        asked += 1
        return falls_on(self, on)

    monkeypatch.setattr(Window, "falls_on", counted)

    state_at(OFFICE, london("2026-11-27T18:00"))

    assert asked < 20
