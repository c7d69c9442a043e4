"""Opening times as rows to read."""

from datetime import date, time
from typing import Any

from pathway.directory.hours.opening_hours import ExceptionDay, Timetable, Window
from pathway.directory.hours.week_table import HoursRow, exception_rows, week_table
from pathway.directory.vocabulary import BankHolidays, ScheduleKind

TODAY = date(2026, 11, 23)
EVERY_DAY = "MO,TU,WE,TH,FR,SA,SU"


def window(byday: str, hours: str, **fields: Any) -> Window:
    """A window that keeps to bank holidays, so that a test says so when it is about them."""
    opens_at, closes_at = (time.fromisoformat(text) for text in hours.split("-"))
    usual: dict[str, Any] = {
        "kind": ScheduleKind.OPENING,
        "freq": "WEEKLY",
        "bank_holidays": BankHolidays.CLOSED,
    }
    days = tuple(byday.split(",")) if byday else ()
    return Window(**(usual | {"byday": days, "opens_at": opens_at, "closes_at": closes_at} | fields))


def lines(*windows: Window, today: date | None = TODAY) -> list[str]:
    """The rows as "days: text", without the last one on bank holidays."""
    rows = week_table(Timetable(windows), today)
    return [f"{row.days}: {row.text}" for row in rows if row.days != "Bank holidays"]


def test_days_alike_in_a_row_are_a_stretch() -> None:
    found = lines(window("MO,TU,WE,TH", "10:00-20:30"), window("FR", "10:00-16:30"))

    assert found == ["Monday to Thursday: 10am to 8.30pm", "Friday: 10am to 4.30pm"]


def test_days_alike_but_apart_are_named() -> None:
    found = lines(window("SU,MO,WE,SA,TU", "10:00-12:00"))

    assert found == ["Monday to Wednesday, Saturday and Sunday: 10am to midday"]


def test_days_stand_in_the_order_of_the_week_however_the_rows_do() -> None:
    found = lines(window("FR", "10:00-12:00"), window("MO", "09:00-12:00"), window("WE", "10:00-12:00"))

    with_notes = lines(window("FR", "10:00-12:00", note="drop-in"), window("MO", "09:00-12:00"))

    assert found == ["Monday: 9am to midday", "Wednesday and Friday: 10am to midday"]
    assert with_notes == ["Monday: 9am to midday", "Friday: 10am to midday"]


def test_every_day_round_the_clock_is_one_row_and_needs_no_word_on_bank_holidays() -> None:
    rows = week_table(Timetable((window(EVERY_DAY, "00:00-00:00", bank_holidays=BankHolidays.NOT_KNOWN),)), TODAY)

    assert rows == [HoursRow(ScheduleKind.OPENING, "Every day", "24 hours")]


def test_two_stretches_in_a_day_are_joined_by_and_and_touching_ones_are_one() -> None:
    apart = lines(window("MO", "13:00-17:00"), window("MO", "09:00-12:00"))
    touching = lines(window("MO", "09:00-12:00"), window("MO", "12:00-17:00"))
    into_the_night = lines(window("MO", "09:00-17:00"), window("MO", "17:00-02:00"))

    assert apart == ["Monday: 9am to midday and 1pm to 5pm"]
    assert touching == ["Monday: 9am to 5pm"]
    assert into_the_night == ["Monday: 9am to 2am the next day"]


def test_rows_with_different_notes_stay_apart() -> None:
    rows = week_table(
        Timetable((window("MO", "09:00-12:00", note="drop-in"), window("MO", "12:00-17:00", note="by appointment"))),
        TODAY,
    )

    assert [(row.text, row.note) for row in rows[:2]] == [
        ("9am to midday", "drop-in"),
        ("midday to 5pm", "by appointment"),
    ]


