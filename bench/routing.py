"""Routing: very many facts through one command, one result with its services, and the page that shows it."""

import json
import time
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask

from bench.bench_app import EMPTY, HELLO, NOW, create_bench_app
from bench.client import Client
from bench.databases import app_over
from bench.figures import Spread, milliseconds, ratio
from bench.profiles import profile_of
from bench.runs import WARM_SEED, Deadline, Run
from bench.servers import command, environment, pathway_server, run_to_its_end
from bench.tables import Goal, Report, Table
from pathway.config import ROOT
from pathway.core import clock
from pathway.directory.search.forms import gazetteer
from pathway.directory.search.index.snapshot import current_snapshot
from pathway.extensions import WRITES, db
from pathway.referral.forms import carried
from pathway.referral.routing import route
from pathway.referral.suggestions import suggestions
from pathway.referral.table import Table as RoutingRules
from pathway.referral.table_checks.checks import random_answers
from pathway.referral.triage import Answers
from pathway.upkeep import routing_seed

FACTS = 10_000
TIMES = 3
MOST_COMMAND_MS = 3_000
MOST_RESULT_MS = 5
MOST_TIMES_EMPTY = 10
LISTINGS = 10_000
CHECK = "/check"
ASKED_OF_A_SERVER = 400


def measure(run: Run) -> Report:
    """Time the command, a result with its services in process, and the page over HTTP beside an empty one."""
    report = Report("route")
    size = max((count for count in run.sizes if count <= LISTINGS), default=run.sizes[0])
    url = run.databases.of("sqlite", size)
    with app_over(url) as app:
        _publish(app)
    _the_command(run, report, url)
    _a_result(run, report, url, size)
    _the_page(run, report, url, size)
    return report


def _publish(app: Flask) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        routing_seed.load(db.session(), app.config["SETTINGS"].seed)
        db.session.commit()


def _the_command(run: Run, report: Report, url: str) -> None:
    count = min(FACTS, 25 * run.queries)
    run.say(f"{count:,} facts through one command")
    facts = run.databases.folder / "facts.json"
    instance = run.databases.folder / "route-instance"
    instance.mkdir(exist_ok=True)
    table = Table("pathway route, milliseconds", ("facts", "n", "least", "median", "most"))
    table.notes.append("One process from its start to its end: it reads, routes and prints them all. Seeded at random.")
    for what, cases in {
        "at random": [answers.as_facts() for answers in random_answers(count, run.seed)],
        "all blank": [Answers().as_facts()] * count,
    }.items():
        facts.write_text(json.dumps(cases), "utf-8")
        samples = [_timed_command(facts, url, instance) for _ in range(TIMES)]
        median = Spread.of(samples).p50
        table.add(f"{count:,} {what}", len(samples), min(samples), median, max(samples))
        report.samples[f"{what} command ms"] = samples
        report.goals.append(Goal(f"{count:,} facts {what} through pathway route", MOST_COMMAND_MS, median, "ms"))
    report.tables.append(table)


def _timed_command(facts: Path, url: str, instance: Path) -> float:
    return 1000 * run_to_its_end(command("route", "--facts", str(facts)), environment(url, instance))


def _a_result(run: Run, report: Report, url: str, size: int) -> None:
    run.say(f"results with their services, {size:,} listings")
    rules = routing_seed.read(ROOT / "seed")
    with app_over(url) as app:
        cases = list(random_answers(run.queries, run.seed))
        _suggest(app, list(random_answers(run.warm, WARM_SEED)), rules, run.seconds)
        samples = _suggest(app, cases, rules, run.seconds)
        spread = Spread.of(samples)
        table = Table("A result with its services, in process, milliseconds", ("listings", "n", "p50", "p90", "p99"))
        table.add(size, spread.n, spread.p50, spread.p90, spread.p99)
        table.notes.append(
            f"Answers at random, seed {run.seed}, after {run.warm} others; with a service for every step."
        )
        report.tables.append(table)
        report.samples["result ms"] = samples
        goal = Goal(f"result with services over {size:,} listings, p50", MOST_RESULT_MS, spread.p50, "ms")
        report.goals.append(goal)
        if not goal.is_met:
            report.profiles[goal.name] = profile_of([lambda: _suggest(app, cases, rules, run.seconds)])


def _suggest(app: Flask, cases: list[Answers], rules: RoutingRules, seconds: float) -> list[float]:
    deadline, samples = Deadline(seconds), []
    for answers in cases:
        with app.app_context():
            brent = gazetteer().find("Brent")
            started = time.perf_counter_ns()
            suggestions(route(answers, rules), answers, brent, NOW, current_snapshot())
            samples.append(milliseconds(time.perf_counter_ns() - started))
        if deadline.is_over:
            break
    return samples


def _the_page(run: Run, report: Report, url: str, size: int) -> None:
    run.say(f"the page of a result, {size:,} listings")
    series: dict[str, list[float]] = {HELLO: [], EMPTY: [], f"GET {CHECK}": [], f"POST {CHECK}": []}
    wrong = 0
    weighed: list[float] = []
    with ExitStack() as stack:
        client = stack.enter_context(closing(Client(stack.enter_context(pathway_server(url, run.databases.folder)))))
        for answers in random_answers(run.warm, WARM_SEED):
            client.post(CHECK, urlencode(carried(answers)))
        deadline = Deadline(run.seconds)
        for answers in random_answers(min(run.queries, ASKED_OF_A_SERVER), run.seed):
            series[HELLO].append(client.get(HELLO).ms)
            series[EMPTY].append(client.get(EMPTY).ms)
            series[f"GET {CHECK}"].append(client.get(CHECK).ms)
            answer = client.post(CHECK, urlencode(carried(answers)))
            wrong += answer.status != 200
            series[f"POST {CHECK}"].append(answer.ms)
            weighed.append(answer.sent_bytes / 1000)
            if deadline.is_over:
                break
    base = Spread.of(series[EMPTY]).p50
    table = Table("Over HTTP, milliseconds", ("page", "listings", "n", "p50", "p90", "p99", "x empty page"))
    for name, samples in series.items():
        spread = Spread.of(samples)
        table.add(name, size, spread.n, spread.p50, spread.p90, spread.p99, ratio(spread.p50, base))
        report.samples[f"{name} ms"] = samples
    report.tables.append(table)
    weights = Spread.of(weighed)
    table = Table("HTML of a result, gzip, kB", ("listings", "n", "p50", "p90", "p99"))
    table.add(size, weights.n, weights.p50, weights.p90, weights.p99)
    report.tables.append(table)
    report.samples["result kB"] = weighed
    times = ratio(Spread.of(series[f"POST {CHECK}"]).p50, base)
    goal = Goal(f"POST {CHECK} beside the empty page, {size:,} listings, p50", MOST_TIMES_EMPTY, times, "times")
    report.goals += [goal, Goal("results that did not answer 200", 0, wrong, "answers")]
    if not goal.is_met:
        report.profiles[goal.name] = _profile(run, url)


def _profile(run: Run, url: str) -> str:
    clock.stop(NOW)
    try:
        with app_over(url, create_bench_app) as app:
            client = app.test_client()
            bodies = [dict(carried(answers)) for answers in random_answers(30, run.seed)]
            client.post(CHECK, data=bodies[0])
            return profile_of([partial(client.post, CHECK, data=body) for body in bodies])
    finally:
        clock.stop(None)
