"""When the 72 hours are over, and how long something took with and without its pauses.

72 hours are elapsed hours, weekends and holidays included (recommendation 12 of the 2010 scrutiny review). They are
added in UTC: added to London wall time they would be an hour wrong over each clock change, and sent to PostgreSQL as
an interval they become "3 days".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

HOUR = timedelta(hours=1)
TURNAROUND = 72 * HOUR


class PauseReason(StrEnum):
    """Why the second figure, net, leaves a time out. The headline is gross, and leaves out nothing."""

    HER_CHOICE = "her_choice"
    HOSPITAL = "hospital"
    CUSTODY = "custody"


@dataclass(frozen=True)
class Pause:
    """A time in which nothing could be done with her. `ends_at`: None while it lasts."""

    reason: PauseReason
    begins_at: datetime
    ends_at: datetime | None = None


def due_at(received_at: datetime) -> datetime:
    """Return when the 72 hours are over, as aware UTC. Raises ValueError for a moment without a zone."""
    return _utc(received_at) + TURNAROUND


def gross(received_at: datetime, until: datetime) -> timedelta:
    """Return how long it took, or has taken so far: never less than nothing. Raises ValueError."""
    return max(timedelta(0), _utc(until) - _utc(received_at))


def net(received_at: datetime, until: datetime, pauses: Iterable[Pause]) -> timedelta:
    """Return how long it took without its pauses; two at the same time are left out once. Raises ValueError."""
    return gross(received_at, until) - paused(received_at, until, pauses)


def paused(received_at: datetime, until: datetime, pauses: Iterable[Pause]) -> timedelta:
    """Return how much of a time was paused. What lies outside it does not count. Raises ValueError."""
    begin, end = _utc(received_at), _utc(until)
    total, reached = timedelta(0), begin
    for begins_at, ends_at in sorted((_utc(pause.begins_at), _utc(pause.ends_at or until)) for pause in pauses):
        start, stop = max(begins_at, reached), min(ends_at, end)
        if stop > start:
            total, reached = total + (stop - start), stop
    return total


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no zone: the clock takes aware moments only")
    return moment.astimezone(UTC)
