"""The machine that the figures were taken on."""

import os
import platform
import sqlite3
from importlib.metadata import version
from typing import Any

from sqlalchemy import create_engine, text

from bench.runs import Run
from bench.tables import Table


def facts(run: Run) -> dict[str, Any]:
    """Return the machine, the versions and the seeds, in words."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": _postgres(run.databases.postgres),
        "granian": version("granian"),
        "sqlalchemy": version("sqlalchemy"),
        "seed of the listings": run.databases.seed,
        "seed of the searches": run.seed,
        "searches": run.queries,
        "system": f"{platform.system()} {platform.machine()}",
    }


def table(by_name: dict[str, Any]) -> Table:
    """Make the first table of a run."""
    return Table("Machine", ("what", "is"), [(name, str(value)) for name, value in by_name.items()])


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123 - a file only Linux has
            names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or "not known"


def _postgres(url: str | None) -> str:
    if url is None:
        return "none answers"
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return str(connection.scalar(text("SHOW server_version")))
    finally:
        engine.dispose()
