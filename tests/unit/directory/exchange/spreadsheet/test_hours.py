"""Hours as a manager types them, and as they are written for her."""

from datetime import date, time

import pytest

from pathway.directory.exchange.spreadsheet.hours import read_exception, read_schedule, write_schedule
from pathway.directory.listing_record import ScheduleRecord, nth_phone
from pathway.directory.vocabulary import BankHolidays, ScheduleKind

NINE, FIVE = time(9), time(17)


def days(text: str) -> str | None:
    return read_schedule(f"{text} 09:00-17:00", 0).byday


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Mon-Fri", "MO,TU,WE,TH,FR"),
        ("mon \N{EN DASH} fri", "MO,TU,WE,TH,FR"),
        ("Monday to Friday", "MO,TU,WE,TH,FR"),
        ("Every day", "MO,TU,WE,TH,FR,SA,SU"),
        ("daily", "MO,TU,WE,TH,FR,SA,SU"),
        ("Mon, Wed, Fri", "MO,WE,FR"),
        ("Mon and Wed", "MO,WE"),
        ("Tue & Thu-Sat", "TU,TH,FR,SA"),
        ("Sat-Mon", "SA,SU,MO"),
        ("Thursdays", "TH"),
        ("MO,TU", "MO,TU"),
        ("Monthly 2TU", "2TU"),
        ("Monthly -1FR", "-1FR"),
        ("Intake Tue", "TU"),
        ("", None),
    ],
)
def test_days_may_be_written_in_many_ways(typed: str, meant: str | None) -> None:
    assert days(typed) == meant


@pytest.mark.parametrize(
    ("typed", "opens_at", "closes_at"),
    [
        ("Mon 9:00-17:00", NINE, FIVE),
        ("Mon 09:00 - 17:00", NINE, FIVE),
        ("Mon 09:00\N{EN DASH}17:00", NINE, FIVE),
        ("Mon 09:00 to 17:00", NINE, FIVE),
        ("Mon 22:00-02:00", time(22), time(2)),
        ("Mon 24 hours", time(), time()),
        ("Mon 09:00:30-17:00", time(9, 0, 30), FIVE),
    ],
)
def test_times_may_too(typed: str, opens_at: time, closes_at: time) -> None:
    row = read_schedule(typed, 0)

    assert (row.opens_at, row.closes_at) == (opens_at, closes_at)


def test_everything_else_has_a_name() -> None:
    row = read_schedule(
        "Intake Tue 10:00-12:00 | ring first | every=2 | starts=2026-01-06 | until=31/12/2026 | phone=2"
        " | bank_holidays=closed",
        3,
    )

    assert row.kind is ScheduleKind.INTAKE
    assert row.note == "ring first"
    assert row.interval == 2
    assert row.dtstart == date(2026, 1, 6)
    assert row.valid_to == date(2026, 12, 31)
    assert row.phone_id == nth_phone(2)
    assert row.bank_holidays is BankHolidays.CLOSED
    assert row.position == 3


@pytest.mark.parametrize(
    "typed",
    ["Mon-Fri", "9-5", "Mon-Fri 9am-5pm", "Mon 25:00-26:00", "Someday 09:00-17:00", "Mon 09:00-17:00 | | a | b", "|"],
)
def test_what_does_not_say_when_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_schedule(typed, 0)


@pytest.mark.parametrize(
    ("row", "written"),
    [
        (ScheduleRecord(nth_phone(9), NINE, FIVE, byday="MO,TU,WE,TH,FR"), "Mon-Fri 09:00-17:00"),
        (ScheduleRecord(nth_phone(9), time(), time(), byday="MO,TU,WE,TH,FR,SA,SU"), "Every day 24 hours"),
        (
            ScheduleRecord(nth_phone(9), NINE, FIVE, byday="SA,SU", note="by appointment"),
            "Sat, Sun 09:00-17:00 | by appointment",
        ),
        (ScheduleRecord(nth_phone(9), NINE, FIVE, byday="2TU", freq="MONTHLY"), "Monthly 2TU 09:00-17:00"),
    ],
)
def test_they_are_written_as_she_would(row: ScheduleRecord, written: str) -> None:
    assert write_schedule(row, {"id": row.id}, ()) == written


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-12-25 closed", (date(2026, 12, 25), None, None, None)),
        ("25/12/2026 Closed | Christmas", (date(2026, 12, 25), None, None, "Christmas")),
        ("2026-12-24 10:00-14:00", (date(2026, 12, 24), time(10), time(14), None)),
    ],
)
def test_dates_with_other_hours(typed: str, meant: tuple) -> None:
    assert tuple(read_exception(typed, 0))[1:] == meant
