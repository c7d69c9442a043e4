"""A confidential service has no point on any map and counts in its areas; a draft is on none; nothing leaks."""

import json
import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from pathway.core.clock import utc_now
from pathway.directory import operations, queries
from pathway.directory.models import ServiceArea
from pathway.directory.search.index import indexer
from pathway.directory.vocabulary import AreaKind, Publication
from pathway.extensions import WRITES, db
from pathway.upkeep import offline_map
from tests import factories
from tests.integration.upkeep.built import built_assets

PLACE = {"address_1": "7 Zanzibar Quay", "city": "Quillonby", "postal_code": "NW10 4LT"}
POINT = {"latitude": 51.51234, "longitude": -0.24683}
SECRET = re.compile("zanzibar|quillonby|kestrelwing|51[.]5123|0[.]2468", re.IGNORECASE)

ASKED = [
    "/services/map",
    "/services/map?near=NW10+4",
    "/services/map?near=NW10+4&miles=1",
    "/services/map.geojson",
    "/services/map.geojson?near=NW10+4&miles=1",
    "/services/map.geojson?q=example+refuge",
    "/services/map/areas",
    "/services/map/areas?reach=Harrow",
    "/services/map/areas?reach=Harrow&as=json",
    "/services/map/areas?reach=national",
]


def features(app: Flask, query: str = "") -> dict[str, Any]:
    collection: dict[str, Any] = json.loads(app.test_client().get(f"/services/map.geojson{query}").text)
    return {feature["properties"]["name"]: feature for feature in collection["features"]}


def in_area(app: Flask, name: str, query: str = "") -> list[str]:
    answer = app.test_client().get(f"/services/map/areas?reach={name}&as=json{query}").json
    return [one["id"] for one in answer["services"]]


def offline(app: Flask) -> str:
    with app.app_context():
        return offline_map.offline_map(app, utc_now())


@pytest.fixture
def once_known(app: Flask, now: object) -> tuple[Flask, UUID]:
    """A service at a known place in Harrow."""
    site = factories.site(**POINT, name="Kestrelwing house", addresses=[factories.address(**PLACE)])
    areas = [ServiceArea(kind=AreaKind.PLACE, name="Harrow")]
    return app, factories.publish(app, at=site, name="Example refuge", areas=areas)


def hide(app: Flask, service_id: UUID) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        operations.make_confidential(queries.find(str(service_id)).at_locations[0].location)
        db.session.commit()


def test_while_its_place_is_known_it_is_on_the_map(once_known: tuple[Flask, UUID]) -> None:
    app, made = once_known

    assert features(app)["Example refuge"]["geometry"]["coordinates"] == [-0.24683, 51.51234]
    assert str(made) in in_area(app, "Harrow")


def test_once_it_is_confidential_it_has_no_point_and_counts_in_its_area(once_known: tuple[Flask, UUID]) -> None:
    app, made = once_known
    assert "Example refuge" in features(app)  # so that the process remembers it

    hide(app, made)

    assert "Example refuge" not in features(app)
    assert str(made) in in_area(app, "Harrow")
    assert str(made) not in in_area(app, "Brent")


@pytest.mark.parametrize(
    ("near", "is_of_use"),
    [
        (("Harrow",), True),
        (("SE15",), True),
        (("Wembley+Park", "Harlesden"), False),
        (("Croydon", "Ealing"), False),
        (("M1", "LE1", "Norwich"), False),
    ],
)
def test_where_it_stands_in_its_area_depends_on_the_area_it_serves_and_on_no_distance(
    once_known: tuple[Flask, UUID], near: tuple[str, ...], is_of_use: bool
) -> None:
    app, made = once_known
    hide(app, made)

    asked = [f"&near={place}{miles}" for place in near for miles in ("", "&miles=1")]
    places = {str(made) in in_area(app, "Harrow", query) for query in asked}
    orders = {tuple(in_area(app, "Harrow", f"&near={place}")) for place in near}

    assert places == {is_of_use}
    assert len(orders) == 1


def test_no_word_of_its_place_is_in_any_answer_of_the_map(once_known: tuple[Flask, UUID]) -> None:
    app, made = once_known
    visitor = app.test_client()
    assert any(SECRET.search(visitor.get(address).text) for address in ASKED), "the control: while known it was shown"

    hide(app, made)

    answers = {address: visitor.get(address) for address in ASKED}
    assert {answer.status_code for answer in answers.values()} == {200}
    found = {one: SECRET.findall(f"{answer.headers} {answer.text}") for one, answer in answers.items()}
    assert {one: words for one, words in found.items() if words} == {}


@built_assets
def test_no_word_of_its_place_is_in_the_offline_map(once_known: tuple[Flask, UUID]) -> None:
    app, made = once_known
    assert SECRET.search(offline(app)), "the control: while known it was in it"

    hide(app, made)

    page = offline(app)
    assert SECRET.findall(page) == []
    assert "Example refuge" in page


@built_assets
def test_a_draft_is_on_no_map_and_in_no_count(app: Flask, now: object) -> None:
    before = features(app), app.test_client().get("/services/map/areas").text
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        draft = factories.service(name="Kestrelwing house", at=factories.site(**POINT), publication=Publication.DRAFT)
        db.session.add(draft)
        indexer.refresh(db.session(), [draft.id])
        db.session.commit()

    after = features(app), app.test_client().get("/services/map/areas").text

    assert after[0] == before[0]
    assert re.sub("nonce=.[^ ]+", "", after[1]) == re.sub("nonce=.[^ ]+", "", before[1])
    assert SECRET.findall(offline(app)) == []


def test_the_real_confidential_services_have_no_point(app: Flask, now: object) -> None:
    slugs = {feature["properties"]["slug"] for feature in features(app).values()}

    assert slugs
    assert slugs & {"gaia", "hestia-msr"} == set()
