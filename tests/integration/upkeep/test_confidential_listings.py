"""A file of listings that says where a confidential service is, in any way, is refused whole."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from pathway.core.errors import SeedError
from pathway.directory import queries
from pathway.directory.vocabulary import LocationKind
from pathway.extensions import WRITES, db
from pathway.upkeep import seed
from pathway.upkeep.prepare import prepare
from tests.integration.dumping import dump
from tests.integration.upkeep.seeds import adding, app_over, seed_folder
from tests.seed_file import Listing, another
from tests.services import dispose

PLACES: dict[str, tuple[dict[str, Any], str]] = {
    "address_1": ({"addresses": [{"address_1": "7 Zanzibar Quay"}]}, "an address"),
    "city": ({"addresses": [{"city": "Quillonby"}]}, "an address"),
    "postal_code": ({"addresses": [{"postal_code": "NW10 4LT"}]}, "an address"),
    "a point": ({"latitude": 51.5123, "longitude": -0.2468}, "a point"),
    "half a point": ({"longitude": -0.2468}, "a point"),
    "a point at zero": ({"latitude": 0.0, "longitude": 0.0}, "a point"),
    "coordinate_source": ({"coordinate_source": "somebody"}, "coordinate_source"),
    "ward": ({"ward": "Stonebridge"}, "ward"),
    "name": ({"name": "Zanzibar House"}, "name"),
}
TEXTS = ["name", "alternate_name", "description", "eligibility_description", "alert", "url"]
TEXTS += ["service_area_description", "hours_description", "interpretation_services", "verification_notes", "email"]

A_DAY = {"kind": "opening", "freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "10:00"}
ROWS: dict[str, tuple[Any, str]] = {
    "phones": ([{"number": "020 7733 8724", "description": "the door at NW10 4LT"}], "phones"),
    "schedules": ([A_DAY | {"note": "ring at NW10 4LT"}], "schedules"),
    "service_areas": ([{"name": "NW10 4LT"}], "areas"),
    "attributes": ([{"taxonomy": "for_whom", "term": "women near NW10 4LT"}], "terms"),
    "sources": ([{"title": "A page", "url": "https://maps.example.org/?q=NW10+4LT"}], "sources"),
}


def canary(**changes: Any) -> Listing:
    """A confidential listing that is not in the directory yet, changed."""
    return another("gaia", **changes)


def at(**place: Any) -> list[dict[str, Any]]:
    """Its one place, confidential, that says more than its kind."""
    return [{"location": {"kind": "confidential", **place}}]


def refused(app: Flask, folder: Path, **changes: Any) -> str:
    """Load a file with one bad listing among the real ones, expect a refusal, and return what it said."""
    made = seed_folder(folder, adding(canary(**changes)))
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        with pytest.raises(SeedError) as caught:
            seed.load(db.session(), made)
        db.session.rollback()
    return str(caught.value)


def test_nothing_of_such_a_file_is_loaded(empty_database: str, tmp_path: Path) -> None:
    place = at(**PLACES["address_1"][0])
    app = app_over(empty_database, seed_folder(tmp_path, adding(canary(service_at_locations=place))))

    with pytest.raises(SeedError):
        prepare(app)

    assert {name: rows for name, rows in dump(app).items() if rows} == {}
    dispose(app)


@pytest.mark.parametrize("name", PLACES)
def test_a_field_that_places_it_is_refused(listings: Flask, tmp_path: Path, name: str) -> None:
    place, words = PLACES[name]

    said = refused(listings, tmp_path, service_at_locations=at(**place))

    assert f"service 73: places: a confidential place cannot have {words}" in said
    assert "Zanzibar" not in said
    assert "NW10" not in said


@pytest.mark.parametrize("field", TEXTS)
def test_a_postcode_in_passing_is_refused(listings: Flask, tmp_path: Path, field: str) -> None:
    said = refused(listings, tmp_path, **{field: "Ask at nw104lt for the door"})

    assert f"service 73: {field}: a confidential listing has a postcode in it: take it out" in said
    assert "nw10" not in said.lower()


def test_a_postcode_in_the_name_of_its_organisation_is_refused(listings: Flask, tmp_path: Path) -> None:
    owner = {"id": another("gaia")["id"], "slug": "new", "name": "Ask at nw104lt", "kind": "charity"}

    said = refused(listings, tmp_path, organization=owner)

    assert "service 73: organization" in said
    assert "nw10" not in said.lower()


@pytest.mark.parametrize("field", ROWS)
def test_a_postcode_in_a_row_of_the_listing_is_refused(listings: Flask, tmp_path: Path, field: str) -> None:
    rows, name = ROWS[field]

    said = refused(listings, tmp_path, **{field: rows})

    assert f"service 73: {name}: a confidential listing has a postcode in it: take it out" in said


def test_a_draft_is_refused_as_well(listings: Flask, tmp_path: Path) -> None:
    place = at(**PLACES["address_1"][0])

    assert "an address" in refused(listings, tmp_path, publication="draft", service_at_locations=place)


def test_the_same_listing_without_a_place_loads(listings: Flask, tmp_path: Path) -> None:
    with listings.app_context():
        db.session.connection(execution_options=WRITES)
        added = seed.load(db.session(), seed_folder(tmp_path, adding(canary())))
        place = queries.find("canary").at_locations[0].location

        assert added == 1
        assert place.kind is LocationKind.CONFIDENTIAL
        assert place.addresses == []
        db.session.rollback()
