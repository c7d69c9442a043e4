"""What was sent is read without guessing: what is wrong is named, and never makes a case look calmer."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from pathway.referral.forms import TriageForm, carried
from pathway.referral.questions import QUESTION
from pathway.referral.routing import result_of
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import FACT, ORG_OF, AccessNeed, Area, Employer, ReferrerOrg, ServiceFor, Urgency
from tests.unit.referral.cases import MANY, TABLE

URGENCIES = list(Urgency)


def form_of(*pairs: tuple[str, str]) -> TriageForm:
    """The form as these pairs make it."""
    form = TriageForm(MultiDict(pairs))
    form.validate()
    return form


@pytest.mark.slow
def test_hidden_fields_read_back_as_the_same_answers() -> None:
    for answers in MANY[:500]:
        form = form_of(*carried(answers))

        assert not form.problems
        assert form.answers() == answers


def test_answers_beside_the_facts_are_carried_too() -> None:
    answers = Answers(
        area=Area.OTHER_LONDON, borough="Harrow", service_for=ServiceFor.LGBT, access_needs=(AccessNeed.DOG,)
    )

    again = form_of(*carried(answers)).answers()

    assert (again.borough, again.service_for, again.access_needs) == ("Harrow", ServiceFor.LGBT, (AccessNeed.DOG,))


@pytest.mark.parametrize("employer", Employer)
def test_an_employer_by_name_is_kept_as_picked_and_routed_as_what_it_is(employer: Employer) -> None:
    form = form_of(("referrer_org", employer))

    answers = form.answers()

    assert not form.problems
    assert answers.employer is employer
    assert answers.referrer_org is ORG_OF[employer]
    assert carried(answers) == [("referrer_org", employer.value)]
    assert answers == Answers(referrer_org=ORG_OF[employer])


def test_of_two_employers_the_one_with_more_duties_counts() -> None:
    answers = form_of(("referrer_org", "school"), ("referrer_org", "police")).answers()

    assert answers.referrer_org is ReferrerOrg.POLICE
    assert answers.employer is None


def test_no_borough_chosen_from_the_list_is_blank() -> None:
    assert form_of(("borough", "")).answers().borough == ""
    assert [address for address, _ in form_of(("borough", "Brent")).problems] == ["#borough"]


@pytest.mark.parametrize("area", ["brent", "elsewhere", "unknown", ""])
def test_a_borough_that_was_picked_before_the_area_was_changed_is_no_answer(area: str) -> None:
    form = form_of(("area", area), ("borough", "Camden"))

    assert not form.problems
    assert form.answers().borough == ""
    assert "borough" not in dict(carried(form.answers()))
    assert form["borough"].answers == ["Camden"]  # what was typed stays on the page of questions


def test_an_empty_form_is_blank_and_right() -> None:
    form = form_of()

    assert not form.problems
    assert form.answers() == Answers()
    assert form_of(("age", ""), ("needs", "")).answers() == Answers()


def test_an_answer_that_is_none_of_ours_is_named_and_the_rest_counts() -> None:
    form = form_of(("age", "adult"), ("immediate_danger", "yes"), ("needs", "housing"), ("needs", "money"))

    assert [address for address, _ in form.problems] == ["#age", "#needs"]
    assert form.problems[0][1] == (
        "Is she under 18, or could she be: one answer is not on our list. It was left out: choose again"
    )
    assert form.answers() == Answers.from_facts({"immediate_danger": "yes", "needs": ["housing"]}, partial=True)


def test_two_different_answers_are_an_error_and_the_graver_counts() -> None:
    form = form_of(("immediate_danger", "no"), ("immediate_danger", "yes"))

    assert form.problems == [
        ("#immediate_danger", "Is anyone in danger right now: two different answers were sent. Choose one")
    ]
    assert form.answers().immediate_danger == "yes"


def test_two_answers_on_her_agreement_count_as_none() -> None:
    assert form_of(("consent_share", "yes"), ("consent_share", "no")).answers().consent_share == "no"
    assert form_of(("nrm_consent", "yes"), ("nrm_consent", "not_asked")).answers().nrm_consent == "not_asked"


def test_the_same_answer_twice_is_one() -> None:
    form = form_of(("age", "unsure"), ("age", "unsure"), ("needs", "housing"), ("needs", "housing"))

    assert not form.problems
    assert form.answers() == Answers.from_facts({"age": "unsure", "needs": ["housing"]}, partial=True)


def test_a_field_that_is_not_asked_is_an_error() -> None:
    form = form_of(("name", "somebody"), ("age", "unsure"))

    assert form.has_unknown_fields
    assert form.problems[-1][0] == "#questions"
    assert "somebody" not in str(form.problems)


NAMES = st.sampled_from([*QUESTION, "name", "do", "csrf"])
VALUES = st.sampled_from(
    sorted({str(value) for fact in FACT.values() for value in fact.values} | {"true", "x", "\x00"})
)


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(st.lists(st.tuples(NAMES, VALUES), max_size=12), st.lists(st.tuples(NAMES, st.text()), max_size=4))
def test_nothing_sent_beside_valid_answers_lowers_the_urgency(
    pairs: list[tuple[str, str]], junk: list[tuple[str, str]]
) -> None:
    valid: dict[str, Any] = {}
    for name, value in pairs:
        if name in FACT and not FACT[name].is_flag and value in {str(allowed) for allowed in FACT[name].values}:
            valid.setdefault(name, [] if FACT[name].is_list else value)
            if FACT[name].is_list and value not in valid[name]:
                valid[name].append(value)
    only = [
        (name, value) for name, answer in valid.items() for value in (answer if isinstance(answer, list) else [answer])
    ]
    alone = form_of(*only).answers()

    together = form_of(*only, *[(name, value) for name, value in junk if (name, value) not in only]).answers()

    calm, urgency = (URGENCIES.index(result_of(answers, TABLE)[0]) for answers in (alone, together))
    if all(value not in {str(allowed) for allowed in FACT[name].values} for name, value in junk if name in FACT):
        assert urgency == calm
