"""A confidential place cannot be put into the database by any road, and its words are in no answer."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from pathway.config import ROOT
from pathway.core.errors import SeedError
from pathway.directory import queries
from pathway.directory.models import Address, Location, SearchEntry, SearchPlace, Service, ServiceAtLocation
from pathway.directory.search.index import indexer
from pathway.directory.vocabulary import LocationKind
from pathway.extensions import WRITES, db
from pathway.upkeep import seed
from tests.seed_file import another

# Words that stand nowhere else, so that finding one is finding the place.
CANARY_STREET = "7 Zanzibar Quince Mews"
CANARY_TOWN = "Xyloford"
CANARY_POSTCODE = "NW10 4ZZ"
CANARY = {
    "address_1": CANARY_STREET,
    "city": CANARY_TOWN,
    "postal_code": CANARY_POSTCODE,
    "latitude": 51.123456,
    "longitude": -0.123456,
    "coordinate_source": "Quincemap",
}


def _confidential_location() -> Location:
    return queries.find("gaia").at_locations[0].location


@pytest.fixture
def writing(app: Flask):
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        yield db.session
        db.session.rollback()


# By the loader.


def _seed_with(tmp_path: Path, change: Callable[[dict], None]) -> Path:
    """A copy of the seed folder with one new confidential listing, changed."""
    folder = shutil.copytree(ROOT / "seed", tmp_path / "seed")
    book = json.loads((folder / "listings.json").read_text("utf-8"))
    canary = another("gaia")
    change(canary)
    book["services"].append(canary)
    (folder / "listings.json").write_text(json.dumps(book), "utf-8")
    return folder


@pytest.mark.parametrize("field", CANARY)
def test_the_loader_refuses_each_field_that_places_it(writing, tmp_path: Path, field: str) -> None:
    place = {"kind": "confidential", field: CANARY[field]}
    if field in {"address_1", "city", "postal_code"}:
        place = {"kind": "confidential", "addresses": [{field: CANARY[field]}]}
    folder = _seed_with(tmp_path, lambda listing: listing.update(service_at_locations=[{"location": place}]))

    with pytest.raises(SeedError, match="service 73: places: a confidential place cannot have"):
        seed.load(writing(), folder)

    writing.rollback()
    assert queries.find("canary") is None


@pytest.mark.parametrize("field", ["name", "description", "alert", "service_area_description"])
def test_the_loader_refuses_a_postcode_in_its_words(writing, tmp_path: Path, field: str) -> None:
    folder = _seed_with(tmp_path, lambda listing: listing.update({field: f"Ring first; it is at {CANARY_POSTCODE}."}))

    with pytest.raises(SeedError, match=f"73: {field}: a confidential listing has a postcode in it: take it out"):
        seed.load(writing(), folder)


def test_the_loader_takes_it_without_a_place(writing, tmp_path: Path) -> None:
    folder = _seed_with(tmp_path, lambda _listing: None)

    assert seed.load(writing(), folder) == 1
    assert queries.find("canary").is_confidential


# By the models.


def test_the_models_cannot_give_it_an_address(writing) -> None:
    location = _confidential_location()
    writing.add(Address(location_id=location.id, location_kind=LocationKind.CONFIDENTIAL, address_1=CANARY_STREET))

    with pytest.raises(IntegrityError):
        writing.flush()


def test_nor_by_pretending_that_it_is_a_site(writing) -> None:
    location = _confidential_location()
    writing.add(Address(location_id=location.id, location_kind=LocationKind.SITE, address_1=CANARY_STREET))

    with pytest.raises(IntegrityError):
        writing.flush()


@pytest.mark.parametrize(
    "values",
    [
        {"latitude": 51.5, "longitude": -0.2},
        {"name": CANARY_STREET},
        {"ward": "Roundwood"},
        {"coordinate_source": "Quincemap"},
    ],
)
def test_nor_a_point_nor_words_of_its_own(writing, values: dict) -> None:
    location = _confidential_location()
    for name, value in values.items():
        setattr(location, name, value)

    with pytest.raises(IntegrityError):
        writing.flush()


def test_nor_a_point_in_the_search_index(writing) -> None:
    location = _confidential_location()
    entry = writing.scalars(select(SearchEntry).order_by(SearchEntry.docid)).first()
    point = {"docid": entry.docid, "location_id": location.id, "latitude": 51.5, "longitude": -0.2}
    for kind in LocationKind:
        writing.add(SearchPlace(**point, location_kind=kind, is_approximate=False))

        with pytest.raises(IntegrityError):
            writing.flush()
        writing.rollback()
        writing.connection(execution_options=WRITES)


# By hand, in SQL.


def _sql(writing, statement: str, **values: object) -> None:
    writing.execute(text(statement), values)


def _stored(writing, id_: UUID) -> str:
    return id_.hex if writing.connection().dialect.name == "sqlite" else str(id_)


@pytest.mark.parametrize("kind", [kind.value for kind in LocationKind])
def test_sql_cannot_insert_an_address(writing, kind: str) -> None:
    location = _stored(writing, _confidential_location().id)

    with pytest.raises(IntegrityError):
        _sql(
            writing,
            "INSERT INTO address (id, location_id, location_kind, address_1, country) "
            "VALUES (:id, :at, :kind, :one, 'GB')",
            id=_stored(writing, uuid4()),
            at=location,
            kind=kind,
            one=CANARY_STREET,
        )


def test_sql_cannot_move_an_address_there(writing) -> None:
    location = _stored(writing, _confidential_location().id)

    with pytest.raises(IntegrityError):
        _sql(writing, "UPDATE address SET location_id = :at", at=location)


def test_sql_cannot_call_a_place_confidential_while_its_address_or_point_is_held(writing) -> None:
    site = _stored(writing, queries.find("ashford-place").at_locations[0].location.id)

    with pytest.raises(IntegrityError):
        _sql(writing, "UPDATE location SET kind = 'confidential' WHERE id = :id", id=site)


def test_not_even_once_its_points_are_gone_but_not_its_address(writing) -> None:
    site = _stored(writing, queries.find("ashford-place").at_locations[0].location.id)
    _sql(writing, "DELETE FROM search_place WHERE location_id = :id", id=site)

    with pytest.raises(IntegrityError):
        _sql(
            writing,
            "UPDATE location SET kind = 'confidential', latitude = NULL, longitude = NULL, coordinate_source = NULL "
            "WHERE id = :id",
            id=site,
        )


@pytest.mark.parametrize("column", ["latitude = 51.5, longitude = -0.2", "name = 'Quince'", "ward = 'Quince'"])
def test_sql_cannot_write_a_place_into_its_row(writing, column: str) -> None:
    location = _stored(writing, _confidential_location().id)

    with pytest.raises(IntegrityError):
        _sql(writing, f"UPDATE location SET {column} WHERE id = :id", id=location)


def test_sql_cannot_insert_one_with_a_point(writing) -> None:
    with pytest.raises(IntegrityError):
        _sql(
            writing,
            "INSERT INTO location (id, kind, latitude, longitude) VALUES (:id, 'confidential', 51.5, -0.2)",
            id=_stored(writing, uuid4()),
        )


# In no answer.


def test_words_of_a_place_that_became_confidential_are_in_no_answer(app: Flask) -> None:
    """The canary has been a site with an address, and is one no longer: nothing of it may be remembered anywhere."""
    from pathway.directory import operations

    visitor = app.test_client()
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        service = queries.find("ashford-place")
        canary = service.at_locations[0].location
        canary.latitude, canary.longitude = CANARY["latitude"], CANARY["longitude"]
        canary.addresses[0].address_1, canary.addresses[0].city = CANARY_STREET, CANARY_TOWN
        canary.addresses[0].postal_code = CANARY_POSTCODE
        indexer.refresh(db.session(), [service.id])
        db.session.commit()
        address = f"/services/{service.id}"
    while_known = visitor.get(address).text + visitor.get("/services?q=zanzibar&near=NW10").text

    with app.app_context():
        db.session.connection(execution_options=WRITES)
        operations.make_confidential(queries.find("ashford-place").at_locations[0].location)
        db.session.commit()
    asked = [
        address,
        f"{address}/report",
        f"{address}/thanks",
        f"/services/shortlist?id={address.rpartition('/')[2]}",
        "/services",
        "/services?page=2",
        "/services?near=NW10+4&miles=25",
        "/services?near=NW2",
        "/services?need=housing",
        "/about",
    ]
    answers = {one: visitor.get(one).text for one in asked}

    words = re.compile("zanzibar|quince|xyloford|4ZZ|51[.]123|0[.]123|Ashford Road|NW2 6TU", re.IGNORECASE)
    assert words.search(while_known), "the control: while it was a site, its words were shown"
    assert {one: words.findall(answer) for one, answer in answers.items() if words.search(answer)} == {}
    assert "0 services" not in answers["/services"]
    # Its old words find it no more: what is typed comes back in the box, and nothing else.
    for typed in ("zanzibar", "xyloford", "quince mews"):
        assert address not in visitor.get(f"/services?q={typed}").text


def test_confidential_services_are_found_all_the_same(app: Flask) -> None:
    with app.app_context():
        confidential = set(
            db.session.scalars(
                select(Service.id)
                .join(ServiceAtLocation)
                .join(Location)
                .where(Location.kind == LocationKind.CONFIDENTIAL, Service.publication == "published")
            )
        )

    page = app.test_client().get("/services?q=gaia&near=SE1").text

    assert len(confidential) == 2
    near, apart = page.split('aria-labelledby="apart-title"')
    assert any(str(one) in apart for one in confidential)
    assert not any(str(one) in near for one in confidential)
