"""An Open Referral file, UK or HSDS 3, is imported as drafts, and fields that we do not have are listed."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from pathway.directory import queries
from pathway.directory.vocabulary import AreaKind, Nations, Publication
from tests.integration.directory.importer.commands import Command
from tests.integration.dumping import dump

EXAMPLES = Path(__file__).parents[5] / "shared" / "data" / "schemas" / "oruk-3.0" / "3.0" / "examples"
ID = "ac148810-d857-441c-9679-408f346de14b"
SERVICE: dict[str, Any] = {
    "id": ID,
    "name": "Example counselling",
    "status": "active",
    "description": "Talking with somebody trained.",
    "cost_options": [{"id": "3f3df4b1-6b0a-4d73-8f38-4b9d4b6f0a11", "amount": 5}],
    "organization": {"id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610", "name": "Example Trust", "description": "A trust."},
    "phones": [{"id": "1554efd4-ac50-4c78-b7a8-0f56c7d65e5d", "number": "020 7946 0123"}],
    "schedules": [
        {
            "id": "48ac0ba2-9b3c-4b0e-9f5e-4d9a0b6f1f6c",
            "freq": "WEEKLY",
            "byday": "MO,TU",
            "opens_at": "09:00",
            "closes_at": "17:00",
        }
    ],
}
SHAPES = {
    "one service": SERVICE,
    "a list": [SERVICE],
    "a page": {"total_items": 1, "total_pages": 1, "page_number": 1, "size": 1, "contents": [SERVICE]},
}


def save(file: Path, value: Any) -> Path:
    file.write_text(json.dumps(value), "utf-8")
    return file


@pytest.mark.parametrize("shape", SHAPES)
def test_a_feed_is_taken_in_as_drafts(app: Flask, run: Command, file: Path, shape: str) -> None:
    done = run("import", str(save(file, SHAPES[shape])), "--apply")

    assert done.exit_code == 0, done.output
    assert "cost_options (1)" in done.output
    with app.app_context():
        service = queries.find(ID)
        assert service is not None
        assert service.publication is Publication.DRAFT
        assert [phone.digits for phone in service.phones] == ["02079460123"]
        assert [row.byday for row in service.schedules] == ["MO,TU"]
    assert app.test_client().get(f"/services/{ID}").status_code == 404


def test_what_a_shorter_page_of_the_feed_does_not_say_is_left_alone(app: Flask, run: Command, file: Path) -> None:
    run("import", str(save(file, SERVICE)), "--apply")
    shorter = {name: SERVICE[name] for name in ("id", "name", "status", "description", "organization")}
    before = dump(app)

    done = run("import", str(save(file, [shorter])), "--apply")

    assert "Nothing to change" in done.output
    assert dump(app) == before


@pytest.mark.parametrize(
    ("areas", "nations"),
    [
        (("United Kingdom", "England"), Nations.UK),
        (("England", "United Kingdom"), Nations.UK),
        (("England", "Wales"), Nations.ENGLAND_WALES),
        (("England, Scotland and Wales",), Nations.UK),
        (("England and Scotland",), None),
    ],
)
def test_of_several_nations_in_a_feed_none_is_lost(
    app: Flask, run: Command, file: Path, areas: tuple[str, ...], nations: Nations | None
) -> None:
    feed_areas = [{"id": str(UUID(int=number + 1)), "name": name} for number, name in enumerate(areas)]

    run("import", str(save(file, SERVICE | {"service_areas": feed_areas})), "--apply")

    with app.app_context():
        service = queries.find(ID)
        assert service.nations is nations
        assert [(area.kind, area.name) for area in service.areas] == [(AreaKind.NATIONAL, name) for name in areas]


PLACE: dict[str, Any] = {
    "id": "8c0dd2f5-7e1c-4f5f-8a53-3a4cf4a4b0c1",
    "location_type": "physical",
    "name": "Example Hall",
    "latitude": 51.5482,
    "longitude": -0.2318,
    "addresses": [
        {
            "id": "f7f1ab65-8a6d-4b1f-9f1c-54b04c3f4e11",
            "address_1": "1 Example Street",
            "city": "London",
            "postal_code": "NW10 4LT",
            "country": "GB",
        }
    ],
}


def at(place: dict[str, Any]) -> dict[str, Any]:
    service_at = {"id": "b1f7a1a8-3c57-4b4f-8f75-6d0e0d1c2b3a", "location": place}
    return {**SERVICE, "service_at_locations": [service_at]}


@pytest.mark.parametrize(
    "keys", [["addresses"], ["latitude", "longitude"], ["name"], ["addresses", "name"], []], ids="+".join
)
def test_what_a_feed_does_not_say_of_a_place_is_left_alone(
    app: Flask, run: Command, file: Path, keys: list[str]
) -> None:
    run("import", str(save(file, at(PLACE))), "--apply")
    before = dump(app)
    shorter = {name: PLACE[name] for name in ["id", "location_type", *keys]}

    done = run("import", str(save(file, at(shorter))), "--apply")

    assert "Nothing to change" in done.output
    assert dump(app) == before


def test_a_feed_that_says_a_place_has_no_address_takes_it_away(app: Flask, run: Command, file: Path) -> None:
    run("import", str(save(file, at(PLACE))), "--apply")

    run("import", str(save(file, at({**PLACE, "addresses": [], "latitude": None, "longitude": None}))), "--apply")

    with app.app_context():
        service = queries.find(ID)
        assert service is not None
        location = service.at_locations[0].location
        assert (location.addresses, location.latitude, location.longitude) == ([], None, None)


def test_a_feed_that_moves_a_place_without_a_point_does_not_keep_the_old_point(
    app: Flask, run: Command, file: Path
) -> None:
    run("import", str(save(file, at(PLACE))), "--apply")
    moved = {**PLACE, "addresses": [{**PLACE["addresses"][0], "postal_code": "HA9 0AA"}]}

    run("import", str(save(file, at({name: moved[name] for name in ("id", "location_type", "addresses")}))), "--apply")

    with app.app_context():
        service = queries.find(ID)
        assert service is not None
        location = service.at_locations[0].location
        assert (location.name, location.is_approximate) == ("Example Hall", True)
        assert location.latitude != PLACE["latitude"]


@pytest.mark.parametrize("missing", ["name", "organization"])
def test_a_service_without_what_every_service_has_is_refused_with_its_row(
    app: Flask, run: Command, file: Path, missing: str
) -> None:
    without = {name: value for name, value in SERVICE.items() if name != missing}
    before = dump(app)

    done = run("import", str(save(file, [SERVICE | {"id": ID.replace("a", "b")}, without])), "--apply")

    assert done.exit_code == 2
    assert "2" in done.output
    assert missing in done.output
    assert dump(app) == before


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the standard's own examples are not part of the project")
@pytest.mark.parametrize("name", ["service_full", "service_list", "organization_full", "service_at_location_full"])
def test_the_standards_own_examples_are_taken_in(app: Flask, run: Command, name: str) -> None:
    done = run("import", str(EXAMPLES / f"{name}.json"), "--apply")

    assert done.exit_code == 0, done.output
    assert "Done." in done.output
    with app.app_context():
        service = queries.find(ID)
        assert service is not None
        assert service.name == "Community Counselling"
