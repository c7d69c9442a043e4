"""Hours that run into each other, found by looking at days and, here, minute by minute."""

from datetime import date, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.directory.hours.overlap import overlaps
from pathway.directory.hours.timetable import WEEKDAY_CODES, Window
from pathway.directory.vocabulary import BankHolidays, ScheduleKind

TODAY = date(2026, 11, 24)
HOURS = st.integers(0, 23).map(time)


def window(days: str, opens: int, closes: int, **more: object) -> Window:
    given = {"kind": ScheduleKind.OPENING, "freq": "WEEKLY", "byday": tuple(days.split(",")), **more}
    return Window(opens_at=time(opens), closes_at=time(closes), **given)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    days = draw(st.sets(st.sampled_from(WEEKDAY_CODES), min_size=1))
    first = draw(st.none() | st.dates(TODAY, TODAY + timedelta(500)))
    last = draw(st.none() | st.dates(first or TODAY, TODAY + timedelta(600)))
    return Window(
        kind=draw(st.sampled_from(ScheduleKind)),
        freq="WEEKLY",
        byday=tuple(sorted(days)),
        opens_at=draw(HOURS),
        closes_at=draw(HOURS),
        valid_from=first,
        valid_to=last,
        bank_holidays=draw(st.sampled_from(BankHolidays)),
    )


def open_hours(row: Window) -> set[tuple[date, int]]:
    """Every whole hour at which a row is open, over the days that count."""
    hours: set[tuple[date, int]] = set()
    first = max(row.valid_from or TODAY, TODAY)
    for day in range(max(500, (first - TODAY).days) + 400):
        on = TODAY + timedelta(day)
        if not row.falls_on(on):
            continue
        length = (row.closes_at.hour - row.opens_at.hour) % 24 or 24
        for hour in range(row.opens_at.hour, row.opens_at.hour + length):
            hours.add((on + timedelta(hour // 24), hour % 24))
    return hours


@given(st.lists(windows(), min_size=2, max_size=2))
@settings(max_examples=60, deadline=None)
def test_two_rows_overlap_exactly_when_an_hour_is_in_both(rows: list[Window]) -> None:
    one, other = rows
    is_special = [row.bank_holidays is BankHolidays.ONLY for row in rows]
    in_both = one.kind is other.kind and is_special[0] is is_special[1] and open_hours(one) & open_hours(other)

    assert bool(list(overlaps(rows, TODAY))) is bool(in_both)


def test_it_says_which_rows_and_when() -> None:
    rows = [window("MO,TU", 9, 17), window("TU", 16, 20), window("MO", 17, 20)]

    assert list(overlaps(rows, TODAY)) == [
        (0, 1, "On Tuesday 24 November 9am to 5pm and 4pm to 8pm run into each other")
    ]


def test_a_night_runs_into_the_morning_after() -> None:
    assert len(list(overlaps([window("MO", 20, 6), window("TU", 5, 9)], TODAY))) == 1
    assert not list(overlaps([window("MO", 20, 6), window("TU", 6, 9)], TODAY))


def test_rows_of_a_month_are_found_when_they_come_round() -> None:
    monthly = window("3TU", 10, 12, freq="MONTHLY")

    assert len(list(overlaps([monthly, window("TU", 11, 13)], TODAY))) == 1


def test_old_and_new_hours_do_not_overlap() -> None:
    old = window("MO", 9, 17, valid_to=date(2026, 12, 31))
    new = window("MO", 9, 18, valid_from=date(2027, 1, 1))

    assert not list(overlaps([old, new], TODAY))
