"""The map shows what the list shows: the same filters, on the same listings, whatever is asked."""

import json
import random
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from pathway.directory.client_groups import GROUPS
from pathway.directory.models import SearchEntry, SearchPlace, ServiceArea, ServiceAtLocation
from pathway.directory.search.index import indexer
from pathway.directory.vocabulary import AgencyType, AreaKind, Coverage, Need, Take
from pathway.extensions import WRITES, db
from tests import factories
from tests.integration.reading import SAME_ORIGIN, apart, cards, every_card, words_of

SEARCHES = 120
WORDS = ["help", "DA", "housing", "clinic", "women food", "night shelter bed", "zzyzx", "example", "legal advice"]
PLACES = ["NW10", "NW10 4", "Brent", "Harlesden", "M1", "Croydon"]


@pytest.fixture(scope="module")
def many(shared_app: Flask) -> Flask:
    """The real listings and some eighty more, of every kind of place, here and there in London."""
    pick = random.Random(7)
    with shared_app.app_context():
        db.session.connection(execution_options=WRITES)
        made = [_service(pick, number) for number in range(80)]
        db.session.add_all(made)
        indexer.refresh(db.session(), [one.id for one in made])
        db.session.commit()
    return shared_app


def _service(pick: random.Random, number: int) -> Any:
    places = [
        lambda: factories.site(latitude=51.5 + pick.uniform(-0.2, 0.2), longitude=-0.2 + pick.uniform(-0.3, 0.3)),
        lambda: factories.site(latitude=None, longitude=None),
        factories.confidential_place,
        factories.online,
    ]
    areas = [
        ServiceArea(kind=AreaKind.PLACE, name="Brent"),
        ServiceArea(kind=AreaKind.PLACE, name="Harrow"),
        ServiceArea(kind=AreaKind.LONDON, name="London"),
        ServiceArea(kind=AreaKind.NATIONAL, name="National"),
    ]
    made = factories.service(
        at=places[min(number % 6, 3)]() if number % 6 > 2 else places[0](),
        agency_types=pick.sample(list(AgencyType), 2),
        coverage=pick.choice(list(Coverage)),
        takes_self=pick.random() < 0.5,
        schedules=[factories.hours(days=pick.choice(["MO", "TU", factories.ALL_DAYS]))] if pick.random() < 0.7 else [],
        areas=pick.sample(areas, pick.randint(1, 2)),
    )
    if number % 10 == 0:
        made.at_locations.append(ServiceAtLocation(location=factories.site(latitude=51.41, longitude=-0.11)))
    return made


@pytest.fixture
def visitor(many: Flask, now: object) -> FlaskClient:
    return many.test_client()


def _searches() -> list[str]:
    """Searches of every kind; the same ones in every run."""
    pick = random.Random(11)
    found = [""]
    while len(found) < SEARCHES:
        pairs: list[tuple[str, str]] = []
        if pick.random() < 0.4:
            pairs.append(("q", pick.choice(WORDS)))
        if pick.random() < 0.4:
            pairs += [("need", need.value) for need in pick.sample(list(Need), pick.randint(1, 3))]
        if pick.random() < 0.6:
            pairs.append(("near", pick.choice(PLACES)))
            if pick.random() < 0.7:
                pairs.append(("miles", str(pick.choice([1, 2, 5, 10, 25]))))
        if pick.random() < 0.3:
            pairs.append(("open", "now"))
        if pick.random() < 0.3:
            pairs.append(("take", pick.choice(list(Take)).value))
        if pick.random() < 0.3:
            pairs.append(("area", pick.choice(list(Coverage)).value))
        if pick.random() < 0.3:
            pairs.append(("for", pick.choice([slug for slug, group in GROUPS.items() if group.is_choice])))
        found.append(urlencode(pairs))
    return found


def points(client: FlaskClient, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"/services/map.geojson?{query}")
    assert answer.status_code == 200, query
    features: list[dict[str, Any]] = json.loads(answer.text)["features"]
    return features


def test_every_search_has_the_same_services_on_the_map_as_in_the_list(many: Flask, visitor: FlaskClient) -> None:
    with many.app_context():
        ids = {slug: str(one) for slug, one in db.session.execute(select(SearchEntry.slug, SearchEntry.service_id))}
        placed = select(SearchEntry.service_id).join(SearchPlace).distinct()
        with_a_point = {str(one) for one in db.session.scalars(placed)}
    some_were_found = some_had_no_point = 0

    for query in _searches():
        listed = every_card(visitor, f"/services?{query}")
        mapped = {ids[feature["properties"]["slug"]] for feature in points(visitor, query)}

        assert mapped == set(listed) & with_a_point, query
        some_were_found += bool(mapped)
        some_had_no_point += bool(set(listed) - with_a_point)

    assert some_were_found > SEARCHES / 3
    assert some_had_no_point > SEARCHES / 3


