"""No import says where a confidential service is or brings its place back, and no export has anything of it."""

import json
from pathlib import Path

import pytest
from flask import Flask

from pathway.directory import operations, queries
from pathway.directory.models import Location
from pathway.directory.vocabulary import LocationKind
from pathway.extensions import WRITES, db
from tests.factories import publish, site
from tests.integration.directory.importer.commands import Command, exported, taken
from tests.integration.directory.importer.sheets import new_row, row_of, sheet
from tests.integration.dumping import dump

# Words that occur nowhere else: any of them in an output gives the place away.
STREET, TOWN, POSTCODE = "7 Zanzibar Quince Mews", "Xyloford", "NW10 4ZZ"
CANARIES = ("zanzibar", "quince", "xyloford", "nw104zz", "nw10 4zz", "51.123456", "0.123456")
WHERE = f"site | {STREET} | {TOWN} | {POSTCODE} | latitude=51.123456 | longitude=-0.123456"

BACK = {
    "an address": WHERE,
    "an address without a postcode": f"site | {STREET}",
    "a postcode alone": f"area | | | {POSTCODE}",
    "a point alone": "site | latitude=51.123456 | longitude=-0.123456",
    "another kind": "phone_or_online",
    "no place": "",
    "a place beside it": f"confidential\n{WHERE}",
    "an address of the confidential place": f"confidential | {STREET}",
    "a name of the confidential place": "confidential | name=Zanzibar House",
    "a ward": "confidential | ward=Stonebridge",
    "a point of the confidential place": "confidential | latitude=51.123456 | longitude=-0.123456",
}


@pytest.mark.parametrize("how", BACK)
def test_an_old_spreadsheet_cannot_bring_a_place_back(
    shared_app: Flask, run_shared: Command, file: Path, how: str
) -> None:
    before = dump(shared_app)
    row = row_of(exported(run_shared, "csv"), "gaia")

    for options in ((), ("--apply",), ("--apply", "--publish")):
        done = taken(run_shared, file, sheet(row | {"places": BACK[how]}), *options)

        assert done.exit_code == 2, options
        assert "confidential" in done.stderr, options
        assert not any(canary in done.output.lower() for canary in CANARIES), options
        assert dump(shared_app) == before, options


@pytest.mark.parametrize("form", ["by name", "by slug"])
def test_nor_as_a_listing_that_seems_new(shared_app: Flask, run_shared: Command, file: Path, form: str) -> None:
    before = dump(shared_app)
    row = row_of(exported(run_shared, "csv"), "gaia")
    cells = {"name": row["name"]} if form == "by name" else {"slug": row["slug"], "name": "Another name"}

    done = taken(run_shared, file, sheet(new_row(**cells, places=WHERE)), "--apply")

    assert done.exit_code == 2
    assert not any(canary in done.output.lower() for canary in CANARIES)
    assert dump(shared_app) == before


def test_nor_through_another_listing_at_the_same_place(shared_app: Flask, run_shared: Command, file: Path) -> None:
    before = dump(shared_app)
    document = json.loads(exported(run_shared, "json"))
    by_slug = {service["slug"]: service for service in document["services"]}
    place = by_slug["gaia"]["service_at_locations"][0]["location"] | {"kind": "site", "name": "Zanzibar House"}
    del document["holds"]
    document["services"] = [{"id": by_slug["awrc"]["id"], "service_at_locations": [{"location": place}]}]

    done = taken(run_shared, file, json.dumps(document), "--apply")

    assert done.exit_code == 2
    assert "zanzibar" not in done.output.lower()
    assert dump(shared_app) == before


