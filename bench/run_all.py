"""One run: the parts asked for, in order, as tables of text and as JSON."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from bench import (
    board,
    health,
    imports,
    inbox,
    lookup,
    machine,
    map_page,
    measures,
    neighbour,
    pages,
    query_counts,
    routing,
    search,
    sending,
)
from bench.databases import POSTGRES, Databases, Say, reachable, unique_folder
from bench.runs import Run
from bench.signals import unbroken
from bench.tables import Report, goals_table

PARTS: dict[str, tuple[Callable[[Run], Report], ...]] = {
    "lookup": (search.measure, query_counts.measure, lookup.measure, neighbour.measure),
    "map": (map_page.measure,),
    "pages": (pages.measure,),
    "health": (health.measure,),
    "referral": (sending.measure, inbox.measure),
    "route": (routing.measure,),
    "clock": (board.measure, measures.measure),
    "import": (imports.measure,),
}
"""What each command measures, in order."""


@contextmanager
def databases(work: Path | None, seed: int, postgres: str | None, say: Say) -> Iterator[Databases]:
    """Databases under a work folder, or under a temporary one that is removed when the block ends, however it ends."""
    folder = (work or unique_folder(Path(gettempdir()))).resolve()
    run_databases = Databases(folder, seed, work is not None, reachable(postgres or POSTGRES), say)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield run_databases
    finally:
        with unbroken():
            run_databases.close()


def measure(run: Run, parts: Sequence[str]) -> Iterator[Report]:
    """Measure the parts, and give each report as soon as it is there."""
    for part in parts:
        for measurement in PARTS[part]:
            yield measurement(run)


def head(run: Run) -> str:
    """Write what the figures are taken on."""
    return machine.table(machine.facts(run)).text()


def foot(reports: Sequence[Report]) -> str:
    """Write every goal of a run again, in one table."""
    goals = [goal for report in reports for goal in report.goals]
    return goals_table(goals).text() if goals else ""


def as_json(run: Run, reports: Sequence[Report]) -> dict[str, Any]:
    """Return a run as JSON values: the machine, then every part with its raw samples."""
    return {"format": "pathway-bench", "machine": machine.facts(run), "parts": [report.as_json() for report in reports]}
