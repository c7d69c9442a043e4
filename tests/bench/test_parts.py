"""Every part of a run comes out whole: its tables, its goals, its samples. No figure is judged here."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bench import health, imports, inbox, lookup, map_page, measures, neighbour, pages, query_counts, routing, search
from bench.runs import Run
from bench.tables import Report
from tests.bench.conftest import LARGE, SMALL

PERCENTILES = ("p50", "p90", "p99")


def _goal(report: Report, start: str) -> float | None:
    return next(goal.figure for goal in report.goals if goal.name.startswith(start))


def test_the_search_is_timed_on_every_engine_and_size(run_on_both: Run) -> None:
    run = run_on_both

    report = search.measure(run)

    rows = {(row[0], row[1], row[2]): row[3] for row in report.tables[0].rows}
    assert rows == {
        (what, engine, str(size)): n
        for engine in run.engines
        for size in (SMALL, LARGE)
        for what, n in (
            ("chosen", "20"),
            ("with cards", "20"),
            ("cards met before", "20"),
            ("new words", "200"),
            ("first", "1"),
        )
    }
    assert all(sample > 0 for series in report.samples.values() for sample in series)
    assert [goal.name for goal in report.goals] == [f"search, {one}, growth {SMALL} to {LARGE}" for one in run.engines]


def test_the_picture_is_timed_for_who_sees_her_own_and_who_sees_all_on_every_engine(run_on_both: Run) -> None:
    report = health.measure(run_on_both)

    engines = run_on_both.engines
    assert len(report.goals) == 6 * len(engines)
    assert all(goal.figure is not None for goal in report.goals)
    assert len(report.tables[0].rows) == (1 + 3 * 4) * len(engines)  # an empty page, and four for each of three people
    lists = [goal.name for goal in report.goals if goal.name.startswith("/manage/services,")]
    assert f"/manage/services, manager of {LARGE}, sqlite, {LARGE} listings" in lists


def test_the_inbox_is_timed_with_few_and_many_closed_ones_beside_an_empty_one(
    run_on_both: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "OPEN", 120)
    run = replace(run_on_both, closed=(40, 200))

    report = inbox.measure(run)

    assert len(report.tables[0].rows) == (1 + 5 * 3) * len(run.engines)  # each list empty, and for two sizes
    assert len(report.goals) == 5 * 3 * len(run.engines)  # each size beside the empty one, and the larger one flat
    assert all(goal.figure is not None for goal in report.goals)
    assert not [path.name for path in run.databases.folder.glob("inbox*.db")]


def test_a_page_costs_as_many_queries_among_sixty_listings_as_among_six_hundred(run: Run) -> None:
    report = query_counts.measure(run)

    assert report.goals[0].figure == 0
    listed = {row[1] for row in report.tables[0].rows}
    assert listed == {str(SMALL), str(LARGE)}
    assert sum(int(row[2]) for row in report.tables[0].rows) == 2 * run.queries


def test_pages_over_http_are_asked_in_turn_and_all_answer(run: Run) -> None:
    report = lookup.measure(run)

    for size in (SMALL, LARGE):
        for page in ("hello", "empty", "started", "services", "again"):
            assert len(report.samples[f"{size} {page} ms"]) == run.queries
    assert report.tables[0].columns[3:6] == PERCENTILES
    assert len(report.tables[0].rows) == 2 * 6
    assert _goal(report, "pages that did not answer 200") == 0
    assert _goal(report, "unchanged pages that did not answer 304") in {0, None}


def test_without_datasette_the_table_says_how_to_have_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbour, "datasette_path", lambda _named: None)

    report = neighbour.measure(run)

    assert "requirements/bench.txt" in report.text()


def test_the_map_is_weighed_and_timed_or_said_not_to_be_there(run: Run) -> None:
    report = map_page.measure(run)

    assert report.goals[0].name.startswith(f"map page of {SMALL} services")
    assert report.goals[0].figure or report.goals[0].why == "not there"


@pytest.mark.browser
def test_pages_are_weighed_and_opened(run: Run) -> None:
    # In a thread of its own: in this one another test may have left Playwright's event loop running.
    with ThreadPoolExecutor(1) as apart:
        report = apart.submit(pages.measure, run).result()

    weighed, opened = report.tables
    assert len(weighed.rows) == 8
    assert _goal(report, "html of /services with 20 cards, starting directory")
    assert _goal(report, "requests of /services with 20 cards, starting directory")
    assert _goal(report, "first useful screen, /services, starting directory")
    assert len(opened.rows) >= 3


def test_an_import_is_timed_beside_bare_inserts_of_its_rows_and_leaves_no_file(run: Run) -> None:
    report = imports.measure(run)

    goal = report.goals[0]
    assert goal.name == f"import of {SMALL} listings beside bare inserts"
    assert goal.figure is not None
    assert {name: len(series) for name, series in report.samples.items()} == {
        f"import {SMALL} s": 1,
        f"bare inserts {SMALL} s": 1,
    }
    # To start the command costs more than sixty inserts, so the goal is missed, and the report says why.
    assert "by own time" in report.profiles[goal.name]
    assert {path.suffix for path in run.databases.folder.iterdir() if path.is_file()} <= {".db", ".json", ".prof"}


def test_routing_is_timed_by_command_in_process_and_over_http(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing, "TIMES", 1)  # each is a process that spends two seconds on its start
    report = routing.measure(run)

    assert len(report.samples["at random command ms"]) == routing.TIMES
    assert len(report.samples["result ms"]) == run.queries
    assert len(report.samples["POST /check ms"]) == len(report.samples["/bench/empty ms"]) == run.queries
    assert _goal(report, "results that did not answer 200") == 0
    assert [goal.unit for goal in report.goals] == ["ms", "ms", "ms", "times", "answers"]


def test_the_measures_are_timed_beside_sql_on_every_engine(run_on_both: Run) -> None:
    report = measures.measure(replace(run_on_both, closed=(300,)))

    assert [row[0] for row in report.tables[0].rows] == ["measures", "SQL", "one clock counted"] * len(
        run_on_both.engines
    )
    assert len(report.goals) == 2 * len(run_on_both.engines)
    assert all(goal.figure for goal in report.goals)
