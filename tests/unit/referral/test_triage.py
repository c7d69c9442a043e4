"""Reading facts: everything that is wrong is named, and nothing is guessed."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.referral.triage import Answers, FactsError, not_known
from pathway.referral.vocabulary import BESIDE, BOROUGH, FACTS, Age, Doubt, Employer, Health, ServiceFor, YesNo
from tests.unit.referral import policy
from tests.unit.referral.cases import MANY, SEED_FOLDER, any_answers


def test_facts_values_and_blanks_are_those_of_the_policy() -> None:
    assert [fact.name for fact in FACTS] == list(policy.VALUES)
    for fact in FACTS:
        assert [value if fact.is_flag else str(value) for value in fact.values] == policy.VALUES[fact.name]
    assert Answers().as_facts() == policy.BLANKS
    assert Answers.from_facts({}, partial=True) == Answers()


@settings(deadline=None)
@given(any_answers())
def test_what_is_written_reads_the_same(answers: Answers) -> None:
    assert Answers.from_facts(answers.as_facts()) == answers


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_a_fact_left_out_has_its_blank_and_is_named_where_all_are_wanted(fact: Any) -> None:
    facts = Answers().as_facts()
    del facts[fact.name]

    with pytest.raises(FactsError) as error:
        Answers.from_facts(facts, partial=False)

    assert error.value.problems == (problem := error.value.problems[0],)
    assert problem.startswith(f"{fact.name} is missing: give ")
    assert Answers.from_facts(facts) == Answers()


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
@pytest.mark.parametrize("bad", ["", "YES", "perhaps", None, 1, 0, 1.5, {}, ["?"], [["yes"]], "true", "yes "])
def test_a_value_that_is_none_of_its_facts_is_named(fact: Any, bad: Any) -> None:
    with pytest.raises(FactsError) as error:
        Answers.from_facts({**Answers().as_facts(), fact.name: bad})

    assert len(error.value.problems) == 1
    assert error.value.problems[0].startswith(f"{fact.name} cannot be ")


def test_a_value_ticked_twice_is_refused() -> None:
    with pytest.raises(FactsError, match="each once"):
        Answers.from_facts({"needs": ["housing", "housing"]}, partial=True)


def test_everything_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(FactsError) as error:
        Answers.from_facts({"age": "old", "sett": "indoor", "name": "x"}, partial=True)

    assert [problem.split(":")[0] for problem in error.value.problems] == [
        "'sett' is not a fact; is it setting?",
        "'name' is not a fact",
        "age cannot be 'old'",
    ]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(list(policy.BLANKS)) | st.text(), inner),
)


@pytest.mark.slow
@settings(deadline=None, max_examples=300)
@given(ANYTHING)
def test_anything_at_all_is_read_or_refused_in_words(anything: Any) -> None:
    problems: tuple[str, ...] = ()
    try:
        read = Answers.from_facts(anything, partial=True).as_facts()
    except FactsError as error:
        problems = error.problems
    else:
        assert {name: read.get(name, []) for name in anything} == anything

    assert all(0 < len(problem) < 500 for problem in problems)


def test_ticks_are_in_one_order() -> None:
    first = Answers.from_facts({"needs": ["exit_support", "housing"]}, partial=True)
    other = Answers.from_facts({"needs": ["housing", "exit_support"]}, partial=True)

    assert first == other
    assert first.as_facts()["needs"] == ["housing", "exit_support"]


def test_changing_one_fact_is_the_same_as_replacing_it() -> None:
    for answers in MANY[:300]:
        for fact in FACTS:
            if fact.is_list:
                continue
            for value in fact.values:
                other = answers.having(fact.name, value)

                assert other == replace(answers, **{fact.name: value})


def test_what_nobody_knows_yet() -> None:
    answers = Answers(immediate_danger=YesNo.NO, health_now=Health.NO, age=Age.ADULT)

    names = [fact.name for fact in not_known(answers)]

    assert "immediate_danger" not in names
    assert "age" not in names
    assert "capacity_doubt" not in names  # capacity is presumed
    assert names[0] == "violence_risk"


def test_answers_beside_the_facts_are_read_and_written_and_make_no_difference() -> None:
    facts = {"borough": "Harrow", "service_for": "lgbt", "access_needs": ["dog"]}

    answers = Answers.from_facts(facts)

    assert (answers.borough, answers.service_for) == ("Harrow", ServiceFor.LGBT)
    assert answers.as_facts() == {**Answers().as_facts(), **facts}
    assert answers == Answers()
    assert hash(answers) == hash(Answers())
    assert Answers.from_facts({"service_for": "women"}).as_facts() == Answers().as_facts()
    assert replace(answers, employer=Employer.SCHOOL) == Answers()


@pytest.mark.parametrize(
    ("written", "borough"),
    [("kensington & chelsea", "Kensington and Chelsea"), ("CITY OF LONDON", "City of London"), (" Harrow ", "Harrow")],
)
def test_a_borough_is_known_however_it_is_written(written: str, borough: str) -> None:
    assert Answers.from_facts({"borough": written}).borough == borough


@pytest.mark.parametrize("bad", ["Brent", "Kent", "", None, 3, ["Harrow"], {}])
def test_a_place_that_is_no_other_london_borough_is_refused(bad: Any) -> None:
    with pytest.raises(FactsError, match=r"borough cannot be .*: give a London borough but Brent, by name"):
        Answers.from_facts({"borough": bad})


def test_the_boroughs_are_those_of_the_map_but_brent() -> None:
    outlines = json.loads((SEED_FOLDER / "geo" / "london_boroughs.geojson").read_text("utf-8"))

    names = {feature["properties"]["name"] for feature in outlines["features"]}

    assert {"Brent", *BOROUGH.values} == names
    assert list(BOROUGH.values) == sorted(map(str, BOROUGH.values))


def test_what_stands_beside_is_no_fact() -> None:
    assert [fact.name for fact in BESIDE] == ["borough", "service_for", "access_needs"]
    assert not {fact.name for fact in BESIDE} & {fact.name for fact in FACTS}


@pytest.mark.parametrize(("doubt", "in_doubt"), [(Doubt.YES, True), (Doubt.LASTING, True), (Doubt.NO, False)])
def test_capacity_is_in_doubt_just_now_or_for_lasting_reasons(doubt: Doubt, in_doubt: bool) -> None:
    assert Answers(capacity_doubt=doubt).capacity_in_doubt is in_doubt


@pytest.mark.parametrize(
    ("facts", "contradicts"),
    [
        ({"controlled": "no", "violence_from": ["someone_controlling"]}, True),
        ({"controlled": "no"}, False),
        ({"controlled": "unknown", "violence_from": ["someone_controlling"]}, False),
    ],
)
def test_a_contradiction_is_noticed(facts: dict[str, Any], contradicts: bool) -> None:
    assert Answers.from_facts(facts, partial=True).is_contradictory_on_control is contradicts
