"""What a referrer does after sending: records calls, and asks another service."""

from datetime import datetime
from uuid import UUID

from pathway.audit import trail
from pathway.core.errors import ChangeRefusedError
from pathway.episodes.clock_steps import leg_was_sent
from pathway.episodes.events import Happening, happen
from pathway.episodes.legs import new_leg, tell_agencies
from pathway.episodes.models import Episode, Leg, RecordedCall
from pathway.episodes.offers import LegOffer, ServiceOffer
from pathway.episodes.open_parts import agreement_stands, is_shut
from pathway.episodes.queries import ServiceNow
from pathway.episodes.referral_page.forms import CallForm
from pathway.episodes.sight import Sight
from pathway.episodes.vocabulary import (
    UNANSWERED,
    CallOutcome,
    Channel,
    LegEventKind,
    LegStatus,
    OutcomeCode,
    ReasonCode,
)
from pathway.extensions import db

_EVENTS = {
    CallOutcome.TAKEN: LegEventKind.ACCEPTED,
    CallOutcome.NOT_TAKEN: LegEventKind.DECLINED,
    CallOutcome.NO_ANSWER: LegEventKind.RUNG,
    CallOutcome.RING_AGAIN: LegEventKind.RUNG,
}


OVER = "This referral is over: closed, or she took her agreement back. Ask her, and begin another with the questions"
DO_NOT_RING = "She took her agreement back, or this is closed. Do not ring for her"


def record_leg_call(leg: Leg, form: CallForm, sight: Sight, now: datetime) -> None:
    """Record what an agency said on the telephone. Raises InvalidTransitionError where the leg has moved on."""
    kind = _EVENTS[form.chosen]
    happen(
        leg,
        Happening(kind, sight.parties(leg), reason=form.why, channel=Channel.CALL, handover=form.warmly),
        sight.person,
    )
    if kind is LegEventKind.ACCEPTED:
        leg.named_worker = (form.spoke_to.data or "").strip() or None
    elif kind is LegEventKind.RUNG:
        leg.ring_again_at = form.ring_again_at(now)


def record_ending(leg: Leg, ending: OutcomeCode | ReasonCode, sight: Sight) -> None:
    """Record what an agency that is rung says became of her. Raises InvalidTransitionError once it has ended."""
    if isinstance(ending, OutcomeCode):
        happen(leg, Happening(LegEventKind.DELIVERED, sight.parties(leg)), sight.person)
        leg.outcome = ending
    else:
        happen(leg, Happening(LegEventKind.ENDED, sight.parties(leg), reason=ending), sight.person)


def record_call(episode: Episode, call: RecordedCall, form: CallForm, sight: Sight, now: datetime) -> None:
    """Record what came of a step that sends nothing. Raises ChangeRefusedError once what it rests on is gone."""
    by = sight.person
    if is_shut(call, episode, only_receipt=sight.only_receipt):
        raise ChangeRefusedError(DO_NOT_RING)
    call.outcome, call.made_at, call.made_by = form.chosen, now, by.id
    call.handover = form.warmly
    call.spoke_to = (form.spoke_to.data or "").strip() or None
    call.ring_again_at = form.ring_again_at(now)
    trail.record(f"step.{form.chosen.value}", f"call:{call.id}", by)


def ask_another(
    episode: Episode,
    before: Leg,
    chosen: tuple[LegOffer, ServiceOffer],
    services: dict[UUID, ServiceNow],
    sight: Sight,
    now: datetime,
) -> Leg:
    """Ask another service in place of one that did not take her, by her agreement to that one. The clock goes on.

    Raises ChangeRefusedError where the first has not been declined, or was replaced already.
    """
    if not agreement_stands(episode):
        raise ChangeRefusedError(OVER)
    if before.status in UNANSWERED and before.is_rung:
        # Nobody answers the telephone: her worker says so by asking another.
        happen(
            before,
            Happening(LegEventKind.DECLINED, sight.parties(before), reason=ReasonCode.NO_RESPONSE),
            sight.person,
        )
    if before.status is not LegStatus.REJECTED:
        raise ChangeRefusedError("They have not said no yet. Ring them; another is asked once they do, or are late")
    if any(leg.replaces_id == before.id for leg in episode.legs):
        raise ChangeRefusedError("Another service was asked in its place already: look at the referral again")
    by = sight.person
    number = 1 + max(leg.number for leg in episode.legs)
    leg, rows = new_leg(episode, number, chosen, services, by, now)
    leg.replaces_id = before.id
    db.session.add(leg)
    db.session.flush()
    db.session.add_all(rows)
    leg_was_sent(leg, by)
    tell_agencies(episode, [leg])
    trail.record("leg.sent", f"leg:{leg.id}", by)
    return leg
