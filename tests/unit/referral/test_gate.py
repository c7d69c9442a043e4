"""The safety gate: each rule looks at no more than it says."""

import pytest

from pathway.referral.gate import RULES
from pathway.referral.rules import Rule, effects_of
from pathway.referral.vocabulary import FACTS, Action
from tests.unit.referral.cases import MANY


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_reads_what_it_says_and_nothing_else(rule: Rule) -> None:
    mattered = set()
    for answers in MANY[:4_000]:
        before = rule.effect(answers)
        for fact in FACTS:
            if fact.is_list:
                other = {(): fact.values}.get(getattr(answers, fact.name), ())
                changed = type(answers)(**{**_fields(answers), fact.name: other})
            else:
                others = [value for value in fact.values if value != getattr(answers, fact.name)]
                changed = answers.having(fact.name, others[hash(answers) % len(others)])
            if rule.effect(changed) is not before:
                mattered.add(fact.name)

    assert mattered == rule.reads


def _fields(answers: object) -> dict[str, object]:
    return {name: getattr(answers, name) for name in [fact.name for fact in FACTS]}


def test_rules_are_in_order_under_their_own_ids() -> None:
    assert [rule.id for rule in RULES] == "S1 S1b S1c S2 S2b S3 S3b S4 S5 S6 S7 S8 S9 S9b".split()
    for answers in MANY:
        for rule, effect in zip(RULES, effects_of(RULES, answers), strict=True):
            assert effect is None or effect.rule == rule.id


def test_only_the_gate_acts_without_agreement_and_never_sends_to_the_police() -> None:
    actions = {
        action for answers in MANY for effect in effects_of(RULES, answers) if effect for _, action in effect.steps
    }

    assert Action.REFER_NOW in actions
    assert actions == set(Action)