@pytest.mark.parametrize(
    "column", ["name", "description", "alert", "service_area_description", "url", "verification_notes"]
)
def test_a_postcode_in_passing_is_refused(shared_app: Flask, run_shared: Command, file: Path, column: str) -> None:
    row = row_of(exported(run_shared, "csv", "--all"), "gaia")
    words = f"https://example.org/?near={POSTCODE}".replace(" ", "+") if column == "url" else f"ask at {POSTCODE}"

    done = taken(run_shared, file, sheet({"id": row["id"], column: words}), "--apply")

    assert f"{column}: a confidential listing has a postcode in it: take it out" in done.stderr
    assert not any(canary in done.output.lower() for canary in CANARIES)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("phones", f"020 7946 0000 | voice | the door at {POSTCODE}"),
        ("hours", f"Mon-Fri 09:00-17:00 | at {POSTCODE}"),
        ("areas", POSTCODE),
        ("topics", "zone | nw10 4zz"),
        ("sources", f"A page | https://maps.example.org/?q={POSTCODE.replace(' ', '%20')}"),
        ("contacts", f"Door, {POSTCODE}"),
        ("languages", f"Polish | {POSTCODE}"),
        ("hours_exceptions", f"2026-12-25 closed | {POSTCODE}"),
        ("organization", f"House at {POSTCODE}"),
    ],
)
def test_a_postcode_in_a_row_of_it_is_refused(run_shared: Command, file: Path, column: str, cell: str) -> None:
    row = row_of(exported(run_shared, "csv"), "gaia")
    more = {"organization_id": row["organization_id"]} if column == "organization" else {}

    done = taken(run_shared, file, sheet({"id": row["id"], column: cell} | more), "--apply")

    assert done.exit_code == 2
    assert "postcode in it" in done.stderr
    assert "nw10" not in done.output.lower()


def test_everything_else_about_it_may_be_changed(app: Flask, run: Command, file: Path) -> None:
    row = row_of(exported(run, "csv"), "gaia")

    done = taken(run, file, sheet(row | {"alert": "Ring between nine and five"}), "--apply")

    assert done.exit_code == 0, done.stderr
    with app.app_context():
        service = queries.find("gaia")
        assert service.alert == "Ring between nine and five"
        assert [place.location.kind for place in service.at_locations] == [LocationKind.CONFIDENTIAL]


def test_a_new_confidential_listing_says_nothing_of_where_it_is(app: Flask, run: Command, file: Path) -> None:
    refused = taken(run, file, sheet(new_row(places=f"confidential | {STREET}")), "--apply")
    accepted = taken(run, file, sheet(new_row(slug="made-up-refuge", places="confidential")), "--apply")

    assert "places: a confidential place cannot have an address" in refused.stderr
    assert accepted.exit_code == 0
    with app.app_context():
        assert queries.find("made-up-refuge").is_confidential


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_place_that_a_file_makes_confidential_is_gone_everywhere(
    app: Flask, run: Command, file: Path, form: str
) -> None:
    words = ("60 Ashford Road", "NW2 6TU", "51.55646", "0.21893")
    before = repr(dump(app))
    if form == "csv":
        row = row_of(exported(run, "csv"), "ashford-place")
        content = sheet({"id": row["id"], "places": "confidential"})
    else:
        document = json.loads(exported(run, "json"))
        ashford = next(service for service in document["services"] if service["slug"] == "ashford-place")
        ashford["service_at_locations"] = [{"location": {"kind": "confidential"}}]
        content = json.dumps(document).encode()

    done = taken(run, file, content, "--apply", "--publish")

    assert done.exit_code == 0, done.stderr
    assert all(word in before for word in words)
    everything = repr(dump(app))
    assert [word for word in words if word in everything] == []
    assert [word for word in words if word in done.output] == []
    assert "copies remain" in done.stdout
    with app.app_context():
        assert queries.find("ashford-place").is_confidential


def test_a_confidential_place_with_another_id_replaces_the_existing_one(app: Flask, run: Command, file: Path) -> None:
    row = row_of(exported(run, "csv"), "ashford-place")
    other = "aaaaaaaa-0000-4000-8000-00000000000a"

    done = taken(run, file, sheet({"id": row["id"], "places": f"confidential | location_id={other}"}), "--apply")

    assert done.exit_code == 0, done.stderr
    assert "copies remain" in done.stdout
    assert "60 Ashford Road" not in repr(dump(app)) + done.output


def test_nothing_of_a_place_that_was_made_confidential_goes_out(app: Flask, run: Command) -> None:

    publish(
        app,
        slug="canary",
        name="Canary house",
        at=site(name=STREET, ward=TOWN, latitude=51.123456, longitude=-0.123456),
    )
    shown = exported(run, "json", "--all").decode().lower()
    assert [canary for canary in ("zanzibar", "xyloford", "51.123456") if canary not in shown] == []
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        place = queries.find("canary").at_locations[0].location
        operations.make_confidential(db.session.get(Location, place.id))
        db.session.commit()

    for form in ("csv", "json"):
        for options in ((), ("--all",)):
            out = exported(run, form, *options).decode().lower()
            assert "canary house" in out
            assert [canary for canary in CANARIES if canary in out] == []
