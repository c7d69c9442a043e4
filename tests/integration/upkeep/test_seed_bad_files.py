"""A seed with a fault in it is refused by name, and nothing of it is saved."""

from collections.abc import Callable
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
from tests.integration.upkeep.seeds import Listing, adding, listing_named, seed_folder
from tests.services import dispose

WEEKLY = {"kind": "opening", "freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "17:00"}
SOURCE = {"title": "A page", "url": None, "type": None, "page_date": None, "seen_on": None}
GONE = "left out"

FAULTS: list[tuple[str, Any]] = [
    ("status", "asleep"),
    ("coverage", "mars"),
    ("coverage", None),
    ("approach", "magic"),
    ("referral_channel", "pigeon"),
    ("location_type", "moon"),
    ("organization_kind", "army"),
    ("organization_kind", "charity"),
    ("organization_name", None),
    ("is_first_responder", "yes"),
    ("confidence", "Z"),
    ("agency_types", ["wizard"]),
    ("takes_referrals_from", ["anyone"]),
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
    ("sources", [SOURCE | {"seen_on": "yesterday"}]),
    ("sources", [SOURCE | {"title": None}]),
    ("serves", [None]),
    ("serves", ["x" * 121]),
    ("minimum_age", 200),
    ("minimum_age", -1),
    ("minimum_age", "old"),
    ("minimum_age", 30),
    ("latitude", 123.0),
    ("latitude", "north"),
    ("longitude", None),
    ("name", None),
    ("name", "x" * 201),
    ("name", 7),
    ("description", None),
    ("women_only", "yes"),
    ("phone_free", "yes"),
    ("schedule_description", "x" * 301),
    ("postal_code", "x" * 11),
    ("for_whom", "women"),
    ("taxonomy_terms", None),
    *((field, GONE) for field in ("name", "phones", "schedules", "serves", "status", "organization_name", "for_whom")),
]


@pytest.mark.parametrize(("field", "value"), FAULTS, ids=lambda one: str(one)[:30])
def test_a_bad_listing_is_refused_by_its_name_and_the_fields(
    listings: Flask, tmp_path: Path, field: str, value: Any
) -> None:
    bad = listing_named("brent-council") | {"id": "canary", "maximum_age": 20, field: value}
    if value == GONE:
        del bad[field]

    said = refusal(listings, seed_folder(tmp_path, adding(bad)))

    assert said.startswith("canary: ")
    assert field in said


def refusal(app: Flask, folder: Path) -> str:
    """Load a folder, expect that it is refused, and return what was said."""
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        with pytest.raises(SeedError) as caught:
            seed.load(db.session(), folder)
        db.session.rollback()
    return str(caught.value)


def test_the_listing_that_the_faults_are_put_into_loads_without_them(listings: Flask, tmp_path: Path) -> None:
    good = listing_named("brent-council") | {"id": "canary", "maximum_age": 20}

    with listings.app_context():
        db.session.connection(execution_options=WRITES)
        assert seed.load(db.session(), seed_folder(tmp_path, adding(good))) == 1
        db.session.rollback()


def _without_id(listings: list[Listing], _fallbacks: list[dict[str, str]]) -> None:
    listings.append({key: value for key, value in listing_named("gaia").items() if key != "id"})


def _twice(listings: list[Listing], _fallbacks: list[dict[str, str]]) -> None:
    listings.append(listing_named("gaia"))


def _without_words(_listings: list[Listing], fallbacks: list[dict[str, str]]) -> None:
    fallbacks[:] = [row for row in fallbacks if row["agency_type"] != "sarc" or row["area"] != "any"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_without_id, "listing 73 of the file: id is missing"),
        (_twice, "gaia: this id stands twice in the file"),
        (_without_words, "fallbacks.json has no words for any place for sarc"),
        (lambda listings, fallbacks: listings.append("nonsense"), "listing 73 of the file: id is missing"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(
    listings: Flask, tmp_path: Path, change: Callable[[list[Listing], dict[str, str]], None], said: str
) -> None:
    assert refusal(listings, seed_folder(tmp_path, change)) == said


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"listings": {}}', "null"])
def test_a_file_that_cannot_be_read_is_refused_by_its_name(listings: Flask, tmp_path: Path, content: str) -> None:
    folder = seed_folder(tmp_path, adding())
    (folder / "listings.json").write_text(content, "utf-8")

    assert refusal(listings, folder).startswith("listings.json")


def test_a_file_that_is_not_there_is_refused_by_its_name(listings: Flask, tmp_path: Path) -> None:
    assert refusal(listings, tmp_path).startswith("listings.json cannot be read")


def test_nothing_of_a_bad_file_is_saved(empty_database: str, tmp_path: Path) -> None:
    folder = seed_folder(
        tmp_path, adding(listing_named("nda-helpline") | {"id": "canary", "phones": [{"number": "12"}]})
    )
    app = create_app(settings_for(empty_database, seed=folder))

    with pytest.raises(SeedError):
        prepare(app)

    assert {name: rows for name, rows in dump(app).items() if rows} == {}
    dispose(app)
