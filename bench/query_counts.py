"""How many queries a page costs: the same number however many listings there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask

from bench import workload
from bench.bench_app import NOW
from bench.databases import app_over
from bench.runs import Deadline, Run
from bench.statements import sent_to
from bench.tables import Goal, Report, Table
from pathway.core import clock
from pathway.directory.geography import Gazetteer
from pathway.directory.search import search
from pathway.directory.search.criteria import Criteria
from pathway.extensions import db


@dataclass(frozen=True)
class Cost:
    """The kind of results of one page, and the SELECTs it sent: the first time, and when asked for again."""

    kind: str
    first: int
    again: int


def measure(run: Run) -> Report:
    """Count the SELECTs of each page of the workload at every size."""
    report = Report("queries")
    columns = ("found", "listings", "pages", "fewest", "most", "most, first time")
    table = Table(
        "Queries a page (/services), by what it found",
        columns,
        notes=["Asked again at once, when the process remembers what it read; and the first time."],
    )
    seen: dict[int, list[Cost]] = {}
    for size in run.sizes:
        run.say(f"queries a page, {size:,} listings")
        with app_over(run.databases.of("sqlite", size)) as app:
            seen[size] = costs(app, workload.queries(run.queries, run.seed), run.seconds)
    for kind in sorted({cost.kind for pages in seen.values() for cost in pages}):
        for size, pages in seen.items():
            if of_kind := [cost for cost in pages if cost.kind == kind]:
                again = [cost.again for cost in of_kind]
                table.add(kind, size, len(of_kind), min(again), max(again), max(cost.first for cost in of_kind))
    report.tables.append(table)
    report.goals.append(Goal("pages whose number of queries depends on the size", 0, dependent(seen.values()), "pages"))
    return report


def dependent(sizes: Iterable[list[Cost]]) -> int:
    """Count the searches that have results of one kind at two sizes, and cost a different number of queries."""
    different: dict[tuple[int, str], set[int]] = {}
    for pages in sizes:
        for place, cost in enumerate(pages):
            different.setdefault((place, cost.kind), set()).add(cost.again)
    return sum(len(numbers) > 1 for numbers in different.values())


def costs(app: Flask, queries: Iterable[workload.Pairs], seconds: float) -> list[Cost]:
    """Count what each page sends, in order; fewer pages than asked for when the time is up."""
    deadline = Deadline(seconds)
    gazetteer = Gazetteer(app.config["SETTINGS"].seed / "geo")
    counted = []
    clock.stop(NOW)
    try:
        app.test_client().get("/services")
        for pairs in queries:
            address = "/services?" + urlencode(pairs)
            first, again = _sent(app, address), _sent(app, address)
            counted.append(Cost(kind_of(app, workload.criteria(pairs, gazetteer)), first, again))
            if deadline.is_over:
                break
    finally:
        clock.stop(None)
    return counted


def kind_of(app: Flask, criteria: Criteria) -> str:
    """Return the kind of a search's results: each has its own page, and so its own number of queries."""
    with app.app_context():
        results = search.services(criteria, NOW)
    if not results.total:
        return "nothing"
    parts = ["sites" if results.near and results.near.total else "", "others" if results.others.total else ""]
    kind = " and ".join(part for part in parts if part)
    return f"some of the words: {kind}" if results.matches_some else kind


def _sent(app: Flask, address: str) -> int:
    with app.app_context():
        engine = db.engine
    with sent_to(engine) as sent:
        answer = app.test_client().get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return len(sent)
