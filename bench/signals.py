"""Being told to stop, by SIGINT or SIGTERM, and never between making something and promising to remove it."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

ENDED_BY_SIGTERM = 143

_holds = 0
_waiting: int | None = None


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGINT and SIGTERM end the block by an exception, so that whatever it made is removed."""
    before = {number: signal.signal(number, _told) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def unbroken() -> Iterator[None]:
    """A short block that runs whole: being told to stop waits for its end. Only inside of `stoppable`."""
    global _holds, _waiting
    _holds += 1
    try:
        yield
    finally:
        _holds -= 1
        if not _holds and _waiting is not None:
            number, _waiting = _waiting, None
            _end(number)


def _told(number: int, _frame: object) -> None:
    global _waiting
    if _holds:
        _waiting = number
    else:
        _end(number)


def _end(number: int) -> None:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(ENDED_BY_SIGTERM)
