"""The rules of the gate and the rows of a table, asked as one list."""

import random

import pytest

from pathway.referral.routing import result_of, route, rules_of
from pathway.referral.rules import Rule, effects_again, effects_of
from pathway.referral.triage import not_known
from pathway.referral.vocabulary import FACTS
from tests.unit.referral.cases import MANY, TABLE, random_tables

RULES = rules_of(TABLE)
SOME = [
    (answers, table)
    for table in random_tables(100, seed=23)
    for answers in random.Random(table.content_hash).sample(MANY, 10)
]


def test_asking_again_is_asking_all() -> None:
    for answers in MANY[:500]:
        before = effects_of(RULES, answers)
        for fact in FACTS:
            if fact.is_list:
                continue
            for value in fact.values:
                other = answers.having(fact.name, value)

                assert effects_again(RULES, before, other, fact.name) == effects_of(RULES, other)


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_reads_no_more_than_it_says(rule: Rule) -> None:
    for answers in MANY[:300]:
        before = rule.effect(answers)
        for fact in FACTS:
            if not fact.is_list and fact.name not in rule.reads:
                assert all(rule.effect(answers.having(fact.name, value)) == before for value in fact.values)


def test_what_to_ask_next_is_each_unknown_fact_whose_answer_changes_the_result_of_any_table() -> None:
    for answers, table in SOME:
        before = result_of(answers, table)
        matters = {
            fact.name
            for fact in not_known(answers)
            for value in fact.values
            if result_of(answers.having(fact.name, value), table) != before
        }

        assert set(route(answers, table).ask_next) == matters, (answers, table)


def test_the_short_form_is_the_long_one_by_any_table() -> None:
    for answers, table in SOME:
        urgency, pathways, steps = result_of(answers, table)

        long = route(answers, table)

        assert urgency is long.urgency
        assert pathways == dict(long.pathways)
        assert steps == {step.agency: step.action for step in long.steps}
