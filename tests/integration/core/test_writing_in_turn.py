"""Several who write to SQLite in one process do so in order of arrival, and nobody waits for ever."""

import gc
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from pathway.core import time_budget
from pathway.core.writer_queue import WriterQueue
from pathway.extensions import BUSY_MS, WAL_IS_SAFE, WRITES, breaker_of, db, writing

A_LITTLE_S = 0.4
"""What our own work may take, on a machine that does much else."""
LONG = 10.0

Act = Callable[[], object]


@pytest.fixture(autouse=True)
def _only_sqlite(engine_name: str) -> None:
    if engine_name != "sqlite":
        pytest.skip("PostgreSQL lets them wait in order by itself")


@pytest.fixture
def queue(app: Flask) -> WriterQueue:
    with app.app_context(), writing():
        driver = db.session.connection().connection.dbapi_connection
    return driver.queue  # type: ignore[union-attr, no-any-return] # SQLAlchemy knows no driver's own connection


def write(app: Flask, act: Act = lambda: None, budget: float = LONG) -> None:
    """Write in a transaction of one's own, as a request does."""
    with app.app_context(), time_budget.budget_of(budget), writing():
        db.session.execute(text("UPDATE service SET name = name"))
        act()


def seconds_of(act: Act) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


@contextmanager
def beside(act: Act) -> Iterator[None]:
    """Somebody else does something in a thread of her own during the block."""
    thread = threading.Thread(target=act)
    thread.start()
    try:
        yield
    finally:
        thread.join(LONG)
        assert not thread.is_alive()


@contextmanager
def somebody_writes(app: Flask, then: Act = lambda: None) -> Iterator[Act]:
    """Somebody else writes from the beginning of the block until she is let go, or for three seconds."""
    inside, go = threading.Event(), threading.Event()

    def act() -> None:
        inside.set()
        go.wait(3)
        then()

    with beside(partial(write, app, act)):
        assert inside.wait(LONG)
        try:
            yield go.set
        finally:
            go.set()


@contextmanager
def another_process(app: Flask, begin: str = "BEGIN IMMEDIATE") -> Iterator[sqlite3.Connection]:
    """A connection that is in no queue of ours, with the lock for writing unless it begins otherwise."""
    path = make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database
    with closing(sqlite3.connect(path or "", isolation_level=None, check_same_thread=False)) as other:
        other.execute(begin)
        yield other


