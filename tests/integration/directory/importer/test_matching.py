"""A row is matched by id, then by name and postcode; an ambiguous match is refused."""

from pathlib import Path

import pytest
from flask import Flask

from pathway.directory import queries
from pathway.extensions import db
from tests.factories import address, publish, site
from tests.integration.directory.importer.commands import Command, exported, taken
from tests.integration.directory.importer.sheets import new_row, row_of, sheet
from tests.integration.dumping import dump


def test_by_id_though_its_name_changes(run: Command, file: Path, app: Flask) -> None:
    row = row_of(exported(run, "csv"), "ashford-place")

    taken(run, file, sheet({"id": row["id"], "name": "Ashford Place, renamed"}), "--apply")

    with app.app_context():
        assert queries.find("ashford-place").name == "Ashford Place, renamed"


def test_by_name_and_postcode_and_it_keeps_the_id_it_has_here(run: Command, file: Path, app: Flask) -> None:
    row = row_of(exported(run, "csv"), "ashford-place")
    moved = {
        "name": "ashford  PLACE",
        "places": row["places"].replace("NW2 6TU", "nw26tu"),
        "alert": "Closed on Friday",
    }

    done = taken(run, file, sheet(moved), "--apply")

    with app.app_context():
        service = queries.find(row["id"])
        assert (service.alert, service.slug) == ("Closed on Friday", "ashford-place")
    assert "Changed (1):" in done.stdout
    assert "Added" not in done.stdout


def test_an_id_from_elsewhere_gives_way_to_name_and_postcode(run: Command, file: Path) -> None:
    row = row_of(exported(run, "csv"), "ashford-place")
    row |= {"id": "aaaaaaaa-0000-4000-8000-000000000001", "alert": "Closed on Friday"}

    done = taken(run, file, sheet(row))

    assert "Would be changed (1):" in done.stdout
    assert "alert: nothing -> “Closed on Friday”" in done.stdout
    assert "Would be added" not in done.stdout


def test_another_postcode_is_another_listing(run: Command, file: Path) -> None:
    row = new_row(name="Ashford Place", places="site | 2 Example Street | London | NW10 4LT")

    done = taken(run, file, sheet(row))

    assert "Would be added (1):" in done.stdout


def test_two_that_it_may_be_are_named(app: Flask, run: Command, file: Path) -> None:
    for slug in ("twin-one", "twin-two"):
        publish(app, slug=slug, name="Twin", at=site(addresses=[address(postal_code="NW10 4LT")]))
    before = dump(app)

    done = taken(run, file, sheet({"name": "Twin", "alert": "Which?"}), "--apply")

    assert done.exit_code == 2
    assert "row 1 (line 2): name: it may be twin-one and twin-two here" in done.stderr
    assert dump(app) == before


def test_a_namesake_whose_own_row_is_in_the_file_is_not_meant(app: Flask, run: Command, file: Path) -> None:
    publish(app, slug="twin-one", name="Twin")
    row = row_of(exported(run, "csv"), "twin-one")
    other = new_row(name="Twin", id="aaaaaaaa-0000-4000-8000-000000000001", places="phone_or_online")
    columns = list(row)

    done = taken(run, file, sheet(row, {name: other.get(name, "") for name in columns}))

    assert done.exit_code == 0, done.stderr
    assert "Would be added (1):" in done.stdout
    assert "Unchanged: 1" in done.stdout


def test_one_listing_twice_in_a_file_is_refused_with_both_rows(run: Command, file: Path) -> None:
    row = row_of(exported(run, "csv"), "ashford-place")

    done = taken(run, file, sheet(row, row))

    assert done.exit_code == 2
    assert "row 2 (line 6): id: this is the same listing as row 1 (line 2)" in done.stderr


def test_two_new_rows_of_one_name_and_place_are_refused(run: Command, file: Path) -> None:
    done = taken(run, file, sheet(new_row(), new_row()))

    assert "row 2 (line 3): name: row 1 (line 2) has the same name and postcode" in done.stderr


def test_a_slug_of_another_listing_is_refused(run: Command, file: Path) -> None:
    done = taken(run, file, sheet(new_row(slug="ashford-place")))

    assert done.exit_code == 2
    assert "slug: “ashford-place” is that of another listing" in done.stderr


def test_an_id_of_a_row_of_another_listing_is_refused(run: Command, file: Path) -> None:
    import json

    document = json.loads(exported(run, "json"))
    ashford = next(service for service in document["services"] if service["slug"] == "ashford-place")
    other = next(service for service in document["services"] if service["slug"] == "awrc")
    del document["holds"]
    document["services"] = [{"id": other["id"], "phones": ashford["phones"]}]

    done = taken(run, file, json.dumps(document))

    assert done.exit_code == 2
    assert f"phones: the id {ashford['phones'][0]['id']} belongs to another listing here" in done.stderr


def test_without_a_slug_it_gets_one_that_nobody_has(run: Command, file: Path, app: Flask) -> None:
    taken(run, file, sheet(new_row(name="Ashford Place", places="area | | | ")), "--apply")

    with app.app_context():
        assert queries.find("ashford-place-2").name == "Ashford Place"
        db.session.rollback()


@pytest.mark.parametrize("missing", ["name", "organization", "description", "coverage", "organization_kind"])
def test_a_new_listing_needs_what_every_listing_has(run: Command, file: Path, missing: str) -> None:
    row = new_row()
    del row[missing]

    done = taken(run, file, sheet(row))

    assert done.exit_code == 2
    assert {"organization_kind": "say its kind"}.get(missing, "is missing") in done.stderr


def test_columns_that_are_not_there_leave_their_fields_alone(run: Command, file: Path, app: Flask) -> None:
    row = row_of(exported(run, "csv", "--all"), "ashford-place")
    before = row_of(exported(run, "csv", "--all"), "ashford-place")
    changed = {"id": row["id"], "name": row["name"], "phones": "020 7946 0001 | voice | Front desk"}

    taken(run, file, sheet(changed), "--apply")

    after = row_of(exported(run, "csv", "--all"), "ashford-place")
    assert {name for name in after if after[name] != before[name]} == {"phones", "last_modified_at"}
    assert after["phones"].startswith("020 7946 0001 | voice | Front desk")


def test_an_empty_cell_empties_its_field(run: Command, file: Path) -> None:
    row = row_of(exported(run, "csv"), "ashford-place")

    taken(run, file, sheet({"id": row["id"], "url": "", "hours": ""}), "--apply")

    after = row_of(exported(run, "csv"), "ashford-place")
    assert (after["url"], after["hours"]) == ("", "")
