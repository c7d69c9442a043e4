"""Rows copied between databases as the drivers give them: the bare cost that a load is compared with."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy import Table
from sqlalchemy.engine import make_url

from bench.figures import milliseconds
from pathway.core.database import Base
from pathway.extensions import WRITES, db

CHUNK = 5_000


def tables() -> list[Table]:
    """Return every table, parents before the tables that refer to them."""
    return list(Base.metadata.sorted_tables)


def rows(path: Path, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of a table of a SQLite file in chunks, as they are stored."""
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source:
        cursor = source.execute(f'SELECT {columns} FROM "{table.name}" ORDER BY rowid')  # noqa: S608 # nosec B608 - names of our own tables
        while chunk := cursor.fetchmany(CHUNK):
            yield chunk


def to_postgres(path: Path, url: str) -> None:
    """Copy a SQLite file's rows into an empty PostgreSQL database with the same tables, so that both hold the same."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, options="-c timezone=UTC") as target:
        for table in tables():
            names = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
            copy = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
            with target.cursor() as cursor, cursor.copy(copy) as lines:
                for chunk in rows(path, table):
                    for row in chunk:
                        lines.write_row(row)
        target.commit()
        target.autocommit = True
        # Its own housekeeping does this within minutes; a measurement does not wait for it.
        target.execute("VACUUM ANALYZE")


def bare_inserts(path: Path, app: Flask) -> float:
    """Insert the rows of a SQLite file into an empty SQLite database of an app; return the milliseconds it took.

    Plain `executemany` in one transaction, triggers and all. Reading the rows is not counted.
    """
    taken = 0
    with app.app_context():
        connection = db.session.connection(execution_options=WRITES)
        connection.exec_driver_sql("SELECT 1").all()
        for table in tables():
            marks = ", ".join("?" * len(table.columns))
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            insert = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608 # nosec B608 - as above
            for chunk in rows(path, table):
                started = time.perf_counter_ns()
                connection.exec_driver_sql(insert, chunk)
                taken += time.perf_counter_ns() - started
        started = time.perf_counter_ns()
        db.session.commit()
        taken += time.perf_counter_ns() - started
    return milliseconds(taken)


def count_rows(path: Path) -> int:
    """Return how many rows a SQLite file has in our tables."""
    return sum(len(chunk) for table in tables() for chunk in rows(path, table))
