"""Days that are not as the week says: bank holidays, and dates with hours of their own."""

from dataclasses import replace
from datetime import date, time

import pytest

from pathway.directory.hours.opening_hours import ExceptionDay, Openness, Timetable, state_at, windows_between
from pathway.directory.vocabulary import BankHolidays
from tests.unit.directory.hours.timetables import ALWAYS, EVERY_DAY, OFFICE, WEEKDAYS, london, weekly

# Bank holidays. Monday 31 August 2026 is one.


def test_a_bank_holiday_nobody_spoke_of_is_not_known_all_day() -> None:
    midnight = state_at(OFFICE, london("2026-08-31T00:00"))
    noon = state_at(OFFICE, london("2026-08-31T12:00"))
    night = state_at(OFFICE, london("2026-08-31T23:59"))

    assert {midnight.status, noon.status, night.status} == {Openness.UNKNOWN}
    assert noon.reason == "Monday 31 August is a bank holiday, and we do not know its hours."
    assert noon.changes_at == london("2026-09-01T00:00")


def test_before_a_doubtful_bank_holiday_the_next_hours_known_are_given_and_the_doubt_said() -> None:
    state = state_at(OFFICE, london("2026-08-29T12:00"))

    assert state.opens_at == london("2026-09-01T09:00")
    assert state.reason.startswith("Monday 31 August is a bank holiday")
    assert state.changes_at == london("2026-08-31T00:00")


def test_a_bank_holiday_on_a_day_it_never_opens_raises_no_doubt() -> None:
    timetable = Timetable((weekly(("TU",), "09:00-17:00"),))

    state = state_at(timetable, london("2026-08-31T12:00"))

    assert state.status is Openness.LATER


def test_24_hours_every_day_is_as_usual_on_a_bank_holiday_even_with_an_exception_elsewhere() -> None:
    timetable = replace(ALWAYS, exceptions=(ExceptionDay(date(2026, 9, 9)),))

    state = state_at(timetable, london("2026-08-31T12:00"))

    assert state.until == london("2026-09-09T00:00")


def test_24_hours_on_six_days_is_not_round_the_clock() -> None:
    timetable = Timetable((weekly(EVERY_DAY[:6], "00:00-00:00"),))

    state = state_at(timetable, london("2026-08-31T12:00"))

    assert state.status is Openness.UNKNOWN


def test_24_hours_every_other_week_is_not_round_the_clock() -> None:
    timetable = Timetable((replace(ALWAYS.windows[0], interval=2, anchor=date(2026, 8, 31)),))

    state = state_at(timetable, london("2026-08-31T12:00"))

    assert state.status is Openness.UNKNOWN


def test_24_hours_that_begin_later_say_nothing_of_a_bank_holiday_before() -> None:
    office = weekly(WEEKDAYS, "09:00-17:00", valid_to=date(2026, 9, 30))
    from_october = weekly(EVERY_DAY, "00:00-00:00", valid_from=date(2026, 10, 1))

    state = state_at(Timetable((office, from_october)), london("2026-08-31T12:00"))

    assert state.status is Openness.UNKNOWN


def test_of_two_doubtful_days_running_each_has_its_own_reason() -> None:
    timetable = Timetable((weekly(EVERY_DAY, "22:00-06:00"),))

    state = state_at(timetable, london("2026-12-25T12:00"))

    assert state.status is Openness.UNKNOWN
    assert state.changes_at == london("2026-12-26T00:00")


def test_before_a_bank_holiday_known_in_part_the_answer_holds_until_it_begins() -> None:
    timetable = Timetable((weekly(WEEKDAYS, "09:00-12:00", BankHolidays.AS_USUAL), weekly(WEEKDAYS, "13:00-17:00")))

    sunday = state_at(timetable, london("2026-08-30T12:00"))
    early = state_at(timetable, london("2026-08-31T08:00"))

    assert (sunday.status, sunday.opens_at) == (Openness.LATER, london("2026-08-31T09:00"))
    assert sunday.changes_at == london("2026-08-31T00:00")
    assert (early.status, early.changes_at) == (Openness.UNKNOWN, london("2026-08-31T09:00"))


@pytest.mark.parametrize(
    ("rule", "status", "opens_at"),
    [
        (BankHolidays.AS_USUAL, Openness.OPEN, None),
        (BankHolidays.CLOSED, Openness.LATER, "2026-09-01T09:00"),
        (BankHolidays.ONLY, Openness.OPEN, None),
    ],
)
def test_on_a_bank_holiday_a_window_does_as_it_says(rule: BankHolidays, status: Openness, opens_at: str | None) -> None:
    timetable = Timetable((weekly(WEEKDAYS, "09:00-17:00", rule),))

    state = state_at(timetable, london("2026-08-31T12:00"))

    assert state.status is status
    assert state.opens_at == (london(opens_at) if opens_at else None)


