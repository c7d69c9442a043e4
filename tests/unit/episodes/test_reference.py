"""References check themselves: one wrong sign, or two that changed places, are noticed."""

import random

from hypothesis import given
from hypothesis import strategies as st

from pathway.episodes.reference import RANDOM, SIGNS, new_reference, read, written

NINE = st.text(SIGNS, min_size=RANDOM, max_size=RANDOM)


@given(NINE)
def test_a_reference_is_read_as_it_is_written_however_it_is_typed(nine: str) -> None:
    reference = written(nine)

    assert read(reference) == reference
    assert read(reference.lower().replace("-", "  ")) == reference


@given(NINE, st.integers(0, RANDOM), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_noticed(nine: str, place: int, sign: str) -> None:
    signs = written(nine).replace("-", "")
    wrong = signs[:place] + sign + signs[place + 1 :]

    assert (read(wrong) is None) == (wrong != signs)


@given(NINE, st.integers(0, RANDOM - 1))
def test_two_signs_that_changed_places_are_noticed(nine: str, place: int) -> None:
    signs = written(nine).replace("-", "")
    wrong = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]

    assert (read(wrong) is None) == (wrong != signs)


def test_what_cannot_be_one_is_none() -> None:
    assert [read(typed) for typed in ("", "ABCDE-FGHIJ", "12345-67890", new_reference() + "2", "x" * 500)] == [None] * 5


def test_new_ones_differ_and_hold_no_word() -> None:
    random.seed(1)  # nothing that anybody can set decides what comes

    references = {new_reference() for _ in range(2_000)}

    assert len(references) == 2_000
    assert not set("AEIOU01") & set("".join(references))
