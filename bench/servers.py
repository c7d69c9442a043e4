"""Servers started for a measurement, each a process of its own on a free port of this machine, and ended with it."""

import os
import shutil
import signal
import socket
import subprocess  # nosec B404 - the server is measured as a process of its own
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from bench.bench_app import HELLO
from bench.databases import KEYS, SECRET
from bench.signals import unbroken
from pathway.config import ROOT
from pathway.upkeep.beside import words_beside

START_WITHIN_S = 60
STOP_WITHIN_S = 5
PATIENCE_S = 900


@contextmanager
def pathway_server(url: str, folder: Path) -> Iterator[str]:
    """Serve the app with the bench's two pages over a database; yield its address, "http://127.0.0.1:<port>"."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    instance = folder / f"instance-{port}"
    instance.mkdir(parents=True)
    words = command("bench", "serve", "--port", str(port))
    try:
        with running(words, origin + HELLO, instance / "log", environment(url, instance, origin)):
            yield origin
    finally:
        shutil.rmtree(instance)


def command(*words: str) -> list[str]:
    """Return the words that run a `pathway` command of this very tree, by this Python."""
    return [sys.executable, "-c", "from pathway.cli import main; main()", *words]


def profiled(words: Sequence[str], written: Path) -> list[str]:
    """Return the words that run the same `pathway` command under the profiler, whose findings go to a file."""
    python, _, _, *rest = words
    run = f"import cProfile; from pathway.cli import main; cProfile.run('main()', {str(written)!r})"
    return [python, "-c", run, *rest]


def environment(url: str, instance: Path, origin: str = "http://127.0.0.1") -> dict[str, str]:
    """Return the environment of a process over a database, without any `PATHWAY_*` variable from outside."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PATHWAY_")}
    return inherited | {
        "PATHWAY_ENV": "test",
        "PATHWAY_INSTANCE": str(instance),
        "PATHWAY_ORIGIN": origin,
        "PATHWAY_SECRET_KEYS": SECRET,
        **{f"PATHWAY_{name.upper()}": key for name, key in KEYS.items()},
        "PATHWAY_DATABASE_URL": url,
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def running(words: Sequence[str], answers_at: str, log: Path, environ: Mapping[str, str]) -> Iterator[None]:
    """Run a server until the block ends. Raises RuntimeError with its log when it does not start to answer."""
    with (
        log.open("wb") as written,
        _started(words_beside(words), environ, stdout=written, stderr=subprocess.STDOUT) as process,
    ):
        _wait_until_it_answers(process, answers_at, log)
        yield


def run_to_its_end(words: Sequence[str], environ: Mapping[str, str]) -> float:
    """Run a `pathway` command to its end; return the seconds it took. Raises RuntimeError with its error output."""
    started = time.monotonic()
    with _started(words, environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        _, stderr = process.communicate(timeout=PATIENCE_S)
        taken = time.monotonic() - started
    if process.returncode:
        raise RuntimeError(f"A command failed: {' '.join(words[3:])}\n{stderr.decode('utf-8', 'replace')[-2000:]}")
    return taken


@contextmanager
def _started(words: Sequence[str], environ: Mapping[str, str], **streams: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Start a process in a session of its own, and end that session with the block."""
    process = None
    try:
        # A signal while it starts would come before we know which process to end.
        with unbroken():
            process = subprocess.Popen(  # noqa: S603 # nosec B603 - put together by this package, no shell
                list(words), env=dict(environ), start_new_session=True, **streams
            )
        yield process
    finally:
        with unbroken():
            if process is not None:
                _stop(process)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_until_it_answers(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended at once:\n{_end_of(log)}")
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 # nosec B310 - always http on this machine
            return
        time.sleep(0.05)
    raise RuntimeError(f"The server did not answer within {START_WITHIN_S} s:\n{_end_of(log)}")


def _end_of(log: Path) -> str:
    return log.read_text("utf-8", "replace")[-2000:]


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a server and its workers. A server stopped while it starts may leave a worker behind."""
    process.terminate()
    try:
        process.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_WITHIN_S)
    until = time.monotonic() + STOP_WITHIN_S
    with suppress(ProcessLookupError, PermissionError):
        while time.monotonic() < until:
            os.killpg(process.pid, signal.SIGKILL)  # its own group: see start_new_session
            time.sleep(0.02)
