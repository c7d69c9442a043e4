"""Export, import into an empty directory, export: the same bytes, and the same directory."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from pathway.directory.models import Service
from pathway.directory.search.index import indexer
from pathway.extensions import WRITES, db
from tests import services
from tests.factories import publish
from tests.integration.conftest import _database
from tests.integration.directory.importer.commands import Command, command, exported, migrated, taken
from tests.integration.directory.importer.everything import a_full_listing
from tests.integration.dumping import dump
from tests.integration.reading import cards
from tests.seed_file import id_of

FORMS = ["csv", "json"]
# Columns numbered by insertion, and tables that the loader fills besides the listings.
COUNTED = ("docid", "number", "version")
BESIDE = {
    *("fallback", "taxonomy", "taxonomy_term", "index_version", "request_count", "listing_report", "routing_table"),
    "lead_role",
}


@pytest.mark.parametrize("options", [(), ("--all",)], ids=["published", "all"])
@pytest.mark.parametrize("form", FORMS)
def test_the_real_listings_come_back_byte_for_byte(
    run: Command, run_empty: Command, file: Path, form: str, options: tuple[str, ...]
) -> None:
    first = exported(run, form, *options)

    done = taken(run_empty, file, first, "--apply", "--publish")

    assert done.exit_code == 0, done.output
    assert exported(run_empty, form, *options) == first


@pytest.mark.parametrize("form", FORMS)
def test_a_listing_with_everything_comes_back_byte_for_byte(
    app: Flask, run: Command, run_empty: Command, file: Path, form: str
) -> None:
    with app.app_context():
        publish(app, **a_full_listing())
    first = exported(run, form, "--all")

    taken(run_empty, file, first, "--apply", "--publish")

    assert exported(run_empty, form, "--all") == first


@pytest.mark.parametrize("form", FORMS)
def test_the_other_directory_holds_the_same_rows(
    app: Flask, empty_app: Flask, run: Command, run_empty: Command, file: Path, form: str
) -> None:
    taken(run_empty, file, exported(run, form, "--all"), "--apply", "--publish")

    here, there = (dump(directory, without=COUNTED) for directory in (app, empty_app))

    # A spreadsheet has no positions of terms, so the words of an index entry come in another order.
    differs = BESIDE | ({"search_entry"} if form == "csv" else set())
    assert {name for name in here if here[name] != there[name]} <= differs


@pytest.mark.parametrize("form", FORMS)
def test_from_one_engine_to_the_other(run: Command, file: Path, tmp_path: Path, engine_name: str, form: str) -> None:
    first = exported(run, form, "--all")
    other = "postgresql" if engine_name == "sqlite" else "sqlite"
    if other == "postgresql" and services.why_no_postgres():
        pytest.skip("the other engine is not here")

    with _database(other, tmp_path) as url:
        services.dispose(migrated(url))
        there = command(url, tmp_path / "there")
        taken(there, file, first, "--apply", "--publish")

        assert exported(there, form, "--all") == first


@pytest.mark.parametrize("form", FORMS)
def test_a_second_import_changes_nothing_and_says_so(
    empty_app: Flask, run: Command, run_empty: Command, file: Path, form: str
) -> None:
    first = exported(run, form, "--all")
    taken(run_empty, file, first, "--apply", "--publish")
    before = dump(empty_app)

    again = taken(run_empty, file, first, "--apply", "--publish")

    assert "Nothing to change." in again.stdout
    assert "Unchanged: 72" in again.stdout
    assert dump(empty_app) == before


@pytest.mark.parametrize("form", FORMS)
def test_the_public_file_changes_nothing_where_it_came_from(app: Flask, run: Command, file: Path, form: str) -> None:
    before = dump(app)

    done = taken(run, file, exported(run, form), "--apply", "--publish")

    assert "Nothing to change." in done.stdout
    assert dump(app) == before


def test_the_index_is_what_an_edit_would_make_it(
    run: Command, run_empty: Command, empty_app: Flask, file: Path
) -> None:
    taken(run_empty, file, exported(run, "json", "--all"), "--apply", "--publish")
    index = _index(empty_app)

    with empty_app.app_context():
        db.session.connection(execution_options=WRITES)
        indexer.refresh(db.session(), db.session.scalars(select(Service.id)).all())
        db.session.commit()

    assert len(index["search_entry"]) == 44
    assert _index(empty_app) == index


def test_what_is_imported_is_found(run: Command, run_empty: Command, empty_app: Flask, file: Path) -> None:
    taken(run_empty, file, exported(run, "csv"), "--apply", "--publish")

    page = empty_app.test_client().get("/services?q=ashford+place").text

    assert id_of("ashford-place") in cards(page)


def _index(app: Flask) -> dict[str, Any]:
    tables = dump(app, without=("docid",))
    return {name: tables[name] for name in ("search_entry", "search_place", "hours_pattern")}
