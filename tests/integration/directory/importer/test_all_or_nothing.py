"""One bad row stops the whole file, and every problem is reported with its row."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.engine import make_url

from pathway.directory.exchange.importer import run as importing
from pathway.directory.exchange.importer.reader import open_file
from pathway.directory.search.index import indexer
from pathway.extensions import db, writing
from tests.integration.counting import counted
from tests.integration.directory.importer.commands import Command, exported, taken
from tests.integration.directory.importer.sheets import new_row, row_of, sheet
from tests.integration.dumping import dump


@pytest.fixture
def row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row is a chunk of its own, so that the first are written when the last is read."""
    monkeypatch.setattr(importing, "CHUNK", 1)


@pytest.mark.usefixtures("row_by_row")
def test_a_fault_in_the_last_row_undoes_what_was_written_before_it(app: Flask, run: Command, file: Path) -> None:
    before = dump(app)
    rows = [new_row(name=f"Made-up {number}") for number in range(5)]
    rows[-1]["coverage"] = "mars"

    done = taken(run, file, sheet(*rows), "--apply")

    assert done.exit_code == 2
    assert "row 5 (line 6): coverage: “mars” is not a word we know here." in done.stderr
    assert dump(app) == before


@pytest.mark.usefixtures("row_by_row")
def test_what_the_database_refuses_undoes_it_too(
    app: Flask, run: Command, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(app)
    real = indexer.add_many

    def broken(session, services) -> None:
        real(session, services)
        if services[0].name == "Made-up 2":
            real(session, services)  # an entry that is there already

    monkeypatch.setattr(indexer, "add_many", broken)

    done = taken(
        run,
        file,
        sheet(*(new_row(name=f"Made-up {n}", publication="published") for n in range(3))),
        "--apply",
        "--publish",
    )

    assert done.exit_code == 1
    assert "Nothing was done: the database says" in done.stderr
    assert "Traceback" not in done.output
    assert dump(app) == before


def test_every_problem_is_reported_with_its_row_and_field(run_shared: Command, file: Path) -> None:
    good = new_row(phones="020 7946 0000")
    bad = [
        good | {"phones": "020 7946"},
        good | {"name": "Another", "phones": "020 7946 0000\n12 | fax"},
        good | {"name": ""},
    ]

    done = taken(run_shared, file, sheet(good, *bad))

    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "row 2 (line 3): phones: “020 7946” is not a number that can be rung from Britain (item 1 of the cell)",
        "row 2 (line 3): name: row 1 (line 2) has the same name and postcode; give each an id, or take one out",
        "row 3 (line 4): phones: “12” is not a number that can be rung from Britain (item 2 of the cell)",
        "row 4 (line 6): name: cannot be empty",
        "Nothing was changed: 4 problems in the file.",
    ]


def test_fifty_problems_are_reported_and_the_rest_are_counted(run_shared: Command, file: Path) -> None:
    rows = [new_row(name=f"Made-up {number}", coverage="mars") for number in range(60)]

    done = taken(run_shared, file, sheet(*rows))

    lines = done.stderr.splitlines()
    assert len(lines) == 52
    assert lines[50:] == ["... and 10 more.", "Nothing was changed: 60 problems in the file."]


BAD = {
    "phones": ("07700 900123", "is not a number that can be rung from Britain"),
    "hours": ("Mon-Fri nine to five", "does not say when: write Mon-Fri 09:00-17:00"),
    "hours_exceptions": ("Christmas closed", "is not a day such as 2026-11-23"),
    "places": ("castle | 1 Example Street", "is not a word we know here"),
    "areas": ("Brent | London", "has 2 parts where at most 1 are known"),
    "agency_types": ("sexual_helth", "Did you mean sexual_health?"),
    "minimum_age": ("eighteen", "is not a whole number"),
    "maximum_age": ("500", "maximum_age is not from 0 to 120"),
    "women_only": ("perhaps", "is not yes or no"),
    "status": ("activ", "is not a word we know here"),
    "url": ("javascript:alert(1)", "does not begin with https:// or http://"),
    "email": ("nobody at example.org", "is not an e-mail address"),
    "assured_on": ("2026-02-30", "is not a day of the calendar"),
    "assured_by": ("Somebody", "assured_on: goes together with assured_by"),
    "last_modified_at": ("2026-11-24T10:00:00", "needs a zone"),
    "slug": ("a/b", "cannot stand in an address"),
    "id": ("17", "is not an id (a UUID)"),
    "alternate_name": ("x" * 201, "is longer than 200 characters"),
    "sources": ("A page | ftp://example.org", "does not begin with https:// or http://"),
    "contacts": ("Duty | Housing | duty.example.org", "is not an e-mail address"),
    "organization_kind": ("guild", "Use one of: council, nhs, charity, enforcement, other."),
    "former_identifiers": ("a b", "is not an id or a slug"),
}


@pytest.mark.parametrize("column", BAD)
def test_a_cell_that_makes_no_sense_is_refused_and_says_why(run_shared: Command, file: Path, column: str) -> None:
    cell, why = BAD[column]

    done = taken(run_shared, file, sheet(new_row(**{column: cell})), "--apply")

    assert done.exit_code == 2
    assert why in done.stderr
    assert done.stderr.startswith("row 1 (line 2): ")


def test_a_row_of_drama_numbers_needs_to_say_its_digits(run_shared: Command, file: Path) -> None:
    done = taken(run_shared, file, sheet(new_row(phones="07700 900123 | sms | digits=07700900123")))

    assert done.exit_code == 0, done.stderr


def test_digits_of_another_number_are_refused(run_shared: Command, file: Path) -> None:
    row = row_of(exported(run_shared, "csv"), "ashford-place")

    done = taken(run_shared, file, sheet({"id": row["id"], "phones": "020 7946 0000 | voice | digits=02079460001"}))

    assert "digits=02079460001 are not those of “020 7946 0000”" in done.stderr


def test_an_import_that_writes_locks_the_directory_before_it_reads_it(
    app: Flask, engine_name: str, file: Path, now: datetime
) -> None:
    file.write_bytes(sheet(new_row()))

    with counted(app, everything=True) as sent, app.app_context(), writing():
        if engine_name == "sqlite":
            assert not sent
            assert is_locked(app)
        importing.take_in(db.session(), open_file(file, lambda _: None), publish=False, apply=True, now=now)

    first_read = next(place for place, statement in enumerate(sent) if "FROM service" in statement)
    assert engine_name == "sqlite" or any("LOCK TABLE service" in statement for statement in sent[:first_read])


def is_locked(app: Flask) -> bool:
    path = make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database
    with closing(sqlite3.connect(path or "", timeout=0, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            return "locked" in str(error)
    return False
