"""`pathway ...` as a process of its own, over a database of the test's own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pathway.config import ROOT
from tests import services

ENDS_WITHIN_S = 30
PATHWAY = "from pathway.cli import main; main()"


def environment(folder: Path, database_url: str, notify: str, **more: str) -> dict[str, str]:
    """What a process is told, and nothing of the shell that runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PATHWAY_")}
    return kept | {
        "PATHWAY_ENV": "test",
        "PATHWAY_INSTANCE": str(folder),
        "PATHWAY_DATABASE_URL": database_url,
        "PATHWAY_NOTIFY": notify,
        "PATHWAY_SECRET_KEYS": "k" * 40,
        **services.KEYS_ENVIRONMENT,
        "PYTHONPATH": str(ROOT),
        **more,
    }


def pathway(told: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-c", PATHWAY, *words],
        env=told,
        capture_output=True,
        text=True,
        timeout=ENDS_WITHIN_S,
        check=False,
    )


@contextmanager
def running(told: dict[str, str], log: Path, *words: str, code: str = PATHWAY) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command until the block ends, at the latest, and whatever it started."""
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *words],
            env=told,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # a server that is killed alone leaves its workers behind
        process.wait(ENDS_WITHIN_S)


def wait_until(what: Callable[[], object]) -> None:
    """Wait until something is so, and fail when it takes too long."""
    until = time.monotonic() + ENDS_WITHIN_S
    while not what():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)
