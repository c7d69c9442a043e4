"""The words for when nobody answers, without the numbers that a step has already."""

import pytest

from pathway.directory.fallbacks import IN_BRENT, FallbackText, Part
from pathway.referral.own_words import as_she_agreed, without_nobody, without_numbers

WORDS = FallbackText(
    "Crisis",
    (
        Part(IN_BRENT),
        Part("Life at risk: "),
        Part("999", "999"),
        Part(". Otherwise the line "),
        Part("0800 000 001", "0800000001"),
        Part(", any hour, or NHS "),
        Part("111", "111"),
        Part("; Samaritans "),
        Part("116 123", "116123"),
        Part(". Ask her directly. Or "),
        Part("0800 000 002", "0800000002"),
        Part("."),
    ),
)


@pytest.mark.parametrize(
    ("own", "left"),
    [
        (set(), WORDS.text),
        (
            {"0800000001"},
            "In Brent: Life at risk: 999. Otherwise NHS 111, or Samaritans 116 123. Ask her directly. Or 0800 000 002.",
        ),
        (
            {"0800000002", "116123"},
            "In Brent: Life at risk: 999. Otherwise 0800 000 001, or NHS 111. Ask her directly.",
        ),
        (
            {"0800000001", "111", "116123"},
            "In Brent: Life at risk: 999. Ask her directly. Or 0800 000 002.",
        ),
    ],
)
def test_a_sentence_goes_or_keeps_its_other_numbers(own: set[str], left: str) -> None:
    found = without_numbers(WORDS, own)

    assert found is not None
    assert found.text == left
    assert not own & {part.digits for part in found.parts}


def test_where_nothing_is_left_there_are_no_words() -> None:
    words = FallbackText("Talk", (Part("To talk now: "), Part("0800 000 001", "0800000001"), Part(".")))

    assert without_numbers(words, {"0800000001"}) is None


def test_of_her_name_nothing_is_said_against_what_she_agreed_to() -> None:
    words = FallbackText("", (Part("Get her safe first. The form goes there. Without her name unless she agrees."),))

    found = as_she_agreed(words)

    assert found is not None
    assert found.text == "Get her safe first. The form goes there."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("We list nobody who answers now. Food and warmth come first.", "Food and warmth come first."),
        ("She can report on its website.", "She can report on its website."),
        ("We list nobody there.", None),
    ],
)
def test_that_nobody_is_listed_is_not_said_twice(text: str, left: str | None) -> None:
    found = without_nobody(FallbackText("", (Part(text),)))

    assert (found.text if found else None) == left
