"""The map of thousands of services: what it weighs in all, and what it costs the server."""

from contextlib import ExitStack, closing

from bench import sizes
from bench.bench_app import EMPTY, NOW, create_bench_app
from bench.client import Client
from bench.databases import app_over
from bench.figures import Spread, ratio
from bench.profiles import profile_of
from bench.runs import Deadline, Run
from bench.servers import pathway_server
from bench.sizes import kilobytes
from bench.tables import Goal, Report, Table
from pathway.core import clock

PAGE = "/services/map"
POINTS = "/services/map.geojson"
TIMES = 40
MOST_KB = 170
MOST_MS = 50


def measure(run: Run) -> Report:
    """Weigh the map page with everything it fetches, and time the page and its points in turn with an empty page."""
    report = Report("map")
    count = run.map_services
    url = run.databases.of("sqlite", count)
    with ExitStack() as stack:
        client = stack.enter_context(closing(Client(stack.enter_context(pathway_server(url, run.databases.folder)))))
        run.say(f"map of {count:,} services")
        name = f"map page of {count:,} services"
        table = Table(f"{name}, kB compressed", ("packed", "HTML", "CSS", "JavaScript", "data", "in all", "requests"))
        for browser, takes in sizes.BROWSERS.items():
            weight = sizes.weigh(client, PAGE, takes)
            if weight is None:
                report.goals.append(Goal(name, MOST_KB, None, "kB", "not there"))
                return report
            kinds = (weight.html, weight.css, weight.js, weight.data, weight.total)
            table.add(browser, *map(kilobytes, kinds), weight.requests)
            report.goals.append(Goal(f"{name}, {browser}", MOST_KB, kilobytes(weight.total), "kB"))
        report.tables.append(table)
        samples = _in_turn(client, run.seconds)
    times = Table("Map over HTTP, milliseconds", ("page", "listings", "n", "p50", "p90", "p99", "x empty page"))
    report.tables.append(times)
    base = Spread.of(samples[EMPTY]).p50
    for address, series in samples.items():
        spread = Spread.of(series)
        times.add(address, count, spread.n, spread.p50, spread.p90, spread.p99, ratio(spread.p50, base))
        report.samples[f"{address} ms"] = series
        if address != EMPTY:
            goal = Goal(f"{address} of {count:,} services, p50", MOST_MS, spread.p50, "ms")
            report.goals.append(goal)
            if not goal.is_met:
                report.profiles[goal.name] = _profile(url, address)
    return report


def _in_turn(client: Client, seconds: float) -> dict[str, list[float]]:
    samples: dict[str, list[float]] = {EMPTY: [], PAGE: [], POINTS: []}
    for address in samples:
        client.get(address)  # the first one imports the map's library
    deadline = Deadline(seconds)
    for _ in range(TIMES):
        for address, series in samples.items():
            series.append(client.get(address).ms)
        if deadline.is_over:
            break
    return samples


def _profile(url: str, address: str) -> str:
    clock.stop(NOW)
    try:
        with app_over(url, create_bench_app) as app:
            client = app.test_client()
            client.get(address)
            return profile_of([lambda: client.get(address)] * 5)
    finally:
        clock.stop(None)
