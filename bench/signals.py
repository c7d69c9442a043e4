"""Stopping on SIGINT or SIGTERM, but never between creating something and promising to remove it."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

ENDED_BY_SIGTERM = 143

_holds = 0
_waiting: int | None = None


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGINT and SIGTERM end the block by an exception, so that everything it created is removed."""
    before = {number: signal.signal(number, _on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def unbroken() -> Iterator[None]:
    """A short block that is never interrupted: a signal waits for its end. Only inside of `stoppable`."""
    global _holds, _waiting
    _holds += 1
    try:
        yield
    finally:
        _holds -= 1
        if not _holds and _waiting is not None:
            number, _waiting = _waiting, None
            _end(number)


def _on_signal(number: int, _frame: object) -> None:
    global _waiting
    if _holds:
        _waiting = number
    else:
        _end(number)


def _end(number: int) -> None:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(ENDED_BY_SIGTERM)
