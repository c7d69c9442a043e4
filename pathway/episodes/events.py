"""One thing that happens to a leg: its state, its row among the events, and the trail, together."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from pathway.audit import trail
from pathway.core.actor import Actor, account_id
from pathway.core.clock import utc_now
from pathway.episodes.clock_steps import leg_changed
from pathway.episodes.leg_states import TRANSITIONS, status_after
from pathway.episodes.models import Leg, LegEvent
from pathway.episodes.vocabulary import Channel, Handover, LegEventKind, LegStatus, Party, ReasonCode
from pathway.extensions import db


@dataclass(frozen=True)
class Happening:
    """An event as somebody records it. `at`: when it was, if not now. `parties`: all the parts she has in the leg."""

    kind: LegEventKind
    parties: frozenset[Party]
    at: datetime | None = None
    reason: ReasonCode | None = None
    channel: Channel | None = None
    handover: Handover | None = None

    @property
    def party(self) -> Party:
        """The part in which it is recorded: the first of hers that may."""
        allowed = TRANSITIONS[self.kind].parties
        return next(party for party in Party if party in self.parties and party in allowed)


def happen(leg: Leg, happening: Happening, by: Actor | None) -> LegEvent:
    """Let an event happen to a leg. Raises InvalidTransitionError when it may not, and changes nothing then."""
    now = utc_now()
    apply(leg, happening, now)
    event = LegEvent(
        id=uuid4(),
        leg_id=leg.id,
        number=1 + (db.session.scalar(select(func.max(LegEvent.number)).where(LegEvent.leg_id == leg.id)) or 0),
        kind=happening.kind,
        status=leg.status,
        at=happening.at or now,
        recorded_at=now,
        by_id=account_id(by),
        party=happening.party,
        reason=happening.reason,
        channel=happening.channel,
        handover=happening.handover,
    )
    db.session.add(event)
    leg_changed(leg, happening.kind, event.at, by)
    trail.record(
        f"leg.{happening.kind.value}", f"leg:{leg.id}", by, organization_id=None if by else leg.organization_id
    )
    return event


def apply(leg: Leg, happening: Happening, now: datetime) -> None:
    """Change the leg's own state and times, and nothing in the database. Raises InvalidTransitionError."""
    before = leg.status
    leg.status = status_after(before, happening.kind, happening.parties, held_from=leg.held_from)
    at = happening.at or now
    if happening.kind is LegEventKind.ACKNOWLEDGED or (leg.received_at is None and leg.status is LegStatus.ACCEPTED):
        leg.received_at = at
    if happening.kind is LegEventKind.ACCEPTED:
        leg.accepted_at = at
        leg.ring_again_at = None
    if happening.kind is LegEventKind.CONTACT_MADE:
        leg.contacted_at = at
    if happening.kind is LegEventKind.HELD:
        leg.held_from = before
    if leg.status is not LegStatus.ON_HOLD:
        leg.held_from = leg.held_until = None
    if leg.status.is_final:
        leg.ended_at = leg.ended_at or now
        leg.ring_again_at = None
        leg.reason = happening.reason or leg.reason
    leg.changed_at = now
    # An event may change nothing of the leg itself. Whoever saw the leg before must notice it all the same.
    flag_modified(leg, "changed_at")
