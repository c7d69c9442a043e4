"""The board reads what runs and what is open, and not every clock there ever was."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import Connection, event, text

from pathway.board import queries
from pathway.core.database import Base
from pathway.extensions import WRITES, db
from tests import clocks

RUNNING, ENDED = 500, 20_000
NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {number}) "
OF_ITS_OWN = {
    "episode": {"id": "{id}", "reference": "'{letter}' || n", "send_key": "{id}"},
    "leg": {"id": "{id}", "episode_id": "e.id"},
    "episode_clock": {"episode_id": "e.id", "lead_leg_id": "(SELECT leg.id FROM leg WHERE leg.episode_id = e.id)"},
}
"""What a copy of a referral, of its first leg or of its clock has of its own."""
NEW_ID = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}

KEEN = (
    "parallel_tuple_cost = 0",
    "parallel_setup_cost = 0",
    "max_parallel_workers_per_gather = 4",
    "min_parallel_table_scan_size = 0",
)
"""Settings of PostgreSQL that let it take reading all for cheap, at so few."""


@pytest.fixture
def many(app: Flask, now: datetime) -> Flask:
    """Clocks that run, one that waits to be closed, and very many that ended with their referrals."""
    desk = clocks.set_up(app)
    running, to_close, ended = (desk.send() for _ in range(3))
    with app.app_context():
        connection = db.session.connection(execution_options=WRITES)
        over = "UPDATE episode_clock SET ended_at = due_at, end_kind = 'closed' WHERE episode_id IN "
        both = {"one": to_close, "other": ended}
        connection.execute(text(f"{over} (SELECT id FROM episode WHERE reference IN (:one, :other))"), both)
        closed = "UPDATE episode SET closed_at = received_at, status = 'completed' WHERE reference = :one"
        connection.execute(text(closed), {"one": ended})
        for reference, number, letter in ((running, RUNNING, "R"), (ended, ENDED, "E")):
            copy_many(connection, reference, number, letter)
        db.session.commit()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as alone:
            alone.exec_driver_sql("ANALYZE")
    return app


def copy_many(connection: Connection, reference: str, number: int, letter: str) -> None:
    """Copy a referral with its first leg and its clock."""
    for table, own in OF_ITS_OWN.items():
        words = {"id": NEW_ID[connection.dialect.name], "letter": letter}
        columns = {column.name: f"c.{column.name}" for column in Base.metadata.tables[table].columns}
        columns |= {name: value.format(**words) for name, value in own.items()}
        of = "numbers CROSS JOIN episode AS c WHERE c.reference = :reference"
        if table != "episode":
            mine = "c.episode_id = (SELECT id FROM episode WHERE reference = :reference)"
            of = f"numbers JOIN episode AS e ON e.reference = '{letter}' || n CROSS JOIN {table} AS c WHERE {mine}"
            of += " AND c.number = 1" if table == "leg" else ""
        select = f"SELECT {', '.join(columns.values())} FROM {of}"
        insert = f"INSERT INTO {table} ({', '.join(columns)}) {NUMBERS.format(number=number)} {select}"
        connection.execute(text(insert), {"reference": reference})


def plans(ask: Callable[[], object]) -> list[str]:
    """How the database answers each question that is asked, line by line."""
    asked: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        asked.append((statement, values))

    connection = db.session.connection()
    event.listen(connection, "before_cursor_execute", note)
    ask()
    event.remove(connection, "before_cursor_execute", note)
    is_postgresql = connection.dialect.name == "postgresql"
    for setting in KEEN if is_postgresql else ():
        connection.exec_driver_sql(f"SET LOCAL {setting}")
    words = "EXPLAIN" if is_postgresql else "EXPLAIN QUERY PLAN"
    return [
        row[-1]
        for statement, values in asked
        for row in connection.exec_driver_sql(f"{words} {statement}", values)  # type: ignore[arg-type] # as bound
    ]


def test_no_question_reads_every_clock(many: Flask, now: datetime) -> None:
    with many.app_context():
        rows, _ = queries.rows(now)
        ended, _ = queries.to_close(now)
        totals = queries.totals(now)
        lines = {ask: plans(lambda: getattr(queries, ask)(now)) for ask in ("rows", "to_close", "totals")}  # noqa: B023 - called at once

    assert (len(rows), len(ended), totals.running, totals.to_close) == (queries.PAGE, 1, RUNNING + 1, 1)
    for ask, plan in lines.items():
        assert len(plan) > 3, ask
        whole = [line for line in plan if "Seq Scan on episode_clock" in line or "Seq Scan on leg" in line]
        whole += [line for line in plan if line.startswith("SCAN ") and "ix_episode_clock_running" not in line]
        assert not [line for line in whole if "episode_clock" in line or "leg" in line], ask
