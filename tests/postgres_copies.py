"""Copies of a PostgreSQL database that are given to one test after another, each as it was at first.

To make a database and to drop it takes as long as five tests. A copy that comes back gets the rows it had at first,
of the tables that were written to; one whose tables, settings or rights were changed is dropped.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from tests import services

CATALOGUES = (
    "pg_attrdef",
    "pg_attribute",
    "pg_class",
    "pg_collation",
    "pg_constraint",
    "pg_default_acl",
    "pg_enum",
    "pg_event_trigger",
    "pg_extension",
    "pg_index",
    "pg_largeobject_metadata",
    "pg_namespace",
    "pg_policy",
    "pg_proc",
    "pg_rewrite",
    "pg_trigger",
    "pg_ts_config",
    "pg_ts_dict",
    "pg_type",
)
"""Where PostgreSQL writes down what a database is made of, apart from rows."""

WAIT_S = 10

Written = dict[str, tuple[int, int]]


@dataclass
class Copy:
    """A copy, and what has to be known to put it back: `since` is the first transaction of whoever has it."""

    url: str
    life: ExitStack
    connection: psycopg.Connection  # stays: a new one would read the catalogues anew
    tables: list[str] = field(default_factory=list)
    sequences: dict[str, tuple[int, bool]] = field(default_factory=dict)
    rows: dict[str, bytes] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    shared: object = None
    since: str = ""


class PostgresCopies:
    """Copies of one database that nobody connects to."""

    def __init__(self, template: str) -> None:
        self.template = template
        self._free: list[Copy] = []

    @contextmanager
    def one(self) -> Iterator[str]:
        """Give the address of a copy; it is put back afterwards."""
        copy = self._free.pop() if self._free else self._made()
        try:
            yield copy.url
        finally:
            if _put_back(copy):
                self._free.append(copy)
            else:
                copy.life.close()

    def close(self) -> None:
        """Drop them."""
        while self._free:
            self._free.pop().life.close()

    def _made(self) -> Copy:
        life = ExitStack()
        url = life.enter_context(services.postgres_database(self.template))
        connection = _connected(url)
        life.callback(connection.close)
        copy = Copy(url, life, connection)
        found = connection.execute(
            "SELECT c.oid::regclass::text, c.relkind FROM pg_class c WHERE c.relkind IN "
            "('r', 'S') AND c.relnamespace = 'public'::regnamespace ORDER BY 1"
        ).fetchall()
        copy.tables = [name for name, kind in found if kind == "r"]
        copy.sequences = {name: _state(connection, name) for name, kind in found if kind == "S"}
        for name in copy.tables:
            with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(_name(name))) as out:
                copy.rows[name] = b"".join(bytes(part) for part in out)
        copy.shared = _shared(connection)
        copy.since = _next(connection)
        copy.counts = {name: count for name, (count, _) in _written(connection, copy).items()}
        return copy


def _put_back(copy: Copy) -> bool:
    """Give a copy the rows it had at first; say whether it is what it was."""
    try:
        connection = copy.connection
        _alone(connection)
        written = _written(connection, copy)
        changed = {name for name, (count, new) in written.items() if new or count != copy.counts[name]}
        if changed - set(copy.tables) or _shared(connection) != copy.shared:
            return False
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")  # no triggers, no foreign keys
            for name in changed:
                connection.execute(sql.SQL("DELETE FROM {}").format(_name(name)))
            for name in changed:
                into = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(_name(name))
                with connection.cursor().copy(into) as given:
                    given.write(copy.rows[name])
            for name, (last, called) in copy.sequences.items():
                connection.execute("SELECT setval(%s::regclass, %s, %s)", (name, last, called))
        copy.since = _next(connection)
        return True
    except psycopg.Error:  # a test may have left anything behind: then this copy is not used again
        return False


def _connected(address: str) -> psycopg.Connection:
    url = make_url(address).set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True, connect_timeout=3)


def _alone(connection: psycopg.Connection) -> None:
    """End every other connection, as dropping the database would."""
    others = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    until = time.monotonic() + WAIT_S
    while connection.execute(others).fetchone() != (0,):
        if time.monotonic() > until:
            raise psycopg.OperationalError("somebody is still connected")
        time.sleep(0.01)


def _written(connection: psycopg.Connection, copy: Copy) -> Written:
    """How many rows each table and catalogue has, and how many of them were written by whoever had the copy."""
    one = "SELECT {}, count(*), count(*) FILTER (WHERE age(xmin) <= age({}::xid)) FROM {}"
    query = sql.SQL(" UNION ALL ").join(
        sql.SQL(one).format(sql.Literal(name), sql.Literal(copy.since), _name(name))
        for name in (*copy.tables, *CATALOGUES)
    )
    return {name: (count, new) for name, count, new in connection.execute(query)}


def _shared(connection: psycopg.Connection) -> object:
    """The database's own settings and rights, which stand outside it."""
    return connection.execute(
        "SELECT d.datacl::text, d.datdba, d.datconnlimit, (SELECT string_agg(s.setrole || s.setconfig::text, ' ' "
        "ORDER BY s.setrole) FROM pg_db_role_setting s WHERE s.setdatabase = d.oid) "
        "FROM pg_database d WHERE d.datname = current_database()"
    ).fetchone()


def _next(connection: psycopg.Connection) -> str:
    """The number of the next transaction, as rows bear it."""
    row = connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").fetchone()
    assert row is not None
    return str(int(row[0]) % 2**32)


def _state(connection: psycopg.Connection, sequence: str) -> tuple[int, bool]:
    row = connection.execute(sql.SQL("SELECT last_value, is_called FROM {}").format(_name(sequence))).fetchone()
    assert row is not None
    return row


def _name(written: str) -> sql.Composable:
    return sql.Identifier(written.strip('"'))
