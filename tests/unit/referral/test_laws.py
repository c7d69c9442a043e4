"""What must be true whatever the table says: over ten thousand sets of answers, and any that hypothesis finds."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from pathway.directory.vocabulary import AgencyType
from pathway.referral.checks import random_answers
from pathway.referral.laws import LAWS, Law, Outcome, broken
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Action, Age, Pathway, State, Urgency
from tests.unit.referral.cases import MANY, TABLE, any_answers


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_law_holds_over_ten_thousand(law: Law) -> None:
    for answers in MANY:
        assert law.holds(Outcome.of(answers, TABLE)), answers


@settings(max_examples=300, deadline=None)
@given(any_answers())
def test_no_law_is_broken_by_any(answers: Answers) -> None:
    assert broken(answers, TABLE) == ()


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_law_can_be_broken(law: Law) -> None:
    """Each law is shown results that somebody has spoiled in one way; one that holds of all of them says nothing."""
    spoiled = (other for answers in MANY[:2_000] for other in _spoiled(Outcome.of(answers, TABLE)))

    assert not all(law.holds(one) for one in spoiled)


def _spoiled(one: Outcome) -> list[Outcome]:
    every = dict.fromkeys(AgencyType, Action.REFER)
    return [
        replace(one, steps={}, pathways={}, urgency=Urgency.STANDARD),
        replace(one, steps={**one.steps, **every}),
        replace(one, steps=dict.fromkeys(AgencyType, Action.NOTIFY_ANONYMOUSLY)),
        replace(one, pathways=dict.fromkeys(Pathway, State.LIVE)),
        replace(one, urgency=Urgency.IMMEDIATE),
    ]


def test_a_child_is_a_child_however_much_else_is_known() -> None:
    for answers in random_answers(500, seed=7):
        for age in (Age.UNDER_18, Age.UNSURE):
            child = Outcome.of(answers.having("age", age), TABLE)

            assert child.steps[AgencyType.CHILDRENS_SOCIAL_CARE] is Action.REFER_NOW
            assert child.urgency is Urgency.IMMEDIATE
            assert AgencyType.PATHWAY_COORDINATOR not in child.steps


def test_knowing_more_never_takes_a_safety_step_away() -> None:
    """Answers that raise concern, given one by one, only add to what the safety gate asks for."""
    raising = {
        "immediate_danger": "yes",
        "suicide_risk": "now",
        "child_at_risk": "yes",
        "capacity_doubt": "yes",
    }
    for answers in MANY[:3_000]:
        before = Outcome.of(answers, TABLE)
        for name, value in raising.items():
            after = Outcome.of(Answers.from_facts({**answers.as_facts(), name: value}), TABLE)
            for action in (Action.CALL_999, Action.REFER_NOW, Action.OWN_ORGANISATION):
                if name == "capacity_doubt" and action is Action.OWN_ORGANISATION:
                    continue  # a referral she agreed to waits until she can decide
                assert before.sends(action) <= after.sends(action) | after.sends(Action.CALL_999), (answers, name)
