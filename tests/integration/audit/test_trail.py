"""What was done is written down with it, or neither is saved."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from pathway.audit import trail
from pathway.audit.verification import verify
from pathway.core.crypto import keys
from pathway.core.errors import AuditError
from pathway.extensions import begin_writing, db, writing
from pathway.notifications.models import OutboxMessage
from pathway.notifications.operations import enqueue
from tests.integration.audit.trail_rows import WORKER, record_many, rows


def subjects() -> list[str]:
    return [row.subject for row in rows()]


def messages() -> int:
    found = db.session.query(OutboxMessage).count()
    db.session.rollback()
    return found


def tell(subject: str) -> None:
    """Do something that is recorded."""
    enqueue("something", "someone@example.org")
    trail.record("thing.done", subject, WORKER)


def tell_and_crash(subject: str, inside: str = "inside") -> None:
    """Do it, and something more in a savepoint that is kept, before all goes wrong."""
    tell(subject)
    with db.session.begin_nested():
        tell(inside)
    raise RuntimeError


def test_an_event_is_saved_with_its_transaction(app: Flask, now: datetime) -> None:
    with app.app_context():
        with writing():
            tell("thing:1")
            trail.record("system.did", "thing:2", None, organization_id=UUID(int=5))

        verdict = verify(db.session(), keys().audit)
        stored = rows()
        assert (verdict.rows, verdict.faults) == (2, ())
        assert verdict.head == (2, stored[1].mac)
        assert [(row.sequence, row.action, row.subject) for row in stored] == [
            (1, "thing.done", "thing:1"),
            (2, "system.did", "thing:2"),
        ]
        assert [UUID(str(stored[0].actor_id)), UUID(str(stored[0].organization_id))] == [
            WORKER.id,
            WORKER.organization_id,
        ]
        assert (stored[1].actor_id, UUID(str(stored[1].organization_id))) == (None, UUID(int=5))
        assert str(stored[0].at).startswith("2026-11-24 10:00:00")
        assert messages() == 1


def test_an_event_is_gone_with_a_rollback(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(RuntimeError), writing():
            tell_and_crash("thing:1")
        record_many(1)

        assert subjects() == ["thing:0"]
        assert messages() == 0


def test_a_savepoint_that_is_rolled_back_takes_its_events_with_it(app: Flask) -> None:
    with app.app_context():
        with writing():
            tell("before")
            with pytest.raises(RuntimeError), db.session.begin_nested():
                tell_and_crash("undone", inside="inside the undone")
            with db.session.begin_nested():
                tell("kept")
                with pytest.raises(RuntimeError), db.session.begin_nested():
                    tell_and_crash("undone inside the kept")
            tell("after")

        assert subjects() == ["before", "kept", "after"]
        assert messages() == 3
        assert not verify(db.session(), keys().audit).faults


def test_a_commit_from_inside_a_savepoint_writes_them_all(app: Flask) -> None:
    with app.app_context():
        begin_writing()
        tell("outside")
        db.session.begin_nested()
        tell("inside")
        db.session.commit()

        assert subjects() == ["outside", "inside"]


def test_a_session_that_is_closed_leaves_no_event_for_the_next_act(app: Flask) -> None:
    with app.app_context():
        begin_writing()
        tell("never saved")
        db.session.close()
        with writing():
            tell("saved")

        assert subjects() == ["saved"]
        assert messages() == 1


def test_nothing_is_recorded_outside_a_transaction_that_writes(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(AuditError, match="begin_writing"):
            trail.record("thing.done", "thing:1", WORKER)
        messages()
        enqueue("something", "someone@example.org")
        with pytest.raises(AuditError, match="begin_writing"):
            trail.record("thing.done", "thing:1", WORKER)
        db.session.rollback()

        assert subjects() == []
        assert messages() == 0


@pytest.mark.parametrize(("action", "subject"), [("a" * 61, "thing:1"), ("thing.done", "s" * 81)])
def test_nothing_longer_than_an_action_and_an_id_is_recorded(app: Flask, action: str, subject: str) -> None:
    with app.app_context(), pytest.raises(AuditError, match="nothing longer"), writing():
        trail.record(action, subject, WORKER)


def _rename() -> None:
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_event RENAME TO audit_event_gone"))


def _refuse() -> None:
    with db.engine.begin() as connection:
        if db.engine.dialect.name == "sqlite":
            connection.execute(
                text("CREATE TRIGGER no_more BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'full'); END")
            )
        else:
            connection.execute(
                text("CREATE TRIGGER no_more BEFORE INSERT ON audit_event EXECUTE FUNCTION audit_event_kept()")
            )


@pytest.mark.parametrize("break_it", [_rename, _refuse])
def test_what_cannot_be_written_down_is_not_done(app: Flask, break_it: object) -> None:
    with app.app_context():
        break_it()  # type: ignore[operator] # a function of pytest's list

        with pytest.raises(DBAPIError), writing():
            tell("thing:1")

        assert messages() == 0


def test_trying_again_to_commit_is_refused_again(app: Flask) -> None:
    with app.app_context():
        _refuse()
        begin_writing()
        tell("thing:1")

        with pytest.raises(DBAPIError):
            db.session.commit()
        with pytest.raises(DBAPIError):
            db.session.commit()

        db.session.rollback()
        assert messages() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET action = 'thing.undone' WHERE sequence = 1",
        "UPDATE audit_event SET sequence = 9 WHERE sequence = 3",
        "DELETE FROM audit_event WHERE sequence = 3",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
    ],
)
def test_the_database_refuses_to_change_or_delete_a_row(app: Flask, statement: str) -> None:
    with app.app_context():
        if statement.startswith("TRUNCATE") and db.engine.dialect.name == "sqlite":
            pytest.skip("SQLite has no TRUNCATE")
        record_many(3)
        before = rows()

        with pytest.raises(DBAPIError, match=r"never changed or deleted|permission denied"), writing():
            db.session.execute(text(statement))

        assert rows() == before


def test_two_rows_cannot_follow_the_same_row(app: Flask) -> None:
    fork = (
        "INSERT INTO audit_event (sequence, at, action, subject, previous, mac) "
        "SELECT 4, at, action, subject, previous, 'f' FROM audit_event WHERE sequence = :followed"
    )
    with app.app_context():
        record_many(3)

        for followed in (1, 3):
            with pytest.raises(IntegrityError), writing():
                db.session.execute(text(fork), {"followed": followed})

        assert len(rows()) == 3


def test_a_time_in_another_zone_and_with_microseconds_verifies(app: Flask) -> None:
    with app.app_context():
        record_many(2)  # the real clock

        assert not verify(db.session(), keys().audit).faults
        assert abs(datetime.now(UTC).timestamp() - _at(rows()[0].at)) < 60


def _at(stored: object) -> float:
    moment = stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored))
    return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
