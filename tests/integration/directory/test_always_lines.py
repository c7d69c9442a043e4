"""Which lines are offered at any hour depends on the place, by what each says it serves."""

import pytest
from flask import Flask

from pathway.directory import queries
from pathway.directory.scope import BRENT, ELSEWHERE, OTHER_LONDON, Scope
from pathway.directory.vocabulary import Nation
from tests.integration.reading import listings_file

WORDS = {row["id"]: row["service_area_description"] for row in listings_file()}


def lines(app: Flask, scope: Scope) -> list[queries.ListedNumber]:
    with app.app_context():
        return queries.always_lines(scope=scope)


def test_in_brent_they_are_those_offered_without_a_place(listings: Flask) -> None:
    with listings.app_context():
        assert queries.always_lines() == queries.always_lines(scope=BRENT)
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
