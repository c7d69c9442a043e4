"""Near first: by true distance, from anywhere in Britain, across pages, and within the miles that were asked for."""

import random
from urllib.parse import quote
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from geopy.distance import geodesic
from sqlalchemy import select

from pathway.config import ROOT
from pathway.directory.geography import Gazetteer, Place
from pathway.directory.models import SearchEntry, SearchPlace, ServiceAtLocation
from pathway.directory.search import search
from pathway.directory.search.cards import Card
from pathway.directory.search.criteria import Criteria
from pathway.directory.search.index import indexer
from pathway.directory.search.ranking import FAR_MILES
from pathway.directory.vocabulary import Coverage
from pathway.extensions import WRITES, db
from tests import factories
from tests.integration.conftest import NOW
from tests.integration.directory.test_two_groups import _origins, in_order_of_distance, likenesses
from tests.integration.reading import cards, distances, first_group

GAZETTEER = Gazetteer(ROOT / "seed" / "geo")
Point = tuple[float, float]


def points(app: Flask) -> dict[str, Point]:
    """Where each placed listing is."""
    with app.app_context():
        rows = db.session.execute(
            select(SearchEntry.service_id, SearchPlace.latitude, SearchPlace.longitude).join(SearchPlace)
        )
        return {str(one): (latitude, longitude) for one, latitude, longitude in rows}


def miles_from(origin: str, there: dict[str, Point]) -> dict[str, float]:
    """The true distance to each."""
    place = GAZETTEER.find(origin)
    assert place is not None
    return {one: geodesic(place.point, point).miles for one, point in there.items()}


def serves(service_id: str, place: Place) -> bool:
    """Whether a site is of use in a place by its card."""
    card = db.session.scalar(select(SearchEntry.card).where(SearchEntry.service_id == UUID(service_id)))
    return Card.from_json(card).intake.serves(place.scope)


def test_from_two_hundred_places_the_nearer_of_two_that_fit_alike_comes_first(listings: Flask) -> None:
    there = points(listings)

    with listings.app_context():
        alike = likenesses()
        for origin in _origins():
            far = miles_from(origin, there)
            place = GAZETTEER.find(origin)
            near = search.services(Criteria(place=place), NOW).near
            shown = [found.card.id for found in near.cards]
            of_use = {one for one in far if far[one] <= FAR_MILES and serves(one, place)}
            assert sorted(shown) == sorted(of_use), origin
            assert in_order_of_distance(shown, far, alike), origin


@pytest.mark.parametrize("origin", ["Harlesden", "NW10 4", "SW1A 2", "M1", "AB10"])
def test_the_miles_that_are_printed_are_true(listings: Flask, client: FlaskClient, origin: str) -> None:
    far = miles_from(origin, points(listings))
    page = client.get(f"/services?near={quote(origin)}").text

    assert distances(page) == [_printed(far[one]) for one in cards(first_group(page))]


def _printed(miles: float) -> float:
    if miles < 0.1:
        return 0.0
    return round(miles, 1) if miles < 9.95 else round(miles)


@pytest.fixture(scope="module")
def many(shared_app: Flask) -> Flask:
    """Sixty more sites all over Britain, of services that do not say where they work; the same ones in every run."""
    pick = random.Random(60)
    somewhere = [(pick.uniform(50.2, 58.4), pick.uniform(-5.0, 1.5)) for _ in range(60)]
    with shared_app.app_context():
        db.session.connection(execution_options=WRITES)
        made = [
            factories.service(
                coverage=Coverage.ELSEWHERE, at=factories.site(latitude=north, longitude=east, addresses=[])
            )
            for north, east in somewhere
        ]
        db.session.add_all(made)
        indexer.refresh(db.session(), [one.id for one in made])
        db.session.commit()
    return shared_app


def of_use_from(app: Flask, origin: str) -> dict[str, float]:
    """The true distance to each site that is of use there."""
    place = GAZETTEER.find(origin)
    assert place is not None
    with app.app_context():
        return {one: far for one, far in miles_from(origin, points(app)).items() if serves(one, place)}


@pytest.mark.parametrize("origin", ["NW10", "TR1", "AB10", "Brent"])
def test_across_pages_nearer_ones_come_earlier(many: Flask, origin: str) -> None:
    client = many.test_client()
    far = of_use_from(many, origin)

    shown = [
        one
        for page in range(1, 8)
        for one in cards(first_group(client.get(f"/services?near={origin}&miles=600&page={page}").text))
    ]

    with many.app_context():
        alike = likenesses()
    assert sorted(shown) == sorted(far)
    assert in_order_of_distance(shown, far, alike)


@pytest.mark.parametrize("origin", ["NW10", "TR1", "AB10"])
@pytest.mark.parametrize("miles", [1, 5, 25, 100, 300])
def test_within_some_miles_means_within_them(many: Flask, origin: str, miles: int) -> None:
    client = many.test_client()
    far = of_use_from(many, origin)

    first = client.get(f"/services?near={origin}&miles={miles}")
    shown = set(cards(first_group(first.text)))
    for page in range(2, 8):
        shown |= set(cards(first_group(client.get(f"/services?near={origin}&miles={miles}&page={page}").text)))

    surely = {one for one, there in far.items() if there <= miles * 0.995}
    perhaps = {one for one, there in far.items() if there <= miles * 1.005}
    assert surely <= shown <= perhaps


def test_of_two_sites_of_one_service_the_nearer_counts(app: Flask) -> None:
    made = factories.publish(app, at=factories.site(latitude=51.6, longitude=-0.3))
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        second = ServiceAtLocation(service_id=made, location=factories.site(addresses=[]), position=1)
        db.session.add(second)
        indexer.refresh(db.session(), [made])
        db.session.commit()

    page = app.test_client().get("/services?near=NW10&q=example").text

    assert cards(first_group(page)) == [str(made)]
    assert distances(page)[0] < 1
