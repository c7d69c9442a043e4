"""`pathway import` of a large file, beside the bare inserts of exactly the rows it wrote."""

from pathlib import Path
from pstats import Stats

from bench import row_copy
from bench.databases import app_over, file_of
from bench.figures import percentile, ratio
from bench.profiles import lines_of
from bench.runs import Run
from bench.servers import command, environment, profiled, run_to_its_end
from bench.tables import Goal, Report, Table

MOST_TIMES = 3
NOT_THERE = "no such command: {}"


def measure(run: Run) -> Report:
    """Time the command and the inserts in turn, each into an empty database."""
    report = Report("import")
    table = Table(
        "Import beside bare inserts of the same rows, SQLite, seconds (median)",
        ("file", "listings", "rows", "n", "import", "bare inserts", "x bare"),
        notes=[
            "Import: the whole command with --apply --publish, start and checks and index. Bare: executemany, one",
            "transaction, the same tables, triggers and all; the rows are read before.",
        ],
    )
    report.tables.append(table)
    missing = next((name for name in ("export", "import") if not _has(run, name)), None)
    for count, times in run.imports:
        name = f"import of {count:,} listings beside bare inserts"
        if missing:
            report.goals.append(Goal(name, MOST_TIMES, None, "times", NOT_THERE.format(missing)))
            continue
        run.say(f"import of {count:,} listings")
        imported, bare, rows = _in_turn(run, count, times)
        report.samples |= {f"import {count} s": imported, f"bare inserts {count} s": bare}
        middle = [percentile(series, 0.5) for series in (imported, bare)]
        table.add("CSV", count, rows, times, *middle, ratio(*middle))
        goal = Goal(name, MOST_TIMES, ratio(*middle), "times")
        report.goals.append(goal)
        if not goal.is_met and not report.profiles:  # of the smallest that misses: the profiler slows it down
            report.profiles[goal.name] = _profile(run, count)
    return report


def _in_turn(run: Run, count: int, times: int) -> tuple[list[float], list[float], int]:
    databases = run.databases
    listings = databases.folder / f"listings_{count}.csv"
    source = databases.of("sqlite", count)
    _do(databases.folder, source, "export", "--format", "csv", "--all", "--output", str(listings))
    target = databases.fresh_address("sqlite", "imported")
    plain = databases.fresh_address("sqlite", "inserted")
    imported, bare, rows = [], [], 0
    for _ in range(times):
        databases.empty(target)
        imported.append(_do(databases.folder, target, "import", str(listings), "--apply", "--publish"))
        databases.empty(plain)
        with app_over(plain) as app:
            bare.append(row_copy.bare_inserts(file_of(target), app) / 1000)
        rows = row_copy.count_rows(file_of(plain))
    listings.unlink()
    for url in (target, plain):
        databases.drop(url)
    return imported, bare, rows


def _profile(run: Run, count: int) -> str:
    databases, folder = run.databases, run.databases.folder
    listings, written = folder / f"listings_{count}.csv", folder / "import.prof"
    _do(folder, databases.of("sqlite", count), "export", "--format", "csv", "--all", "--output", str(listings))
    target = databases.fresh_address("sqlite", "profiled")
    databases.empty(target)
    run.say(f"profile of the import of {count:,} listings")
    words = profiled(command("import", str(listings), "--apply", "--publish"), written)
    run_to_its_end(words, environment(target, folder))
    databases.drop(target)
    listings.unlink()
    return lines_of(Stats(str(written)), "1 import")


def _has(run: Run, name: str) -> bool:
    url = run.databases.fresh_address("sqlite", "none")
    try:
        _do(run.databases.folder, url, name, "--help")
    except RuntimeError:
        return False
    return True


def _do(folder: Path, url: str, *words: str) -> float:
    """Run a `pathway` command to its end; return the seconds it took. Raises RuntimeError with its error output."""
    return run_to_its_end(command(*words), environment(url, folder))
