"""The database session, how each engine is opened safely, and how long a request waits for it."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

import psycopg
from flask import Flask, g, has_app_context
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import URL, Connection, Engine, ExceptionContext, NullPool, Pool, QueuePool, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from pathway.core import time_budget
from pathway.core.bounded_connection import KNOWN_TO_BE_AWAY, NO_ANSWER, BoundedConnection
from pathway.core.breaker import Breaker
from pathway.core.database import Base
from pathway.core.writer_queue import QueuedConnection, WriterQueue

_STAND_IN = "pathway_stand_in"


class Database(SQLAlchemy):
    """The database; while a request asks another instead of it, that one."""

    @property
    def engines(self) -> Mapping[str | None, Engine]:
        """The engines of the app, or the one that stands in for them."""
        stand_in = g.get(_STAND_IN) if has_app_context() else None
        return super().engines if stand_in is None else {None: stand_in}

    @property
    def own_engine(self) -> Engine:
        """The engine of the app itself, whatever is asked instead."""
        return super().engines[None]

    def ask_instead(self, engine: Engine | None) -> None:
        """Let the rest of this request ask another database, which holds the same tables; None goes back."""
        self.session.remove()
        g.pop(_STAND_IN, None)
        if engine is not None:
            setattr(g, _STAND_IN, engine)


db = Database(model_class=Base, disable_autonaming=True)
migrate = Migrate()

DATABASE_ERRORS = (OperationalError, InterfaceError, PoolTimeoutError)
"""What is raised where the database is away, does not answer in time, or is full."""

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
        db.session.flush()  # by itself: what fails here is certainly not saved
        _commit()
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


class CommitReplyLostError(OperationalError):
    """The connection was lost while saving: what was to be saved may be saved, or may not."""


def _commit() -> None:
    try:
        db.session.commit()
    except DBAPIError as error:
        if error.orig is not None and is_reply_lost(error.orig):
            raise CommitReplyLostError("COMMIT", None, error.orig, hide_parameters=True) from None
        raise


LOST_STATES = ("08", "57P", "40003")
"""Beginnings of the states in which PostgreSQL ends a connection, whatever it was asked: not known, and not refused."""

NOT_WRITTEN = ("SQLITE_IOERR_WRITE", "SQLITE_IOERR_READ", "SQLITE_IOERR_SHORT_READ", "SQLITE_IOERR_NOMEM")
"""Failures of SQLite's file from which it comes back to what was before. Any other may be after the commit."""


def is_reply_lost(error: BaseException) -> bool:
    """Whether an error of a COMMIT leaves open if it was done. A database that says no has not done it."""
    if isinstance(error, psycopg.Error):
        return error.sqlstate is None or error.sqlstate.startswith(LOST_STATES)
    name = getattr(error, "sqlite_errorname", "")
    return name.startswith("SQLITE_IOERR") and name not in NOT_WRITTEN


def insert_into(table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """Begin an INSERT of the engine in use, which can say what to do where the row is there already."""
    return postgresql.insert(table) if db.engine.dialect.name == "postgresql" else sqlite.insert(table)


# Older SQLite libraries can lose committed writes in WAL mode under checkpoint races.
WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3)


COMMON_OPTIONS = {
    # An error in a log must not repeat what somebody typed.
    "hide_parameters": True,
    # A request that waits for somebody else's connection does not wait long either.
    "pool_timeout": time_budget.ONE_WAIT_S,
}

BUSY_MS = 10_000
"""How long SQLite waits for a lock, where no budget says less."""

TIMEOUTS = "-c statement_timeout={} -c lock_timeout={} -c idle_in_transaction_session_timeout=60s -c timezone=UTC"
IN_A_REQUEST = TIMEOUTS.format("1800ms", "1500ms")
"""Shorter than a request waits, so that a server that is well says itself that something takes too long."""


