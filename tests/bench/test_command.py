"""`pathway bench`: tables for people, JSON for machines, servers and databases that end with it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from pathway import create_app
from pathway.cli import main
from pathway.upkeep.bench.bench_app import EMPTY, HELLO, create_bench_app
from pathway.upkeep.bench.databases import settings_for
from pathway.upkeep.bench.runs import WORKLOAD_SEED
from tests.bench.conftest import NOBODY

SHORT = ["--sizes", "60", "--queries", "5", "--seconds", "20", "--postgres", NOBODY]


def test_look_up_prints_its_tables_and_writes_json(tmp_path: Path) -> None:
    written = tmp_path / "found.json"

    result = CliRunner().invoke(main, ["bench", "lookup", *SHORT, "--json", str(written)])

    assert result.exit_code == 0, result.output
    for title in ("Machine", "Search in process", "Queries a page", "Look-up over HTTP", "datasette beside us"):
        assert f"\n{title}" in f"\n{result.stdout}"
    read = json.loads(written.read_text("utf-8"))
    assert read["format"] == "pathway-bench"
    assert [part["part"] for part in read["parts"]] == ["search", "queries", "lookup", "datasette"]
    assert len(read["parts"][0]["samples"]["chosen sqlite 60 ms"]) == 5
    assert read["machine"]["seed of the searches"] == WORKLOAD_SEED


def test_json_to_standard_output_stands_there_alone() -> None:
    result = CliRunner().invoke(main, ["bench", "map", *SHORT, "--map-services", "60", "--json", "-"])

    assert result.exit_code == 0, result.output
    assert [part["part"] for part in json.loads(result.stdout)["parts"]] == ["map"]
    assert "map of 60 services" in result.stderr


@pytest.mark.parametrize("sizes", ["some", "0", "-5", "10,", ""])
def test_sizes_that_make_no_sense_are_refused(sizes: str) -> None:
    result = CliRunner().invoke(main, ["bench", "lookup", "--sizes", sizes])

    assert result.exit_code == 2
    assert "--sizes" in result.output


def test_the_pages_of_the_bench_are_not_routes_of_the_app() -> None:
    real, bench = (make(settings_for("sqlite://")) for make in (create_app, create_bench_app))

    assert not [rule for rule in real.url_map.iter_rules() if "bench" in rule.rule]
    assert {EMPTY, HELLO} <= {rule.rule for rule in bench.url_map.iter_rules()}


def test_the_empty_page_goes_through_the_same_template_and_headers_as_any_other() -> None:
    client = create_bench_app(settings_for("sqlite://")).test_client()

    empty, other = client.get(EMPTY), client.get("/stay-safe")

    assert set(empty.headers.keys()) == set(other.headers.keys())
    assert "Leave this page" in empty.text
    assert client.get(HELLO).data == b"hello"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_stopping_it_ends_its_servers_and_removes_its_databases(how: signal.Signals, tmp_path: Path) -> None:
    environ = {**os.environ, "TMPDIR": str(tmp_path)}
    words = ["bench", "map", "--map-services", "60", "--postgres", NOBODY]
    process = subprocess.Popen(
        [sys.executable, "-c", "from pathway.cli import main; main()", *words],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for(lambda: _processes_of(process.pid))
        servers = _processes_of(process.pid)
        process.send_signal(how)
        process.wait(30)
    finally:
        process.kill()

    _wait_for(lambda: not [pid for pid in servers if Path(f"/proc/{pid}").exists()])
    assert list(tmp_path.iterdir()) == []


def _processes_of(parent: int) -> list[int]:
    """The processes that a process has started and that have started to serve."""
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()]


def _wait_for(condition: object) -> None:
    until = time.monotonic() + 60
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.1)
