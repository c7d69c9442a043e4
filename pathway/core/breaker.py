"""A circuit breaker: once the database does not answer, nobody waits for it until it does.

While it is open, a thread of its own tries the database again and again, so that no request has to.
"""

import logging
import threading
import time
from collections.abc import Callable

logger = logging.getLogger("pathway.breaker")

TRY_EVERY_S = 0.5


class Breaker:
    """Open while the database is away. `answers` tries it once, takes a few seconds at most and raises nothing."""

    def __init__(self, answers: Callable[[], bool], try_every: float = TRY_EVERY_S) -> None:
        self._answers = answers
        self._try_every = try_every
        self._lock = threading.Lock()
        self._watcher: threading.Thread | None = None
        self._is_away = False

    @property
    def is_open(self) -> bool:
        """Whether the database is away. A forked process starts closed: it has no thread that would close it."""
        return self._is_away and self._is_watched

    def open(self) -> None:
        """Stop asking the database, and watch for its return."""
        self._begin(is_away=True)

    def suspect(self) -> None:
        """Try the database, and open only if it does not answer."""
        self._begin(is_away=False)

    def _begin(self, *, is_away: bool) -> None:
        with self._lock:
            self._is_away |= is_away
            if not self._is_watched:
                self._is_away = is_away
                self._watcher = threading.Thread(target=self._watch, name="database-watcher", daemon=True)
                self._watcher.start()

    @property
    def _is_watched(self) -> bool:
        return self._watcher is not None and self._watcher.is_alive()

    def wait_until_closed(self, seconds: float) -> bool:
        """Wait until the database answers, for so long at most; return whether it does."""
        watcher = self._watcher
        if watcher is not None:
            watcher.join(seconds)
        return not self.is_open

    def _watch(self) -> None:
        began, tries = time.monotonic(), 1
        while not self._answers():
            self._is_away = True
            if tries == 1:
                logger.error("the database is away")
            tries += 1
            time.sleep(self._try_every)
        if tries > 1:
            logger.warning("the database is back after %.1f s", time.monotonic() - began)
