"""The sentences of many random results: each of a shape that a worker could say aloud, and none that was banned."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from pathway.config import ROOT
from pathway.core import clock
from pathway.directory.search.fallbacks import is_office_hours
from pathway.directory.vocabulary import AgencyType
from pathway.referral.result.page import NOT_RUNNING_WORDS
from pathway.referral.result.steps import IS_IT_HER
from pathway.referral.routing import route
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Action, Area, Controlled, ServiceFor, SuicideRisk, Urgency, YesNo
from pathway.upkeep import routing_seed
from tests.integration.referral.reading_results import A_WEEK, Read, cases, copied_lines, page, result, sentences
from tests.unit.test_words import NEVER, words_found

TABLE = routing_seed.read(ROOT / "seed")
HOW_MANY, SEED = 400, 20261128

BANNED = re.compile(
    r"first response|two working days|the same day|as good|by its name alone|no place to go to|less local"
    r"|help with help|advice on being controlled|need from me|nobody has rung this number|opens as shown"
    r"|the coordinator|(?-i:\bIn Brent:)|: as for Brent"
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
    "a missing space": re.compile(r"[a-z][.!?][A-Z]"),
    "two leads before one thing to do": re.compile(r"(?:If nobody answers|Otherwise|In [A-Z][a-z]+): [^.?!]{1,40}:"),
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
    off = [one for one in read if one.shown.not_running_words]
    assert len(off) > 10
    for one in off:
        assert "pathway_coordinator" not in [step.step.agency.value for step in one.shown.steps]
        assert "duty desk" not in one.shown.copy_named.replace(one.shown.not_running_words, "")
        assert not any("within three days" in words for words in one.shown.agreement)
        assert "72-hour" not in one.shown.headline


def test_what_there_is_nobody_to_ring_for_is_no_step_and_not_dropped(read: list[Read]) -> None:
    unlisted = 0
    for one in read:
        shown = one.shown
        for step in shown.steps:
            assert step.verb != "Nobody to ring"
            assert step.has_number or step.state or step.words or step.hint, step.title
        kinds = [
            step.step.agency for step in (*shown.emergency, *shown.steps, *(row.step_card for row in shown.unlisted))
        ]
        routed = {step.agency for step in shown.result.steps} - {AgencyType.PATHWAY_COORDINATOR}
        assert len(kinds) == len(routed)
        assert set(kinds) == routed
        for row in shown.unlisted:
            unlisted += 1
            assert not row.step_card.has_number
            for text in (shown.copy_named, shown.copy_unnamed):
                assert text.count(row.title) == 1
                assert row.words is None or row.words.text in text
    assert unlisted > 50


def test_the_first_step_is_not_one_whose_number_has_to_be_found_where_another_has_one(read: list[Read]) -> None:
    waited = 0
    for one in read:
        looked_up = [step for step in one.shown.steps if step.suggestion.choice and not step.has_number]
        urgent = [step for step in one.shown.steps if step.step.urgency is not Urgency.STANDARD]
        waiting = [step for step in looked_up if step.step.urgency is not Urgency.IMMEDIATE]
        if waiting and any(step.button for step in urgent):
            waited += 1
            assert one.shown.steps[0] not in waiting, one.answers
    assert waited > 20


def test_scripts_say_what_was_answered(read: list[Read]) -> None:
    """Yes is not may, now is not thoughts, and what was not answered is not said."""
    heard = {"controls": 0, "life": 0}
    emergencies = 0
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
        emergencies += "This is a medical emergency" in said
        assert ("medical emergency" not in said) or answers.health_now == "emergency"
        assert ("is in danger now" not in said) or answers.immediate_danger == "yes"
        for words, value in (("in the last 72 hours", "within_72h"), ("in the last seven days", "within_7d")):
            assert (words not in said) or answers.sexual_assault == value
        assert ("hurt or unwell" not in said) or answers.health_now == "needs_care"
        assert ("nowhere safe" not in said) or answers.safe_place_tonight == "no"
    assert min(heard.values()) > 20
    assert emergencies > 10  # rarer: only children's services hear it, of a girl, in one answer of four on her health


def test_no_script_says_that_an_ambulance_is_called(read: list[Read]) -> None:
    for one in read:
        for step in one.shown.steps:
            assert "ambulance" not in step.say.lower()
            if "I have rung 999" in step.say:
                assert one.answers.suicide_risk is SuicideRisk.NOW


def test_no_reason_promises_the_pathway_while_it_is_not_running(read: list[Read]) -> None:
    cut = 0
    for one in read:
        for reason, as_routed in zip(one.shown.result.reasons, route(one.answers, TABLE).reasons, strict=True):
            assert "what the 72-hour pathway is for" not in reason.text
            assert "the 72-hour pathway may be for her" not in reason.text
            assert "your judgement is enough" not in reason.text
            assert reason.text.endswith(".")
            assert "say so in the answers" not in reason.text
            if reason != as_routed and "say so in the answers" not in as_routed.text:
                cut += 1
                assert one.shown.not_running_words == NOT_RUNNING_WORDS  # said once, after the steps
                assert "not running" not in reason.text
    assert cut > 10


def test_which_place_a_result_is_for_is_said_once_where_nobody_said_where_she_is(read: list[Read]) -> None:
    said = 0
    for one in read:
        words = "You did not say where she is, so this is for Brent."
        has_steps = bool(one.shown.steps or one.shown.unlisted)
        is_said = one.answers.area is Area.UNKNOWN and has_steps
        assert one.shown.area_words == (words if is_said else "")
        for text in (one.shown.copy_named, one.shown.copy_unnamed):
            assert text.count(words) == is_said
        said += is_said
    assert said > 50


def test_a_girl_with_a_child_ticked_is_asked_which_of_them_it_is(read: list[Read]) -> None:
    asked = 0
    for one in read:
        hints = " ".join(step.hint for step in one.shown.steps)
        is_both = one.answers.is_child and one.answers.child_at_risk is YesNo.YES
        assert (IS_IT_HER in hints) == is_both
        asked += is_both
    assert asked > 20


def test_what_she_alone_agreed_to_is_said_of_the_whole_page(listings: Flask) -> None:
    facts = {"age": "18_plus", "controlled": "yes", "consent_share": "no", "nrm_consent": "yes", "needs": ["housing"]}
    answers = Answers.from_facts(facts)
    with listings.app_context():
        shown = result(answers, A_WEEK).shown
    step = next(one for one in shown.steps if one.step.agency is AgencyType.NRM_FIRST_RESPONDER)

    words = " ".join(sentences(page(listings, answers, A_WEEK)))
    clock.stop(None)

    assert step.verb == "She agreed to this alone: ring"
    assert "She said yes to the National Referral Mechanism only, and no to everything else." in words
    assert "unless she agrees" not in words
    assert "She agreed, so the form carries her name." in words
    assert "She said no:" not in words
    assert "We do not ask her name. Whoever you ring may." in words


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


_NUMBERED = re.compile(r"\d+\. ")
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


def test_the_copied_text_leads_with_999_where_the_page_does(read: list[Read]) -> None:
    led = 0
    for one in read:
        steps = one.shown.copy_unnamed.split("\n\n")[1].splitlines()
        for line, step in zip(steps, one.shown.emergency, strict=False):
            led += 1
            assert line.startswith(f"{step.title}: Ring 999 now")
            assert step.hint in line
        numbered = [line for line in steps if _NUMBERED.match(line)]
        assert numbered == [f"{at}. {step.title}. {step.verb}." for at, step in enumerate(one.shown.steps, 1)]
    assert led > 50


def test_a_pathway_that_does_not_run_is_said_once_on_the_page_and_once_in_the_copied_text(read: list[Read]) -> None:
    told = 0
    for one in read:
        words = one.shown.not_running_words
        told += bool(words)
        for text in (one.shown.copy_named, one.shown.copy_unnamed):
            assert text.count("pathway is not running") == bool(words)
    assert told > 50


def test_the_copied_text_has_the_hours_that_the_page_shows(read: list[Read]) -> None:
    said = set()
    for one in read:
        for step in one.shown.steps:
            if step.button and step.state_of_button:
                line = f"{step.button.in_words}. {step.state_of_button.text}."
                assert line in one.shown.copy_unnamed
                said.add(step.state_of_button.kind)
    assert said > {"open", "unknown"}


def test_the_same_is_not_said_in_every_step(read: list[Read]) -> None:
    for one in read:
        said = [words for step in one.shown.steps for words in (step.hint, step.agreement_words) if len(words) > 70]
        assert len(said) == len(set(said)), said
