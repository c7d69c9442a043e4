"""A list in pages shows each listing once, and its links lead where they say."""

from urllib.parse import parse_qs

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html as parser
from sqlalchemy import select

from pathway.config import ROOT
from pathway.directory.geography import Gazetteer
from pathway.directory.models import SearchEntry
from pathway.directory.search.cards import Card
from pathway.extensions import db
from tests.integration.reading import apart, cards, every_card, first_group, words_of
from tests.seed_file import published

EVERYTHING = sorted(row["id"] for row in published())

GAZETTEER = Gazetteer(ROOT / "seed" / "geo")


def links(page: str) -> list[tuple[str, str]]:
    """The links of the pagination: (relation or label, address)."""
    found = parser.fromstring(page).xpath("//nav[contains(@class, 'govuk-pagination')]//a")
    return [(link.get("rel") or link.get("aria-label"), link.get("href")) for link in found]


def test_the_pages_together_show_each_listing_once(client: FlaskClient) -> None:
    pages = [cards(client.get(f"/services?page={number}").text) for number in (1, 2, 3)]

    assert [len(page) for page in pages] == [20, 20, 4]
    assert sorted(one for page in pages for one in page) == EVERYTHING


@pytest.mark.parametrize("asked", ["", "take=self", "open=now", "q=women", "for=women&take=professional"])
@pytest.mark.parametrize("near", ["", "near=Kilburn,+Brent", "near=NW10&miles=600"])
def test_following_next_meets_each_listing_once(listings: Flask, client: FlaskClient, near: str, asked: str) -> None:
    found = every_card(client, f"/services?{near}&{asked}")

    assert len(found) == len(set(found))
    assert set(found) == set(every_card(client, f"/services?{asked}")) & of_use(listings, near)


def of_use(listings: Flask, near: str) -> set[str]:
    """The listings that serve the place asked about, by their cards; all of them when none was."""
    place = GAZETTEER.find(parse_qs(near).get("near", [""])[0])
    with listings.app_context():
        entries = db.session.scalars(select(SearchEntry).order_by(SearchEntry.docid)).all()
    served = {str(one.service_id): Card.from_json(one.card).intake for one in entries}
    return {one for one, intake in served.items() if place is None or intake.serves(place.scope)}


def test_near_a_place_both_groups_are_paged_side_by_side(client: FlaskClient) -> None:
    pages = [client.get(f"/services?near=Kilburn,+Brent&page={number}").text for number in (1, 2, 3)]

    assert [len(cards(first_group(page))) for page in pages] == [8, 0, 0]
    assert [len(cards(apart(page))) for page in pages] == [10, 10, 7]
    assert "No more places on this page" in words_of(pages[1])


def test_the_links_name_the_pages_and_keep_what_was_asked(client: FlaskClient) -> None:
    page = client.get("/services?take=self&page=2").text

    assert links(page) == [
        ("prev", "/services?take=self"),
        ("Page 1", "/services?take=self"),
        ("Page 2", "/services?take=self&page=2"),
    ]


def test_the_page_one_is_on_is_said(client: FlaskClient) -> None:
    page = parser.fromstring(client.get("/services?page=2").text)

    assert page.xpath("//nav//a[@aria-current='page' and contains(@class, 'pagination')]/text()") == ["2"]


def test_one_page_has_no_links_to_others(client: FlaskClient) -> None:
    assert links(client.get("/services?need=legal_advice").text) == []


def test_the_first_page_has_one_address(client: FlaskClient) -> None:
    assert "page=1" not in client.get("/services?page=2").text


def test_a_page_past_the_end_shows_nothing_twice(client: FlaskClient) -> None:
    page = client.get("/services?page=4")

    assert page.status_code == 404
    assert cards(page.text) == []
    assert "There is no page 4" in words_of(page.text)
    assert "The last page is 3" in words_of(page.text)


def test_the_same_page_comes_in_the_same_order_each_time(client: FlaskClient) -> None:
    for address in ("/services", "/services?q=women+advice", "/services?near=Kilburn"):
        assert len({tuple(cards(client.get(address).text)) for _ in range(3)}) == 1
