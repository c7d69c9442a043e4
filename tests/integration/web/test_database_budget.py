"""What a request waits for the database is bounded, and once it is known to be away nobody waits."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from pathway.core import time_budget
from pathway.extensions import breaker_of, db

A_LITTLE_S = 0.4
"""What our own work may take, on a machine that does much else."""


@pytest.fixture
def budget() -> Iterator[None]:
    with time_budget.budget_of(time_budget.A_REQUEST_S):
        yield


@pytest.fixture
def held(app: Flask, engine_name: str) -> Iterator[None]:
    """SQLite's lock is held by somebody, who lets nobody read."""
    if engine_name != "sqlite":
        pytest.skip("PostgreSQL has no lock over everything; tests/faults stops it instead")
    path = make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database
    with closing(sqlite3.connect(path or "", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.usefixtures("held")
def test_with_sqlite_locked_the_first_request_waits_within_its_budget_and_the_next_not_at_all(app: Flask) -> None:
    client = app.test_client()
    seconds = []

    for _ in range(3):
        began = time.monotonic()
        client.get("/services?q=DA")
        seconds.append(time.monotonic() - began)

    assert seconds[0] < time_budget.A_REQUEST_S + A_LITTLE_S
    assert max(seconds[1:]) < A_LITTLE_S


def test_the_database_is_asked_again_once_it_answers(app: Flask) -> None:
    breaker = breaker_of(app)

    breaker.open()

    assert breaker.wait_until_closed(5)
    assert app.test_client().get("/services?q=DA").status_code == 200


@pytest.mark.usefixtures("budget")
def test_a_query_that_takes_too_long_ends_with_the_budget(app: Flask, engine_name: str) -> None:
    if engine_name == "sqlite":
        pytest.skip("SQLite has no query that sleeps, and waits for locks only")
    began = time.monotonic()

    with app.app_context(), pytest.raises(OperationalError):
        db.session.execute(text("SELECT pg_sleep(20)"))

    assert time.monotonic() - began < time_budget.ONE_WAIT_S + A_LITTLE_S
    assert not breaker_of(app).is_open  # the server is well, and said itself that it took too long


def test_without_a_budget_nothing_is_cut_short(app: Flask, engine_name: str) -> None:
    if engine_name == "sqlite":
        pytest.skip("SQLite has no query that sleeps, and waits for locks only")

    with app.app_context():
        db.session.execute(text("SELECT pg_sleep(2.5)"))
