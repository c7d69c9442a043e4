"""What a connection to PostgreSQL keeps between two pages, and when it is asked whether it is well."""

import time
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import ProgrammingError

from pathway.core.bounded_connection import FRESH_S, BoundedConnection
from pathway.extensions import engine_options, prepare_engine
from tests import services

PREPARED = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%pages ask this%'")
ASKED_BY_PAGES = text('SELECT 1 AS "pages ask this"')


@pytest.fixture
def engine() -> Iterator[Engine]:
    if (why := services.why_no_postgres()) is not None:
        pytest.skip(why)
    with services.postgres_database() as url:
        engine = create_engine(url, pool_size=1, max_overflow=0, **engine_options(url))
        prepare_engine(engine)
        yield engine
        engine.dispose()


def read_often(engine: Engine) -> None:
    """Ask the same in a transaction of its own each time, as pages do: after five times the driver prepares it."""
    for _ in range(7):
        with engine.connect() as connection:
            connection.execute(ASKED_BY_PAGES)


def prepared(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(PREPARED).scalar_one()


def driver_connection(engine: Engine) -> BoundedConnection:
    with engine.connect() as connection:
        inner = connection.connection.dbapi_connection
    assert isinstance(inner, BoundedConnection)
    return inner


def test_what_pages_ask_again_and_again_stays_prepared(engine: Engine) -> None:
    read_often(engine)

    assert prepared(engine) == 1


def test_what_is_rolled_back_was_not_done(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE not_to_stay (a int)"))
        connection.execute(text("INSERT INTO not_to_stay VALUES (1)"))
        connection.rollback()
        assert connection.execute(text("SELECT to_regclass('not_to_stay')")).scalar() is None


def test_after_a_failure_nothing_stays_prepared(engine: Engine) -> None:
    read_often(engine)
    with engine.connect() as connection, pytest.raises(ProgrammingError):
        connection.execute(text("SELECT a FROM of_no_table"))

    assert prepared(engine) == 0


def test_a_connection_that_has_just_answered_is_not_asked_whether_it_is_well(engine: Engine) -> None:
    connection = driver_connection(engine)

    assert connection.is_fresh
    connection._answered_at -= FRESH_S
    assert not connection.is_fresh


def test_a_connection_that_the_server_has_ended_is_found_at_once_and_made_anew(engine: Engine) -> None:
    connection = driver_connection(engine)
    with services._connect() as another:
        another.execute("SELECT pg_terminate_backend(%s)", [connection.info.backend_pid])
    until = time.monotonic() + 5
    while connection.is_fresh and time.monotonic() < until:
        connection._answered_at = time.monotonic()  # however long the server takes to end it
        time.sleep(0.01)

    assert not connection.is_fresh
    connection._answered_at = time.monotonic()
    with engine.connect() as again:
        assert again.execute(text("SELECT 1")).scalar() == 1


def test_a_page_that_was_read_is_not_spoilt_by_a_server_that_ends_before_its_rollback(engine: Engine) -> None:
    with engine.connect() as connection:
        read = connection.execute(ASKED_BY_PAGES).scalar_one()
        _end_by_the_server(connection.execute(text("SELECT pg_backend_pid()")).scalar_one(), engine)

    assert read == 1
    with engine.connect() as connection:  # the pool makes another
        assert connection.execute(ASKED_BY_PAGES).scalar_one() == 1


def _end_by_the_server(process_id: int, engine: Engine) -> None:
    with psycopg.connect(engine.url.render_as_string(hide_password=False).replace("+psycopg", "")) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (process_id,))