def engine_options(url: str) -> dict[str, Any]:
    """Return create_engine options for a database address."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        if address.database in {None, "", ":memory:"}:  # one connection for all: there is no pool to wait for
            return {"hide_parameters": True}
        return COMMON_OPTIONS | {"connect_args": {"timeout": BUSY_MS / 1000, "factory": QueuedConnection}}
    return COMMON_OPTIONS | {
        "pool_pre_ping": True,  # see _ping; without it the first requests after a database restart fail
        "creator": partial(_connect, _breaker_of(address), address),
    }


def init_database(app: Flask) -> None:
    """Attach the database to the app; each SQLite connection gets our pragmas and explicit transactions."""
    db.init_app(app)
    migrate.init_app(app, db, directory=str(app.config["MIGRATIONS"]), render_as_batch=True)
    with app.app_context():
        prepare_engine(db.engine)


_breakers: WeakValueDictionary[URL, Breaker] = WeakValueDictionary()
"""The breaker of each address. Whoever connects there holds it."""


def _breaker_of(url: URL) -> Breaker:
    breaker = _breakers.get(url)
    if breaker is None:
        breaker = _breakers[url] = Breaker(partial(_answers, url))
    return breaker


_queues: WeakValueDictionary[URL, WriterQueue] = WeakValueDictionary()
"""The queue of those who write to each file of SQLite. Whoever connects there keeps it."""


def _queue_of(url: URL) -> WriterQueue:
    queue = _queues.get(url)
    if queue is None:
        queue = _queues[url] = WriterQueue()
    return queue


def breaker_of(app: Flask) -> Breaker:
    """Return the breaker of an app's database."""
    with app.app_context():
        return breaker_here()


def breaker_here() -> Breaker:
    """Return the breaker of the database of this request."""
    return _breaker_of(db.own_engine.url)


def prepare_engine(engine: Engine) -> None:
    """Set what SQLite needs on every connection, and see what errors say of the database."""
    if engine.dialect.name == "sqlite":
        breaker = _breaker_of(engine.url)
        event.listen(engine, "connect", partial(_open_sqlite, breaker, _queue_of(engine.url)))
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "checkout", partial(_bound_sqlite, breaker, engine.pool))
    else:
        dialect: Any = engine.dialect
        dialect.do_ping = partial(_ping, dialect.do_ping)
    if not event.contains(engine, "handle_error", _look_at_error):
        event.listen(engine, "handle_error", _look_at_error)


def _ping(ask: Callable[[Any], bool], connection: Any) -> bool:
    """Whether a connection from the pool is well: asked, unless it has just answered. A page takes two of them."""
    is_fresh = isinstance(connection, BoundedConnection) and connection.is_fresh
    return is_fresh or ask(connection)


def _answers(url: URL) -> bool:
    """Try a database by a connection of its own: whether it can be read."""
    is_sqlite = url.get_backend_name() == "sqlite"
    # Reading `1` alone would not look at SQLite's file.
    question = "SELECT name FROM sqlite_master LIMIT 1" if is_sqlite else "SELECT 1"
    how: dict[str, Any] = {"connect_args": {"timeout": 1}} if is_sqlite else {"creator": partial(_connect, None, url)}
    trying = create_engine(url, poolclass=NullPool, hide_parameters=True, **how)
    try:
        with time_budget.budget_of(time_budget.ONE_WAIT_S), trying.connect() as connection:
            connection.exec_driver_sql(question)
    except DBAPIError:
        return False
    return True


def _connect(breaker: Breaker | None, url: URL) -> BoundedConnection:
    """Connect to PostgreSQL; in a request not where it is known to be away, and not for long."""
    if time_budget.current() is None or breaker is None:
        connection = _connection(url, TIMEOUTS.format("15s", "5s"), 5)
    elif breaker.is_open:
        raise psycopg.OperationalError(KNOWN_TO_BE_AWAY)
    else:
        with time_budget.crowd.joined() as has_room:
            connection = _connect_in_a_request(breaker, url, has_room=has_room)
    connection.breaker = breaker
    return connection


def _connection(url: URL, options: str, seconds: int) -> BoundedConnection:
    dialect: Any = PGDialect_psycopg
    words, given = dialect(dbapi=psycopg).create_connect_args(url)
    bounds = {"options": options, "connect_timeout": seconds}
    connection: BoundedConnection = BoundedConnection.connect(*words, **dict(given) | bounds)
    return connection


