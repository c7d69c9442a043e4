"""Dates and numbers as a page writes them."""

from datetime import date

import pytest

from pathway.core.formats import counted, long_date


def test_a_day_is_written_out() -> None:
    assert long_date(date(2026, 11, 3)) == "3 November 2026"


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 services"), (1, "1 service"), (2, "2 services"), (12_345, "12,345 services")]
)
def test_things_are_counted_in_words(number: int, said: str) -> None:
    assert counted(number, "service") == said


def test_an_odd_plural_is_given() -> None:
    assert counted(2, "child", "children") == "2 children"