def test_opening_and_intake_are_kept_apart() -> None:
    desk = window("MO", "10:00-12:00", kind=ScheduleKind.INTAKE)

    rows = week_table(Timetable((desk, window("MO", "09:00-17:00"))), TODAY)

    assert [(row.kind, row.days, row.text) for row in rows] == [
        (ScheduleKind.OPENING, "Monday", "9am to 5pm"),
        (ScheduleKind.OPENING, "Bank holidays", "closed"),
        (ScheduleKind.INTAKE, "Monday", "10am to midday"),
        (ScheduleKind.INTAKE, "Bank holidays", "closed"),
    ]


def test_monthly_rows_are_in_words() -> None:
    found = lines(
        window("1MO,3MO", "10:00-12:00", freq="MONTHLY"),
        window("-1FR", "10:00-12:00", freq="MONTHLY"),
        window("-2WE", "10:00-12:00", freq="MONTHLY"),
        window("", "10:00-12:00", freq="MONTHLY", bymonthday=(15, 1, -1)),
        window("FR", "10:00-12:00", freq="MONTHLY", bymonthday=(13,)),
        window("", "10:00-12:00", freq="MONTHLY", anchor=date(2026, 1, 22)),
    )

    assert found == [
        "First Monday and third Monday of the month: 10am to midday",
        "Last Friday of the month: 10am to midday",
        "Second to last Wednesday of the month: 10am to midday",
        "1st, 15th and last day of the month: 10am to midday",
        "Friday, when it is the 13th of the month: 10am to midday",
        "22nd of the month: 10am to midday",
    ]


def test_an_interval_is_said_with_its_next_date() -> None:
    fortnightly = window("MO", "10:00-12:00", interval=2, anchor=date(2026, 11, 16))
    quarterly = window("1TU", "10:00-12:00", freq="MONTHLY", interval=3, anchor=date(2026, 1, 1))

    assert lines(fortnightly, quarterly) == [
        "Monday: 10am to midday, every 2 weeks, next on Monday 30 November 2026",
        "First Tuesday of the month: 10am to midday, every 3 months, next on Tuesday 5 January 2027",
    ]
    assert lines(fortnightly, today=None) == ["Monday: 10am to midday, every 2 weeks"]


def test_dates_that_limit_a_row_are_said_while_they_matter() -> None:
    season = window("MO", "10:00-12:00", valid_from=date(2026, 12, 1), valid_to=date(2027, 3, 31))
    begun = window("MO", "10:00-12:00", valid_from=date(2026, 11, 1))
    last_day = window("MO", "10:00-12:00", valid_to=TODAY)
    over = window("MO", "10:00-12:00", valid_to=date(2026, 11, 22))

    assert lines(season) == ["Monday: 10am to midday, from 1 December 2026, until 31 March 2027"]
    assert lines(begun) == ["Monday: 10am to midday"]
    assert lines(last_day) == ["Monday: 10am to midday, until 23 November 2026"]
    assert lines(over) == []
    assert lines(over, today=None) == ["Monday: 10am to midday, until 22 November 2026"]


def test_bank_holidays_close_the_table() -> None:
    def last(*rules: BankHolidays) -> str:
        windows = tuple(window("MO", "09:00-17:00", bank_holidays=rule) for rule in rules)
        row = week_table(Timetable(windows), TODAY)[-1]
        return f"{row.days}: {row.text}"

    assert last(BankHolidays.AS_USUAL) == "Bank holidays: as usual"
    assert last(BankHolidays.CLOSED) == "Bank holidays: closed"
    assert last(BankHolidays.NOT_KNOWN) == "Bank holidays: hours not known"
    assert last(BankHolidays.CLOSED, BankHolidays.AS_USUAL) == "Bank holidays: hours may differ"


def on_bank_holidays(*windows: Window) -> list[str]:
    rows = week_table(Timetable(windows), TODAY)
    return [f"{row.days}: {row.text}" for row in rows if row.days.startswith("Bank holidays")]


