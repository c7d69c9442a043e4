"""On PostgreSQL the app runs as a role that may only add to the trail."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from psycopg import sql
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from pathway.audit.verification import verify
from pathway.core.crypto import keys
from pathway.extensions import db, prepare_engine
from pathway.upkeep.grants import audit_faults, grant_app_role
from tests import services
from tests.integration.audit.trail_rows import record_many
from tests.integration.conftest import settings_for

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="session")
def engine_name() -> str:
    """Roles are PostgreSQL's."""
    return "postgresql"


@pytest.fixture
def role(app: Flask) -> Iterator[str]:
    """A role with a name that has to be quoted."""
    yield from _role(app, f'pathway "app" 50%s; -- {uuid4().hex[:8]}')


@pytest.fixture
def other(app: Flask) -> Iterator[str]:
    """A role that the app's own may become a member of."""
    yield from _role(app, f"other_{uuid4().hex[:8]}")


@pytest.fixture
def between(app: Flask) -> Iterator[str]:
    """Another."""
    yield from _role(app, f"between_{uuid4().hex[:8]}")


def _role(app: Flask, name: str) -> Iterator[str]:
    _as_superuser(app, "CREATE ROLE {} LOGIN PASSWORD 'only-for-a-test'", name)
    yield name
    _as_superuser(app, "DROP OWNED BY {}", name)
    _as_superuser(app, "DROP ROLE {}", name)


def _as_superuser(app: Flask, statement: str, *names: str) -> None:
    with app.app_context(), db.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.connection.cursor().execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture
def as_role(app: Flask, own_database: str, role: str) -> Iterator[Engine]:
    """Connections as that role, with what it is granted."""
    with app.app_context(), db.engine.begin() as connection:
        grant_app_role(connection, role)
    url = make_url(own_database).set(username=role, password="only-for-a-test")
    engine = create_engine(url)
    prepare_engine(engine)
    yield engine
    engine.dispose()


def test_the_role_may_do_what_the_app_does(as_role: Engine) -> None:
    with as_role.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM service"))
        connection.execute(text("UPDATE outbox_message SET attempts = 1"))
        connection.execute(text("DELETE FROM outbox_message"))
        assert connection.scalar(text("SELECT version_num FROM alembic_version"))


def test_the_role_adds_to_the_trail(app: Flask, as_role: Engine) -> None:
    from pathway import create_app

    own = create_app(settings_for(as_role.url.render_as_string(hide_password=False)))
    with own.app_context():
        record_many(3)

        assert verify(db.session(), keys().audit).rows == 3
    services.dispose(own)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET action = 'x.y'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "DROP TABLE audit_event",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_event_kept ON audit_event",
        "CREATE OR REPLACE FUNCTION audit_event_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "SET session_replication_role = replica",
        "UPDATE alembic_version SET version_num = '0001'",
        "DELETE FROM alembic_version",
        "TRUNCATE service CASCADE",
        "CREATE TABLE mine (id int)",
    ],
)
def test_the_role_may_not(as_role: Engine, statement: str) -> None:
    with as_role.connect() as connection, pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        connection.execute(text(statement))


def test_granting_again_takes_back_what_was_too_much(app: Flask, as_role: Engine, role: str) -> None:
    quoted = '"' + role.replace('"', '""').replace("%", "%%") + '"'
    with app.app_context(), db.engine.begin() as connection:
        for right in ("ALL", "UPDATE (action)"):
            connection.exec_driver_sql(f"GRANT {right} ON audit_event TO {quoted}", ())
    with as_role.connect() as connection:
        assert set(audit_faults(connection)) == {
            f"the database role may {what} the audit trail" for what in ("UPDATE", "DELETE", "TRUNCATE")
        }

    with app.app_context(), db.engine.begin() as connection:
        grant_app_role(connection, role)

    with as_role.connect() as connection:
        assert list(audit_faults(connection)) == []


def test_one_column_that_may_be_changed_is_a_fault(app: Flask, as_role: Engine, role: str) -> None:
    quoted = '"' + role.replace('"', '""').replace("%", "%%") + '"'
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql(f"GRANT UPDATE (action) ON audit_event TO {quoted}", ())

    with as_role.connect() as connection:
        assert list(audit_faults(connection)) == ["the database role may UPDATE the audit trail"]


