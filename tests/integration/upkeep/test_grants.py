"""On PostgreSQL the app runs as a role that may only add to the trail."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from pathway.audit.verifying import verify
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
    name = f'pathway "app" 50%s; -- {uuid4().hex[:8]}'
    quoted = '"' + name.replace('"', '""') + '"'
    with app.app_context(), db.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.connection.cursor().execute(f"CREATE ROLE {quoted} LOGIN PASSWORD 'only-for-a-test'")
    yield name
    with app.app_context(), db.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.connection.cursor().execute(f"DROP OWNED BY {quoted}; DROP ROLE {quoted}")


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
