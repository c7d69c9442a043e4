"""A question is folded away only when its answer can change nothing."""

from itertools import chain, combinations

import pytest

from pathway.referral.conditional_questions import FOLDS, as_attribute
from pathway.referral.questions import QUESTION
from pathway.referral.routing import result_of, steps_of
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import FACT, Age, Controlled, Violence
from tests.unit.referral.cases import MANY, TABLE


def is_folded(name: str, answers: Answers) -> bool:
    """Whether the page's script folds a question, read from the attribute that the script reads."""
    facts = answers.as_facts()
    conditions = [condition.split("&") for condition in filter(None, as_attribute(name).split(";"))]
    return any(all(_is_answered(facts, pair) for pair in condition) for condition in conditions)


def _is_answered(facts: dict[str, object], pair: str) -> bool:
    fact, _, values = pair.partition("=")
    return (str(facts[fact]).lower() if isinstance(facts[fact], bool) else facts[fact]) in values.split(",")


@pytest.mark.slow
@pytest.mark.parametrize("name", FOLDS)
def test_the_answer_to_a_folded_question_does_not_change_the_result(name: str) -> None:
    fact, seen = QUESTION[name].fact, 0
    values = list(chain(*(combinations(fact.values, n) for n in (0, 1, 2)))) if fact.is_list else fact.values
    for answers in MANY:
        if not is_folded(name, answers) or seen > 400:
            continue
        seen += 1
        expected = (result_of(answers, TABLE), steps_of(answers, TABLE))
        for value in values:
            other = Answers(**{**fields_of(answers), name: value})
            assert (result_of(other, TABLE), steps_of(other, TABLE)) == expected, (name, answers, value)

    assert seen > 20


def fields_of(answers: Answers) -> dict[str, object]:
    """The facts of answers, as the constructor takes them."""
    return {name: getattr(answers, name) for name in FACT}


def test_nothing_is_folded_before_anything_is_answered() -> None:
    assert [name for name in FACT if is_folded(name, Answers())] == ["setting"]  # "don't know" and empty are one value


def test_what_a_child_is_not_asked() -> None:
    child = Answers(age=Age.UNSURE)

    folded = {name for name in FACT if is_folded(name, child)}

    assert folded >= {"needs", "consent_share", "setting", "safe_place_tonight"}
    assert not folded & {
        "health_now",
        "capacity_doubt",
        "immediate_danger",
        "sexual_assault",
        "suicide_risk",
        "controlled",
        "referrer_org",
        "area",
    }


def test_the_folds_of_a_question_are_one_attribute() -> None:
    assert as_attribute("violence_from") == "violence_risk=none&controlled=yes,suspected,no"
    assert as_attribute("nrm_consent") == "age=under_18,unsure;controlled=no"
    assert as_attribute("age") == ""
    assert as_attribute("health_now") == as_attribute("capacity_doubt") == ""
    assert is_folded("violence_from", Answers(violence_risk=Violence.NONE, controlled=Controlled.NO))
