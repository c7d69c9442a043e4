"""The database session, and how each engine is opened safely."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url

from pathway.core.database import Base

db = SQLAlchemy(model_class=Base, disable_autonaming=True)
migrate = Migrate()

WRITES = {"pathway_writes": True}
"""Execution options of a connection that is going to write: SQLite then takes its lock at once."""


def begin_writing() -> None:
    """Make the session's transaction one that writes; end it first if it has only read so far."""
    session = db.session()
    if session.in_transaction():
        if session.connection().get_execution_options().get("pathway_writes"):
            return
        if session.new or session.dirty or session.deleted:
            raise RuntimeError("something was changed before begin_writing(): ending what was read would lose it")
        session.rollback()
    session.connection(execution_options=WRITES)


@contextmanager
def writing() -> Iterator[None]:
    """Save everything that the block did, or nothing. For commands and jobs; pages have `@commits`."""
    begin_writing()
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


@contextmanager
def reading_alone() -> Iterator[Connection]:
    """Read by a connection of its own, before the page's transaction has begun: it holds nothing afterwards.

    On PostgreSQL outside any transaction, whose beginning and end would take a round trip each.
    """
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT")
        yield connection


def insert_into(table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """Begin an INSERT of the engine in use, which can say what to do where the row is there already."""
    return postgresql.insert(table) if db.engine.dialect.name == "postgresql" else sqlite.insert(table)


# Older SQLite libraries can lose committed writes in WAL mode under checkpoint races.
WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3)


def engine_options(url: str) -> dict[str, Any]:
    """Return create_engine options for a database address."""
    # hide_parameters: an error in a log must not repeat what somebody typed.
    common: dict[str, Any] = {"hide_parameters": True}
    if make_url(url).get_backend_name() == "sqlite":
        return common | {"connect_args": {"timeout": 10}}
    timeouts = "-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s"
    return common | {
        "pool_pre_ping": True,  # without it the first requests after a database restart fail
        "connect_args": {"connect_timeout": 5, "options": f"{timeouts} -c timezone=UTC"},
    }


def init_database(app: Flask) -> None:
    """Attach the database to the app; each SQLite connection gets our pragmas and explicit transactions."""
    db.init_app(app)
    migrate.init_app(app, db, directory=str(app.config["MIGRATIONS"]), render_as_batch=True)
    with app.app_context():
        prepare_engine(db.engine)


def prepare_engine(engine: Engine) -> None:
    """Set what SQLite needs on every connection. PostgreSQL gets it from its options."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _open_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def _open_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late to be IMMEDIATE
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        f"journal_mode={'WAL' if WAL_IS_SAFE else 'DELETE'}",
        "synchronous=FULL",
        "busy_timeout=10000",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer that starts as a reader fails at once when another writes first, whatever busy_timeout says.
    writes = connection.get_execution_options().get("pathway_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
