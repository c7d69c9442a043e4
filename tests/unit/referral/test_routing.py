"""Where answers lead: the same as the policy says, for any answers."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings

from pathway.directory.vocabulary import AGENCY_LABELS, AgencyType
from pathway.referral import gate as gate_module
from pathway.referral import routing
from pathway.referral.routing import near_misses, result_of, route
from pathway.referral.table import Table
from pathway.referral.table_checks.checks import examples
from pathway.referral.table_checks.laws import broken
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import AccessNeed, Action, Age, Pathway, Urgency
from tests.unit.referral import policy
from tests.unit.referral.cases import MANY, TABLE, VIGNETTES, any_answers, routed
from tests.unit.test_words import NEVER

KEYS = ("headline", "pathways", "urgency", "steps", "ask_next")


def routed_json(answers: Answers) -> dict[str, Any]:
    """What the command prints of it, less reasons and version."""
    result = route(answers, TABLE).as_json()
    return {key: result[key] for key in KEYS}


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda vignette: vignette["id"])
def test_the_worked_examples(vignette: dict[str, Any]) -> None:
    assert routed_json(Answers.from_facts(vignette["facts"])) == vignette["expected"]


@pytest.mark.slow
def test_it_is_what_the_policy_says_for_ten_thousand_sets_of_answers() -> None:
    for answers, result in zip(MANY, routed(), strict=True):
        expected, given_ = policy.result(answers.as_facts()), result.as_json()

        assert {key: given_[key] for key in KEYS} == expected, answers


@settings(max_examples=300, deadline=None)
@given(any_answers())
def test_it_is_what_the_policy_says_for_any(answers: Answers) -> None:
    assert routed_json(answers) == policy.result(answers.as_facts())


@pytest.mark.slow
def test_steps_and_pathways_stand_in_the_order_of_the_policy() -> None:
    for answers, result in zip(MANY[:3_000], routed(), strict=False):
        expected, given_ = policy.outcome(answers.as_facts()), result.as_json()

        assert list(given_["steps"]) == list(expected["steps"]), answers
        assert list(given_["pathways"]) == list(expected["pathways"]), answers


def test_the_short_form_is_the_long_one() -> None:
    for answers, long in zip(MANY[:2_000], routed(), strict=False):
        urgency, pathways, steps = result_of(answers, TABLE)

        assert urgency is long.urgency
        assert pathways == dict(long.pathways)
        assert steps == {step.agency: step.action for step in long.steps}


@pytest.mark.parametrize("number", range(len(gate_module.RULES)), ids=[rule.id for rule in gate_module.RULES])
def test_a_rule_of_the_gate_taken_out_is_noticed(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = gate_module.RULES
    monkeypatch.setattr(gate_module, "RULES", rules[:number] + rules[number + 1 :])

    assert any(routed_json(answers) != policy.result(answers.as_facts()) for answers in MANY)


@pytest.mark.parametrize("row", [row.id for row in TABLE.rows if not row.otherwise])
def test_a_row_of_the_table_taken_out_is_noticed(row: str) -> None:
    table = TABLE.without(row)

    assert any(result_of(answers, table) != result_of(answers, TABLE) for answers in MANY)


NEW_RULES = ["S1b", "S1c", "S7", "S9b", "R2", "R3"]


@pytest.mark.parametrize("rule", NEW_RULES)
def test_a_new_rule_taken_out_whole_is_caught_by_the_policy_and_by_laws_or_examples(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        gate_module, "RULES", tuple(gate_rule for gate_rule in gate_module.RULES if gate_rule.id != rule)
    )
    table = Table(TABLE.number, TABLE.rank, tuple(row for row in TABLE.rows if row.rule != rule))

    differs = any(route_without(answers, table) != policy.outcome(answers.as_facts()) for answers in MANY)
    broken_laws = any(broken(answers, table) for answers in MANY)
    failed = examples(table, VIGNETTES).problems

    assert differs
    assert broken_laws or failed


def route_without(answers: Answers, table: Table) -> dict[str, Any]:
    """What the policy's `outcome` gives, by a table."""
    result = route(answers, table).as_json()
    return {key: result[key] for key in KEYS if key != "ask_next"}


