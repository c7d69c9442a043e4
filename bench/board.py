"""The board over HTTP with 500 clocks, and choosing what is due to be told among more and more clocks.

Beside the board is the same page of the same person over a database without a clock.
"""

import time
from contextlib import ExitStack, closing
from datetime import timedelta

from sqlalchemy import text

from bench.bench_app import EMPTY, NOW
from bench.client import Client
from bench.databases import app_over
from bench.figures import Spread, ratio
from bench.health import Visit, in_turn, signed_in
from bench.inbox import any_sender
from bench.made_up_legs import add_closed, add_open
from bench.runs import Run
from bench.servers import pathway_server
from bench.tables import Goal, Report, Table
from pathway.accounts.vocabulary import Role
from pathway.extensions import db, writing
from pathway.turnaround import queries

OPEN, DUE = 500, 1_000
TIMES = 50
MOST_TIMES_EMPTY, MOST_TIMES_MORE = 4, 1.3
BOARD = "/board"
BEGUN = timedelta(days=30)
KEYS = "received accepted first_contact safety_plan accommodation sexual_health treatment care_plan".split()
DUE_KEYS = KEYS[: DUE // OPEN]
"""Of which milestones a threshold has passed."""
COLUMNS = ("what", "engine", "ended clocks", "n", "p50", "p90", "p99", "x beside", "x fewest")


def measure(run: Run) -> Report:
    """Time the board and the choice, for each number of ended clocks, on each engine."""
    report = Report("board")
    table = Table("Milliseconds", COLUMNS)
    table.notes += [
        f"Board: over HTTP, {OPEN} clocks that run, 50 a page, beside the same page without a clock and, below it, a",
        f"public page. Due: the query of {DUE:,} thresholds that passed, in process, each number of clocks in turn.",
    ]
    report.tables.append(table)
    for engine in run.engines:
        _measure(run, report, table, engine)
    return report


def _measure(run: Run, report: Report, table: Table, engine: str) -> None:
    sizes = sorted(run.closed)
    with ExitStack() as stack:
        bare = stack.enter_context(run.databases.copy(run.databases.of(engine, min(run.sizes)), "board_bare"))
        with app_over(bare) as app:
            signed_in(app, Role.COORDINATOR)
        source, done = bare, 0
        for size in sizes:
            run.say(f"board with {size:,} ended clocks, {engine}")
            source = stack.enter_context(run.databases.copy(source, f"board_{size}"))
            with app_over(source) as app, app.app_context():
                _fill(engine, done, size)
            done = size
        chosen = _choices({size: run.databases.fresh_address(engine, f"board_{size}") for size in sizes})
        visits = {"public page": Visit(_client(run, stack, bare), EMPTY, "")} | _visits(run, stack, bare, "empty")
        for size in sizes:
            visits |= _visits(run, stack, run.databases.fresh_address(engine, f"board_{size}"), f"{size:,}")
        samples = in_turn(run, visits)
    _add(report, table, engine, sizes, samples, chosen)


def _fill(engine: str, done: int, size: int) -> None:
    words = _WORDS[engine]
    with writing():
        sender = any_sender()
        if not done:
            add_open(sender, OPEN, NOW)
        add_closed(sender, done, size, NOW - BEGUN)
    with writing():
        _take_time(engine)
        db.session.execute(text(_CLOCKS.format(**words)))
    for key in KEYS:
        with writing():
            _take_time(engine)
            passed = int(key in DUE_KEYS)
            db.session.execute(text(_MILESTONES.format(key=key, passed=passed, **words)))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM (ANALYZE)" if engine == "postgresql" else "ANALYZE")


def _take_time(engine: str) -> None:
    """Let PostgreSQL fill a million rows in one statement, in this transaction."""
    if engine == "postgresql":
        db.session.execute(text("SET LOCAL statement_timeout = 0"))


def _choices(urls: dict[int, str]) -> dict[int, list[float]]:
    """Time choosing what is due in each of these databases, in turn; milliseconds by size. The first is not counted."""
    samples: dict[int, list[float]] = {size: [] for size in urls}
    with ExitStack() as stack:
        apps = {size: stack.enter_context(app_over(url)) for size, url in urls.items()}
        for number in range(TIMES + 1):
            for size, app in apps.items():
                with app.app_context():
                    begun = time.perf_counter()
                    due = queries.due_milestones(NOW, None, 2 * DUE)
                    took = 1000 * (time.perf_counter() - begun)
                assert len(due) == DUE  # noqa: S101 - it measures what it says
                if number:
                    samples[size].append(took)
    return samples


def _visits(run: Run, stack: ExitStack, url: str, what: str) -> dict[str, Visit]:
    with app_over(url) as app:
        cookie = f"{app.config['STAFF_COOKIE']}={signed_in(app, Role.COORDINATOR)}"
    return {f"board; {what}": Visit(_client(run, stack, url), BOARD, cookie)}


def _client(run: Run, stack: ExitStack, url: str) -> Client:
    return stack.enter_context(closing(Client(stack.enter_context(pathway_server(url, run.databases.folder)))))


def _add(
    report: Report,
    table: Table,
    engine: str,
    sizes: list[int],
    samples: dict[str, list[float]],
    chosen: dict[int, list[float]],
) -> None:
    report.samples |= {f"{name}; {engine} ms": series for name, series in samples.items()}
    report.samples |= {f"due; {size:,}; {engine} ms": series for size, series in chosen.items()}
    p50 = {name: Spread.of(series).p50 for name, series in samples.items()}
    empty = p50["board; empty"]

    def row(what: str, size: str, series: list[float], beside: float | None, fewest: float | None) -> None:
        spread = Spread.of(series)
        table.add(what, engine, size, spread.n, spread.p50, spread.p90, spread.p99, beside, fewest)

    row("public page", "", samples["public page"], ratio(p50["public page"], empty), None)
    row("board", "no clock", samples["board; empty"], 1.0, None)
    for size in sizes:
        times = ratio(p50[f"board; {size:,}"], empty)
        more = ratio(p50[f"board; {size:,}"], p50[f"board; {sizes[0]:,}"])
        row("board", f"{size:,}", samples[f"board; {size:,}"], times, more)
        words = f"board with {OPEN} clocks, {engine}, {size:,} ended"
        report.goals.append(Goal(words, MOST_TIMES_EMPTY, times, "x empty"))
    least = Spread.of(chosen[sizes[0]]).p50
    for size in sizes:
        flat = ratio(Spread.of(chosen[size]).p50, least)
        row(f"{DUE:,} due", f"{size:,}", chosen[size], None, flat)
        if size != sizes[0]:
            report.goals.append(Goal(f"what is due, {engine}, {size:,} ended", MOST_TIMES_MORE, flat, "x fewest"))


_WORDS = {
    "sqlite": {
        "later": "strftime('%Y-%m-%d %H:%M:%S.000000', e.received_at, '+' || ({0}) || ' minutes')",
        "no": "0",
    },
    "postgresql": {"later": "e.received_at + ({0}) * interval '1 minute'", "no": "false"},
}
for _words in _WORDS.values():
    for _name, _minutes in (("due", 72 * 60), ("soon", 1), ("much_later", 60 * 24 * 7), ("target", 24 * 60)):
        _words[_name] = _words["later"].format(_minutes)

_CLOCKS = """
INSERT INTO episode_clock (episode_id, received_at, due_at, policy_version, lead_leg_id, completed_at, ended_at,
                           end_kind, is_demo, version)
SELECT e.id, e.received_at, {due}, 1,
       CASE WHEN e.closed_at IS NULL THEN (SELECT l.id FROM leg AS l WHERE l.episode_id = e.id LIMIT 1) END,
       e.closed_at, e.closed_at, CASE WHEN e.closed_at IS NULL THEN NULL ELSE 'completed' END, {no}, 1
FROM episode AS e WHERE NOT EXISTS (SELECT 1 FROM episode_clock AS c WHERE c.episode_id = e.id)
"""
_MILESTONES = """
INSERT INTO episode_milestone (episode_id, key, starts_at, target_at, next_at, next_threshold, settled, settled_at,
                               recorded_at)
SELECT e.id, '{key}', e.received_at, {target},
       CASE WHEN c.ended_at IS NULL THEN CASE WHEN {passed} = 1 THEN e.received_at ELSE {much_later} END END, 0,
       CASE WHEN c.ended_at IS NULL THEN NULL ELSE 'met' END, c.ended_at, c.ended_at
FROM episode AS e JOIN episode_clock AS c ON c.episode_id = e.id
WHERE (c.ended_at IS NULL OR '{key}' = 'received')
  AND NOT EXISTS (SELECT 1 FROM episode_milestone AS m WHERE m.episode_id = e.id AND m.key = '{key}')
"""
"""An ended clock has one milestone here: an index of what is due holds none of it, whether one or eight."""