def test_a_superuser_and_an_owner_are_faults(app: Flask, as_role: Engine, role: str) -> None:
    quoted = '"' + role.replace('"', '""').replace("%", "%%") + '"'
    with app.app_context(), db.engine.connect() as connection:
        assert "the database role is a superuser" in audit_faults(connection)
        assert "the database role owns the audit trail" in audit_faults(connection)
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE audit_event OWNER TO {quoted}", ())
        with pytest.raises(ValueError, match="owns the audit trail"):
            grant_app_role(connection, role)

    with as_role.connect() as connection:
        assert "the database role owns the audit trail" in audit_faults(connection)


def test_a_role_that_makes_roles_is_a_fault(app: Flask, as_role: Engine, role: str) -> None:
    _as_superuser(app, "ALTER ROLE {} CREATEROLE", role)

    with as_role.connect() as connection:
        assert list(audit_faults(connection)) == [
            "the database role may make roles (CREATEROLE), and so take on others"
        ]
    with app.app_context(), db.engine.begin() as connection, pytest.raises(ValueError, match="CREATEROLE"):
        grant_app_role(connection, role)


POWERS = {
    "ALTER TABLE audit_event OWNER TO {other}": "owns the audit trail",
    "ALTER ROLE {other} SUPERUSER": "is a superuser",
    "ALTER ROLE {other} CREATEROLE": "may make roles (CREATEROLE), and so take on others",
}


@pytest.mark.parametrize("inherits", ["INHERIT", "NOINHERIT"])
@pytest.mark.parametrize(("statement", "words"), POWERS.items(), ids=POWERS.values())
def test_a_member_of_a_role_that_could_is_a_fault_however_far_away(
    app: Flask, as_role: Engine, role: str, between: str, other: str, statement: str, words: str, inherits: str
) -> None:
    for one in (statement.format(other=other), f"GRANT {other} TO {between}", f"ALTER ROLE {between} {inherits}"):
        _as_superuser(app, one)
    _as_superuser(app, "ALTER ROLE {} " + inherits, role)
    with as_role.connect() as connection:
        assert list(audit_faults(connection)) == []

    _as_superuser(app, "GRANT {} TO {}", between, role)

    fault = f"is a member of {other}, which {words}"
    with as_role.connect() as connection:
        assert f"the database role {fault}" in audit_faults(connection)
    with app.app_context(), db.engine.begin() as connection, pytest.raises(ValueError, match=re.escape(fault)):
        grant_app_role(connection, role)


@pytest.mark.parametrize(
    ("power", "words"),
    [
        ("pg_write_all_data", "may change every table"),
        ("pg_write_server_files", "may write files of the server's"),
        ("pg_execute_server_program", "may run programs as the server"),
    ],
)
def test_a_member_of_a_role_that_may_change_anything_is_a_fault(
    app: Flask, as_role: Engine, role: str, between: str, power: str, words: str
) -> None:
    _as_superuser(app, f"ALTER ROLE {between} NOINHERIT")
    _as_superuser(app, "GRANT {} TO {}", power, between)
    _as_superuser(app, "GRANT {} TO {}", between, role)

    with as_role.connect() as connection:
        assert f"the database role is a member of {power}, which {words}" in audit_faults(connection)


def test_what_another_role_may_counts_for_its_members(app: Flask, as_role: Engine, role: str, other: str) -> None:
    _as_superuser(app, "GRANT DELETE ON audit_event TO {}", other)
    _as_superuser(app, "ALTER ROLE {} NOINHERIT", role)
    _as_superuser(app, "GRANT {} TO {}", other, role)

    with as_role.connect() as connection:
        assert list(audit_faults(connection)) == ["the database role may DELETE the audit trail"]


def test_a_trigger_that_is_turned_off_is_a_fault(app: Flask, as_role: Engine) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER audit_event_kept"))

    with as_role.connect() as connection:
        assert list(audit_faults(connection)) == [
            "what keeps rows of the audit trail as they are is gone or turned off"
        ]


def test_a_role_that_is_not_there_or_a_superuser_is_refused(app: Flask) -> None:
    with app.app_context(), db.engine.begin() as connection:
        with pytest.raises(ValueError, match="no such role"):
            grant_app_role(connection, "nobody")
        with pytest.raises(ValueError, match="superuser"):
            grant_app_role(connection, str(connection.scalar(text("SELECT current_user"))))
