"""The databases and the browser that tests need: whether they are here, and fresh databases on both engines."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy.engine import make_url

from pathway.directory.search.index.snapshot import forget_snapshots
from pathway.extensions import db
from tests.find_chromium import find

IN_MEMORY = Path("/dev/shm")  # where Linux keeps files that no disk has
"""A folder in memory, where there is one."""

ROOM_BYTES = 1_000_000_000
"""What it has to have free, to be used."""

DEFAULT_POSTGRES = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"

KEYS = {"field_keys": f"test:{'A' * 43}=", "index_key": "i" * 40, "audit_key": "u" * 40}
"""Keys of data at rest in tests, as settings. They keep nothing secret."""

KEYS_ENVIRONMENT = {f"PATHWAY_{name.upper()}": key for name, key in KEYS.items()}
"""The same, as the environment of a process."""


def postgres_url() -> str:
    """The server that tests may make databases on."""
    return os.environ.get("PATHWAY_TEST_POSTGRES_URL", DEFAULT_POSTGRES)


def _connect() -> psycopg.Connection:
    url = make_url(postgres_url()).set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True, connect_timeout=3)


@cache
def why_no_postgres() -> str | None:
    """Say why PostgreSQL tests cannot run; None when they can."""
    try:
        with _connect():
            return None
    except psycopg.Error as error:
        shown = make_url(postgres_url()).render_as_string(hide_password=True)
        return f"no PostgreSQL answers at {shown} ({type(error).__name__})"


@cache
def why_no_chromium() -> str | None:
    """Say why browser tests cannot run; None when they can."""
    return None if find() else "no Chromium was found, and none could be fetched"


def has_room_in_memory() -> bool:
    """Say whether the folder in memory is there, may be written to, and has room: containers often give it 64 MB."""
    is_there = IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK)
    return is_there and shutil.disk_usage(IN_MEMORY).free >= ROOM_BYTES


@contextmanager
def postgres_database(template: str | None = None) -> Iterator[str]:
    """Make a database, give its address, and drop it."""
    name = f"pathway_test_{uuid.uuid4().hex}"
    with _connect() as server:
        make = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            make += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        server.execute(make)
        # What a test writes need not outlive the machine.
        server.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name)))
    try:
        yield make_url(postgres_url()).set(database=name).render_as_string(hide_password=False)
    finally:
        with _connect() as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def sqlite_database(folder: Path, template: Path | None = None) -> Iterator[str]:
    """Make a database file, as a copy of another when one is given, and give its address."""
    path = folder / f"{uuid.uuid4().hex}.db"
    if template:
        shutil.copy(template, path)
    try:
        yield f"sqlite:///{path}"
    finally:
        path.unlink(missing_ok=True)


def dispose(app: Flask) -> None:
    """Let go of an app's connections, and of what the process remembers of its database."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    forget_snapshots()
