"""Which lines are offered at any hour depends on the place, by what each says it serves."""

import pytest
from flask import Flask
from lxml import html as parser

from pathway.directory.scope import BRENT, ELSEWHERE, OTHER_LONDON, Scope
from pathway.directory.search import card_html, helplines
from pathway.directory.vocabulary import Nation
from tests.integration.reading import SAME_ORIGIN
from tests.seed_file import every_listing

WORDS = {row["slug"]: row["service_area_description"] for row in every_listing()}


def lines(app: Flask, scope: Scope) -> list[helplines.ListedNumber]:
    with app.app_context():
        return helplines.always_lines(scope=scope)


def test_in_brent_they_are_those_offered_without_a_place(listings: Flask) -> None:
    with listings.app_context():
        assert helplines.always_lines() == helplines.always_lines(scope=BRENT)
    assert {"brent-crisis-spa", "the-havens", "nda-helpline"} <= {line.slug for line in lines(listings, BRENT)}


def test_brents_own_line_is_not_offered_in_the_rest_of_london(listings: Flask) -> None:
    offered = {line.slug for line in lines(listings, OTHER_LONDON)}

    assert "brent-crisis-spa" not in offered
    assert {"the-havens", "nda-helpline", "samaritans"} <= offered


@pytest.mark.parametrize(
    ("nation", "words"),
    [
        (Nation.ENGLAND, ("UK", "United Kingdom", "England")),
        (Nation.WALES, ("UK", "United Kingdom", "England and Wales")),
        (Nation.SCOTLAND, ("UK", "United Kingdom")),
        (Nation.NORTHERN_IRELAND, ("UK", "United Kingdom")),
        (Nation.ISLANDS, ()),
    ],
)
def test_outside_london_a_line_is_offered_only_where_its_own_words_say(
    listings: Flask, nation: Nation, words: tuple[str, ...]
) -> None:
    offered = lines(listings, Scope(nation, in_london=False, in_brent=False))

    assert bool(offered) is bool(words)
    assert all(WORDS[line.slug].startswith(words) for line in offered)


def test_where_the_nation_is_not_known_a_line_says_what_it_serves(listings: Flask) -> None:
    offered = lines(listings, ELSEWHERE)

    assert "the-havens" not in {line.slug for line in offered}
    assert {line.slug: line.only for line in offered}["nda-helpline"] == "England only"
    assert {line.slug: line.only for line in offered}["samaritans"] is None


@pytest.mark.parametrize("scope", [BRENT, OTHER_LONDON, Scope(Nation.ENGLAND, in_london=False, in_brent=False)])
def test_where_we_know_that_it_is_england_no_line_says_so(listings: Flask, scope: Scope) -> None:
    assert {line.only for line in lines(listings, scope)} == {None}


@pytest.mark.parametrize("doubt", ["no", "lasting"])  # a result without any step, and one with steps
@pytest.mark.parametrize(("area", "is_said"), [("elsewhere", True), ("other_london", False), ("brent", False)])
def test_a_result_says_of_a_line_what_it_serves_where_that_matters(
    listings: Flask, area: str, doubt: str, *, is_said: bool
) -> None:
    sent = {"area": area, "age": "18_plus", "health_now": "no", "capacity_doubt": doubt}
    text = listings.test_client().post("/check", data=sent, headers=SAME_ORIGIN).text

    page = parser.fromstring(text)
    cells = page.cssselect(".pw-result .pw-lines__label")
    assert bool(cells) is (doubt == "lasting")
    lines_shown = [cell.text_content() for cell in cells or page.cssselect(".pw-result > .pw-do__small")]
    assert lines_shown
    assert any("England only" in words for words in lines_shown) is is_said


def test_the_lines_of_a_page_say_what_they_serve(listings: Flask) -> None:
    offered = lines(listings, ELSEWHERE)
    with listings.test_request_context():
        drawn = parser.fromstring(card_html.lines(offered, "Any hour", 20))

    for line, link in zip(offered, drawn.cssselect(".pw-lines__link"), strict=True):
        read = link.cssselect(".pw-lines__label")[0].text_content()
        assert read.endswith(", free" if line.is_free else line.label) is (line.only is None)
        assert (line.only or "") in read
        assert (line.only or "") in link.get("aria-label", "")