def until(it_is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG
    while not it_is_so():
        assert time.monotonic() < end
        time.sleep(0.001)


def test_eight_who_write_are_served_in_order_of_arrival(app: Flask, queue: WriterQueue) -> None:
    served: list[int] = []
    threads = [threading.Thread(target=write, args=(app, partial(served.append, place))) for place in range(8)]

    with somebody_writes(app) as let_go:
        for place, thread in enumerate(threads):
            thread.start()
            until(lambda place=place: len(queue._turns) == place + 2)  # type: ignore[misc] # no type for a lambda
        let_go()
        for thread in threads:
            thread.join(LONG)

    assert served == list(range(8))
    assert not queue._turns


def _crash() -> None:
    raise RuntimeError


def _refused() -> None:
    db.session.execute(text("INSERT INTO service (id) VALUES (NULL)"))


def _rolled_back() -> None:
    db.session.rollback()


def _invalidated() -> None:
    db.session.connection().invalidate()
    raise RuntimeError


def _closed_below() -> None:
    db.session.connection().connection.dbapi_connection.close()  # type: ignore[union-attr] # there is one


def _ended_by_hand() -> None:
    db.session.connection().exec_driver_sql("ROLLBACK")


ENDS = [_crash, _refused, _rolled_back, _invalidated, _closed_below, _ended_by_hand]


@pytest.mark.parametrize("end", ENDS)
def test_however_one_ends_the_next_begins_at_once(app: Flask, queue: WriterQueue, end: Act) -> None:
    def ends() -> None:
        try:
            write(app, end)
        except Exception:  # noqa: BLE001 # whatever it was: what counts is what follows
            return

    with beside(ends):
        pass
    assert not queue._turns
    assert breaker_of(app).wait_until_closed(5)  # a connection that was lost makes it look whether the database is away

    assert seconds_of(lambda: write(app)) < A_LITTLE_S


@pytest.mark.parametrize("end", [Connection.commit, Connection.rollback])
def test_the_turn_ends_with_the_transaction(app: Flask, queue: WriterQueue, end: Callable[[Connection], None]) -> None:
    with app.app_context(), db.engine.connect().execution_options(**WRITES) as connection:
        connection.begin()
        assert queue._turns

        end(connection)

        assert not queue._turns


def test_a_commit_that_has_to_be_tried_again_keeps_the_turn(app: Flask, queue: WriterQueue) -> None:
    if WAL_IS_SAFE:
        pytest.skip("no reader holds a commit up")
    with (
        app.app_context(),
        time_budget.budget_of(0.1),
        db.engine.connect().execution_options(**WRITES) as connection,
        another_process(app, "BEGIN") as reader,
    ):
        reader.execute("SELECT name FROM service").fetchone()
        connection.execute(text("UPDATE service SET name = name"))
        driver: Any = connection.connection.dbapi_connection

        with pytest.raises(sqlite3.OperationalError, match="locked"):
            driver.commit()
        assert queue._turns

        reader.execute("ROLLBACK")
        driver.commit()
        assert not queue._turns


def test_whoever_could_not_begin_is_in_the_queue_no_more_and_has_not_written(app: Flask, queue: WriterQueue) -> None:
    moved_at = queue._moved_at
    with (
        app.app_context(),
        another_process(app),
        time_budget.budget_of(0.1),
        db.engine.connect().execution_options(**WRITES) as connection,
    ):
        with pytest.raises(OperationalError, match="locked"):
            connection.begin()

        assert not queue._turns
        assert queue._moved_at == moved_at


def test_a_connection_that_was_forgotten_holds_nobody_up(app: Flask, queue: WriterQueue) -> None:
    def forget() -> None:
        with app.app_context():
            db.engine.connect().execution_options(**WRITES).begin()

    forget()
    gc.collect()

    assert seconds_of(lambda: write(app)) < A_LITTLE_S
    assert not queue._turns


def test_a_connection_that_begins_again_is_done_with_what_it_wrote_before(app: Flask, queue: WriterQueue) -> None:
    with app.app_context(), db.engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        for _ in range(3):
            with driver.turn(0, 0) as has_begun:
                assert has_begun
            assert list(queue._turns) == [driver._place]
            driver.execute("ROLLBACK")  # not by its own method, which would say so


def test_if_anybody_forgot_to_leave_the_queue_others_write_all_the_same(app: Flask, queue: WriterQueue) -> None:
    assert queue.wait("forgotten", 0, 0)

    took = seconds_of(lambda: write(app, budget=0.5))

    assert 0.5 <= took < 0.5 + A_LITTLE_S


def test_who_waits_in_vain_hears_in_time_that_it_is_locked(app: Flask, queue: WriterQueue) -> None:
    def wait() -> None:
        with pytest.raises(OperationalError, match="database is locked"):
            write(app, budget=time_budget.A_REQUEST_S)

    with somebody_writes(app):
        took = seconds_of(wait)

    assert time_budget.ONE_WAIT_S <= took < time_budget.ONE_WAIT_S + A_LITTLE_S
    assert not queue._turns
    assert seconds_of(lambda: write(app)) < A_LITTLE_S


def test_a_second_connection_of_one_who_writes_is_refused_in_time_and_she_goes_on(app: Flask) -> None:
    def twice() -> None:
        with (
            pytest.raises(OperationalError, match="database is locked"),
            time_budget.budget_of(0.5),
            db.engine.connect().execution_options(**WRITES) as second,
        ):
            second.execute(text("UPDATE service SET name = 'never'"))

    took = seconds_of(lambda: write(app, twice))

    assert took < 0.5 + A_LITTLE_S
    with app.app_context():
        assert "never" not in db.session.scalars(text("SELECT name FROM service")).all()
    assert seconds_of(lambda: write(app)) < A_LITTLE_S


def test_another_process_that_writes_is_waited_for(app: Flask) -> None:
    with another_process(app) as other, beside(lambda: (time.sleep(0.3), other.execute("COMMIT"))):
        write(app)


def test_another_process_that_does_not_end_is_not_waited_for_longer(app: Flask, queue: WriterQueue) -> None:
    with another_process(app) as other:
        with pytest.raises(OperationalError, match="database is locked"):
            write(app, budget=0.5)
        other.execute("ROLLBACK")

    assert seconds_of(lambda: write(app)) < A_LITTLE_S
    assert not queue._turns


def test_the_turn_and_the_lock_are_one_wait(app: Flask, queue: WriterQueue) -> None:
    """Somebody is before her for most of it, and another process for the rest."""

    def wait() -> None:
        with pytest.raises(OperationalError, match="database is locked"):
            write(app, budget=1)

    with another_process(app):
        assert queue.wait("somebody", 0, 0)
        timer = threading.Timer(0.8, queue.leave, ("somebody",))
        timer.start()
        took = seconds_of(wait)
        timer.join()

    assert 1 <= took < 1 + A_LITTLE_S


def test_what_was_waited_is_taken_off_the_budget_of_the_request(app: Flask) -> None:
    def wait() -> None:
        with app.app_context(), time_budget.budget_of(3), writing():
            budget = time_budget.current()
            assert budget is not None
            assert 2 < budget.left < 2.7

    with somebody_writes(app) as let_go:
        threading.Timer(0.5, let_go).start()
        wait()


def test_sqlite_itself_waits_afterwards_as_long_as_before(app: Flask) -> None:
    def busy_ms() -> int:
        waits: int = db.session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar_one()
        return waits

    with app.app_context(), writing():
        assert busy_ms() == BUSY_MS
    with app.app_context(), another_process(app), time_budget.budget_of(0.1), pytest.raises(OperationalError):
        db.session.connection(execution_options=WRITES)
    with app.app_context():
        db.session.rollback()
        assert busy_ms() == BUSY_MS


def test_where_others_are_done_one_after_another_somebody_more_waits_too(
    app: Flask, queue: WriterQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where as many wait as may, one more waits little; but here nobody waits in vain."""
    monkeypatch.setattr(time_budget.crowd, "most", 1)
    served: list[int] = []
    threads = [
        threading.Thread(target=write, args=(app, lambda: (time.sleep(0.1), served.append(1)))) for _ in range(6)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG)

    assert len(served) == 6


def test_where_nobody_gets_anything_done_somebody_more_waits_little(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time_budget.crowd, "most", 0)

    def wait() -> None:
        with pytest.raises(OperationalError, match="database is locked"):
            write(app)

    with somebody_writes(app):
        took = seconds_of(wait)

    assert time_budget.IN_A_CROWD_S <= took < time_budget.IN_A_CROWD_S + A_LITTLE_S
