"""Laws of the finished page: somebody answers at every hour, of her own place and age, and for whoever it is."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask

from pathway.core import clock
from pathway.directory.boroughs import BOROUGHS as BOROUGH_NAMES
from pathway.directory.search.fallbacks import is_office_hours
from pathway.directory.vocabulary import AgencyType
from pathway.referral.inquiry import is_for_women_only
from pathway.referral.result.numbers import not_hers
from pathway.referral.result.steps import CANNOT_DECIDE_NOW, STAY_WITH_HER, WELL_FOR_NOW
from pathway.referral.routing import Result
from pathway.referral.table_checks.checks import random_answers
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Action, Age, Area, Assault, Doubt, Health, ServiceFor, Urgency
from tests.integration.referral.reading_results import A_WEEK, Read, cases, page, result, with_beside
from tests.seed_file import every_listing

HOW_MANY, SEED = 300, 7
IN_DOUBT = (STAY_WITH_HER, WELL_FOR_NOW, CANNOT_DECIDE_NOW)
ALWAYS_FIT = {"111", "116123", "999", "101"}


def digits_of(text: str) -> set[str]:
    """Every number in a text, by its digits: a run of them with spaces in between."""
    return {re.sub(r"\D", "", run) for run in re.findall(r"\d(?:[ \d]*\d)?", text)}


def served() -> dict[str, set[str]]:
    """Which places the listings of a number serve, drafts included; "National" for the whole country."""
    places: dict[str, set[str]] = defaultdict(set)
    for row in every_listing():
        for phone in row["phones"]:
            places[re.sub(r"\D", "", phone["number"])].update(row["areas"])
    return places


def foreign_to(area: Area) -> set[str]:
    """Numbers whose listings all serve another place than the one she is in."""
    london = {"National", "London"}
    fine = {Area.OTHER_LONDON: london | BOROUGHS, Area.ELSEWHERE: {"National"} | AFAR}.get(area, london | {"Brent"})
    return {digits for digits, places in served().items() if not places & fine}


BOROUGHS = {"Harrow", "Ealing", "Lambeth", "Southwark", "Croydon", "Hackney", "Tower Hamlets", "Newham"}
AFAR = {"Greater Manchester", "Leeds", "Bristol", "Coventry", "Merseyside", "Sussex", "Surrey", "Sheffield"}


@pytest.fixture(scope="module")
def read(listings: Flask) -> list[Read]:
    """The values of many results at random hours."""
    with listings.app_context():
        return [result(answers, now) for answers, now in cases(HOW_MANY, SEED)]


@pytest.fixture(scope="module")
def pages(listings: Flask) -> Iterator[list[tuple[Answers, str]]]:
    """Pages for women of every area, half of them away."""
    found = []
    for answers, now in cases(HOW_MANY, SEED + 1):
        found.append((answers, unescape(page(listings, answers, now))))
    yield found
    clock.stop(None)


def test_at_every_hour_of_a_week_an_urgent_result_shows_a_number_known_to_answer(listings: Flask) -> None:
    chance = random.Random(SEED)
    urgent = in_steps = 0
    with listings.app_context():
        for hour, answers in enumerate(random_answers(2 * 7 * 24, SEED)):
            one = result(with_beside(answers, chance), A_WEEK + timedelta(minutes=30 * hour + 1))
            if one.shown.result.urgency is Urgency.STANDARD:
                continue
            urgent += 1
            known = known_to_answer(one)
            if Action.CALL_999 not in actions(one.shown.result):
                known.discard("999")
            if not known:
                # Children's services are those of the place where the child is: away from Brent theirs has to be found.
                assert one.answers.area in {Area.OTHER_LONDON, Area.ELSEWHERE}
                urgent_steps = [step.step for step in one.shown.steps if step.step.urgency is not Urgency.STANDARD]
                assert [step.agency for step in urgent_steps] == [AgencyType.CHILDRENS_SOCIAL_CARE], one.answers
            in_steps += bool(known)
    assert urgent > 200
    assert in_steps > 0.9 * urgent


def test_where_the_chosen_service_is_not_known_to_be_open_its_words_stand_beside_it(read: list[Read]) -> None:
    closed = 0
    for one in read:
        for step in one.shown.steps:
            choice = step.suggestion.choice
            if choice is None or choice.takes_calls_now:
                continue
            closed += 1
            words = step.suggestion.fallback
            assert words is not None
            if step.words is None:  # nothing is left of them: each number stands above, or is for others
                stands = {number.digits for number in step.numbers} | not_hers(words, one.answers)
                assert {part.digits for part in words.numbers} <= stands
    assert closed > 100


def test_the_first_button_is_one_that_answers_where_any_does(read: list[Read]) -> None:
    for one in read:
        shown = (*one.shown.emergency, *one.shown.steps)
        urgent = [step for step in shown if step.step.urgency is not Urgency.STANDARD]
        answering = [step for step in urgent if step.button and step.button.answers]
        first = one.shown.first
        if answering:
            assert first is answering[0]
        else:
            assert first is next((step for step in shown if step.button), None)


def test_within_a_step_a_number_that_answers_comes_before_one_that_does_not(read: list[Read]) -> None:
    mixed = 0
    for one in read:
        for step in one.shown.steps:
            answers = [number.answers for number in step.numbers]
            assert answers == sorted(answers, reverse=True)
            mixed += len(set(answers)) == 2
    assert mixed > 20


def test_where_the_chosen_service_is_closed_the_button_is_an_open_one_s(read: list[Read]) -> None:
    instead = 0
    for one in read:
        for step in one.shown.steps:
            choice, words = step.suggestion.choice, step.suggestion.fallback
            if choice is None or words is None or choice.takes_calls_now:
                continue
            in_words = {part.digits for part in words.numbers} & {"111", "116123"}
            if choice.open_instead or in_words:
                instead += 1
                assert step.button is not None
                assert step.button.answers, step.title
    assert instead > 20


@pytest.mark.parametrize("area", Area)
def test_no_number_of_another_place_stands_anywhere_on_the_page(pages: list[tuple[Answers, str]], area: Area) -> None:
    foreign = foreign_to(area) - ALWAYS_FIT
    assert len(foreign) > 2
    looked_at = [(answers, digits_of(text) & foreign) for answers, text in pages if answers.area is area]
    assert looked_at
    assert [(answers, found) for answers, found in looked_at if found] == []


@pytest.mark.parametrize("area", [Area.OTHER_LONDON, Area.ELSEWHERE])
def test_no_service_of_brent_or_london_is_named_where_she_is_not(pages: list[tuple[Answers, str]], area: Area) -> None:
    names = {
        row["name"]
        for row in every_listing()
        if row["areas"] == ["Brent"] or (area is Area.ELSEWHERE and row["areas"] == ["London"])
    }
    assert len(names) > 10
    looked_at = [text for answers, text in pages if answers.area is area]
    assert looked_at
    for text in looked_at:
        main = text[text.index("<main") :]
        assert [name for name in names if name in main] == []
        assert not re.search(r"\bBrent(?:.s)? (?:Council|MASH|children|adult|at night)", main)


def test_a_child_s_case_shows_no_number_for_adults_only(pages: list[tuple[Answers, str]]) -> None:
    for_adults = {
        re.sub(r"\D", "", phone["number"])
        for row in every_listing()
        if (row["minimum_age"] or 0) >= 18
        for phone in row["phones"]
    }
    assert "08008083733" in for_adults
    children = [text for answers, text in pages if answers.is_child]
    assert len(children) > 50
    for text in children:
        assert not digits_of(text) & for_adults


def test_a_man_or_a_trans_woman_is_not_left_with_services_for_women_only(read: list[Read]) -> None:
    passed_over = helped = 0
    for one in read:
        if one.answers.service_for is not ServiceFor.ANYONE or one.answers.is_child:
            continue
        for step in one.shown.steps:
            choice = step.suggestion.choice
            if choice is None:
                continue
            for offer in (choice.chosen, *choice.alternatives):
                assert offer is None or not is_for_women_only(offer.candidate.intake)
            refused = [offer for offer in choice.rejected if is_for_women_only(offer.candidate.intake)]
            passed_over += bool(refused)
            assert step.has_number or choice.chosen or step.words
            helped += step.button is not None
        for line in one.shown.lines:
            assert not is_for_women_only(line.intake)
    assert passed_over > 20
    assert helped > 50


def test_a_service_for_lgbt_people_comes_first_where_that_is_asked(listings: Flask) -> None:
    facts = {"age": "18_plus", "area": "brent", "violence_risk": "recent", "violence_from": ["partner_family"]}
    with listings.app_context():
        asked, usual = (
            result(Answers.from_facts(facts | {"service_for": whom}), A_WEEK + timedelta(hours=12)).shown.steps[0]
            for whom in ("lgbt", "women")
        )

    assert asked.button is not None
    assert asked.button.number == "0800 999 5428"
    assert usual.button is not None
    assert usual.button.number == "0808 2000 247"


@pytest.mark.parametrize("borough", ["Harrow", "Camden", ""])
def test_a_borough_s_own_service_is_chosen_for_it_and_offered_where_no_borough_was_answered(
    listings: Flask, borough: str
) -> None:
    facts: dict[str, Any] = {"age": "18_plus", "area": "other_london", "capacity_doubt": "lasting", "health_now": "no"}
    if borough:
        facts["borough"] = borough
    with listings.app_context():
        shown = result(Answers.from_facts(facts), A_WEEK + timedelta(hours=2)).shown
    step = next(one for one in shown.steps if one.step.agency.value == "adult_safeguarding")

    both = ["020 8424 0999", "020 8416 8412"]  # at night, the night's number first
    if borough == "Harrow":
        assert [number.number for number in step.numbers] == both
    elif borough:
        assert not step.beside
        assert not set(both) & {number.number for number in step.numbers}
    else:
        assert step.button is None
        assert [number.number for one in step.beside for number in one.numbers] == both
        assert step.beside[0].offer.note == "if she is in Harrow"


@pytest.mark.parametrize(
    ("hour", "first"), [(2, "020 8359 2000"), (11, "020 8937 2228"), (5 * 24 + 11, "020 8359 2000")]
)
def test_of_a_desk_and_a_night_team_the_one_for_this_hour_comes_first(listings: Flask, hour: int, first: str) -> None:
    with listings.app_context():
        shown = result(Answers(age=Age.UNDER_18, area=Area.BRENT), A_WEEK + timedelta(hours=hour)).shown

    assert shown.first is not None
    assert shown.first.button is not None
    assert shown.first.button.number == first
    assert [number.when for number in shown.first.numbers if number.answers] == [
        "office hours" if is_office_hours(A_WEEK + timedelta(hours=hour)) else "nights and weekends"
    ]


def test_a_and_e_is_chosen_before_111_when_she_cannot_decide(listings: Flask) -> None:
    answers = Answers(age=Age.ADULT, area=Area.BRENT, capacity_doubt=Doubt.YES, sexual_assault=Assault.NONE)
    with listings.app_context():
        for hour in range(0, 7 * 24, 5):
            first = result(answers, A_WEEK + timedelta(hours=hour)).shown.first
            assert first is not None
            assert first.where is not None
            assert first.step.action is Action.CARE_NOW
            assert "A&E, not 111." in first.hint


def test_words_for_when_she_cannot_decide_stand_on_the_first_step_and_on_no_other(read: list[Read]) -> None:
    said = set()
    for one in read:
        shown = (*one.shown.emergency, *one.shown.steps)
        with_words = [step for step in shown if any(words in step.hint for words in IN_DOUBT)]
        assert with_words == ([shown[0]] if one.answers.capacity_doubt is Doubt.YES else [])
        if with_words:
            cared_for = Action.CARE_NOW in actions(one.shown.result)
            rings_999 = shown[0].step.action is Action.CALL_999
            is_well = one.answers.health_now is Health.NO and not cared_for
            words = STAY_WITH_HER if rings_999 else WELL_FOR_NOW if is_well else CANNOT_DECIDE_NOW
            assert shown[0].hint.startswith(words)
            said.add(words)
    assert said == set(IN_DOUBT)


def test_a_number_that_did_not_answer_is_not_what_to_ring_instead(read: list[Read]) -> None:
    cut = whole = 0
    for one in read:
        for step in one.shown.steps:
            if step.words is None or step.suggestion.choice is None or step.suggestion.choice.chosen is None:
                continue
            assert step.suggestion.fallback is not None
            if not step.words.numbers:
                continue
            in_words = {part.digits for part in step.words.parts if part.digits}
            assert in_words
            assert not in_words & {number.digits for number in step.numbers}
            cut += step.words.text != step.suggestion.fallback.text
            whole += step.words.text == step.suggestion.fallback.text
    assert cut > 20
    assert whole > 20


def test_words_offer_no_number_that_is_for_others(read: list[Read]) -> None:
    left_out = 0
    for one in read:
        for step in one.shown.steps:
            if step.words is None or step.suggestion.fallback is None:
                continue
            for_others = not_hers(step.suggestion.fallback, one.answers)
            assert not for_others & {part.digits for part in step.words.parts}, step.title
            left_out += bool(for_others)
    assert left_out > 5


def test_a_number_with_hours_of_its_own_does_not_stand_under_24_hours(listings: Flask) -> None:
    with listings.app_context():
        by_hour = [
            result(Answers(age=Age.UNDER_18, area=Area.BRENT), A_WEEK + timedelta(hours=hour)).shown.steps[0]
            for hour in (2, 11)
        ]

    for step in by_hour:
        assert step.button is not None
        assert step.button.when
        assert step.state is not None
        assert step.state.text == "Takes calls now"


def known_to_answer(one: Read) -> set[str]:
    """The digits of every number of a result that is known to answer, in its steps, beside them or in their words."""
    found: set[str] = set()
    for step in (*one.shown.emergency, *one.shown.steps):
        found |= {number.digits for number in step.numbers if number.answers}
        found |= {number.digits for beside in step.beside for number in beside.numbers if number.answers}
    return found


def actions(result: Result) -> set[Action]:
    """What a result tells to do."""
    return {step.action for step in result.steps}


def of_boroughs_alone() -> dict[str, set[str]]:
    """The numbers of services for single London boroughs, with the boroughs that the listings of a number serve."""
    return {
        digits: places
        for digits, places in served().items()
        if places & set(BOROUGH_NAMES) and not places & {"national", "london", "London", "West London"}
    }


def test_where_she_is_in_a_borough_no_number_of_another_borough_is_on_her_page(listings: Flask) -> None:
    single = of_boroughs_alone()
    assert len(single) > 2
    hers_shown = 0
    try:
        for answers, now in cases(150, SEED + 2):
            for borough in ("Harrow", "Croydon", "Ealing", "Lambeth")[:: 3 if answers.is_child else 1]:
                in_it = replace(answers, area=Area.OTHER_LONDON, borough=borough)
                found = digits_of(unescape(page(listings, in_it, now))) & set(single)
                assert {digits for digits in found if borough not in single[digits]} == set(), in_it
                hers_shown += bool(found)
    finally:
        clock.stop(None)
    assert hers_shown > 10  # her own borough's are


def test_what_her_own_borough_has_is_named_though_it_does_not_suit(listings: Flask) -> None:
    not_suited = 0
    with listings.app_context():
        for answers, now in cases(200, SEED + 3):
            in_hackney = replace(answers, area=Area.OTHER_LONDON, borough="Hackney")
            shown = result(in_hackney, now).shown
            for step in (*shown.steps, *(row.step_card for row in shown.unlisted)):
                rejected = step.suggestion.choice.rejected if step.suggestion.choice else ()
                hers = [one for one in rejected if "Hackney" in one.candidate.intake.places]
                assert list(step.not_suited) == hers
                not_suited += bool(hers)
    assert not_suited > 10
