"""A file of listings that says where a confidential service is, in any way, is refused whole."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from pathway.core.errors import ConfidentialLocationError
from pathway.directory import queries
from pathway.directory.vocabulary import LocationKind
from pathway.extensions import WRITES, db
from pathway.upkeep import seed
from pathway.upkeep.prepare import prepare
from tests.integration.dumping import dump
from tests.integration.upkeep.seeds import Listing, adding, app_over, listing_named, seed_folder
from tests.services import dispose

PLACES: dict[str, dict[str, Any]] = {
    "address_1": {"address_1": "7 Zanzibar Quay"},
    "city": {"city": "Quillonby"},
    "postal_code": {"postal_code": "NW10 4LT"},
    "latitude": {"latitude": 51.5123, "longitude": -0.2468},
    "longitude": {"longitude": -0.2468},
    "a point at zero": {"latitude": 0.0, "longitude": 0.0},
    "coordinate_source": {"coordinate_source": "somebody"},
    "sites": {"sites": [{"name": "Zanzibar Quay"}]},
    "notes_site": {"notes_site": "behind Zanzibar Quay"},
    "ward": {"ward": "Stonebridge"},
    "location_name": {"location_name": "Zanzibar House"},
}
TEXTS = ["name", "alternate_name", "organization_name", "description", "eligibility_description", "alert", "url"]
TEXTS += ["service_area_description", "schedule_description", "interpretation_services", "verification_notes", "email"]

A_NUMBER = {"number": "020 7733 8724"}
A_DAY = {"kind": "opening", "freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "10:00"}
A_SOURCE = {"title": "A page", "url": None, "type": None, "page_date": None, "seen_on": None}
ROWS: dict[str, Any] = {
    "phones": [A_NUMBER | {"description": "the door at NW10 4LT"}],
    "schedules": [A_DAY | {"note": "ring at NW10 4LT"}],
    "serves": ["NW10 4LT"],
    "for_whom": ["women near NW10 4LT"],
    "taxonomy_terms": ["nw10 4lt"],
    "sources": [A_SOURCE | {"url": "https://maps.example.org/?q=NW10+4LT"}],
}


def canary(**changes: Any) -> Listing:
    """A confidential listing that is not held yet, changed."""
    return listing_named("gaia") | {"id": "canary"} | changes


def refused(app: Flask, folder: Path, **changes: Any) -> str:
    """Load a file with one bad listing among the real ones, expect a refusal, and return what it said."""
    made = seed_folder(folder, adding(canary(**changes)))
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        with pytest.raises(ConfidentialLocationError) as caught:
            seed.load(db.session(), made)
        db.session.rollback()
    return str(caught.value)


def test_nothing_of_such_a_file_is_loaded(empty_database: str, tmp_path: Path) -> None:
    app = app_over(empty_database, seed_folder(tmp_path, adding(canary(**PLACES["address_1"]))))

    with pytest.raises(ConfidentialLocationError):
        prepare(app)

    assert {name: rows for name, rows in dump(app).items() if rows} == {}
    dispose(app)


@pytest.mark.parametrize("name", PLACES)
def test_a_field_that_places_it_is_refused(listings: Flask, tmp_path: Path, name: str) -> None:
    said = refused(listings, tmp_path, **PLACES[name])

    assert said.startswith("canary: ")
    assert next(iter(PLACES[name])) in said
    assert "Zanzibar" not in said


@pytest.mark.parametrize("field", TEXTS)
def test_a_postcode_in_passing_is_refused(listings: Flask, tmp_path: Path, field: str) -> None:
    said = refused(listings, tmp_path, **{field: "Ask at nw104lt for the door"})

    assert said.startswith("canary: ")
    assert field in said
    assert "nw10" not in said.lower()


@pytest.mark.parametrize("field", ROWS)
def test_a_postcode_in_a_row_of_the_listing_is_refused(listings: Flask, tmp_path: Path, field: str) -> None:
    said = refused(listings, tmp_path, **{field: ROWS[field]})

    assert said.startswith("canary: ")
    assert field in said


def test_a_draft_is_refused_as_well(listings: Flask, tmp_path: Path) -> None:
    assert "address_1" in refused(listings, tmp_path, confidence="C", address_1="7 Zanzibar Quay")


def test_the_same_listing_without_a_place_loads(listings: Flask, tmp_path: Path) -> None:
    with listings.app_context():
        db.session.connection(execution_options=WRITES)
        added = seed.load(db.session(), seed_folder(tmp_path, adding(canary())))
        place = queries.find("canary").at_locations[0].location

        assert added == 1
        assert place.kind is LocationKind.CONFIDENTIAL
        assert place.addresses == []
        db.session.rollback()
