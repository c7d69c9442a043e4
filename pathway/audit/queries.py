"""The trail, for people to read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from pathway.audit.chain import Event
from pathway.audit.models import AuditEvent
from pathway.extensions import db


@dataclass(frozen=True)
class EventRow(Event):
    """One row of the trail, without the columns that chain it to the others."""

    sequence: int


@dataclass(frozen=True)
class EventPage:
    """Some rows, newest first, and how many there are in all."""

    rows: tuple[EventRow, ...]
    total: int


def events(
    *,
    actor_id: UUID | None = None,
    organization_id: UUID | None = None,
    action_prefix: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    page: int = 1,
    size: int = 50,
) -> EventPage:
    """Return one page of the trail: from `since` on, before `until`, of actions that begin with a prefix.

    The caller has checked who may see it.
    """
    wanted = _wanted(actor_id, organization_id, action_prefix, since, until)
    rows = db.session.execute(
        select(
            AuditEvent.at,
            AuditEvent.action,
            AuditEvent.subject,
            AuditEvent.actor_id,
            AuditEvent.organization_id,
            AuditEvent.sequence,
        )
        .where(*wanted)
        .order_by(AuditEvent.sequence.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    total = db.session.scalar(select(func.count()).select_from(AuditEvent).where(*wanted)) or 0
    return EventPage(tuple(EventRow(*row) for row in rows), total)


def _wanted(
    actor_id: UUID | None,
    organization_id: UUID | None,
    action_prefix: str | None,
    since: datetime | None,
    until: datetime | None,
) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if actor_id is not None:
        wanted.append(AuditEvent.actor_id == actor_id)
    if organization_id is not None:
        wanted.append(AuditEvent.organization_id == organization_id)
    if action_prefix:
        # Not LIKE, which on SQLite takes capitals for small letters and so would answer otherwise than PostgreSQL.
        wanted.append(func.substr(AuditEvent.action, 1, len(action_prefix)) == action_prefix)
    if since is not None:
        wanted.append(AuditEvent.at >= since)
    if until is not None:
        wanted.append(AuditEvent.at < until)
    return wanted
