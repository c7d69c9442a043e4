"""The state of a timetable at a moment, case by case."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from pathway.directory.day_hours import periods_on
from pathway.directory.opening_hours import (
    ExceptionDay,
    Openness,
    State,
    Timetable,
    Window,
    state_at,
    windows_between,
)
from pathway.directory.vocabulary import BankHolidays, ScheduleKind

LONDON = ZoneInfo("Europe/London")
EVERY_DAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKDAYS = EVERY_DAY[:5]


def weekly(
    days: tuple[str, ...],
    hours: str,
    bank_holidays: BankHolidays = BankHolidays.NOT_KNOWN,
    kind: ScheduleKind = ScheduleKind.OPENING,
    valid_from: date | None = None,
    valid_to: date | None = None,
    note: str | None = None,
) -> Window:
    """A weekly window; hours as 09:00-17:00."""
    opens_at, closes_at = (time.fromisoformat(text) for text in hours.split("-"))
    return Window(
        kind=kind,
        freq="WEEKLY",
        byday=days,
        opens_at=opens_at,
        closes_at=closes_at,
        bank_holidays=bank_holidays,
        valid_from=valid_from,
        valid_to=valid_to,
        note=note,
    )


def london(text: str, fold: int = 0) -> datetime:
    """The UTC moment of a London wall time."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON, fold=fold).astimezone(UTC)


OFFICE = Timetable((weekly(WEEKDAYS, "09:00-17:00"),))
ALWAYS = Timetable((weekly(EVERY_DAY, "00:00-00:00"),))


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


# The clocks go back at 2am on Sunday 25 October 2026 and forward at 1am on Sunday 28 March 2027.


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
