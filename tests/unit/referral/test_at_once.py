"""Answers that show 999 at once are those for which the rules ring 999 whatever else is answered, and no others."""

from pathway.config import ROOT
from pathway.referral.at_once import AT_ONCE, SHOWS_FOR
from pathway.referral.questions import QUESTION
from pathway.referral.routing import route
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import FACTS, Action
from pathway.upkeep import routing_seed

TABLE = routing_seed.read(ROOT / "seed")


def test_they_are_the_answers_that_ring_999() -> None:
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
