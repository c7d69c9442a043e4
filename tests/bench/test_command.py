"""`pathway bench`: tables for people, JSON for machines, servers and databases that end with it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench.bench_app import EMPTY, HELLO, create_bench_app
from bench.databases import settings_for
from bench.runs import WORKLOAD_SEED
from bench.signals import ENDED_BY_SIGTERM
from pathway import create_app
from pathway.cli import main
from tests.bench.conftest import NOBODY

SHORT = ["--sizes", "60", "--queries", "5", "--settled", "20", "--seconds", "20", "--postgres", NOBODY]


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


def test_a_walk_names_the_files_of_a_look_up_from_the_page_to_the_card() -> None:
    result = CliRunner().invoke(main, ["bench", "walk", "/services?q=domestic+abuse"])

    assert result.exit_code == 0, result.output
    files = [line.split()[-1] for line in result.output.splitlines()[:-1]]
    way = ["directory/views.py", "directory/search/results_page.py", "directory/search/search.py"]
    assert [name for name in files if name in {*way, "directory/search/card_html.py"}] == [
        *way,
        "directory/search/card_html.py",
    ]
    assert "returns" in result.output.splitlines()[-1]


def test_outside_a_checkout_the_command_says_where_it_can_be_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bench.walk", None)
    monkeypatch.setitem(sys.modules, "bench.signals", None)

    for command in (["bench", "walk"], ["bench", "map"]):
        result = CliRunner().invoke(main, command)
        assert result.exit_code == 1
        assert "make bench" in result.output


@pytest.mark.parametrize("option", ["--sizes", "--closed"])
@pytest.mark.parametrize("sizes", ["some", "0", "-5", "10,", ""])
def test_sizes_that_make_no_sense_are_refused(option: str, sizes: str) -> None:
    result = CliRunner().invoke(main, ["bench", "lookup", option, sizes])

    assert result.exit_code == 2
    assert option in result.output


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


HOW = [signal.SIGINT, signal.SIGTERM]
AT_ONCE = """
import os, subprocess
class Popen(subprocess.Popen):
    def __init__(self, *given, **more):
        super().__init__(*given, **more)
        os.kill(os.getpid(), {})
subprocess.Popen = Popen
"""
"""Told to stop when a process has started and nobody holds it yet."""


@pytest.mark.parametrize("started", [1, 3], ids=["it has begun to start one", "it serves"])
@pytest.mark.parametrize("how", [*HOW, signal.SIGKILL])
def test_stopping_it_ends_its_servers_and_removes_its_databases(
    how: signal.Signals, started: int, tmp_path: Path
) -> None:
    with _running(tmp_path) as process:
        _wait_for(lambda: len(_processes_of(tmp_path)) > started)
        process.send_signal(how)
        process.wait(30)

        _wait_for(lambda: not _processes_of(tmp_path))
    # What is killed can remove nothing.
    assert how is signal.SIGKILL or list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("how", HOW)
def test_stopping_it_while_a_server_starts_leaves_nothing(how: signal.Signals, tmp_path: Path) -> None:
    with _running(tmp_path, before=AT_ONCE.format(int(how))) as process:
        assert process.wait(60) == {signal.SIGINT: 1, signal.SIGTERM: ENDED_BY_SIGTERM}[how]

        assert _processes_of(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("how", HOW)
def test_stopping_it_before_anything_is_made_leaves_nothing(how: signal.Signals, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(60)
        port = silent.getsockname()[1]
        with _running(tmp_path, postgres=f"postgresql+psycopg://nobody@127.0.0.1:{port}/none") as process:
            asked, _ = silent.accept()
            with asked:
                process.send_signal(how)
                process.wait(30)

    assert list(tmp_path.iterdir()) == []


@contextmanager
def _running(folder: Path, postgres: str = NOBODY, before: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """Run the bench with a folder for what is temporary, by which to know what it started."""
    words = ["bench", "map", "--map-services", "60", "--postgres", postgres]
    process = subprocess.Popen(
        [sys.executable, "-c", f"{before}\nfrom pathway.cli import main; main()", *words],
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for left in _processes_of(folder):
            os.kill(left, signal.SIGKILL)


def _processes_of(folder: Path) -> list[int]:
    """The processes of a run: it, and whatever it started or they did, for all have its environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if f"TMPDIR={folder}\0".encode() in path.read_bytes():
                found.append(int(path.parent.name))
    return found


def _wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.1)
