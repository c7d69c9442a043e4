"""Tampering with the trail, by somebody who may do anything to the database, is found and the first bad row named."""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

from pathway.audit import verification
from pathway.audit.anchors import Anchor
from pathway.audit.chain import START, Event, mac_of
from pathway.audit.verification import Verdict, verify
from pathway.core.clock import utc_now
from pathway.core.crypto import keys
from pathway.extensions import db
from tests.integration.audit.trail_rows import record_many, rows, tampering
from tests.integration.directory.importer.commands import command

ROWS = 30


def verdict(anchors: list[Anchor] | None = None) -> Verdict:
    return verify(db.session(), keys().audit, anchors or [])


def forge(connection: Connection, sequence: int, previous: str, mac: str) -> None:
    at = "'2026-11-24 10:00:00.000000'"
    statement = text(
        "INSERT INTO audit_event (sequence, at, action, subject, previous, mac) "
        f"VALUES (:sequence, {at}, 'x.y', 'z:1', :previous, :mac)"
    )
    connection.execute(statement, {"sequence": sequence, "previous": previous, "mac": mac})


def change(connection: Connection, statement: str, **given: Any) -> None:
    connection.execute(text(statement), given)


@pytest.fixture
def chain(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An app with a chain that is longer than what is read at once."""
    monkeypatch.setattr(verification, "BATCH", 7)
    with app.app_context():
        record_many(ROWS)
    return app


def test_a_chain_that_nobody_touched_holds(chain: Flask) -> None:
    with chain.app_context():
        last = rows()[-1]

        assert verdict() == Verdict(ROWS, (ROWS, last.mac), ())
        assert not verdict([Anchor(ROWS, last.mac, utc_now())]).faults


def test_no_rows_hold(app: Flask) -> None:
    with app.app_context():
        assert verdict() == Verdict(0, None, ())
        assert verdict([Anchor(1, "a" * 64, utc_now())]).faults == (
            "row 1 was anchored and is gone: there are no rows at all",
        )


@pytest.mark.parametrize(
    "change_to",
    [
        "at = '2026-11-24 10:00:00.000001'",
        "action = 'thing.undone'",
        "subject = 'thing:99'",
        "actor_id = NULL",
        "organization_id = NULL",
    ],
)
def test_a_changed_field(chain: Flask, change_to: str) -> None:
    with chain.app_context():
        with tampering(chain) as connection:
            change(connection, f"UPDATE audit_event SET {change_to} WHERE sequence IN (17, 20)")

        assert verdict().faults == ("row 17 was changed after it was written",)


@pytest.mark.parametrize("gone", [1, 7, 8, 14, 17])
def test_a_deleted_row(chain: Flask, gone: int) -> None:
    with chain.app_context():
        with tampering(chain) as connection:
            change(connection, "DELETE FROM audit_event WHERE sequence = :gone", gone=gone)

        assert verdict().faults == (f"row {gone} is missing: row {gone + 1} follows row {gone - 1}",)


def test_a_deleted_row_where_the_rest_was_numbered_anew(chain: Flask) -> None:
    with chain.app_context():
        with tampering(chain) as connection:
            change(connection, "DELETE FROM audit_event WHERE sequence = 17")
            for number in range(18, ROWS + 1):
                change(
                    connection, "UPDATE audit_event SET sequence = sequence - 1 WHERE sequence = :number", number=number
                )

        assert verdict().faults == ("row 17 does not follow on row 16: it was put in, or moved here",)


@pytest.mark.parametrize(("one", "other"), [(12, 13), (12, 20)])
def test_swapped_rows(chain: Flask, one: int, other: int) -> None:
    with chain.app_context():
        with tampering(chain) as connection:
            for old, new in ((one, 900), (other, one), (900, other)):
                change(connection, "UPDATE audit_event SET sequence = :new WHERE sequence = :old", old=old, new=new)

        (fault,) = verdict().faults
        assert fault.startswith(f"row {one} ")
        assert "moved" in fault


def test_an_inserted_row_that_pushes_the_rest_along(chain: Flask) -> None:
    with chain.app_context():
        with tampering(chain) as connection:
            for number in range(ROWS, 16, -1):
                change(
                    connection, "UPDATE audit_event SET sequence = sequence + 1 WHERE sequence = :number", number=number
                )
            forge(connection, 17, previous="b" * 64, mac="c" * 64)

        assert verdict().faults == ("row 17 was put in or moved: row 18 follows on row 16, as it was written",)


def test_a_forged_row_at_the_end(chain: Flask) -> None:
    with chain.app_context():
        last = rows()[-1]
        with tampering(chain) as connection:
            forge(connection, ROWS + 1, previous=last.mac, mac="c" * 64)

        assert verdict().faults == (f"row {ROWS + 1} was changed after it was written",)


def test_a_forged_mac(chain: Flask) -> None:
    with chain.app_context():
        with tampering(chain) as connection:
            change(connection, "UPDATE audit_event SET mac = :mac WHERE sequence = 17", mac="d" * 64)

        assert verdict().faults == ("row 17 has a mac that was forged",)


def test_a_row_before_the_first(chain: Flask) -> None:
    with chain.app_context():
        with tampering(chain) as connection:
            if db.engine.dialect.name == "sqlite":
                change(connection, "PRAGMA ignore_check_constraints = ON")
            else:
                change(connection, "ALTER TABLE audit_event DROP CONSTRAINT ck_audit_event_sequence")
            forge(connection, 0, previous="b" * 64, mac="c" * 64)

        assert verdict().faults == ("row 0 is in the wrong order: it stands after row 0",)


def test_a_second_row_with_the_same_number(chain: Flask) -> None:
    with chain.app_context():
        if db.engine.dialect.name == "sqlite":
            pytest.skip("the number of a row is SQLite's own row id, of which there cannot be two")
        with tampering(chain) as connection:
            change(connection, "ALTER TABLE audit_event DROP CONSTRAINT pk_audit_event")
            forge(connection, 14, previous="b" * 64, mac="c" * 64)

        # 14 ends a batch of 7, and the next begins after it: the one that is passed over is counted.
        assert verdict().faults


@pytest.mark.parametrize(
    "junk",
    ["at = 'yesterday'", "actor_id = 'nobody'", "mac = x'00ff'", "action = x'ff'", "subject = CAST(x'ff' AS TEXT)"],
)
def test_a_row_that_cannot_be_read_is_named(chain: Flask, junk: str) -> None:
    with chain.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("PostgreSQL keeps only values of a column's own type")
        with tampering(chain) as connection:
            change(connection, f"UPDATE audit_event SET {junk} WHERE sequence = 17")

        found = verdict()
        assert found.faults == ("row 17 was changed after it was written: it cannot even be read",)
        assert found.rows == ROWS


def test_a_cut_tail_is_found_by_an_anchor_only(chain: Flask) -> None:
    with chain.app_context():
        anchor = Anchor(25, rows()[24].mac, utc_now())
        with tampering(chain) as connection:
            change(connection, "DELETE FROM audit_event WHERE sequence > 20")

        assert verdict().faults == ()
        assert verdict([anchor]).faults == ("row 25 was anchored and is gone: the chain ends at row 20",)


def test_a_full_rewrite_with_the_key_is_found_by_an_anchor_only(chain: Flask, now: object) -> None:
    with chain.app_context():
        stored = rows()
        anchors = [Anchor(number, stored[number - 1].mac, utc_now()) for number in (5, 15, 25)]
        with tampering(chain) as connection:
            rewrite_from(connection, 10)

        assert verdict().faults == ()
        assert verdict(anchors[:1]).faults == ()
        assert verdict(anchors).faults == ("row 15 is not the one that was anchored on 24 November 2026",)


def rewrite_from(connection: Connection, first: int) -> None:
    """Write rows anew from one on, as somebody does who has the key: another subject, and macs that hold."""
    stored = connection.execute(verification.AuditEvent.__table__.select().order_by(text("sequence"))).all()
    previous = START if first == 1 else stored[first - 2].mac
    change(connection, "DELETE FROM audit_event WHERE sequence >= :first", first=first)
    for row in stored[first - 1 :]:
        event = Event(row.at, row.action, "thing:other", row.actor_id, row.organization_id)
        mac = mac_of(keys().audit, row.sequence, event, previous)
        connection.execute(
            verification.AuditEvent.__table__.insert(),
            [{"sequence": row.sequence, "previous": previous, "mac": mac} | vars(event)],
        )
        previous = mac


def test_another_key_does_not_verify(chain: Flask) -> None:
    with chain.app_context():
        assert verify(db.session(), b"another" * 8).faults == ("row 1 was changed after it was written",)


def test_rows_may_be_added_while_it_walks(chain: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    batches = iter(range(3))

    def add() -> None:
        with chain.app_context():
            record_many(5)

    def between_batches(session: Session) -> None:
        # Elsewhere, so that it is another session than the one that walks.
        if next(batches, None) is not None:
            thread = Thread(target=add)
            thread.start()
            thread.join()

    event.listen(Session, "after_rollback", between_batches)
    try:
        with chain.app_context():
            found = verdict()
    finally:
        event.remove(Session, "after_rollback", between_batches)

    assert (found.rows, found.faults) == (ROWS + 15, ())


@pytest.fixture
def pathway(chain: Flask, own_database: str, tmp_path: Path) -> Callable[..., Result]:
    """Run the command over that chain."""
    return command(own_database, tmp_path)


def test_the_command_says_that_it_holds(pathway: Callable[..., Result]) -> None:
    said = pathway("audit", "verify")

    assert (said.exit_code, said.output) == (0, f"{ROWS} rows, the chain holds.\n")


def test_the_command_names_the_first_bad_row(pathway: Callable[..., Result], chain: Flask) -> None:
    with chain.app_context(), tampering(chain) as connection:
        change(connection, "UPDATE audit_event SET action = 'x.y' WHERE sequence = 17")

    said, as_json = pathway("audit", "verify"), pathway("audit", "verify", "--json")

    assert said.exit_code == as_json.exit_code == 1
    assert said.output.splitlines()[0] == "row 17 was changed after it was written."
    found = json.loads(as_json.stdout)
    assert (found["holds"], found["rows"], found["faults"]) == (
        False,
        ROWS,
        ["row 17 was changed after it was written"],
    )


def test_an_anchor_is_added_once_and_held_against_the_chain(
    pathway: Callable[..., Result], chain: Flask, tmp_path: Path
) -> None:
    file = tmp_path / "anchors"

    assert pathway("audit", "anchor", str(file)).output == f"Row {ROWS} is anchored.\n"
    assert pathway("audit", "anchor", str(file)).output == f"Row {ROWS} is anchored already.\n"
    with chain.app_context():
        record_many(1)
    assert pathway("audit", "anchor", str(file)).exit_code == 0
    assert len(file.read_text("utf-8").splitlines()) == 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "agrees with" in pathway("audit", "verify", "--anchor", str(file)).output

    with chain.app_context(), tampering(chain) as connection:
        change(connection, "DELETE FROM audit_event WHERE sequence > 20")
    verified, anchored = pathway("audit", "verify", "--anchor", str(file)), pathway("audit", "anchor", str(file))

    assert verified.exit_code == anchored.exit_code == 1
    assert f"row {ROWS} was anchored and is gone: the chain ends at row 20" in verified.output
    assert "Nothing was anchored" in anchored.output
    assert len(file.read_text("utf-8").splitlines()) == 2


def test_a_bad_file_of_anchors_names_its_line(pathway: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / "anchors"
    file.write_text("# kept\n20 abc\n", "utf-8")

    for arguments in (("verify", "--anchor"), ("anchor",)):
        said = pathway("audit", *arguments, str(file))

        assert said.exit_code == 1
        assert f"{file}: line 2 is not" in said.output
    assert pathway("audit", "verify", "--anchor", str(tmp_path / "none")).exit_code == 1


def test_an_empty_trail_has_no_end_to_anchor(own_database: str, tmp_path: Path) -> None:
    said = command(own_database, tmp_path)("audit", "anchor", str(tmp_path / "anchors"))

    assert said.exit_code == 1
    assert not (tmp_path / "anchors").exists()
