"""What is said on the telephone: no more than that agency needs, no name, and words of the house."""

import re

import pytest

from pathway.directory.vocabulary import AgencyType
from pathway.referral.labels import waits_for_her
from pathway.referral.result.call_scripts import ask_for, say, she_says, words_to_ask_her
from pathway.referral.routing import route
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import AccessNeed, Action, Controlled
from tests.unit.referral.cases import MANY, TABLE
from tests.unit.test_words import NEVER, NEVER_ON_A_PAGE

NEVER_TOLD = {
    AgencyType.EMERGENCY_ACCOMMODATION: r"assault|street|clinic|drugs|control|ending her life",
    AgencyType.SEXUAL_HEALTH: r"assault|street|violence|nowhere|control|ending her life",
    AgencyType.SUBSTANCE_MISUSE: r"assault|street|violence|nowhere|control|ending her life",
    AgencyType.DOMESTIC_ABUSE_SERVICE: r"assault|street|nowhere|control",
    AgencyType.SARC: r"street|nowhere|drugs|control",
    AgencyType.MODERN_SLAVERY_HELPLINE: r"assault|street|nowhere|drugs",
    AgencyType.MENTAL_HEALTH_CRISIS: r"assault|street|nowhere|drugs|control",
    AgencyType.HOUSING_ADVICE: r"assault|street|violence|control|drugs",
}
SCRIPTS = [
    (step, say(step, answers), answers)
    for answers in MANY[:3_000]
    for step in route(answers, TABLE).steps
    if step.action in {Action.REFER_NOW, Action.REFER, Action.ADVICE_UNNAMED}
]


@pytest.mark.parametrize("agency", NEVER_TOLD)
def test_an_agency_hears_nothing_that_is_not_for_it(agency: AgencyType) -> None:
    scripts = [words for step, words, _ in SCRIPTS if step.agency is agency]

    assert scripts
    for words in scripts:
        statement, question = re.fullmatch(r"(.+[.]) ([^.?]+[?])", words).groups()
        assert question.endswith("?")
        assert not re.search(NEVER_TOLD[agency], statement), words


def test_advice_gives_no_name_and_says_so() -> None:
    for step, words, _ in SCRIPTS:
        if step.action is Action.ADVICE_UNNAMED:
            assert "not giving a name now" in words


def test_a_referral_by_agreement_says_that_she_agreed() -> None:
    for step, words, answers in SCRIPTS:
        assert ("said yes" in words) == (step.action is Action.REFER)
        if step.action is Action.REFER:
            assert "yes" in {answers.consent_share, answers.nrm_consent}


def test_a_child_is_never_called_a_woman() -> None:
    for _, words, answers in SCRIPTS:
        if answers.is_child:
            assert "woman" not in words


def test_the_words_are_those_of_the_house() -> None:
    for _, words, _ in SCRIPTS:
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
    housing = next(sentence for sentence in sentences if "housing" in sentence)
    assert housing == (
        "I would like to ask the council\N{RIGHT SINGLE QUOTATION MARK}s housing team for somewhere safe to stay "
        "tonight. I would tell them that you have nowhere safe tonight and you fear violence in the next few days. "
        "They may ask for more, and you can say no. Is that all right?"
    )
    assert not any(" she " in sentence for sentence in sentences)


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
                words = she_says(step, answers)
                is_helpline = step.agency is AgencyType.MODERN_SLAVERY_HELPLINE
                assert words.startswith("I would like ") != is_helpline
                assert ("without my name" in words) == is_helpline
                assert not re.search(r"\bshe\b|\bher\b|\byou\b", words)
                if is_helpline:
                    assert words.startswith("Somebody controls") == (answers.controlled is Controlled.YES)


CHILD_HEARS = (
    ("immediate_danger", "yes", "Somebody is in danger now."),
    ("health_now", "emergency", "This is a medical emergency."),
    ("suicide_risk", "now", "She may end her life tonight."),
    ("sexual_assault", "within_72h", "She was raped or sexually assaulted in the last 72 hours."),
    ("sexual_assault", "within_7d", "She was raped or sexually assaulted in the last seven days."),
    ("violence_risk", "immediate", "She fears violence in the next few days."),
    ("safe_place_tonight", "no", "She has nowhere safe tonight."),
    ("health_now", "needs_care", "She is hurt or unwell."),
    ("suicide_risk", "thoughts", "She has thoughts of ending her life."),
    ("controlled", "yes", "Somebody controls her."),
)
"""What children's services hear for each answer, the gravest first."""


def test_children_s_services_hear_what_was_answered_of_a_girl_and_the_gravest_first() -> None:
    heard: set[str] = set()
    for step, words, answers in SCRIPTS:
        if step.agency is not AgencyType.CHILDRENS_SOCIAL_CARE or not answers.is_child:
            continue
        facts = answers.as_facts()
        places = []
        for fact, value, sentence in CHILD_HEARS:
            assert (sentence in words) == (facts[fact] == value), words
            if sentence in words:
                heard.add(sentence)
                places.append(words.index(sentence))
        assert places == sorted(places)
        assert "999" not in words
    assert len(heard) == len(CHILD_HEARS)


def test_of_another_child_one_says_who_it_is_and_asks_who_will_see_it() -> None:
    scripts = [
        words
        for step, words, answers in SCRIPTS
        if step.agency is AgencyType.CHILDRENS_SOCIAL_CARE and not answers.is_child
    ]
    assert scripts
    for words in scripts:
        assert "who the child is" in words
        assert words.endswith("Who will see the child, and when?")


def test_who_agreed_to_one_thing_alone_is_not_said_to_have_agreed_to_more() -> None:
    scripts = [words for step, words, answers in SCRIPTS if step.action is Action.REFER and answers.agreed_to_nrm_only]
    assert scripts
    for words in scripts:
        assert "said yes to a National Referral Mechanism referral, and to nothing else" in words


def test_she_is_told_of_all_that_is_said_of_her() -> None:
    answers = Answers.from_facts(
        {
            "age": "18_plus",
            "safe_place_tonight": "no",
            "needs": ["benefits_money"],
            "access_needs": ["pregnant", "interpreter", "dog"],
        },
        partial=True,
    )
    waiting = [step for step in route(answers, TABLE).steps if waits_for_her(step)]

    bed, money = words_to_ask_her(waiting, answers, {AgencyType.EMERGENCY_ACCOMMODATION})

    assert (
        "you have nowhere safe tonight, you are pregnant, you need an interpreter and you have a dog. They may ask"
        in bed
    )
    assert "I would tell them that you are pregnant and you need an interpreter. They may ask" in money


def test_of_a_place_is_asked_only_where_she_goes_to_one() -> None:
    needs = Answers(access_needs=(AccessNeed.INTERPRETER, AccessNeed.DOG))
    assert ask_for(needs, is_place=False) == ["an interpreter who is not family"]
