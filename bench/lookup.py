"""The look-up page over HTTP, beside an empty page of the same app, a hello and datasette, in turn on one clock."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

from bench import workload
from bench.bench_app import EMPTY, HELLO, NOW, create_bench_app
from bench.client import CHROMIUM, Client
from bench.databases import app_over
from bench.figures import Spread, ratio
from bench.profiles import profile_of, slowest_quarter
from bench.runs import WARM_SEED, Deadline, Run
from bench.servers import pathway_server
from bench.tables import Goal, Report, Table
from pathway.core import clock

AS_CHROMIUM = ("Accept-Encoding", CHROMIUM)
MOST_TIMES_EMPTY = {10_000: 2.0, 100_000: 4.0}


@dataclass
class Visit:
    """What one visitor saw of one server: milliseconds, and wrong answers, by kind of page."""

    size: int
    client: Client
    ms: dict[str, list[float]] = field(default_factory=dict)
    bad: dict[str, int] = field(default_factory=dict)

    def get(self, kind: str, address: str, headers: Sequence[tuple[str, str]] = (), *, wanted: int = 200) -> str:
        """Ask, keep the time under a kind of page, and return the ETag, or "" without one."""
        answer = self.client.get(address, [AS_CHROMIUM, *headers])
        self.bad[kind] = self.bad.get(kind, 0) + (answer.status != wanted)
        self.ms.setdefault(kind, []).append(answer.ms)
        return answer.headers.get("etag", "")


def measure(run: Run) -> Report:
    """Ask several servers the same things in turn: empty page, hello, look-up, the same again, unchanged."""
    report = Report("lookup")
    started, addresses = (_addresses(run.queries, seed) for seed in (run.seed + 1, run.seed))
    with ExitStack() as stack:
        visits = []
        for size in run.sizes:
            url = run.databases.of("sqlite", size)
            origin = stack.enter_context(pathway_server(url, run.databases.folder))
            client = Client(origin)
            stack.callback(client.close)
            visits.append(Visit(size, client))
        run.say(f"look-up over HTTP: {len(addresses)} addresses on {len(visits)} servers in turn")
        for visit in visits:
            _warm(visit, run.warm)
        _ask_once(visits, started, run.seconds * len(visits))
        for visit in visits:
            _warm(visit, run.settled)
        _ask_in_turn(visits, addresses, run.seconds * len(visits))
    _fill(report, run, visits)
    for goal in [goal for goal in report.goals if goal.is_met is False and goal.unit == "times"]:
        size = next(size for size in run.sizes if f"{size:,}" in goal.name)
        report.profiles[goal.name] = _profile(run, size, addresses, report.samples[f"{size} again ms"])
    return report


def _addresses(count: int, seed: int) -> list[str]:
    return ["/services?" + urlencode(pairs) for pairs in workload.queries(count, seed)]


def _warm(visit: Visit, count: int) -> None:
    for address in _addresses(count, WARM_SEED):
        for page in (EMPTY, HELLO, address):
            visit.get("warm", page)


def _ask_once(visits: Sequence[Visit], addresses: Sequence[str], seconds: float) -> None:
    deadline = Deadline(seconds)
    for address in addresses:
        for visit in visits:
            visit.get("started", address)
        if deadline.is_over:
            break


def _ask_in_turn(visits: Sequence[Visit], addresses: Sequence[str], seconds: float) -> None:
    deadline = Deadline(seconds)
    for address in addresses:
        for visit in visits:
            visit.get("empty", EMPTY)
            visit.get("hello", HELLO)
            tag = visit.get("services", address)
            visit.get("again", address)
            if tag:
                visit.get("unchanged", address, [("If-None-Match", tag)], wanted=304)
        if deadline.is_over:
            break


def _fill(report: Report, run: Run, visits: Sequence[Visit]) -> None:
    times = Table(
        "Look-up over HTTP, one granian worker, keep-alive, milliseconds",
        ("page", "listings", "n", "p50", "p90", "p99", "x empty page"),
        notes=[
            f"{run.queries} mixed searches, seed {run.seed}: new to the worker, again at once, then with the tag.",
            f"Before them it answered {run.settled:,} others, so most cards were drawn before; no result is kept.",
            f"just started: {run.queries} others, seed {run.seed + 1}, after {run.warm}; most cards are drawn anew.",
            "Packed as for Chromium. All pages and servers in turn. The goal is that of new searches.",
        ],
    )
    pages = {
        "hello": "a few bytes",
        "empty": "empty page",
        "started": "/services, just started",
        "services": "/services, new search",
        "again": "/services, again",
        "unchanged": "/services, 304 when unchanged",
    }
    for visit in visits:
        base = Spread.of(visit.ms["empty"]).p50
        for kind, words in pages.items():
            if samples := visit.ms.get(kind):
                spread = Spread.of(samples)
                times.add(words, visit.size, spread.n, spread.p50, spread.p90, spread.p99, ratio(spread.p50, base))
                report.samples[f"{visit.size} {kind} ms"] = samples
            else:
                times.add(words, visit.size, 0, None, None, None, None)
        if most := MOST_TIMES_EMPTY.get(visit.size):
            figure = ratio(Spread.of(visit.ms["services"]).p50, base)
            report.goals.append(Goal(f"/services beside the empty page, {visit.size:,}", most, figure, "times"))
    report.tables.append(times)
    unchanged = sum(visit.bad.get("unchanged", 0) for visit in visits)
    bad = sum(sum(visit.bad.values()) for visit in visits) - unchanged
    report.goals.append(Goal("pages that did not answer 200", 0, bad, "pages"))
    if all("unchanged" in visit.ms for visit in visits):
        report.goals.append(Goal("unchanged pages that did not answer 304", 0, unchanged, "pages"))
    else:
        report.goals.append(Goal("unchanged pages that did not answer 304", 0, None, "pages", "no ETag"))


def _profile(run: Run, size: int, addresses: Sequence[str], samples: Sequence[float]) -> str:
    """Profile the slowest pages, in process, with warm caches."""
    run.say(f"profile of /services at {size:,} listings")
    clock.stop(NOW)
    try:
        with app_over(run.databases.of("sqlite", size), create_bench_app) as app:
            client = app.test_client()
            slow = [addresses[place] for place in slowest_quarter(samples)[: run.queries // 8 or 1]]
            for address in slow:
                client.get(address)
            return profile_of(partial(client.get, address) for address in slow)
    finally:
        clock.stop(None)
