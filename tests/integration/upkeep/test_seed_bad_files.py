"""A seed with a fault in it is refused by its place and field, and nothing of it is saved."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from pathway import create_app
from pathway.core.errors import SeedError
from pathway.extensions import WRITES, db
from pathway.upkeep import seed
from pathway.upkeep.prepare import prepare
from tests.integration.conftest import settings_for
from tests.integration.dumping import dump
from tests.integration.upkeep.seeds import Change, adding, seed_folder
from tests.seed_file import Listing, another, id_of
from tests.services import dispose

WEEKLY = {"kind": "opening", "freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "17:00"}
CHARITY = {"id": id_of("canary"), "slug": "army", "name": "Army", "kind": "charity", "is_first_responder": False}
BRENT = another("brent-council")["organization"]
GONE = "left out"


def at(**changes: Any) -> list[dict[str, Any]]:
    """One place, a site at a postcode."""
    address = {"address_1": "1 High Road", "postal_code": changes.pop("postal_code", "NW10 4LT")}
    return [{"location": {"kind": "site", "addresses": [address], **changes}}]


FAULTS: list[tuple[str, Any]] = [
    ("status", "asleep"),
    ("coverage", "mars"),
    ("coverage", None),
    ("approach", "magic"),
    ("referral_channel", "pigeon"),
    ("publication", "Z"),
    ("service_at_locations", at(kind="moon")),
    ("service_at_locations", at(latitude=123.0, longitude=0.1)),
    ("service_at_locations", at(latitude="north", longitude=0.1)),
    ("service_at_locations", at(latitude=51.5)),
    ("service_at_locations", at(postal_code="x" * 11)),
    ("organization", CHARITY | {"kind": "army"}),
    ("organization", CHARITY | {"name": None}),
    ("organization", CHARITY | {"slug": BRENT["slug"]}),
    ("organization", BRENT | {"is_first_responder": "yes"}),
    ("attributes", [{"taxonomy": "agency_type", "term": "wizard"}]),
    ("attributes", [{"taxonomy": "for_whom"}]),
    ("attributes", "women"),
    ("phones", [{"number": "12"}]),
    ("phones", [{"number": "020 7946"}]),
    ("phones", [{"number": "+1 212 555 0100"}]),
    ("phones", [{}]),
    ("phones", [{"number": "999", "type": "telegraph"}]),
    ("phones", [{"number": "999", "description": "x" * 301}]),
    ("phones", [{"number": "999", "extension": 3}]),
    ("schedules", [WEEKLY | {"freq": "YEARLY"}]),
    ("schedules", [WEEKLY | {"opens_at": "25:00"}]),
    ("schedules", [WEEKLY | {"closes_at": None}]),
    ("schedules", [WEEKLY | {"byday": "XX"}]),
    ("schedules", [WEEKLY | {"byday": ""}]),
    ("schedules", [WEEKLY | {"kind": "sometimes"}]),
    ("schedules", ["nine to five"]),
    ("sources", [{"title": "A page", "seen_on": "yesterday"}]),
    ("sources", [{"title": None}]),
    ("service_areas", [{"name": None}]),
    ("service_areas", [{"name": "x" * 121}]),
    ("minimum_age", 200),
    ("minimum_age", -1),
    ("minimum_age", "old"),
    ("minimum_age", 30),
    ("name", None),
    ("name", "x" * 201),
    ("name", 7),
    ("description", None),
    ("women_only", "yes"),
    ("is_free_to_ring", "yes"),
    ("hours_description", "x" * 301),
    ("phone_free", True),
    *((field, GONE) for field in ("id", "name", "description", "coverage", "organization")),
]
CALLED = {
    "service_at_locations": "places",
    "service_areas": "areas",
    "schedules": "hours",
    "attributes": "taxonomy",
    "phones": "phone",
    "sources": "source",
}
"""What a message may call a field instead."""


@pytest.mark.parametrize(("field", "value"), FAULTS, ids=lambda one: str(one)[:30])
def test_a_bad_listing_is_refused_by_its_place_and_the_field(
    listings: Flask, tmp_path: Path, field: str, value: Any
) -> None:
    bad = another("brent-council", maximum_age=20, **{field: value})
    if value == GONE:
        del bad[field]

    said = refusal(listings, seed_folder(tmp_path, adding(bad)))

    assert said.startswith("listings.json cannot be loaded:\nservice 73: ")
    assert field in said or CALLED[field] in said


def refusal(app: Flask, folder: Path) -> str:
    """Load a folder, expect that it is refused, and return what was said."""
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        with pytest.raises(SeedError) as caught:
            seed.load(db.session(), folder)
        db.session.rollback()
    return str(caught.value)


def test_the_listing_that_the_faults_are_put_into_loads_without_them(listings: Flask, tmp_path: Path) -> None:
    good = another("brent-council", maximum_age=20, service_at_locations=at(latitude=51.5, longitude=-0.2))

    with listings.app_context():
        db.session.connection(execution_options=WRITES)
        assert seed.load(db.session(), seed_folder(tmp_path, adding(good))) == 1
        db.session.rollback()


def _twice(listings: list[Listing], _fallbacks: list[dict[str, str]]) -> None:
    listings.extend([another("gaia"), another("gaia")])


def _without_words(_listings: list[Listing], fallbacks: list[dict[str, str]]) -> None:
    fallbacks[:] = [row for row in fallbacks if row["agency_type"] != "sarc" or row["area"] != "any"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_twice, "listings.json cannot be loaded:\nservice 74: id: this is the same listing as service 73"),
        (_without_words, "fallbacks.json has no words for any place for sarc"),
        (
            lambda listings, fallbacks: listings.append("nonsense"),
            "listings.json cannot be loaded:\nservice 73: this is not a service but “nonsense”",
        ),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(listings: Flask, tmp_path: Path, change: Change, said: str) -> None:
    assert refusal(listings, seed_folder(tmp_path, change)).startswith(said)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"format": "pathway-listings", "version": 1}', "null", "a,b"]
)
def test_a_file_that_cannot_be_read_is_refused_by_its_name(listings: Flask, tmp_path: Path, content: str) -> None:
    folder = seed_folder(tmp_path, adding())
    (folder / "listings.json").write_text(content, "utf-8")

    assert refusal(listings, folder).startswith("listings.json")


def test_a_file_that_is_not_there_is_refused_by_its_name(listings: Flask, tmp_path: Path) -> None:
    assert refusal(listings, tmp_path).startswith("listings.json cannot be read")


OLD = '{"meta": {"count": 1}, "listings": [{"id": "gaia", "organization_name": "Refuge", "name": "Gaia"}]}'


def test_a_file_of_an_older_build_is_told_what_it_is(listings: Flask, tmp_path: Path) -> None:
    folder = seed_folder(tmp_path, adding())
    (folder / "listings.json").write_text(OLD, "utf-8")

    said = refusal(listings, folder)

    assert "a starting directory as it was written before this version" in said
    assert "pathway export --format json --all" in said


def test_nothing_of_a_bad_file_is_saved(empty_database: str, tmp_path: Path) -> None:
    folder = seed_folder(tmp_path, adding(another("nda-helpline", phones=[{"number": "12"}])))
    app = create_app(settings_for(empty_database, seed=folder))

    with pytest.raises(SeedError):
        prepare(app)

    assert {name: rows for name, rows in dump(app).items() if rows} == {}
    dispose(app)
