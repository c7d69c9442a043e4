"""Full numbers in a text, whatever stands beside them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.directory.phone_numbers import digits_of, numbers_in

NUMBERS = ("020 7946 0123", "020 7946 0124", "0808 157 0123", "(020) 7946 0123", "+44 20 7946 0123", "02079460123")
BESIDE = ("24/7", "9 to 5", "9-5", "18+", "over 18", "press 2", "1", ":", ",", "", "Ring", "any hour", "999", "111")
JOINS = (" ", ", ", ": ", "; ", " - ")


@pytest.mark.parametrize(
    "text",
    [
        "24/7 020 7946 0123",
        "020 7946 0123 24/7",
        "9 to 5 020 7946 0123",
        "over 18 020 7946 0123",
        "Floor 2 020 7946 0123",
    ],
)
def test_hours_beside_a_number_do_not_hide_it(text: str) -> None:
    assert [(text[start:end], digits) for start, end, digits in numbers_in(text)] == [("020 7946 0123", "02079460123")]


@given(st.sampled_from(NUMBERS), st.sampled_from(BESIDE), st.sampled_from(BESIDE), st.sampled_from(JOINS))
def test_a_number_is_found_between_anything(number: str, before: str, after: str, join: str) -> None:
    text = join.join(part for part in (before, number, after) if part)

    found = [digits for _, _, digits in numbers_in(text)]

    assert found == [digits_of(number)]


@given(st.sampled_from(NUMBERS[:3]), st.sampled_from(NUMBERS[:3]))
def test_two_numbers_with_a_space_between_are_two(first: str, second: str) -> None:
    assert [digits for _, _, digits in numbers_in(f"{first} {second}")] == [digits_of(first), digits_of(second)]


@pytest.mark.parametrize("text", ["", "72 hours", "2026-11-24", "0 of 3", "NW10 4BD", "05", "001 002", "1,000,000"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert numbers_in(text) == []
