"""What an import changes, reports and leaves alone."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from pathway.directory import queries
from pathway.directory.models import IndexVersion, Location, Phone, Schedule, Service
from pathway.extensions import WRITES, db
from tests.factories import hours, phone, publish, site
from tests.integration.conftest import NOW
from tests.integration.directory.importer.commands import Command, exported, taken
from tests.integration.directory.importer.sheets import new_row, of_one_organization, row_of, rows_of, sheet
from tests.integration.dumping import dump
from tests.integration.reading import cards
from tests.seed_file import id_of


def changed(run: Command, slug: str, **cells: str) -> dict[str, str]:
    """The row of a listing with some cells changed."""
    return row_of(exported(run, "csv"), slug) | cells


def test_a_dry_run_says_what_would_change_and_changes_nothing(app: Flask, run: Command, file: Path) -> None:
    before = dump(app)
    row = changed(run, "ashford-place", alert="Closed on Friday", phones="020 7946 0001 | voice", women_only="yes")

    done = taken(run, file, sheet(row, new_row() | {name: "" for name in row if name not in new_row()}))

    assert done.exit_code == 0
    assert dump(app) == before
    assert done.stdout.splitlines()[:10] == [
        "Would be added (1):",
        "  Made-up drop-in (made-up-drop-in), draft",
        "Would be changed (1):",
        "  Ashford Place (ashford-place)",
        "    phones:",
        "      - 020 8208 8590 | voice",
        "      + 020 7946 0001 | voice",
        "    women_only: nothing -> “yes”",
        "    alert: nothing -> “Closed on Friday”",
        "Unchanged: 0",
    ]
    assert f"To make the changes: pathway import {file} --apply" in done.stdout
    assert "Not in the file, left alone: 71 (" in done.stdout


def test_applied_it_is_found_as_it_is_now(app: Flask, run: Command, file: Path) -> None:
    row = changed(run, "ashford-place", name="Zanzibar Quince Centre")
    assert cards(app.test_client().get("/services?q=quince").text) == []

    taken(run, file, sheet(row), "--apply")

    assert cards(app.test_client().get("/services?q=quince").text) == [id_of("ashford-place")]


def test_a_change_at_the_end_of_a_long_description_can_be_read(run: Command, file: Path) -> None:
    row = changed(run, "ashford-place", description="A long description. " * 10 + "Open on weekdays.")
    taken(run, file, sheet(row), "--apply")

    done = taken(run, file, sheet(row | {"description": row["description"] + " Ring first."}))

    assert "Open on weekdays. Ring first.”" in done.stdout


def test_the_index_counts_the_change_so_that_every_process_sees_it(app: Flask, run: Command, file: Path) -> None:
    with app.app_context():
        before = db.session.get(IndexVersion, 1).number

    taken(run, file, sheet(changed(run, "ashford-place", alert="Closed on Friday")), "--apply")

    with app.app_context():
        assert db.session.get(IndexVersion, 1).number > before


def test_listings_that_are_not_in_the_file_stay(app: Flask, run: Command, file: Path) -> None:
    taken(run, file, sheet(changed(run, "ashford-place", alert="Closed on Friday")), "--apply")

    assert len(rows_of(exported(run, "csv", "--all"))) == 72


def test_a_change_is_dated_and_counted_and_nothing_else_is(
    app: Flask, run: Command, file: Path, tmp_path: Path, now: datetime
) -> None:
    row = changed(run, "ashford-place", alert="Closed on Friday")
    with app.app_context():
        before = {
            service.slug: (service.last_modified_at, service.version) for service in db.session.scalars(select(Service))
        }

    taken(run, file, sheet(row), "--apply")

    with app.app_context():
        after = {
            service.slug: (service.last_modified_at, service.version) for service in db.session.scalars(select(Service))
        }
    assert {slug for slug in after if after[slug] != before[slug]} == {"ashford-place"}
    assert after["ashford-place"] == (NOW, before["ashford-place"][1] + 1)


def test_a_change_here_since_the_file_was_made_is_pointed_out(
    app: Flask, run: Command, file: Path, at: Callable[[datetime], None]
) -> None:
    old = changed(run, "ashford-place", alert="From an old file")
    at(datetime.fromisoformat(old["last_modified_at"]) + timedelta(days=2))
    taken(run, file, sheet(changed(run, "ashford-place", url="https://new.example.org/")), "--apply")

    done = taken(run, file, sheet(old))

    assert "Look twice: it was changed here on" in done.stdout


def test_a_number_that_is_changed_in_place_keeps_its_id(app: Flask, run: Command, file: Path) -> None:
    ring, write = phone(number="020 7946 0000", digits="02079460000", position=0), phone(position=1)
    publish(app, slug="two-numbers", phones=[ring, write])
    row = changed(run, "two-numbers")
    with app.app_context():
        ids = {number.digits: number.id for number in queries.find("two-numbers").phones}
    lines = row["phones"].split("\n")
    lines[0] = lines[0].replace("| voice", "| voice | Front desk")

    taken(run, file, sheet({"id": row["id"], "phones": "\n".join(lines)}), "--apply")

    with app.app_context():
        after = queries.find("two-numbers").phones
        assert {number.digits: number.id for number in after} == ids
        assert after[0].description == "Front desk"


def test_the_hours_of_a_number_follow_it_by_its_place(app: Flask, run: Command, file: Path) -> None:
    row = changed(run, "ashford-place")
    cells = {"phones": "020 7946 0001\n020 7946 0002 | sms", "hours": "Mon-Fri 09:00-17:00\nSat 10:00-12:00 | phone=2"}

    taken(run, file, sheet({"id": row["id"], **cells}), "--apply")

    with app.app_context():
        service = queries.find("ashford-place")
        owner = {number.id: number.digits for number in service.phones}
        assert [owner.get(row.phone_id) for row in service.schedules] == [None, "02079460002"]


def test_the_hours_of_a_number_that_is_gone_go_with_it(app: Flask, run: Command, file: Path) -> None:
    ring = phone(number="020 7946 0000", digits="02079460000")
    service_id = publish(app, slug="with-hours", phones=[ring], schedules=[hours()])
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        db.session.scalars(
            select(Schedule).where(Schedule.service_id == service_id)
        ).one().phone_id = db.session.scalars(select(Phone.id).where(Phone.service_id == service_id)).one()
        db.session.commit()

    done = taken(run, file, sheet({"id": str(service_id), "phones": "020 7946 0009"}), "--apply")

    assert done.exit_code == 0, done.stderr
    with app.app_context():
        assert db.session.scalars(select(Schedule).where(Schedule.service_id == service_id)).all() == []


def test_an_old_slug_still_leads_to_the_listing(app: Flask, run: Command, file: Path) -> None:
    row = changed(run, "ashford-place")

    taken(run, file, sheet({"id": row["id"], "slug": "ashford-hub"}), "--apply")

    with app.app_context():
        assert queries.find("ashford-place").slug == "ashford-hub"


def test_an_organisation_is_renamed_for_every_listing_of_its_own(app: Flask, run: Command, file: Path) -> None:
    rows = of_one_organization(exported(run, "csv"))
    row = rows[0] | {"organization": "Zanzibar Trust"}

    done = taken(run, file, sheet({name: row[name] for name in ("id", "organization", "organization_id")}), "--apply")

    assert f"    name: “{rows[0]['organization']}” -> “Zanzibar Trust”" in done.stdout
    shown_ids = cards(app.test_client().get("/services?q=zanzibar").text)
    assert set(shown_ids) == {row["id"] for row in rows}


def test_a_change_of_an_organisation_is_reported_in_the_words_of_the_spreadsheet(run: Command, file: Path) -> None:
    rows = of_one_organization(exported(run, "csv", "--all"))
    now = rows[0]["organization_is_first_responder"]
    other = "no" if now == "yes" else "yes"

    done = taken(run, file, sheet(*(row | {"organization_is_first_responder": other} for row in rows)))

    assert f"    is_first_responder: “{now}” -> “{other}”\n" in done.stdout


def test_two_rows_that_say_otherwise_of_one_organisation_are_refused(run: Command, file: Path) -> None:
    rows = of_one_organization(exported(run, "csv"))
    rows[0]["organization"] = "Zanzibar Trust"

    done = taken(run, file, sheet(*rows))

    assert done.exit_code == 2
    assert "for the same organisation" in done.stderr


def test_a_listing_may_go_to_another_organisation(app: Flask, run: Command, file: Path) -> None:
    row = changed(run, "ashford-place")

    taken(run, file, sheet({"id": row["id"], "organization": "refuge"}), "--apply")

    with app.app_context():
        assert queries.find("ashford-place").organization.name == "Refuge"


def test_a_shared_place_moves_for_every_listing_there_when_it_is_named(app: Flask, run: Command, file: Path) -> None:
    place_id = uuid4()
    first = publish(app, slug="one-there", at=site(id=place_id))
    second = publish(app, slug="other-there")
    document = json.loads(exported(run, "json"))
    del document["holds"]
    place = next(service for service in document["services"] if service["slug"] == "one-there")["service_at_locations"][
        0
    ]
    del place["id"]
    document["services"] = [{"id": str(second), "service_at_locations": [place]}]
    taken(run, file, json.dumps(document), "--apply")
    place["location"]["addresses"][0]["address_1"] = "9 Zanzibar Street"

    done = taken(run, file, json.dumps(document), "--apply")

    assert done.exit_code == 0, done.stderr
    with app.app_context():
        assert db.session.get(Location, place_id) is not None
    shown_ids = cards(app.test_client().get("/services?q=zanzibar").text)
    assert set(shown_ids) == {str(first), str(second)}


def test_a_place_that_nobody_is_at_any_more_is_not_kept(app: Flask, run: Command, file: Path) -> None:
    row = changed(run, "ashford-place")

    taken(run, file, sheet({"id": row["id"], "places": ""}), "--apply")

    everything = repr(dump(app))
    assert "60 Ashford Road" not in everything
    assert "NW2 6TU" not in everything


def test_a_site_without_a_point_is_placed_in_the_middle_of_its_sector(app: Flask, run: Command, file: Path) -> None:
    taken(run, file, sheet(new_row(slug="placed", places="site | 1 Example Street | London | NW10 4LT")), "--apply")

    with app.app_context():
        location = queries.find("placed").at_locations[0].location
        assert (round(location.latitude, 1), round(location.longitude, 1)) == (51.5, -0.2)
        assert location.is_approximate
        assert location.coordinate_source == "middle of its postcode sector"


def test_a_postcode_that_moves_without_its_point_is_pointed_out(run: Command, file: Path) -> None:
    row = changed(run, "ashford-place")

    done = taken(run, file, sheet({"id": row["id"], "places": row["places"].replace("NW2 6TU", "NW10 4LT")}))

    assert "Look twice: the postcode changes and the point on the map does not." in done.stdout


def test_a_term_keeps_its_words_here_and_other_words_are_reported(run: Command, file: Path) -> None:
    row = changed(run, "ashford-place")

    done = taken(run, file, sheet({"id": row["id"], "topics": "advice | Zanzibar\nquince"}), "--apply")

    assert "topic advice stays “advice” here; the file has “Zanzibar”." in done.stdout
    assert row_of(exported(run, "csv"), "ashford-place")["topics"] == "advice\nquince"
