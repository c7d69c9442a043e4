"""Real processes that sweep the clocks on and on, at a time that the test decides, until they are killed."""

import multiprocessing
from datetime import datetime
from multiprocessing.context import ForkServerProcess

from pathway.core import clock
from tests.integration.conftest import settings_for

# Each is forked from a clean process that has imported.
_ready = multiprocessing.get_context("forkserver")
_ready.set_forkserver_preload(["pathway", "pathway.cli", "pathway.jobs", "tests.integration.conftest"])


class Sweepers:
    """Two sweepers at a time, over one database."""

    def __init__(self, url: str, number: int = 2) -> None:
        self._url = url
        self._number = number
        self._running: list[ForkServerProcess] = []

    def start(self, moment: datetime) -> None:
        """Start them, as if it were this moment."""
        for _ in range(self._number):
            process = _ready.Process(target=_sweep_on, args=(self._url, moment))
            process.start()
            self._running.append(process)

    def kill(self) -> None:
        """Kill them where they are (SIGKILL)."""
        for process in self._running:
            process.kill()
        for process in self._running:
            process.join(30)
            process.close()
        self._running.clear()


def _sweep_on(url: str, moment: datetime) -> None:
    from pathway import create_app
    from pathway.episodes import clock_sweep

    clock.stop(moment)
    app = create_app(settings_for(url))
    while True:
        with app.app_context():
            clock_sweep.sweep(moment)
