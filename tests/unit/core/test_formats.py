"""Dates, numbers and slugs as pages and files write them."""

from datetime import UTC, date, datetime

import pytest

from pathway.core.formats import counted, hyphenated, long_date, moment


def test_a_day_is_written_out() -> None:
    assert long_date(date(2026, 11, 3)) == "3 November 2026"


def test_every_month_has_its_own_name() -> None:
    names = [long_date(date(2026, month, 1)).split()[1] for month in range(1, 13)]
    assert names == [datetime(2026, month, 1, tzinfo=UTC).strftime("%B") for month in range(1, 13)]


def test_a_moment_is_as_london_s_clocks_show_it() -> None:
    assert moment(datetime(2026, 7, 3, 22, 5, tzinfo=UTC)) == "3 July 2026, 23:05"


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
