"""The sentences of many random results: each of a shape that a worker could say aloud, and none that was banned."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from pathway.core import clock
from pathway.directory.fallbacks import is_office_hours
from pathway.referral.vocabulary import Action, Controlled, ServiceFor, SuicideRisk
from tests.integration.referral.reading_results import Read, cases, copied_lines, page, result, sentences
from tests.unit.test_words import NEVER, words_found

HOW_MANY, SEED = 400, 20261128

BANNED = re.compile(
    r"first response|two working days|the same day|as good|by its name alone|no place to go to|less local"
    r"|help with help|advice on being controlled|need from me|nobody has rung this number|opens as shown"
    r"|the coordinator"
    r"|it takes women|has not been asked yet|council at night 020|look for the one of the place|need not give a name"
    r"|(?-i:\bNone (?!is|of)|\bFalse\b|\bTrue\b)|\bundefined\b|_",
    re.IGNORECASE,
)
"""Phrases that nobody could say aloud, that nobody promised, or that are the program's own."""

SHAPE = {
    "a doubled space or mark": re.compile(r"  |(?<!\.)\.\.(?!\.)|,,|;;|\?\?|\. \.|,\.|;\.|:\.| [,.;:?!](?!\.)"),
    "one of several": re.compile(
        r"\b1 (?:more )?[a-z]+s\b(?<!address)|\b(?:[2-9]|\d\d) (?:more )?(?:answer|service|step)\b"
    ),
    "a doubled word": re.compile(r"\b(the|a|an|her|she|to|of|in|is|and|ring|hours) \1\b", re.IGNORECASE),
    "an empty pair of marks": re.compile(r"“\s*”|\(\s*\)|\(;|; *\)"),
    "two ends": re.compile(r"[.!?]{2}(?<!\.\.)$|now\. Now|today\. Today", re.IGNORECASE),
    "a beginning that is missing": re.compile(r"^[,.;:)]"),
}

ENDS = (".", "?", "!", ".”", "?”", "”")


@pytest.fixture(scope="module")
def read(listings: Flask) -> list[Read]:
    """The values of many results."""
    with listings.app_context():
        return [result(answers, now) for answers, now in cases(HOW_MANY, SEED)]


@pytest.fixture(scope="module")
def distinct(listings: Flask) -> Iterator[set[str]]:
    """Every distinct sentence of the pages of the same results."""
    found = {words for answers, now in cases(HOW_MANY, SEED) for words in sentences(page(listings, answers, now))}
    yield found
    clock.stop(None)


@pytest.mark.parametrize("what", SHAPE)
def test_every_sentence_has_the_shape_of_one(distinct: set[str], what: str) -> None:
    assert len(distinct) > 300
    to_fill_in = "...."
    assert [words for words in distinct if SHAPE[what].search(words) and to_fill_in not in words] == []


def test_no_sentence_is_one_that_nobody_could_say(distinct: set[str]) -> None:
    assert [words for words in distinct if BANNED.search(words)] == []
    assert [words for words in distinct if words_found(words, NEVER)] == []


def test_what_is_said_ends_as_a_sentence_does(read: list[Read]) -> None:
    for one in read:
        for step in (*one.shown.emergency, *one.shown.steps):
            for words in (step.say, step.hint, step.agreement_words, step.she_says):
                assert not words or words.endswith(ENDS), words
            assert not step.verb.endswith(".")
        for words in (one.shown.ask_each, one.shown.checked_words, one.shown.pregnant_words, *one.shown.agreement):
            assert not words or words.endswith(ENDS), words


def test_a_script_stands_only_where_there_is_a_number(read: list[Read]) -> None:
    said = 0
    for one in read:
        for step in one.shown.steps:
            if step.say or step.she_says:
                said += 1
                assert step.has_number, step.title
    assert said > HOW_MANY


def test_a_step_to_nobody_is_no_step(read: list[Read]) -> None:
    off = [one for one in read if one.shown.pathway_not_running]
    assert len(off) > 10
    for one in off:
        assert "pathway_coordinator" not in [step.step.agency.value for step in one.shown.steps]
        assert "duty desk" not in one.shown.copy_named
        assert not any("within three days" in words for words in one.shown.agreement)
        assert "72-hour" not in one.shown.headline
        assert one.shown.not_running_words


def test_scripts_say_what_was_answered(read: list[Read]) -> None:
    """Yes is not may, now is not thoughts, and what was not answered is not said."""
    heard = {"controls": 0, "life": 0}
    for one in read:
        answers, said = one.answers, " ".join(step.say for step in one.shown.steps)
        if answers.controlled is Controlled.YES:
            assert "may control" not in said
            heard["controls"] += "omebody controls" in said
        else:
            assert "omebody controls" not in said
        if answers.suicide_risk is SuicideRisk.NOW:
            assert "thoughts of ending" not in said
            heard["life"] += "end the" in said or "end her life" in said
        else:
            assert "may end" not in said
        if answers.violence_risk != "immediate":
            assert not re.search(r"fears? violence", said)
        for words, value in (("in the last 72 hours", "within_72h"), ("in the last seven days", "within_7d")):
            assert (words not in said) or answers.sexual_assault == value
        assert ("hurt or unwell" not in said) or answers.health_now == "needs_care"
        assert ("nowhere safe" not in said) or answers.safe_place_tonight == "no"
    assert min(heard.values()) > 20


def test_words_go_by_the_clock(read: list[Read]) -> None:
    by_day = {is_office_hours(one.moment.now) for one in read}
    assert by_day == {True, False}
    for one in read:
        for step in one.shown.steps:
            if "Who decides what happens" in step.say:
                assert ("today" in step.say) == is_office_hours(one.moment.now)


def test_somebody_who_may_be_no_woman_is_not_called_one(read: list[Read]) -> None:
    found = [one for one in read if one.answers.service_for is ServiceFor.ANYONE and not one.answers.is_child]
    assert len(found) > 30
    for one in found:
        for step in one.shown.steps:
            assert not re.search(r"\b(?:woman|she|her)\b", step.say, re.IGNORECASE), step.say


def test_nobody_s_referral_is_sent_to_a_line_that_takes_none(read: list[Read]) -> None:
    for one in read:
        for step in one.shown.steps:
            if step.button and step.button.digits in {"111", "116123"}:
                assert "refer" not in step.verb
            if step.step.action is Action.REFER and not step.has_number:
                assert "ring" not in step.verb or step.verb == "Nobody to ring" or step.title.startswith(COUNCILS)


COUNCILS = ("Emergency accommodation", "Specialist service")


def test_both_numbers_and_when_are_in_the_copied_text(read: list[Read]) -> None:
    by_the_clock = 0
    for one in read:
        for step in one.shown.steps:
            for number in step.numbers:
                for text in (one.shown.copy_named, one.shown.copy_unnamed):
                    assert number.in_words in text
                by_the_clock += bool(number.when)
        assert all(line.strip() for line in copied_lines(one.shown.copy_unnamed))
    assert by_the_clock > 50


def test_the_same_is_not_said_in_every_step(read: list[Read]) -> None:
    for one in read:
        said = [words for step in one.shown.steps for words in (step.hint, step.agreement_words) if len(words) > 70]
        assert len(said) == len(set(said)), said
