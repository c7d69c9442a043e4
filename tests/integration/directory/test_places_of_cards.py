"""A card has the address of the place it speaks of: the nearest one's where a place was asked, then the others."""

import re
from datetime import datetime
from uuid import UUID

import pytest
from flask import Flask
from lxml import html as parser

from pathway.directory.models import ServiceAtLocation
from pathway.directory.search.index import indexer
from pathway.directory.vocabulary import Coverage
from pathway.extensions import WRITES, db
from tests import factories
from tests.integration.reading import apart, cards, first_group, words_of

HARLESDEN = {"latitude": 51.5365, "longitude": -0.2480}
CROYDON = {"latitude": 51.3762, "longitude": -0.0982}


@pytest.fixture(scope="module")
def two_doors(shared_app: Flask) -> UUID:
    """A service with a door in Harlesden and one in Croydon, open on Mondays."""
    with shared_app.app_context():
        db.session.connection(execution_options=WRITES)
        made = factories.service(
            name="Quibbleton",
            coverage=Coverage.LONDON,
            description="Drop-in help.",
            at=factories.site(**HARLESDEN, addresses=[factories.address(address_1="3 Northern Row")]),
            schedules=[factories.hours(days="MO")],
        )
        far = factories.site(
            **CROYDON, addresses=[factories.address(address_1="9 Southern Row", postal_code="CR0 1PB")]
        )
        made.areas.clear()
        made.at_locations.append(ServiceAtLocation(location=far, position=1))
        db.session.add(made)
        indexer.refresh(db.session(), [made.id])
        made_id = made.id
        db.session.commit()
    return made_id


@pytest.mark.parametrize(
    ("near", "first", "second"), [("NW10", "3 Northern", "9 Southern"), ("CR0", "9 Southern", "3 Northern")]
)
def test_the_distance_stands_beside_the_address_it_is_of(
    shared_app: Flask, two_doors: UUID, now: datetime, near: str, first: str, second: str
) -> None:
    page = shared_app.test_client().get(f"/services?q=quibbleton&near={near}").text

    words = words_of(page)
    assert cards(first_group(page)) == [str(two_doors)]
    assert re.search(rf"Where: {first} Row, [^:]+: (?:about|less than) [\d.]+ miles, straight line", words)
    assert re.search(rf"Also at: {second} Row", words)


def test_each_door_has_its_way_and_the_hours_are_on_the_card(shared_app: Flask, two_doors: UUID, now: datetime) -> None:
    page = parser.fromstring(shared_app.test_client().get("/services?q=quibbleton").text)

    ways = page.xpath("//article//a[@class='govuk-link pw-geo']/@href")
    assert [way.partition("?q=")[0] for way in ways] == ["geo:51.5365,-0.248", "geo:51.3762,-0.0982"]
    words = page.xpath("//article")[0].text_content()
    assert "Monday 9am to 5pm" in words
    assert "she can walk in" in words


def test_a_way_names_no_server(shared_app: Flask, two_doors: UUID, now: datetime) -> None:
    client = shared_app.test_client()
    for address in ("/services?q=quibbleton", f"/services/{two_doors}", f"/services/shortlist?id={two_doors}"):
        ways = parser.fromstring(client.get(address).text).xpath("//a[contains(@class, 'pw-geo')]/@href")

        assert len(ways) == 2
        assert all(way.startswith("geo:") for way in ways)


def test_a_place_made_confidential_is_on_no_card(app: Flask, now: datetime) -> None:
    hidden = factories.publish(app, name="Quibbleton refuge", at=factories.confidential_place())

    for address in ("/services?q=quibbleton", "/services?q=quibbleton&near=NW10", f"/services/{hidden}"):
        page = app.test_client().get(address).text
        assert "geo:" not in page
    assert str(hidden) in apart(app.test_client().get("/services?q=quibbleton&near=NW10").text)


def test_a_popup_gets_the_number_and_the_address_of_what_it_names(
    shared_app: Flask, two_doors: UUID, now: datetime
) -> None:
    client = shared_app.test_client()
    with shared_app.app_context():
        from pathway.directory import queries

        slug = queries.find(str(two_doors)).slug

    found = client.get(f"/services/map/cards?service={slug}&service=no-such&service=gaia").json["services"]

    by_slug = {one["slug"]: one for one in found}
    assert set(by_slug) == {slug, "gaia"}
    assert by_slug[slug]["call"]["href"].startswith("tel:07700")
    assert [place.partition(",")[0] for place in by_slug[slug]["places"]] == ["3 Northern Row", "9 Southern Row"]
    assert by_slug["gaia"]["places"] == []
    assert client.get("/services/map/cards").json == {"services": []}
    assert client.get("/services/map/cards?service=%00").status_code == 400
