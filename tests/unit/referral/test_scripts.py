"""What is said on the telephone: no more than that agency needs, no name, and words of the house."""

import re

import pytest

from pathway.directory.vocabulary import AgencyType
from pathway.referral.routing import route
from pathway.referral.scripts import ask_for, say, she_says, words_to_ask_her
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import AccessNeed, Action
from pathway.referral.wording import waits_for_her
from tests.unit.referral.cases import MANY, TABLE
from tests.unit.test_words import NEVER, NEVER_ON_A_PAGE

KEPT_FROM = {
    AgencyType.EMERGENCY_ACCOMMODATION: r"assault|street|clinic|drugs|control|ending her life",
    AgencyType.SEXUAL_HEALTH: r"assault|street|violence|nowhere|control|ending her life",
    AgencyType.SUBSTANCE_MISUSE: r"assault|street|violence|nowhere|control|ending her life",
    AgencyType.DOMESTIC_ABUSE_SERVICE: r"assault|street|nowhere|control",
    AgencyType.SARC: r"street|nowhere|drugs|control",
    AgencyType.MODERN_SLAVERY_HELPLINE: r"assault|street|nowhere|drugs",
    AgencyType.MENTAL_HEALTH_CRISIS: r"assault|street|nowhere|drugs|control",
    AgencyType.HOUSING_ADVICE: r"assault|street|violence|control|drugs",
}
SAID = [
    (step, say(step, answers), answers)
    for answers in MANY[:3_000]
    for step in route(answers, TABLE).steps
    if step.action in {Action.REFER_NOW, Action.REFER, Action.ADVICE_UNNAMED}
]


@pytest.mark.parametrize("agency", KEPT_FROM)
def test_an_agency_hears_nothing_that_is_not_for_it(agency: AgencyType) -> None:
    heard = [words for step, words, _ in SAID if step.agency is agency]

    assert heard
    for words in heard:
        told = words.rpartition("Can you help with")[0]
        assert not re.search(KEPT_FROM[agency], told), words


def test_advice_gives_no_name_and_says_so() -> None:
    for step, words, _ in SAID:
        if step.action is Action.ADVICE_UNNAMED:
            assert "give no name now" in words


def test_a_referral_by_agreement_says_that_she_agreed() -> None:
    for step, words, answers in SAID:
        assert ("said yes" in words) == (step.action is Action.REFER)
        if step.action is Action.REFER:
            assert "yes" in {answers.consent_share, answers.nrm_consent}


def test_a_child_is_never_called_a_woman() -> None:
    for _, words, answers in SAID:
        if answers.is_child:
            assert "woman" not in words


def test_the_words_are_those_of_the_house() -> None:
    for _, words, _ in SAID:
        assert not NEVER.search(words)
        assert not NEVER_ON_A_PAGE.search(words)


def test_she_is_asked_about_each_agency_by_itself_and_told_what_it_hears() -> None:
    answers = Answers.from_facts(
        {
            "age": "18_plus",
            "violence_risk": "immediate",
            "setting": "on_street",
            "safe_place_tonight": "no",
            "needs": ["sexual_health"],
        },
        partial=True,
    )
    waiting = [step for step in route(answers, TABLE).steps if waits_for_her(step)]

    sentences = words_to_ask_her(waiting, answers)

    assert len(sentences) == len(waiting) == 4
    housing = next(one for one in sentences if "housing" in one)
    assert housing == (
        "I would like to ask the council\N{RIGHT SINGLE QUOTATION MARK}s housing team about somewhere safe to stay "
        "tonight. They would hear that you have nowhere safe tonight and you fear violence in the next few days, and "
        "nothing else. Is that all right?"
    )
    assert not any(" she " in one for one in sentences)


def test_what_to_ask_for_follows_what_she_needs_to_get_there() -> None:
    assert ask_for(Answers(access_needs=(AccessNeed.INTERPRETER, AccessNeed.DOG))) == [
        "an interpreter who is not family",
        "room for her dog",
    ]
    assert ask_for(Answers()) == []


def test_what_she_says_herself_tells_nothing_of_her() -> None:
    for answers in MANY[:1_000]:
        for step in route(answers, TABLE).steps:
            if step.action is Action.SHE_CAN_RING:
                assert she_says(step).startswith("I would like to ask about ")
                assert not re.search(r"\bshe\b|\bher\b|\byou\b", she_says(step))