def test_each_page_of_the_map_has_the_cards_of_that_page_of_the_list(visitor: FlaskClient) -> None:
    for query in _searches()[:40]:
        for page in ("", "&page=2"):
            listed, mapped = (visitor.get(f"{path}?{query}{page}") for path in ("/services", "/services/map"))

            assert mapped.status_code == listed.status_code, query
            assert cards(mapped.text) == cards(listed.text), query


@pytest.mark.parametrize(
    "places", [("NW10", "Harlesden", "HA0 2"), ("Croydon", "SE15", "Barnet"), ("Norwich", "LE1", "Exeter")]
)
def test_the_second_group_is_byte_for_byte_the_same_wherever_the_same_services_are_of_use(
    visitor: FlaskClient, places: tuple[str, ...]
) -> None:
    groups = {apart(visitor.get(f"/services/map?near={near}").text) for near in places}

    assert len(groups) == 1


def test_a_service_at_two_sites_has_two_points(many: Flask, visitor: FlaskClient) -> None:
    with many.app_context():
        sites = db.session.execute(select(SearchPlace.docid, SearchPlace.location_id)).all()

    found = points(visitor)

    assert len(found) == len(sites) > len({feature["properties"]["slug"] for feature in found})


def test_counts_of_areas_are_those_of_their_lists(visitor: FlaskClient) -> None:
    for query in _searches()[:12]:
        areas = json.loads(visitor.get(f"/services/map.geojson?{query}").text)["areas"]
        totals = {name: area["total"] for name, area in areas["boroughs"].items()}
        totals |= {"london": areas["london"], "national": areas["national"]}
        totals |= {place["name"]: place["total"] for place in areas["places"]}
        for name in ("Brent", "Harrow", "Croydon", "london", "national", *[place["name"] for place in areas["places"]]):
            answer = visitor.get("/services/map/areas?" + urlencode({"reach": name, "as": "json"}) + f"&{query}").json

            assert answer["total"] == totals[name], (name, query)
            assert len(answer["services"]) == min(totals[name], 50), (name, query)


def test_all_pages_of_an_area_hold_every_service_of_it_once(visitor: FlaskClient) -> None:
    total = visitor.get("/services/map/areas?reach=Brent&as=json").json["total"]
    found: list[str] = []
    for page in (1, 2):
        answer = visitor.get(f"/services/map/areas?reach=Brent&as=json&page={page}")
        found += [one["id"] for one in answer.json["services"]]

    assert 50 < total <= 100
    assert len(found) == len(set(found)) == total
    assert visitor.get("/services/map/areas?reach=Brent&page=3").status_code == 404


@pytest.mark.parametrize("reach", ["Atlantis", "brent'--", "\N{SNOWMAN}", "x" * 5000])
def test_an_area_that_nobody_serves_is_not_found(visitor: FlaskClient, reach: str) -> None:
    for more in ({}, {"as": "json"}):
        assert visitor.get("/services/map/areas?" + urlencode({"reach": reach, **more})).status_code == 404


def test_a_mistake_in_the_address_is_said_and_the_map_is_of_the_rest(visitor: FlaskClient) -> None:
    page = visitor.get("/services/map?near=Atlantis&q=help")

    assert page.status_code == 400
    assert "is not a place we know" in words_of(page.text)
    assert '"url": "/services/map.geojson?q=help"' in page.text
    answer = visitor.get("/services/map.geojson?near=Atlantis")
    assert answer.status_code == 400
    assert "is not a place we know" in answer.json["errors"][0]


def test_a_search_on_the_map_comes_back_to_the_map_without_its_postcode(visitor: FlaskClient) -> None:
    answer = visitor.post("/services/map", data={"q": "food", "near": "NW10 4LT"}, headers=SAME_ORIGIN)

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/services/map?q=food&near=NW10+4"


@pytest.mark.parametrize("path", ["/services/map", "/services/map.geojson", "/services/map/areas"])
def test_a_full_postcode_in_an_address_leads_on_to_one_without(visitor: FlaskClient, path: str) -> None:
    answer = visitor.get(f"{path}?near=NW10+4LT&need=practical")

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{path}?need=practical&near=NW10+4"
    assert "4LT" not in answer.text.upper()


def test_the_list_and_the_map_lead_to_one_another_and_keep_what_was_asked(visitor: FlaskClient) -> None:
    query = "?q=help&near=NW10+4&open=now"

    assert f'href="/services/map{query.replace("&", "&amp;")}"' in visitor.get(f"/services{query}").text
    assert f'href="/services{query.replace("&", "&amp;")}"' in visitor.get(f"/services/map{query}").text


def test_the_data_is_geojson_and_names_no_host(visitor: FlaskClient) -> None:
    answer = visitor.get("/services/map.geojson")

    assert answer.mimetype == "application/geo+json"
    assert "//" not in answer.text
