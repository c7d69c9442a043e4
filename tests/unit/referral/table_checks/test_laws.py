"""What must be true whatever the table says: over ten thousand sets of answers, and any that hypothesis finds."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings

from pathway.directory.vocabulary import AgencyType
from pathway.referral import gate as gate_module
from pathway.referral.gate import RULES
from pathway.referral.rules import Effect
from pathway.referral.table_checks.checks import random_answers
from pathway.referral.table_checks.laws import LAWS, Law, Outcome, broken
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Action, Age, Pathway, State, Urgency
from tests.unit.referral.cases import MANY, TABLE, any_answers


@cache
def outcomes() -> list[Outcome]:
    """Where ten thousand sets of answers lead, routed once."""
    return [Outcome.of(answers, TABLE) for answers in MANY]


@pytest.mark.slow
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_law_holds_over_ten_thousand(law: Law) -> None:
    for outcome in outcomes():
        assert law.holds(outcome), outcome.answers


@settings(max_examples=300, deadline=None)
@given(any_answers())
def test_no_law_is_broken_by_any(answers: Answers) -> None:
    assert broken(answers, TABLE) == ()


NOT_A_LAW_OF_ITS_OWN = {"S2b": "S2", "S3b": "S3", "S4": "S3"}
"""Rules that only add to another where the laws look; the policy and the worked examples test them."""


@pytest.mark.parametrize("rule", [gate_rule.id for gate_rule in RULES if gate_rule.id not in NOT_A_LAW_OF_ITS_OWN])
def test_a_rule_of_the_gate_taken_out_breaks_a_law(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "RULES", tuple(gate_rule for gate_rule in RULES if gate_rule.id != rule))

    assert any(broken(answers, TABLE) for answers in MANY)


@pytest.mark.slow
def test_saying_no_without_a_duty_is_not_calmer_only_by_control_support(monkeypatch: pytest.MonkeyPatch) -> None:
    def only_with_duty(answers: Answers) -> Effect | None:
        effect = gate_module.s7(answers)
        return effect if effect and effect.pathway is Pathway.DUTY_TO_NOTIFY else None

    without = tuple(replace(rule, effect=only_with_duty) if rule.id == "S7" else rule for rule in RULES)
    monkeypatch.setattr(gate_module, "RULES", without)

    broken_laws = {law.name for answers in MANY for law in broken(answers, TABLE)}

    assert {"no-not-calmer", "control-answered"} <= broken_laws


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_law_can_be_broken(law: Law) -> None:
    """Each law sees results that are spoiled in one way; a law that all of them pass would test nothing."""
    spoiled = (other for outcome in outcomes()[:2_000] for other in _spoiled(outcome))

    assert not all(law.holds(outcome) for outcome in spoiled)


def _spoiled(outcome: Outcome) -> list[Outcome]:
    every = dict.fromkeys(AgencyType, Action.REFER)
    return [
        replace(outcome, steps={}, pathways={}, urgency=Urgency.STANDARD),
        replace(outcome, steps={**outcome.steps, **every}),
        replace(outcome, steps=dict.fromkeys(AgencyType, Action.NOTIFY_ANONYMOUSLY)),
        replace(outcome, pathways=dict.fromkeys(Pathway, State.LIVE)),
        replace(outcome, urgency=Urgency.IMMEDIATE),
    ]


def test_a_child_is_a_child_however_much_else_is_known() -> None:
    for answers in random_answers(500, seed=7):
        for age in (Age.UNDER_18, Age.UNSURE):
            child = Outcome.of(answers.having("age", age), TABLE)

            assert child.steps[AgencyType.CHILDRENS_SOCIAL_CARE] is Action.REFER_NOW
            assert child.urgency is Urgency.IMMEDIATE
            assert AgencyType.PATHWAY_COORDINATOR not in child.steps


@pytest.mark.slow
def test_knowing_more_never_takes_a_safety_step_away() -> None:
    """Answers that raise concern, given one by one, only add to what the safety gate asks for."""
    raising = {
        "health_now": "emergency",
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
