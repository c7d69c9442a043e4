"""A question is folded away only when its answer can change nothing; 999 is shown only where the rules ring it."""

from itertools import chain, combinations

import pytest

from pathway.referral.conditional_questions import AT_ONCE, FOLDS, SHOWS_FOR, as_attribute
from pathway.referral.questions import QUESTION
from pathway.referral.routing import result_of, route, steps_of
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import FACT, FACTS, Action, Age, Controlled, Violence
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


def test_999_is_shown_for_the_answers_that_ring_it_whatever_else_is_answered_and_no_others() -> None:
    ringing: dict[str, set[str]] = {}
    for fact in FACTS:
        for value in fact.values:
            answer = [str(value)] if fact.is_list else value
            result = route(Answers.from_facts({fact.name: answer}), TABLE)
            if any(step.action is Action.CALL_999 for step in result.steps):
                ringing.setdefault(fact.name, set()).add(str(value))

    assert ringing == {name: set(values) for name, values in AT_ONCE.items()}


def test_a_question_shows_for_an_answer_that_is_asked() -> None:
    for name, condition in SHOWS_FOR.items():
        fact, _, value = condition.partition("=")

        assert name in QUESTION
        assert value in dict(QUESTION[fact].answers)
