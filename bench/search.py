"""The search itself, in process: how long it takes on each engine and size."""

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from random import Random

from flask import Flask

from bench import workload
from bench.bench_app import NOW
from bench.databases import app_over
from bench.figures import Spread, milliseconds, ratio
from bench.generator import RARE_WORDS
from bench.profiles import profile_of, slowest_quarter
from bench.runs import WARM_SEED, Deadline, Run
from bench.tables import Goal, Report, Table
from bench.words import rare_words
from pathway.directory.geography import Gazetteer
from pathway.directory.search import search
from pathway.directory.search.criteria import Criteria
from pathway.directory.search.index.snapshot import snapshot_at

MOST_MS = {10_000: 0.3, 100_000: 1.0}
MOST_GROWTH = 8
NEW_WORDS = 200


def measure(run: Run) -> Report:
    """Time `search.services` on every engine and size."""
    report = Report("search")
    table = Table(
        "Search in process, milliseconds",
        ("what", "engine", "listings", "n", "p50", "p90", "p99", "x smallest"),
        notes=[
            f"{run.queries} mixed searches, seed {run.seed}, after {run.warm} others; now is {NOW:%A %H:%M} UTC.",
            "One session a search, opened inside the time. What a process remembers of the index is warm.",
            "chosen: which listings, in what order, how many (search.select_services); every search asked once.",
            "with cards: search.services, which reads the cards of the page too, most of them for the first time.",
            "cards met before: the same again; its cards were read by an earlier search.",
            "new words: one word each, that the listings have and this process was never asked for.",
            "first: the first search of a process, or the first after a listing changed: it reads the index.",
        ],
    )
    report.tables.append(table)
    for engine in run.engines:
        medians = {size: _one_size(run, report, table, engine, size) for size in run.sizes}
        if len(medians) > 1:
            first, last = run.sizes[0], run.sizes[-1]
            name = f"search, {engine}, growth {first:,} to {last:,}"
            report.goals.append(Goal(name, MOST_GROWTH, ratio(medians[last], medians[first]), "times"))
    return report


def _one_size(run: Run, report: Report, table: Table, engine: str, size: int) -> float:
    """Measure one database, and return the median of choosing."""
    url = run.databases.of(engine, size)
    run.say(f"search in process, {engine}, {size:,} listings")
    with app_over(url) as app:
        warm, mixed = _mixed(app, run.warm, WARM_SEED), _mixed(app, run.queries, run.seed)
        first = timed(app, warm[:1], run.seconds)
        timed(app, warm, run.seconds)
        series = {
            "chosen": timed(app, mixed, run.seconds, _choose),
            "with cards": timed(app, mixed, run.seconds),
            "cards met before": timed(app, mixed, run.seconds),
            "new words": timed(app, _new_words(run.databases.seed), run.seconds),
            "first": first,
        }
        for name, samples in series.items():
            spread = Spread.of(samples)
            base = report.samples.get(f"{name} {engine} {run.sizes[0]} ms", samples)
            growth = ratio(spread.p50, Spread.of(base).p50)
            table.add(name, engine, size, spread.n, spread.p50, spread.p90, spread.p99, growth)
            report.samples[f"{name} {engine} {size} ms"] = samples
        median = Spread.of(series["chosen"]).p50
        if size in MOST_MS:
            goal = Goal(f"search, {engine}, {size:,}, chosen, p50", MOST_MS[size], median, "ms")
            report.goals.append(goal)
            if not goal.is_met:
                slow = [mixed[place] for place in slowest_quarter(series["chosen"])]
                report.profiles[goal.name] = profile_of(_calls(app, slow))
    return median


def timed(
    app: Flask,
    searches: Sequence[Criteria],
    seconds: float,
    ask: Callable[[Criteria], object] = lambda criteria: search.services(criteria, NOW),
) -> list[float]:
    """Return the milliseconds of each search, in order; fewer than asked for when the time is up."""
    deadline = Deadline(seconds)
    samples = []
    for criteria in searches:
        with app.app_context():
            started = time.perf_counter_ns()
            ask(criteria)
            samples.append(milliseconds(time.perf_counter_ns() - started))
        if deadline.is_over:
            break
    return samples


def _choose(criteria: Criteria) -> search.Selection:
    return search.select_services(criteria, *snapshot_at(NOW))


def _mixed(app: Flask, count: int, seed: int) -> list[Criteria]:
    gazetteer = Gazetteer(app.config["SETTINGS"].seed / "geo")
    return [workload.criteria(pairs, gazetteer) for pairs in workload.queries(count, seed)]


def _new_words(listing_seed: int) -> list[Criteria]:
    """Return searches for words that the listings have, the generator's first draw, from common to rare."""
    words = rare_words(Random(listing_seed), RARE_WORDS)  # noqa: S311 - to measure with, not to keep a secret
    return [Criteria(words=word) for word in words[:: RARE_WORDS // NEW_WORDS]]


def _calls(app: Flask, searches: Sequence[Criteria]) -> Iterator[Callable[[], object]]:
    for criteria in searches:
        with app.app_context():
            yield partial(_choose, criteria)