def test_rows_that_differ_on_bank_holidays_each_say_theirs() -> None:
    week = window("MO,TU,WE,TH,FR", "09:00-17:00", bank_holidays=BankHolidays.CLOSED)
    saturday = window("SA", "10:00-14:00", bank_holidays=BankHolidays.AS_USUAL)
    sunday = window("SU", "10:00-14:00", bank_holidays=BankHolidays.NOT_KNOWN)

    assert on_bank_holidays(week, saturday, sunday) == [
        "Bank holidays (Monday to Friday): closed",
        "Bank holidays (Saturday): as usual",
        "Bank holidays (Sunday): hours not known",
    ]


def test_rows_of_one_day_that_differ_on_bank_holidays_are_told_apart_by_their_hours() -> None:
    morning = window("MO", "09:00-12:00", bank_holidays=BankHolidays.CLOSED)
    evening = window("MO", "18:00-22:00", bank_holidays=BankHolidays.AS_USUAL)

    assert on_bank_holidays(morning, evening) == [
        "Bank holidays (Monday): 9am to midday, closed",
        "Bank holidays (Monday): 6pm to 10pm, as usual",
    ]


def test_what_holds_on_bank_holidays_from_a_date_on_says_from_when() -> None:
    old = window("MO", "09:00-17:00", bank_holidays=BankHolidays.CLOSED, valid_to=date(2027, 1, 3))
    new = window("MO", "10:00-16:00", bank_holidays=BankHolidays.AS_USUAL, valid_from=date(2027, 1, 4))

    assert on_bank_holidays(old, new) == [
        "Bank holidays (Monday): 9am to 5pm, closed, until 3 January 2027",
        "Bank holidays (Monday): 10am to 4pm, as usual, from 4 January 2027",
    ]


def test_hours_for_bank_holidays_only_settle_no_other_day_and_no_row_that_runs_as_usual() -> None:
    week = window("MO,FR", "09:00-17:00", bank_holidays=BankHolidays.CLOSED)
    evening = window("MO", "18:00-22:00", bank_holidays=BankHolidays.AS_USUAL)
    mondays = window("MO", "10:00-14:00", bank_holidays=BankHolidays.ONLY)
    every_day = window(EVERY_DAY, "10:00-14:00", bank_holidays=BankHolidays.ONLY)

    assert on_bank_holidays(week, mondays) == [
        "Bank holidays (Monday): 10am to 2pm",
        "Bank holidays (Friday): closed",
    ]
    assert on_bank_holidays(week, every_day) == ["Bank holidays: 10am to 2pm"]
    assert on_bank_holidays(evening, every_day) == [
        "Bank holidays: 10am to 2pm",
        "Bank holidays (Monday): 6pm to 10pm, as usual",
    ]


def test_hours_for_bank_holidays_only_are_their_own_row() -> None:
    ordinary = window("MO", "09:00-17:00", bank_holidays=BankHolidays.NOT_KNOWN)
    special = window(EVERY_DAY, "10:00-14:00", bank_holidays=BankHolidays.ONLY)
    mondays = window("MO", "10:00-14:00", bank_holidays=BankHolidays.ONLY)

    every_day = [(row.days, row.text) for row in week_table(Timetable((ordinary, special)), TODAY)]
    on_mondays = [(row.days, row.text) for row in week_table(Timetable((mondays,)), TODAY)]

    assert every_day == [("Monday", "9am to 5pm"), ("Bank holidays", "10am to 2pm")]
    assert on_mondays == [("Bank holidays (Monday)", "10am to 2pm")]


def test_without_windows_there_is_no_table() -> None:
    assert week_table(Timetable(), TODAY) == []


def test_exceptions_to_come_are_listed_by_date() -> None:
    timetable = Timetable(
        (),
        (
            ExceptionDay(date(2026, 12, 25), note="closed for Christmas"),
            ExceptionDay(date(2026, 12, 24), time(9), time(13)),
            ExceptionDay(TODAY),
            ExceptionDay(date(2026, 11, 22)),
        ),
    )

    assert exception_rows(timetable, TODAY) == [
        HoursRow(None, "Monday 23 November 2026", "closed"),
        HoursRow(None, "Thursday 24 December 2026", "9am to 1pm"),
        HoursRow(None, "Friday 25 December 2026", "closed", "closed for Christmas"),
    ]
