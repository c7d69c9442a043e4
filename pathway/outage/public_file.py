"""The file that stands in for the database: a small SQLite database of what the public pages show.

It is written beside itself and put in place in one step, so that nobody reads half of it. It is never changed where it
lies: a process that has it open goes on reading what it was, until it looks again.
"""

import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from sqlalchemy import NullPool, Table, create_engine, insert
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from pathway.core.database import Base
from pathway.directory.search.index import indexer
from pathway.directory.search.index.full_text_tables import STATEMENTS, create_full_text_tables
from pathway.outage.public_rows import EVERY, Rows

MODE = 0o600
"""Only the user that the app runs as reads it."""

LOCK_WITHIN_S = 2.0
LOOK_AGAIN_S = 0.02

Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class About:
    """When the file was made, and from what: see `state` of whoever makes it."""

    made_at: datetime
    state: str


def tables() -> list[Table]:
    """Return the tables that the file has."""
    return [cast("Table", model.__table__) for model in EVERY]


def format_of() -> str:
    """Return a digest of how the file is arranged: code of another version does not read it."""
    words = [str(CreateTable(table).compile(dialect=sqlite.dialect())) for table in tables()]
    return hashlib.sha256("\n".join([*words, *STATEMENTS, str(indexer.FORMAT)]).encode()).hexdigest()


def address_of(path: Path) -> str:
    """Return the address that opens the file for reading only, and takes no lock on it."""
    return f"file:{quote(str(path))}?mode=ro&immutable=1"


def stamp_of(path: Path) -> Stamp | None:
    """Return what tells one file in this place from the next; None where there is none."""
    try:
        there = path.stat()
    except OSError:
        return None
    return there.st_ino, there.st_mtime_ns, there.st_size


def read_about(path: Path) -> About | None:
    """Return what a file says of itself; None where there is none, or none that this code can read."""
    try:
        with closing(sqlite3.connect(address_of(path), uri=True)) as file:
            made_at, state, file_format = file.execute("SELECT made_at, state, format FROM about").fetchone()
            return About(datetime.fromisoformat(made_at), state) if file_format == format_of() else None
    except (sqlite3.Error, TypeError, ValueError):
        return None


def build(path: Path, rows: Rows, about: About) -> Path:
    """Write a new file beside `path` and return where; `put_in_place` puts it there."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    _make_empty(new)
    engine = create_engine(f"sqlite:///{new}", poolclass=NullPool, hide_parameters=True)
    try:
        with Session(engine) as session, session.begin():
            connection = session.connection()
            Base.metadata.create_all(connection, tables(), checkfirst=False)
            create_full_text_tables(connection)
            connection.exec_driver_sql("CREATE TABLE about (made_at TEXT, state TEXT, format TEXT)")
            connection.exec_driver_sql(
                "INSERT INTO about VALUES (?, ?, ?)", (about.made_at.isoformat(), about.state, format_of())
            )
            for table in tables():
                if of_table := rows.get(table.name):
                    session.execute(insert(table), of_table)
            _index(session, [row["id"] for row in rows["service"]])
        _let_reach_the_disk(new)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return new


def _index(session: Session, ids: list[Any]) -> None:
    for start in range(0, len(ids), indexer.ENTRIES_AT_ONCE):
        indexer.refresh(session, ids[start : start + indexer.ENTRIES_AT_ONCE])
    if not ids:
        indexer.count_change(session)


def put_in_place(new: Path, path: Path) -> None:
    """Put a file that was built in place of the one that is there. The caller holds the lock."""
    new.replace(path)
    _let_reach_the_disk(path.parent)


@contextmanager
def changed_copy(path: Path) -> Iterator[Path]:
    """Give a copy to change, which takes the file's place where the block ends well. The caller holds the lock."""
    copy = path.with_name(f"{path.name}.{os.getpid()}.copy")
    try:
        _make_empty(copy)
        with path.open("rb") as old, copy.open("wb") as new:
            shutil.copyfileobj(old, new)
        yield copy
        _let_reach_the_disk(copy)
        put_in_place(copy, path)
    finally:
        copy.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Remove the file: pages then say that they cannot be shown, and give the numbers that never change."""
    path.unlink(missing_ok=True)
    with suppress(OSError):
        _let_reach_the_disk(path.parent)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock on changing the file. A TimeoutError says that somebody else has had it for too long."""
    handle = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, MODE)
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    until = time.monotonic() + LOCK_WITHIN_S
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise TimeoutError("somebody else changes the file of public pages") from None
            time.sleep(LOOK_AGAIN_S)
        else:
            return


def state_words(**what: Any) -> str:
    """Write what the file was made from."""
    return json.dumps(what, sort_keys=True)


def _make_empty(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, MODE))


def _let_reach_the_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
