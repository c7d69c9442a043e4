"""The one place that reads the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_test_clock: Path | None = None
_stopped_at: datetime | None = None


def utc_now() -> datetime:
    """Return the present moment as an aware UTC datetime."""
    if _stopped_at is not None:
        return _stopped_at
    if _test_clock is not None and _test_clock.exists():
        return datetime.fromisoformat(_test_clock.read_text("utf-8").strip()).astimezone(UTC)
    return datetime.now(UTC)


def london_today() -> date:
    """Return today's date in London."""
    return utc_now().astimezone(LONDON).date()


def stop(moment: datetime | None) -> None:
    """Stop the clock of this process at an aware moment; `None` lets it go on. For tests."""
    global _stopped_at
    _stopped_at = moment.astimezone(UTC) if moment else None


@contextmanager
def as_if(moment: datetime) -> Iterator[None]:
    """Let this process take an aware moment for the present one, until the block ends.

    For made-up data, by a command that does nothing else meanwhile: what it records is as old as it says.
    """
    before = _stopped_at
    stop(moment)
    try:
        yield
    finally:
        stop(before)


def follow(path: Path | None) -> None:
    """Read the time from a file holding one ISO datetime with a zone; `None` goes back to the real time.

    Only the test environment may do this: `Settings` refuses the setting elsewhere.
    """
    global _test_clock
    _test_clock = path