UNTRUE: list[tuple[str, str, str]] = [
    ("sexual_assault", "within_72h", r"seven days"),
    ("sexual_assault", "within_7d", r"last 72 hours"),
    ("controlled", "yes", r"(?i)you suspect|may control|you ticked someone"),
    ("controlled", "suspected", r"(?<!suspect that )somebody controls her|you ticked someone|Somebody controls her"),
    ("age", "under_18", r"could be under 18|may be under"),
    ("age", "unsure", r"She is under 18"),
    ("capacity_doubt", "lasting", r"at the moment"),
    ("capacity_doubt", "yes", r"lasting"),
    ("health_now", "unknown", r"She is hurt or unwell"),
    ("setting", "unknown", r"she meets people on the street|and meets people on"),
    ("consent_share", "not_asked", r"said no to passing"),
    ("violence_risk", "recent", r"fears violence"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("fact", "value", "words"), UNTRUE)
def test_reasons_say_what_was_answered_and_not_another_answer(fact: str, value: str, words: str) -> None:
    sentences = {
        reason.text
        for answers, result in zip(MANY, routed(), strict=True)
        if getattr(answers, fact) == value
        for reason in result.reasons
    }

    assert len(sentences) > 10
    assert not [sentence for sentence in sentences if re.search(words, sentence)]


@pytest.mark.slow
def test_every_reason_is_one_that_may_be_read_aloud() -> None:
    sentences = {reason.text for result in routed() for reason in result.reasons}

    for sentence in sentences:
        assert re.fullmatch(r"[A-Z][^\n]+[.]", sentence), sentence
        assert "  " not in sentence
        assert len(sentence) < 260, sentence
        assert not NEVER.search(sentence)


@pytest.mark.slow
def test_every_rule_and_row_that_fired_has_one_reason() -> None:
    met = set()
    for result in [*routed(), route(Answers(), TABLE)]:
        rules = {next((row.rule for row in TABLE.rows if row.id == fired), fired) for fired in result.fired}
        met |= rules
        assert [reason.rule for reason in result.reasons] == list(
            dict.fromkeys(reason.rule for reason in result.reasons)
        )
        assert {reason.rule for reason in result.reasons} == rules
        assert all(reason.text.endswith(".") for reason in result.reasons)
    assert met == {rule.id for rule in gate_module.RULES} | {row.rule for row in TABLE.rows}


def test_a_step_says_which_rules_asked_for_it_and_how_soon() -> None:
    result = route(Answers.from_facts({"age": "under_18", "controlled": "yes"}, partial=True), TABLE)

    step = result.steps[0]

    assert step.agency is AgencyType.CHILDRENS_SOCIAL_CARE
    assert step.rules == ("S3", "S4")
    assert step.urgency is Urgency.IMMEDIATE


def test_an_agency_named_twice_keeps_its_strongest_action() -> None:
    facts = {"immediate_danger": "yes", "suicide_risk": "now"}

    result = route(Answers.from_facts(facts, partial=True), TABLE)

    assert result.action_for(AgencyType.AMBULANCE_999) is Action.CALL_999
    assert next(step for step in result.steps if step.agency is AgencyType.AMBULANCE_999).rules == ("S1", "S2")


def test_nothing_answered_gives_numbers_and_asks_about_danger_first() -> None:
    result = route(Answers(), TABLE)

    assert result.headline is Pathway.NUMBERS_AND_NEXT_STEPS
    assert not result.steps
    assert result.ask_next[0] == "immediate_danger"


def test_access_needs_change_nothing() -> None:
    for answers in MANY[:200]:
        facts = answers.as_facts()
        with_needs = Answers.from_facts({**facts, "access_needs": [need.value for need in AccessNeed]})

        assert route(with_needs, TABLE) == route(answers, TABLE)


def test_near_misses_are_one_cell_away() -> None:
    answers = Answers.from_facts({"violence_risk": "immediate", "setting": "indoor", "area": "brent"}, partial=True)

    missed = {(miss.row, miss.fact) for miss in near_misses(answers, TABLE)}

    assert ("R3", "setting") in missed
    assert ("R2", "area") in missed
    assert not any(row == "R4" for row, _ in missed)
    assert near_misses(answers.having("age", Age.UNDER_18), TABLE) == ()


def test_a_result_is_plain_json_and_names_its_table() -> None:
    result = route(Answers(), TABLE).as_json()

    assert json.loads(json.dumps(result)) == result
    assert result["table"] == TABLE.version == f"2-{TABLE.content_hash[:10]}"


def test_every_agency_has_a_label() -> None:
    assert set(AGENCY_LABELS) == set(AgencyType)
    assert len(routing.AgencyType) == len(AGENCY_LABELS)
