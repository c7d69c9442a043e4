"""On which dates a session takes place, and from when to when: plain cases, and every day against a slow double."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from dateutil.rrule import rrule
from hypothesis import given
from hypothesis import strategies as st

from pathway.core.clock import LONDON
from pathway.outreach import rota
from pathway.outreach.rota import Change, Rule, dates, fault_in, occurrence_on, occurrences, times, words
from pathway.outreach.vocabulary import ChangeKind, Repeats

ID = UUID(int=1)
SEVEN, ELEVEN, TWO = time(19), time(23), time(2)
FRIDAY = date(2026, 11, 27)  # the last Friday of November, and the fourth
A_DAY = timedelta(days=1)


def rule(repeats: Repeats, first_on: date = FRIDAY, until_on: date | None = None) -> Rule:
    return Rule(first_on, SEVEN, ELEVEN, repeats, until_on)


def is_on(of: Rule, day: date) -> bool:
    """Whether a day is a date of the rota, said slowly."""
    if day < of.first_on or (of.until_on and day > of.until_on):
        return False
    if day.weekday() != of.first_on.weekday():
        return False
    weeks = (day - of.first_on).days // 7
    return {
        Repeats.ONCE: day == of.first_on,
        Repeats.WEEKLY: True,
        Repeats.TWO_WEEKLY: weeks % 2 == 0,
        Repeats.MONTHLY: (day.day - 1) // 7 == (of.first_on.day - 1) // 7,
        Repeats.MONTHLY_LAST: (day + timedelta(days=7)).month != day.month,
    }[of.repeats]


def days(begin: date, end: date) -> Iterator[date]:
    while begin <= end:
        yield begin
        begin += A_DAY


@given(
    first_on=st.dates(date(2026, 1, 1), date(2028, 3, 1)),
    repeats=st.sampled_from(Repeats),
    lasts=st.none() | st.integers(0, 400),
    begin=st.dates(date(2026, 1, 1), date(2028, 6, 1)),
    length=st.integers(0, 200),
)
def test_dates_are_those_of_a_slow_double(
    first_on: date, repeats: Repeats, lasts: int | None, begin: date, length: int
) -> None:
    of = rule(repeats, first_on, None if lasts is None else first_on + timedelta(days=lasts))
    if fault_in(of):
        return
    end = begin + timedelta(days=length)

    assert dates(of, begin, end) == [day for day in days(begin, end) if is_on(of, day)]


@pytest.mark.parametrize("repeats", [each for each in Repeats if each is not Repeats.ONCE])
def test_a_far_year_is_not_counted_up_to(repeats: Repeats, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[datetime] = []

    def noted(*how: Any, dtstart: datetime, **more: Any) -> rrule:
        begun.append(dtstart)
        return rrule(*how, dtstart=dtstart, **more)

    monkeypatch.setattr(rota, "rrule", noted)
    dates(rule(repeats), date(9998, 1, 1), date(9998, 2, 1))

    assert begun[0] > datetime(9997, 12, 1)


def test_the_last_friday_of_each_month() -> None:
    found = dates(rule(Repeats.MONTHLY_LAST), FRIDAY, date(2027, 4, 30))

    assert [day.isoformat() for day in found] == [
        "2026-11-27", "2026-12-25", "2027-01-29", "2027-02-26", "2027-03-26", "2027-04-30",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (Rule(FRIDAY, SEVEN, SEVEN, Repeats.WEEKLY), "It ends when it begins"),
        (rule(Repeats.WEEKLY, until_on=FRIDAY - A_DAY), "The last day is before the first"),
        (rule(Repeats.MONTHLY, date(2026, 10, 30)), "Not every month has a fifth Friday"),
        (rule(Repeats.MONTHLY_LAST, date(2026, 11, 20)), "20 November 2026 is not the last Friday"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said(of: Rule, said: str) -> None:
    assert fault_in(of).startswith(said)


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (rule(Repeats.ONCE), "Friday 27 November 2026, 19:00 to 23:00"),
        (rule(Repeats.WEEKLY), "Every Friday, 19:00 to 23:00"),
        (rule(Repeats.TWO_WEEKLY), "Every second Friday, from 27 November 2026, 19:00 to 23:00"),
        (rule(Repeats.MONTHLY), "Each fourth Friday of the month, 19:00 to 23:00"),
        (rule(Repeats.MONTHLY_LAST), "Each last Friday of the month, 19:00 to 23:00"),
        (Rule(FRIDAY, SEVEN, TWO, Repeats.WEEKLY), "Every Friday, 19:00 to 02:00 the next day"),
    ],
)
def test_a_rule_in_words(of: Rule, said: str) -> None:
    assert words(of) == said


@pytest.mark.parametrize(
    ("day", "starts_at", "ends_at", "begins", "ends"),
    [
        (date(2026, 10, 23), SEVEN, ELEVEN, "2026-10-23 18:00", "2026-10-23 22:00"),
        (date(2026, 10, 30), SEVEN, ELEVEN, "2026-10-30 19:00", "2026-10-30 23:00"),
        # The night with an hour more, and the one with an hour less: the clock on the wall says when it ends.
        (date(2026, 10, 24), time(22), time(3), "2026-10-24 21:00", "2026-10-25 03:00"),
        (date(2027, 3, 27), time(22), time(3), "2027-03-27 22:00", "2027-03-28 02:00"),
        # 01:30 does not exist that morning, and 02:30 is the same moment: it has its hour all the same.
        (date(2027, 3, 28), time(1, 30), time(2, 30), "2027-03-28 01:30", "2027-03-28 02:30"),
        # 01:30 comes twice: the first of both.
        (date(2026, 10, 25), time(1, 30), time(4), "2026-10-25 00:30", "2026-10-25 04:00"),
    ],
)
def test_times_over_both_clock_changes(day: date, starts_at: time, ends_at: time, begins: str, ends: str) -> None:
    expected = tuple(datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in (begins, ends))

    assert times(day, starts_at, ends_at) == expected


@given(
    day=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    starts_at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    ends_at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_every_session_has_a_length_and_begins_on_its_day(day: date, starts_at: time, ends_at: time) -> None:
    if starts_at == ends_at:
        return
    begins, ends = times(day, starts_at, ends_at)

    assert timedelta(0) < ends - begins <= timedelta(hours=25)
    assert begins.astimezone(LONDON).date() == day


def moved(to: date) -> Change:
    return Change(ChangeKind.MOVED, to, time(18), time(20))


def test_a_session_that_was_moved_is_on_its_new_day_alone() -> None:
    of, changes = rule(Repeats.WEEKLY), {FRIDAY: moved(FRIDAY + 3 * A_DAY)}

    week = list(occurrences(ID, of, changes, FRIDAY, FRIDAY + A_DAY))
    after = list(occurrences(ID, of, changes, FRIDAY + A_DAY, FRIDAY + 5 * A_DAY))

    assert week == []
    assert [(one.on, one.when, one.is_moved) for one in after] == [(FRIDAY, "Monday 30 November, 18:00 to 20:00", True)]
    found = occurrence_on(ID, of, changes[FRIDAY], FRIDAY)
    assert found == after[0]


def test_a_session_that_was_cancelled_is_still_named() -> None:
    of, changes = rule(Repeats.WEEKLY), {FRIDAY: Change(ChangeKind.CANCELLED)}

    assert [one.is_cancelled for one in occurrences(ID, of, changes, FRIDAY, FRIDAY + 7 * A_DAY)] == [True, False]


def test_a_change_of_a_date_that_the_rota_no_longer_has_is_nothing() -> None:
    of = rule(Repeats.WEEKLY, until_on=FRIDAY)
    changes = {FRIDAY + 7 * A_DAY: moved(FRIDAY + A_DAY), FRIDAY + A_DAY: Change(ChangeKind.CANCELLED)}

    assert [one.on for one in occurrences(ID, of, changes, FRIDAY, FRIDAY + 30 * A_DAY)] == [FRIDAY]
    assert occurrence_on(ID, of, None, FRIDAY + A_DAY) is None


def test_two_sessions_moved_onto_one_day_are_two() -> None:
    of = rule(Repeats.WEEKLY)
    to = FRIDAY + 2 * A_DAY
    changes = {FRIDAY: moved(to), FRIDAY + 7 * A_DAY: moved(to)}

    found = list(occurrences(ID, of, changes, to, to))

    assert {one.on for one in found} == {FRIDAY, FRIDAY + 7 * A_DAY}
