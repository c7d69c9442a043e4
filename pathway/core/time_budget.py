"""How long a request may wait for the database, all in all.

Only what is waited for counts, not what we compute meanwhile. Commands and jobs have no budget.
"""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

A_REQUEST_S = 4.0
"""For everything that one request asks of the database."""

ONE_WAIT_S = 2.0
"""For one answer. Nothing we ask takes a tenth of it where the database is well."""

IN_A_CROWD_S = 0.25
"""For one answer, where as many as may wait wait already: the threads that are left are for what asks nothing."""


class Crowd:
    """Those who wait for the database at this moment. `most` of them may wait long; None: all."""

    def __init__(self) -> None:
        self.most: int | None = None
        self._waiting = 0
        self._stuck_until = -math.inf
        self._changed = threading.Condition()

    @property
    def has_room(self) -> bool:
        """Whether those who wait now may wait long."""
        return self.most is None or self._waiting <= self.most

    @contextmanager
    def joined(self) -> Iterator[bool]:
        """Be one of them during the block, which is told whether there is room for a long wait."""
        with self._changed:
            self._waiting += 1
            has_room = self.has_room
        try:
            yield has_room
        finally:
            with self._changed:
                self._waiting -= 1
                self._changed.notify()

    @property
    def patience(self) -> float:
        """How long to wait where there is no room: not at all, where somebody has just waited so in vain."""
        return IN_A_CROWD_S if time.monotonic() > self._stuck_until else 0.0

    def waited_in_vain(self) -> None:
        """Tell the next ones that those who wait are not served."""
        self._stuck_until = time.monotonic() + ONE_WAIT_S

    def wait_for_room(self) -> bool:
        """Wait a little until there is room; return whether there is."""
        with self._changed:
            found = self._changed.wait_for(lambda: self.has_room, self.patience)
        if not found:
            self.waited_in_vain()
        return found


crowd = Crowd()


class TimeBudget:
    """The seconds that are left."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    def for_one_wait(self, *, has_room: bool = True) -> float:
        """Return how long to wait for the next answer."""
        return max(0.0, min(ONE_WAIT_S if has_room else crowd.patience, self.left))

    def spend(self, seconds: float) -> None:
        """Take off what was waited."""
        self.left -= seconds


_budget: ContextVar[TimeBudget | None] = ContextVar("pathway_time_budget", default=None)


def current() -> TimeBudget | None:
    """Return the budget of what this thread does; None where there is none."""
    return _budget.get()


def begin(seconds: float = A_REQUEST_S) -> None:
    """Begin a request's budget."""
    _budget.set(TimeBudget(seconds))


def end() -> None:
    """End it: the thread goes on to something else."""
    _budget.set(None)


@contextmanager
def budget_of(seconds: float) -> Iterator[None]:
    """Give what the block asks of the database so many seconds."""
    token = _budget.set(TimeBudget(seconds))
    try:
        yield
    finally:
        _budget.reset(token)
