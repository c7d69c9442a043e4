"""What happened to clocks, as JSON values, for a check of the measures from outside.

No page and no command gives this: there is no view of small numbers. Nobody is named, and no referral.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from pathway.accounts.models import User
from pathway.extensions import db
from pathway.turnaround.models import ClockEvent, EpisodeClock


def histories_as_json(episode_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Return for each clock when it began, what was due when, and what happened: `at`, `recorded_at`, `by` (a role)."""
    query = select(EpisodeClock).where(EpisodeClock.episode_id.in_(episode_ids))
    clocks = db.session.scalars(query.order_by(EpisodeClock.episode_id).options(selectinload(EpisodeClock.milestones)))
    events = _events(episode_ids)
    return [
        {
            "received_at": clock.received_at.isoformat(),
            "milestones": [
                {"key": one.key, "starts_at": one.starts_at.isoformat(), "target_at": one.target_at.isoformat()}
                for one in clock.milestones
            ],
            "events": events[clock.episode_id],
        }
        for clock in clocks
    ]


def _events(episode_ids: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    query = (
        select(ClockEvent, User.role)
        .outerjoin(User, User.id == ClockEvent.by_id)
        .where(ClockEvent.episode_id.in_(episode_ids))
        .order_by(ClockEvent.episode_id, ClockEvent.number)
    )
    events: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for event, role in db.session.execute(query):
        events[event.episode_id].append(
            {
                "kind": event.kind.value,
                "key": event.key,
                "detail": event.detail,
                "at": event.at.isoformat(),
                "recorded_at": event.recorded_at.isoformat(),
                "by": role.value if role else None,
            }
        )
    return events