def test_a_window_for_bank_holidays_only_leaves_ordinary_days_alone() -> None:
    timetable = Timetable((weekly(EVERY_DAY, "10:00-14:00", BankHolidays.ONLY),))

    state = state_at(timetable, london("2026-11-23T12:00"))

    assert state.opens_at == london("2026-12-25T10:00")


def test_hours_given_for_bank_holidays_settle_what_the_ordinary_hours_do_not_say() -> None:
    timetable = Timetable((weekly(WEEKDAYS, "09:00-17:00"), weekly(EVERY_DAY, "10:00-14:00", BankHolidays.ONLY)))

    inside = state_at(timetable, london("2026-08-31T12:00"))
    outside = state_at(timetable, london("2026-08-31T15:00"))

    assert inside.until == london("2026-08-31T14:00")
    assert outside.opens_at == london("2026-09-01T09:00")


def test_a_night_that_runs_into_a_bank_holiday_is_sure_and_one_that_runs_out_of_it_is_not() -> None:
    timetable = Timetable((weekly(EVERY_DAY, "22:00-06:00"),))

    into = state_at(timetable, london("2026-08-31T05:00"))
    after = state_at(timetable, london("2026-08-31T06:00"))
    out_of = state_at(timetable, london("2026-09-01T05:00"))
    next_day = state_at(timetable, london("2026-09-01T06:00"))

    assert [state.status for state in (into, after, out_of, next_day)] == [
        Openness.OPEN,
        Openness.UNKNOWN,
        Openness.UNKNOWN,
        Openness.LATER,
    ]
    assert out_of.changes_at == london("2026-09-01T06:00")


# Dated exceptions.


def test_an_exception_closes_the_day_and_its_note_is_shown() -> None:
    timetable = replace(OFFICE, exceptions=(ExceptionDay(date(2026, 11, 24), note="staff training"),))

    state = state_at(timetable, london("2026-11-24T12:00"))

    assert state.opens_at == london("2026-11-25T09:00")
    assert state.note == "staff training"
    assert state.changes_at == london("2026-11-25T00:00")


def test_an_exception_replaces_the_hours_of_the_day() -> None:
    timetable = replace(OFFICE, exceptions=(ExceptionDay(date(2026, 11, 24), time(13), time(20)),))

    before = state_at(timetable, london("2026-11-24T10:00"))
    after = state_at(timetable, london("2026-11-24T18:00"))

    assert before.opens_at == london("2026-11-24T13:00")
    assert after.until == london("2026-11-24T20:00")


def test_two_exceptions_for_one_date_are_both_its_hours() -> None:
    on = date(2026, 11, 24)
    timetable = replace(OFFICE, exceptions=(ExceptionDay(on, time(14), time(16)), ExceptionDay(on, time(9), time(11))))

    found = list(windows_between(timetable, london("2026-11-24T00:00"), london("2026-11-25T00:00")))

    assert found == [
        (london("2026-11-24T09:00"), london("2026-11-24T11:00")),
        (london("2026-11-24T14:00"), london("2026-11-24T16:00")),
    ]


def test_an_exception_leaves_the_night_before_alone() -> None:
    timetable = Timetable((weekly(EVERY_DAY, "20:00-06:00"),), (ExceptionDay(date(2026, 11, 24)),))

    night_before = state_at(timetable, london("2026-11-24T05:00"))
    night_after = state_at(timetable, london("2026-11-25T05:00"))

    assert night_before.until == london("2026-11-24T06:00")
    assert night_after.opens_at == london("2026-11-25T20:00")


def test_an_exception_settles_a_bank_holiday() -> None:
    timetable = replace(OFFICE, exceptions=(ExceptionDay(date(2026, 8, 31)),))

    state = state_at(timetable, london("2026-08-31T12:00"))

    assert state.opens_at == london("2026-09-01T09:00")


def test_an_exception_is_known_even_where_the_week_is_not() -> None:
    timetable = Timetable((), (ExceptionDay(date(2026, 11, 24), time(9), time(17)),))

    before = state_at(timetable, london("2026-11-23T12:00"))
    during = state_at(timetable, london("2026-11-24T12:00"))
    after = state_at(timetable, london("2026-11-25T12:00"))

    assert before.status is Openness.UNKNOWN
    assert before.changes_at == london("2026-11-24T00:00")
    assert during.until == london("2026-11-24T17:00")
    assert (after.status, after.changes_at) == (Openness.UNKNOWN, None)
