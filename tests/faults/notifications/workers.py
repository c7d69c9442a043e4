"""Real workers, each a process of its own, over a database of the test's own and at a time that the test decides."""

import multiprocessing
import os
import re
from datetime import datetime, timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.integration.conftest import NOW
from tests.integration.notifications.running import environment, wait_until

STOP_WITHIN_S = 30

# Importing takes a second, which fifty workers need not spend: each is forked from a clean process that has imported.
_ready = multiprocessing.get_context("forkserver")
_ready.set_forkserver_preload(["pathway.cli", "pathway.jobs", "notifications_python_client.notifications"])


class Workers:
    """Starts workers, and ends those it started and nothing else."""

    def __init__(self, folder: Path, database_url: str, notify: str) -> None:
        self.now = NOW
        self.running: list[ForkServerProcess] = []
        self._clock = folder / "clock"
        self._log = folder / "log"
        self._told = environment(folder, database_url, notify, PATHWAY_TEST_CLOCK=str(self._clock))
        self.set_time(NOW)

    def start(self) -> None:
        """Start one."""
        process = _ready.Process(target=_work, args=(self._told, self._log))
        process.start()
        self.running.append(process)

    def kill(self, process: ForkServerProcess) -> None:
        """Kill one where it stands (SIGKILL)."""
        process.kill()
        self._wait_for(process)

    def stop(self, process: ForkServerProcess) -> int | None:
        """Ask one to end (SIGTERM) once it has begun, and return how it ended."""
        wait_until(lambda: re.search(rf"worker \S+-{process.pid}-\w+ begins", self.log()))
        process.terminate()
        return self._wait_for(process)

    def kill_all(self) -> None:
        """Leave nothing running."""
        for process in list(self.running):
            self.kill(process)

    def pass_time(self, by: timedelta) -> None:
        """Let time go on, for every worker."""
        self.set_time(self.now + by)

    def set_time(self, moment: datetime) -> None:
        """Make it this moment, for every worker."""
        self.now = moment
        new = self._clock.with_suffix(".new")
        new.write_text(moment.isoformat(), "utf-8")
        new.replace(self._clock)  # nobody reads half a date

    def log(self) -> str:
        """Everything they have written."""
        return self._log.read_text("utf-8", errors="replace") if self._log.exists() else ""

    def _wait_for(self, process: ForkServerProcess) -> int | None:
        process.join(STOP_WITHIN_S)
        self.running.remove(process)
        code = process.exitcode
        process.close()
        return code


def _work(told: dict[str, str], log: Path) -> None:
    """Be `pathway worker`."""
    from pathway.cli import main

    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ.clear()
    os.environ.update(told)
    main(["worker"])