def _connect_in_a_request(breaker: Breaker, url: URL, *, has_room: bool) -> BoundedConnection:
    # To connect takes two seconds where nobody answers, and cannot be told to take less.
    if not has_room and (not time_budget.crowd.wait_for_room() or breaker.is_open):
        raise psycopg.OperationalError(NO_ANSWER)
    try:
        return _connection(url, IN_A_REQUEST, 2)
    except psycopg.OperationalError:
        breaker.open()
        raise


def _refuse_while_open(breaker: Breaker) -> None:
    if time_budget.current() is not None and breaker.is_open:
        raise sqlite3.OperationalError(KNOWN_TO_BE_AWAY)


def _bound_sqlite(breaker: Breaker, pool: Pool, connection: Any, record: Any, _proxy: Any) -> None:
    _refuse_while_open(breaker)
    budget = time_budget.current()
    wait = BUSY_MS if budget is None else _busy_ms(budget, pool)
    if record.info.get("busy_ms") != wait:
        connection.execute(f"PRAGMA busy_timeout={wait}")
        record.info["busy_ms"] = wait


def _busy_ms(budget: time_budget.TimeBudget, pool: Pool) -> int:
    """Return how long to wait for a lock. Whoever has a connection is taken to wait."""
    most = time_budget.crowd.most
    taken = pool.checkedout() if isinstance(pool, QueuePool) else 0
    return int(budget.for_one_wait(has_room=most is None or taken <= most) * 1000)


_UNREADABLE = ("unable to open", "disk i/o error", "malformed")


def _look_at_error(context: ExceptionContext) -> None:
    if context.engine is None or time_budget.current() is None:
        return
    breaker = _breaker_of(context.engine.url)
    if context.is_disconnect:
        breaker.open()
    options = context.connection.get_execution_options() if context.connection is not None else {}
    _look_at(context.original_exception, breaker, writes=bool(options.get("pathway_writes")))


def note_failure(error: Exception) -> None:
    """Look at an error of a connection of the driver's own, of which SQLAlchemy does not know."""
    _look_at(error, breaker_here(), writes=False)


def _look_at(error: BaseException, breaker: Breaker, *, writes: bool) -> None:
    budget, said = time_budget.current(), str(error).lower()
    if budget is None or not isinstance(error, sqlite3.OperationalError):
        return
    locked = "locked" in said
    if locked:
        budget.spend(budget.for_one_wait())
    if not locked and not any(words in said for words in _UNREADABLE):
        return
    if writes:
        breaker.suspect()  # where nobody can write, everybody may still read
    else:
        breaker.open()


def _open_sqlite(breaker: Breaker, queue: WriterQueue, connection: Any, record: Any) -> None:
    _refuse_while_open(breaker)
    if isinstance(connection, QueuedConnection):
        connection.queue = queue
    connection.isolation_level = None  # the driver's own BEGIN comes too late to be IMMEDIATE
    cursor = connection.cursor()
    budget = time_budget.current()
    wait = BUSY_MS if budget is None else int(budget.for_one_wait() * 1000)
    for pragma in (
        f"busy_timeout={wait}",  # first: the next ones may have to wait
        "foreign_keys=ON",
        f"journal_mode={'WAL' if WAL_IS_SAFE else 'DELETE'}",
        "synchronous=FULL",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    record.info["busy_ms"] = wait
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer that starts as a reader fails at once when another writes first, whatever busy_timeout says.
    writes = connection.get_execution_options().get("pathway_writes")
    driver: Any = connection.connection.dbapi_connection
    if not writes or not isinstance(driver, QueuedConnection):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
        return
    budget = time_budget.current()
    most = BUSY_MS / 1000 if budget is None else budget.for_one_wait()
    began = time.monotonic()
    with driver.turn(connection.info["busy_ms"], most) as has_begun:
        if not has_begun:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # by SQLAlchemy, so that what it raises is looked at
    if budget is not None:
        budget.spend(time.monotonic() - began)
