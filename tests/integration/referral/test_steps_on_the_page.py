"""What stands in sight in a step of a finished page, and what is folded: read from its HTML."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from lxml import html as parser

from pathway.core import clock
from pathway.referral.result.no_service import NOBODY_YET
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Area
from tests.integration.referral.reading_results import A_WEEK, cases, page
from tests.seed_file import every_listing, is_round_the_clock

HOW_MANY, SEED = 200, 31


@pytest.fixture(scope="module")
def trees(listings: Flask) -> Iterator[list[tuple[Answers, Any]]]:
    """The main part of many pages, with the answers."""
    yield [(answers, main_of(listings, answers, now)) for answers, now in cases(HOW_MANY, SEED)]
    clock.stop(None)


def main_of(app: Flask, answers: Answers, now: Any = A_WEEK) -> Any:
    """The main part of the page of a result."""
    return parser.fromstring(page(app, answers, now)).cssselect("main")[0]


def in_sight(step: Any) -> str:
    """The words of a step but for its heading and what is folded."""
    parts = step.xpath(".//*[not(ancestor-or-self::details)][not(contains(@class, 'pw-do__verb'))]")
    return " ".join(" ".join(part.xpath("text()")) for part in parts if "pw-do__title" not in part.get("class", ""))


@pytest.mark.parametrize("area", Area)
def test_a_step_without_a_button_says_in_sight_what_to_do(trees: list[tuple[Answers, Any]], area: Area) -> None:
    steps = [step for answers, main in trees if answers.area is area for step in main.cssselect("li.pw-do")]
    without = [step for step in steps if not step.cssselect(".pw-call")]
    assert len(without) > 10
    for step in without:
        words = " ".join(in_sight(step).replace("We list nobody for this yet.", "").split())
        assert len(words) > 30, step.text_content()
        numbers = step.xpath(".//a[starts-with(@href, 'tel:')]")
        assert not numbers or [link for link in numbers if not link.xpath("ancestor::details")]


def test_the_fold_of_a_step_names_the_service_that_it_is_about(trees: list[tuple[Answers, Any]]) -> None:
    others = 0
    for _, main in trees:
        for fold in main.cssselect("li.pw-do details"):
            label = fold.cssselect("summary")[0].text_content()
            about = [
                link.text_content().removeprefix("All about ") for link in fold.xpath(".//a[starts-with(., 'All')]")
            ]
            assert (
                label == f"About {about[0]}, and why" if about else label in {"Why nobody is named", "Why this number"}
            )
            rung = fold.getparent().cssselect(".pw-do__small b")
            others += bool(about and rung and not rung[0].text_content().startswith(about[0]))
    assert others > 10  # the button is of another service or of the words


def folds_about(trees: list[tuple[Answers, Any]]) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Each service that a fold is about, as it is listed, with the lines on it."""
    by_name = {row["name"]: row for row in every_listing()}
    for _, main in trees:
        for fold in main.cssselect("li.pw-do details"):
            about = re.match(r"About (.+), and why", fold.cssselect("summary")[0].text_content())
            if about:
                yield by_name[about[1]], [" ".join(line.text_content().split()) for line in fold.cssselect("li")]


def test_a_fold_has_the_hours_as_printed_unless_they_are_round_the_clock(trees: list[tuple[Answers, Any]]) -> None:
    printed = with_24 = visited = 0
    for row, lines in folds_about(trees):
        hours = [line for line in lines if line.startswith("Hours: ")]
        if row["hours_description"] and not is_round_the_clock(row):
            assert hours == [f"Hours: {row['hours_description']}"]
            printed += 1
            with_24 += "24" in row["hours_description"]
        visited += any(line.startswith("Going there: ") for line in lines)
    assert printed > 20
    assert with_24  # "020 8424 0999" is no reason to drop them
    assert visited > 5


def test_a_step_without_a_service_says_what_to_do_and_not_that_nobody_is_listed(
    trees: list[tuple[Answers, Any]],
) -> None:
    without = 0
    for _, main in trees:
        for step in main.cssselect("li.pw-do"):
            text = step.text_content()
            assert "We list nobody for this yet." not in text
            if not step.cssselect(".pw-call"):
                without += 1
                assert step.cssselect(".pw-do__small, .pw-do__hint, .pw-say"), text
    assert without > 20


def test_if_nobody_answers_is_followed_by_whom_to_ring(trees: list[tuple[Answers, Any]]) -> None:
    said = 0
    for _, main in trees:
        for words in main.xpath(".//p[b='If nobody answers:']"):
            said += 1
            before_number = words.cssselect("b")[0].tail.split("tel:")[0]
            assert words.cssselect("a"), words.text_content()
            assert not re.search(r"[.:]", before_number), words.text_content()
    assert said


def test_a_number_beside_says_whose_it_is(listings: Flask) -> None:
    facts = {"age": "18_plus", "area": "brent", "violence_risk": "recent", "violence_from": ["partner_family"]}
    main = main_of(listings, Answers.from_facts(facts))
    clock.stop(None)

    step = " ".join(main.cssselect("[data-agency=domestic_abuse_service]")[0].text_content().split())
    assert "Helpline and advocacy, Southall Black Sisters, for Black and minoritised women" in step


def test_a_name_that_ends_with_its_number_says_it_once(trees: list[tuple[Answers, Any]]) -> None:
    named = 0
    for _, main in trees:
        words = " ".join(main.text_content().split())
        assert "NHS 111, 111" not in words
        assert "NHS 111: 111" not in words
        named += "NHS 111:" in words
    assert named > 10


@pytest.mark.parametrize(
    ("needs", "steps"), [(["benefits_money"], 0), (["benefits_money", "housing"], 1)], ids=["alone", "with another"]
)
def test_a_step_to_nobody_is_one_line_and_never_first(listings: Flask, needs: list[str], steps: int) -> None:
    main = main_of(listings, Answers.from_facts({"age": "18_plus", "area": "brent", "needs": needs}))
    clock.stop(None)
    for box in main.cssselect("textarea"):
        box.drop_tree()
    words = " ".join(main.text_content().split())

    assert len(main.cssselect("li.pw-do")) == steps
    assert words.count(f"{NOBODY_YET} benefits and money advice. Food and warmth come first.") == 1
    assert "Nobody to ring" not in words
    line = main.cssselect("[data-agency=benefits_advice]")[0]
    assert line.xpath("preceding::a[starts-with(@href, 'tel:')][ancestor::main]")


def test_a_service_without_a_number_for_one_place_is_named_in_that_line(listings: Flask) -> None:
    facts = {"age": "18_plus", "area": "elsewhere", "needs": ["exit_support"]}
    main = main_of(listings, Answers.from_facts(facts))
    clock.stop(None)

    line = main.cssselect("[data-agency=exit_support_service]")[0].getparent()
    words = " ".join(line.text_content().split())
    assert "If she is in " in words
    assert words.endswith("no number.")
    assert [link for link in line.cssselect("a") if link.get("href").startswith("/services/")]


def test_a_service_of_which_nobody_knows_how_to_refer_is_not_the_answer(listings: Flask) -> None:
    facts = {"age": "18_plus", "area": "other_london", "needs": ["exit_support"]}
    main = main_of(listings, Answers.from_facts(facts))
    clock.stop(None)

    step = main.cssselect("[data-agency=exit_support_service]")[0]
    assert step.cssselect(".pw-do__verb")[0].text_content() == "Ask her, then ring"
    assert step.cssselect("a.pw-call[href^='tel:']")
    assert step.cssselect("summary")[0].text_content() == "About Women at the Well (women@thewell), and why"
