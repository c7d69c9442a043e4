"""Those of one process who wait to write to SQLite, served in order of arrival.

SQLite has one lock for all who write. Whoever does not get it sleeps, up to a tenth of a second, and tries again; so
somebody who comes at the right moment goes first, and whoever has waited longest may wait on. Here only the first of
the queue tries, and often. The others sleep until they are first.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

TRY_EVERY_S = 0.002
"""How often the first of the queue tries while another process writes."""


class WriterQueue:
    """The queue of one database. It only puts writers in order: what keeps them apart is SQLite's lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns: dict[object, threading.Event] = {}
        self._moved_at = time.monotonic()

    def wait(self, who: object, patience: float, most: float) -> bool:
        """Join the queue and wait to be first; return whether one is. If not, one is in it no more.

        It ends after `most` seconds, or once nobody has written for `patience` seconds.
        """
        began = time.monotonic()
        turn = threading.Event()
        with self._lock:
            self._turns[who] = turn
            self._wake_first()
        try:
            while not turn.is_set() and (left := self.until(began, patience, most) - time.monotonic()) > 0:
                turn.wait(left)
        finally:
            if not turn.is_set():
                self.give_up(who)
        return turn.is_set()

    def until(self, began: float, patience: float, most: float) -> float:
        """Return when somebody who began to wait at that moment has waited enough."""
        return min(max(began, self._moved_at) + patience, began + most)

    def leave(self, who: object) -> None:
        """Say that one has written: the next is first. Whoever is not in the queue may leave it too."""
        self._moved_at = time.monotonic()
        self.give_up(who)

    def give_up(self, who: object) -> None:
        """Leave without having written."""
        with self._lock:
            self._turns.pop(who, None)
            self._wake_first()

    def _wake_first(self) -> None:
        for turn in self._turns.values():
            turn.set()
            break


class QueuedConnection(sqlite3.Connection):
    """A connection to SQLite that is in the queue from before it begins to write until its transaction is over."""

    queue: WriterQueue
    _place: object | None = None

    @contextmanager
    def turn(self, busy_ms: int, most: float) -> Iterator[bool]:
        """Wait for the turn and begin to write. The block is told whether it has; if not, it may ask SQLite why.

        It waits `most` seconds, and no more than `busy_ms` milliseconds while nobody gets anything done. Whoever waited
        in vain still tries once: should anybody ever forget to leave the queue, SQLite's lock is free all the same.
        """
        self._leave()  # nobody begins in the middle of a transaction
        began, patience, place = time.monotonic(), busy_ms / 1000, object()
        try:
            is_first = self.queue.wait(place, patience, most)
            self.execute("PRAGMA busy_timeout=0")
            try:
                yield self._has_begun(self.queue.until(began, patience, most) if is_first else began)
            finally:
                self.execute(f"PRAGMA busy_timeout={busy_ms}")
        except BaseException:
            self.queue.give_up(place)
            raise
        self._place = place

    def _has_begun(self, until: float) -> bool:
        while True:
            try:
                self.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not is_busy or time.monotonic() >= until:
                    return False
                time.sleep(TRY_EVERY_S)
            else:
                return True

    def _leave(self) -> None:
        if self._place is not None:
            place, self._place = self._place, None
            self.queue.leave(place)

    def commit(self) -> None:
        """Save, and let the next one write. Where that fails, the transaction may go on, and so does the turn."""
        try:
            super().commit()
        finally:
            if not self.in_transaction:
                self._leave()

    def rollback(self) -> None:
        """Take back, and let the next one write."""
        try:
            super().rollback()
        finally:
            self._leave()

    def close(self) -> None:
        """Close, and let the next one write."""
        try:
            super().close()
        finally:
            self._leave()
