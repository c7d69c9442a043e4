"""How rows are chained, as plain Python: each row's mac covers its content and the mac of the row before."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

START = "0" * 64
"""What the first row names as the row before it."""


@dataclass(frozen=True)
class Event:
    """The content of one row. `subject` is a kind and an id, such as "user:6f1c...", or a reference."""

    at: datetime
    action: str
    subject: str
    actor_id: UUID | None
    organization_id: UUID | None


@dataclass(frozen=True)
class Link:
    """An event in its place."""

    sequence: int
    event: Event
    previous: str
    mac: str


def mac_of(key: bytes, sequence: int, event: Event, previous: str) -> str:
    """Return the HMAC-SHA256 (64 hex digits) of an event in its place."""
    fields = [
        sequence,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.action,
        event.subject,
        event.actor_id.hex if event.actor_id else None,
        event.organization_id.hex if event.organization_id else None,
        previous,
    ]
    return hmac.new(key, json.dumps(fields, separators=(",", ":")).encode(), hashlib.sha256).hexdigest()


def link_after(key: bytes, last: tuple[int, str] | None, event: Event) -> Link:
    """Return the link that follows (sequence, mac) of the last row, or the first one."""
    number, previous = last or (0, START)
    return Link(number + 1, event, previous, mac_of(key, number + 1, event, previous))


def fault(key: bytes, before: tuple[int, str] | None, link: Link, after: Link | None = None) -> str | None:
    """Say what is wrong with a row that should follow (sequence, mac) of the row before; None when nothing is.

    The row `after`, where there is one, tells a row that was put in from one that was changed.
    """
    number, previous = before or (0, START)
    if link.sequence <= number:
        return f"row {link.sequence} is in the wrong order: it stands after row {number}"
    if link.sequence != number + 1:
        return f"row {number + 1} is missing: row {link.sequence} follows row {number}"
    follows = _same(link.previous, previous)
    holds = _same(link.mac, mac_of(key, link.sequence, link.event, link.previous))
    if follows and holds:
        return None
    if after is not None and not _same(link.mac, after.previous) and _same(after.previous, previous):
        return (
            f"row {link.sequence} was put in or moved: row {after.sequence} follows on row {number}, as it was written"
        )
    if not follows:
        return f"row {link.sequence} does not follow on row {number}: it was put in, or moved here"
    if after is not None and not _same(link.mac, after.previous):
        return f"row {link.sequence} has a mac that was forged"
    return f"row {link.sequence} was changed after it was written"


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())
