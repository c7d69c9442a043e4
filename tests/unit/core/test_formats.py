"""Dates, numbers and slugs as pages and files write them."""

from datetime import UTC, date, datetime

import pytest

from pathway.core.formats import counted, hyphenated, long_date, moment, near, next_day


def test_a_day_is_written_out() -> None:
    assert long_date(date(2026, 11, 3)) == "3 November 2026"


def test_every_month_has_its_own_name() -> None:
    names = [long_date(date(2026, month, 1)).split()[1] for month in range(1, 13)]
    assert names == [datetime(2026, month, 1, tzinfo=UTC).strftime("%B") for month in range(1, 13)]


def test_a_moment_is_as_london_s_clocks_show_it() -> None:
    assert moment(datetime(2026, 7, 3, 22, 5, tzinfo=UTC)) == "3 July 2026, 23:05"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (datetime(2026, 11, 28, 23, 58, tzinfo=UTC), "23:58"),
        (datetime(2026, 11, 29, 1, 55, tzinfo=UTC), "Sunday 01:55"),
        (datetime(2026, 12, 4, 9, 0, tzinfo=UTC), "Friday 09:00"),
        (datetime(2026, 12, 5, 9, 0, tzinfo=UTC), "5 December 2026, 09:00"),
        (datetime(2026, 11, 27, 9, 0, tzinfo=UTC), "27 November 2026, 09:00"),
    ],
)
def test_a_moment_to_come_is_said_as_short_as_can_be(when: datetime, said: str) -> None:
    assert near(when, datetime(2026, 11, 28, 23, 55, tzinfo=UTC)) == said


def test_in_the_small_hours_the_next_day_is_named() -> None:
    assert next_day(datetime(2026, 11, 28, 23, 59, tzinfo=UTC)) == "tomorrow"
    assert next_day(datetime(2026, 11, 29, 0, 2, tzinfo=UTC)) == "Monday"
    assert next_day(datetime(2026, 11, 29, 4, 59, tzinfo=UTC)) == "Monday"
    assert next_day(datetime(2026, 11, 29, 5, 0, tzinfo=UTC)) == "tomorrow"
    # In summer it is by London's clocks.
    assert next_day(datetime(2026, 7, 4, 23, 30, tzinfo=UTC)) == "Monday"


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 services"), (1, "1 service"), (2, "2 services"), (12_345, "12,345 services")]
)
def test_things_are_counted_in_words(number: int, said: str) -> None:
    assert counted(number, "service") == said


def test_an_odd_plural_is_given() -> None:
    assert counted(2, "child", "children") == "2 children"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("St Mungo's (Brent)", "st-mungo-s-brent"),
        ("  A & B  ", "a-b"),
        ("Café No 1", "café-no-1"),
        ("&", ""),
    ],
)
def test_a_slug_has_the_words_of_a_name(name: str, slug: str) -> None:
    assert hyphenated(name) == slug
