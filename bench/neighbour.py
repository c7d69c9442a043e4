"""datasette beside us: a well-maintained server of SQLite files, running our own list query on the same file.

It draws no page of ours: it answers with rows as JSON, and with its plain page of a table.
"""

import os
import shutil
import subprocess  # nosec B404 - datasette is measured as a process of its own
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from bench import workload
from bench.client import Client
from bench.databases import app_over, file_of
from bench.figures import Spread, ratio
from bench.runs import WARM_SEED, Deadline, Run
from bench.servers import free_port, pathway_server, running
from bench.tables import Report, Table
from pathway.directory.client_groups import suited
from pathway.directory.facet_tags import tag
from pathway.directory.geography import Gazetteer
from pathway.directory.search.criteria import Criteria
from pathway.directory.search.index.snapshot import current_snapshot
from pathway.directory.search.text.full_text import FTS5, Level, concept_queries
from pathway.directory.search.text.query_parser import Understanding, understand

QUERIES = 150
TABLES = 20
HOW_TO = """not installed: python -m venv DIR && DIR/bin/pip install -r requirements/bench.txt, then
  --datasette DIR/bin/datasette"""
ORDER = "is_afar, is_particular, reach, sort_name"
FAR = "(latitude - :north) * (latitude - :north) + 0.39 * (longitude - :east) * (longitude - :east)"


def datasette_path(named: str | None) -> str | None:
    """Return the datasette to run: the one named, one beside this Python, one on the PATH; None where there is none."""
    beside = Path(sys.executable).with_name("datasette")
    return named or (str(beside) if beside.exists() else shutil.which("datasette"))


def version(command: str) -> str:
    """Return its version, as it prints it."""
    completed = subprocess.run(  # noqa: S603 # nosec B603 - the operator named it or installed it; no shell
        [command, "--version"], capture_output=True, text=True, timeout=60, check=True
    )
    return completed.stdout.strip()


def measure(run: Run) -> Report:
    """Ask ours and datasette the same searches in turn, over the same file."""
    report = Report("datasette")
    table = Table(
        "datasette beside us, on the same SQLite file, milliseconds",
        ("page", "listings", "n", "p50", "p90", "p99", "x ours"),
        notes=[
            "Ours answers with the finished page; datasette with the rows of our list query: our index, our MATCH.",
            "In turn, each address for the first time. Its own page of a table comes after, by itself.",
        ],
    )
    report.tables.append(table)
    command = datasette_path(run.datasette)
    if command is None:
        table.notes.append(f"datasette: {HOW_TO}")
        return report
    report.facts["datasette"] = version(command)
    for size in run.sizes:
        run.say(f"datasette, {size:,} listings")
        samples = _in_turn(run, command, size)
        base = Spread.of(samples["ours: /services"]).p50
        for name, series in samples.items():
            spread = Spread.of(series)
            table.add(name, size, spread.n, spread.p50, spread.p90, spread.p99, ratio(spread.p50, base))
            report.samples[f"{size} {name} ms"] = series
    return report


def _in_turn(run: Run, command: str, size: int) -> dict[str, list[float]]:
    url = run.databases.of("sqlite", size)
    path = file_of(url)
    queries = workload.queries(run.queries, run.seed)[:QUERIES]
    lists = _list_queries(url, queries)
    samples: dict[str, list[float]] = {}
    with ExitStack() as stack:
        ours = stack.enter_context(closing(Client(stack.enter_context(pathway_server(url, run.databases.folder)))))
        theirs = stack.enter_context(closing(Client(stack.enter_context(_datasette(command, path)))))
        for pairs in workload.queries(run.warm, WARM_SEED):
            ours.get("/services?" + urlencode(pairs))
            theirs.get(f"/{path.stem}.json?sql=select+1")
        deadline = Deadline(run.seconds)
        for pairs, asked_for in zip(queries, lists, strict=True):
            _ask(ours, "ours: /services", "/services?" + urlencode(pairs), samples)
            _ask(theirs, "datasette: our list query, JSON", f"/{path.stem}.json?{urlencode(asked_for)}", samples)
            if deadline.is_over:
                break
        # By itself: it goes on counting facets after it has answered.
        for _ in range(TABLES):
            _ask(theirs, "datasette: page of a table", f"/{path.stem}/search_entry?_size=20", samples)
    return samples


def _ask(client: Client, name: str, address: str, samples: dict[str, list[float]]) -> None:
    answer = client.get(address)
    if answer.status != 200:
        raise RuntimeError(f"{name} answered {answer.status}: {answer.text[:300]}")
    samples.setdefault(name, []).append(answer.ms)


def _list_queries(url: str, queries: Sequence[workload.Pairs]) -> list[list[tuple[str, str]]]:
    with app_over(url) as app, app.app_context():
        gazetteer, vocabulary = Gazetteer(app.config["SETTINGS"].seed / "geo"), current_snapshot().vocabulary
        every = [workload.criteria(pairs, gazetteer) for pairs in queries]
        return [list_query(criteria, understand(criteria.words, vocabulary)) for criteria in every]


def _any_tag(facet: str, values: Iterable[str]) -> str:
    return "(" + FTS5.any_of.join(FTS5.tag(tag(facet, value)) for value in values) + ")"


def list_query(criteria: Criteria, understanding: Understanding) -> list[tuple[str, str]]:
    """Return datasette's parameters for the list that a search asks for: our index, our MATCH, our order or distance.

    Left out, in its favour: counts, the second group, opening hours, and how well each listing matches.
    """
    parts = [concept_queries(FTS5, concept)[Level.ANYTHING] for concept in understanding.concepts]
    if criteria.needs:
        parts.append(_any_tag("need", criteria.needs))
    if criteria.for_whom:
        parts.append(_any_tag("for", (*suited(criteria.for_whom), "anyone")))
    parameters = [("match", FTS5.all_of.join(parts))] if parts else []
    where = "WHERE docid IN (SELECT rowid FROM search_fts WHERE search_fts MATCH :match)" if parts else ""
    if criteria.place is None:
        sql = f"SELECT card FROM search_entry {where} ORDER BY {ORDER} LIMIT 20"  # noqa: S608 # nosec B608 - words above
    else:
        parameters += [("north", str(criteria.place.latitude)), ("east", str(criteria.place.longitude))]
        sql = f"SELECT card FROM search_place JOIN search_entry USING (docid) {where} ORDER BY {FAR} LIMIT 10"  # noqa: S608 # nosec B608 - words above
    return [("sql", sql), *parameters]


@contextmanager
def _datasette(command: str, path: Path) -> Iterator[str]:
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    words = [command, "serve", "--immutable", str(path), "--host", "127.0.0.1", "--port", str(port)]
    words += ["--setting", "sql_time_limit_ms", "60000"]
    log = path.with_suffix(".datasette.log")
    try:
        with running(words, f"{origin}/-/versions.json", log, os.environ):
            yield origin
    finally:
        log.unlink()
