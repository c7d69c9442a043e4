"""The measures of the 72-hour pathway over a hundred thousand clocks, beside one SQL statement over their rows.

The app counts each clock once and reads the counts; the statement counts what the page needs at each visit.
"""

import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from sqlalchemy import insert, text

from bench.bench_app import NOW
from bench.databases import app_over
from bench.figures import Spread, ratio
from bench.health import signed_in
from bench.inbox import any_sender
from bench.made_up_legs import add_closed
from bench.runs import Run
from bench.tables import Goal, Report, Table
from pathway.accounts.vocabulary import Role
from pathway.extensions import db, writing
from pathway.insight.pathway_figures import figures_at
from pathway.turnaround import counts
from pathway.turnaround.models import TurnaroundCount

CLOCKS = 100_000
COUNTED_BY_THE_JOB = 2_000
TIMES, MOST_MS, MOST_TIMES_SQL = 20, 1_000, 2
BEGUN = timedelta(days=60)
"""How long ago the last of them was received: its month is over."""
KEYS = "received accepted first_contact safety_plan accommodation sexual_health treatment care_plan".split()
COLUMNS = ("what", "engine", "clocks", "n", "p50", "p90", "p99", "x SQL")


def measure(run: Run) -> Report:
    """Time the measures and the statement, on each engine."""
    report = Report("measures")
    table = Table("In process, milliseconds", COLUMNS)
    table.notes += [
        "Measures: all that /insight/pathway shows, from the counts. SQL: hours of each milestone and of the whole by",
        "month, with what was late, grouped by hand, eight milestones a clock. Counted: the job, once a clock.",
    ]
    report.tables.append(table)
    number = min(CLOCKS, max(run.closed))
    for engine in run.engines:
        run.say(f"measures of {number:,} clocks, {engine}")
        with (
            run.databases.copy(run.databases.of(engine, min(run.sizes)), "measures") as url,
            app_over(url) as app,
        ):
            signed_in(app, Role.COORDINATOR)
            with app.app_context():
                _fill(engine, number)
                by_hand = _times(3, partial(_by_hand, engine))
                job = _keep_counts(engine, number)
                ours = _times(TIMES, lambda: figures_at(NOW, with_demo=False))
        base = Spread.of(by_hand).p50
        for what, samples in (("measures", ours), ("SQL", by_hand), ("one clock counted", [job])):
            spread = Spread.of(samples)
            table.add(what, engine, number, spread.n, spread.p50, spread.p90, spread.p99, ratio(spread.p50, base))
            report.samples[f"{what} {engine} ms"] = samples
        p50 = Spread.of(ours).p50
        report.goals.append(Goal(f"measures of {number:,} clocks, {engine}", MOST_MS, p50, "ms"))
        report.goals.append(Goal(f"measures beside SQL, {engine}", MOST_TIMES_SQL, ratio(p50, base), "x"))
    return report


def _times(number: int, act: Callable[[], object]) -> list[float]:
    samples = []
    for _ in range(number):
        begun = time.perf_counter()
        act()
        samples.append(1000 * (time.perf_counter() - begun))
        db.session.rollback()
    return samples


def _fill(engine: str, number: int) -> None:
    words = _WORDS[engine]
    with writing():
        add_closed(any_sender(), 0, number, NOW - BEGUN)
        db.session.execute(text(_CLOCKS.format(**words)))
    for place, key in enumerate(KEYS):
        with writing():
            values = {"key": key, "turn": place}
            db.session.execute(text(_MILESTONES.format(**words)), values)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _by_hand(engine: str) -> list[tuple[str, str, str, int]]:
    rows = db.session.execute(text(_BY_HAND.format(**_WORDS[engine])))
    return [(month, figure, value, many) for month, figure, value, many in rows]


def _keep_counts(engine: str, number: int) -> float:
    """Count some clocks as the job does, and the others by hand; return how long the job takes for one (ms)."""
    cells = _by_hand(engine)
    db.session.rollback()
    counted = min(number, COUNTED_BY_THE_JOB)
    with writing():
        db.session.execute(text(_ALL_BUT.format(counted=counted)), {"now": f"{NOW:%Y-%m-%d %H:%M:%S}"})
    begun = time.perf_counter()
    counts.count_due(NOW)
    took = 1000 * (time.perf_counter() - begun) / counted
    with writing():
        db.session.execute(text("DELETE FROM turnaround_count"))
        rows = [
            {"month": date.fromisoformat(f"{month}-01"), "figure": figure, "value": value, "number": many}
            for month, figure, value, many in cells
        ]
        db.session.execute(insert(TurnaroundCount), rows)
    return took


_WORDS = {
    "sqlite": {
        "hash": "abs(e.rowid * 7919 + {0} * 104729)",
        "later": "strftime('%Y-%m-%d %H:%M:%S.000000', e.received_at, '+' || ({0}) || ' minutes')",
        "month": "substr(c.received_at, 1, 7)",
        "hours": "(unixepoch({1}) - unixepoch({0}) + 3599) / 3600",
        "nulls": "0",
    },
    "postgresql": {
        "hash": "abs(hashtext(e.reference) % 1000003 + {0} * 104729)",
        "later": "e.received_at + ({0}) * interval '1 minute'",
        "month": "to_char(c.received_at, 'YYYY-MM')",
        "hours": "CAST(ceil(extract(epoch FROM {1} - {0}) / 3600) AS int)",
        "nulls": "false",
    },
}
for _words in _WORDS.values():
    _words["due"] = _words["later"].format("72 * 60")
    _words["done"] = _words["later"].format(f"{_words['hash'].format(1)} % 5400")
    _words["target"] = _words["later"].format("24 * 60")
    _words["settled"] = _words["later"].format(f"{_words['hash'].format(':turn')} % 1800")
    _words["gross"] = _words["hours"].format("c.received_at", "c.completed_at")
    _words["took"] = _words["hours"].format("m.starts_at", "m.settled_at")

_CLOCKS = """
INSERT INTO episode_clock (episode_id, received_at, due_at, policy_version, completed_at, ended_at, end_kind, is_demo,
                           version)
SELECT e.id, e.received_at, {due}, 1, {done}, {done}, 'completed', {nulls}, 1 FROM episode AS e
"""
_MILESTONES = """
INSERT INTO episode_milestone (episode_id, key, starts_at, target_at, next_threshold, settled, settled_at, recorded_at)
SELECT e.id, :key, e.received_at, {target}, 0, 'met', {settled}, {settled} FROM episode AS e
"""
_BY_HAND = """
SELECT {month}, m.key, CAST({took} AS text) || CASE WHEN m.settled_at > m.target_at THEN ' late' ELSE '' END, count(*)
FROM episode_clock AS c JOIN episode_milestone AS m ON m.episode_id = c.episode_id
GROUP BY 1, 2, 3
UNION ALL
SELECT {month}, 'gross', CAST({gross} AS text), count(*) FROM episode_clock AS c GROUP BY 1, 3
UNION ALL
SELECT {month}, 'net', CAST({gross} AS text), count(*) FROM episode_clock AS c GROUP BY 1, 3
"""
_ALL_BUT = """
UPDATE episode_clock SET counted_at = :now WHERE episode_id NOT IN
(SELECT episode_id FROM episode_clock ORDER BY episode_id LIMIT {counted})
"""
