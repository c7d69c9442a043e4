"""When a message that could not be sent is tried again. Plain Python."""

from datetime import timedelta

DELAYS = (
    timedelta(0),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)
"""How long each attempt waits after the one before it."""

ATTEMPTS = len(DELAYS)
"""How often a message is tried in all."""


def delay_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many attempts; None when that was the last."""
    return DELAYS[attempts] if attempts < len(DELAYS) else None
