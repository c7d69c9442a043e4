"""The words for when nobody answers, without the numbers that a step has already."""

import pytest

from pathway.directory.search.fallbacks import IN_BRENT, FallbackText, Part
from pathway.referral.result.fallback_words import (
    as_she_agreed,
    begins_with_a_number,
    without_brent,
    without_nobody,
    without_numbers,
)

WORDS = FallbackText(
    "Crisis",
    (
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
            "Life at risk: 999. Otherwise NHS 111, or Samaritans 116 123. Ask her directly. Or 0800 000 002.",
        ),
        (
            {"0800000002", "116123"},
            "Life at risk: 999. Otherwise 0800 000 001, or NHS 111. Ask her directly.",
        ),
        (
            {"0800000001", "111", "116123"},
            "Life at risk: 999. Ask her directly. Or 0800 000 002.",
        ),
    ],
)
def test_a_sentence_goes_or_keeps_its_other_numbers(own: set[str], left: str) -> None:
    words = without_numbers(WORDS, own)

    assert words is not None
    assert words.text == left
    assert not own & {part.digits for part in words.parts}


def test_where_nothing_is_left_there_are_no_words() -> None:
    words = FallbackText("Talk", (Part("To talk now: "), Part("0800 000 001", "0800000001"), Part(".")))

    assert without_numbers(words, {"0800000001"}) is None


def test_the_words_on_her_name_never_contradict_her_agreement() -> None:
    words = FallbackText("", (Part("Get her safe first. The form goes there. Without her name unless she agrees."),))

    agreed_words = as_she_agreed(words)

    assert agreed_words is not None
    assert agreed_words.text == "Get her safe first. The form goes there."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("We list nobody who answers now. Food and warmth come first.", "Food and warmth come first."),
        ("She can report on its website.", "She can report on its website."),
        ("We list nobody there.", None),
    ],
)
def test_that_nobody_is_listed_is_not_said_twice(text: str, left: str | None) -> None:
    words = without_nobody(FallbackText("", (Part(text),)))

    assert (words.text if words else None) == left


LINE = Part("0800 000 001", "0800000001")


@pytest.mark.parametrize(
    ("parts", "begins"),
    [
        ((Part("The line "), LINE, Part(", any hour.")), True),
        ((LINE, Part(": any hour. Raped: ring them too.")), True),
        ((Part("Raped: "), LINE, Part(".")), False),
        ((Part("We do not know who is open. Otherwise "), LINE, Part(".")), False),
        ((Part("Ring "), Part("999", "999"), Part(".")), False),
        ((Part("Ask her directly."),), False),
    ],
)
def test_if_nobody_answers_leads_to_words_that_begin_with_a_number(parts: tuple[Part, ...], begins: bool) -> None:
    assert begins_with_a_number(FallbackText("", parts)) is begins


def test_a_page_that_is_for_brent_does_not_say_so_of_each_words() -> None:
    assert without_brent(WORDS.introduced_by(IN_BRENT)) == WORDS
    assert without_brent(WORDS) is WORDS


def test_one_after_another_they_still_know_a_sentence_from_the_next() -> None:
    words = FallbackText(
        "Drugs",
        (
            Part("Overdose: "),
            Part("999", "999"),
            Part(". Advice now: NHS "),
            Part("111", "111"),
            Part(". We list no local service yet. She must not stop suddenly."),
        ),
    )

    without_111 = without_numbers(words, {"111"})
    assert without_111 is not None
    for left in (without_nobody(without_111), without_numbers(without_nobody(words) or words, {"111"})):
        assert left is not None
        assert left.text == "Overdose: 999. She must not stop suddenly."
