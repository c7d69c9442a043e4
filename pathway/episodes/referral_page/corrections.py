"""Undoing what was recorded by mistake, while nothing came after it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import uuid4

from pathway.audit import trail
from pathway.core.errors import InvalidTransitionError
from pathway.episodes import queries
from pathway.episodes.events import Happening, happen
from pathway.episodes.leg_link import operations as links
from pathway.episodes.leg_states import may_happen
from pathway.episodes.models import Agreement, Episode, Leg, LegEvent, RecordedCall
from pathway.episodes.open_parts import agreement_stands, is_closed, is_shut
from pathway.episodes.sight import Sight
from pathway.episodes.vocabulary import CallOutcome, LegEventKind, LegStatus, Party, ReasonCode
from pathway.episodes.withdrawal import queries as words
from pathway.extensions import db
from pathway.notifications.operations import stop_unsent

TOO_LATE = "Something came after it, so it cannot be undone"


def may_undo_leg(leg: Leg, events: Sequence[LegEvent], episode: Episode) -> bool:
    """Whether "they took her" is the last thing that was recorded of a leg that is rung, and she still agrees to it."""
    if leg.status is not LegStatus.ACCEPTED or leg.decision_id is not None or not agreement_stands(episode):
        return False
    last = events[-1]
    return last.kind is LegEventKind.ACCEPTED and last.party is Party.ON_THEIR_WORD


def undo_leg(episode: Episode, leg: Leg, sight: Sight, now: datetime) -> Leg:
    """Undo "they took her": the leg is marked as a mistake, and another to the same service takes its place.

    What is final stays so, and the time she has waited goes on: the new leg has the times of the old one, what was
    recorded before, so that an agency that heard of her is told of her word, and her agreement to that service. Raises
    InvalidTransitionError where something came after it.
    """
    events = queries.events_of([leg.id])[leg.id]
    if not may_undo_leg(leg, events, episode):
        raise InvalidTransitionError(TOO_LATE)
    by = sight.person
    agreement = db.session.get_one(Agreement, leg.id)
    happen(
        leg,
        Happening(LegEventKind.ENTERED_IN_ERROR, sight.parties(leg), reason=ReasonCode.ENTERED_IN_ERROR),
        by,
    )
    again = Leg(
        id=uuid4(),
        episode_id=episode.id,
        number=1 + max(one.number for one in episode.legs),
        agency_type=leg.agency_type,
        service_id=leg.service_id,
        organization_id=leg.organization_id,
        organization_kind=leg.organization_kind,
        way=leg.way,
        urgency=leg.urgency,
        status=LegStatus.REQUESTED,
        sent_at=leg.sent_at,
        answer_by=leg.answer_by,
        replaces_id=leg.id,
    )
    db.session.add(again)
    db.session.flush()
    sent = LegEvent(
        leg_id=again.id,
        number=1,
        kind=LegEventKind.SENT,
        status=again.status,
        at=leg.sent_at,
        recorded_at=now,
        by_id=by.id,
        party=Party.REFERRER if sight.is_referrer else Party.COORDINATOR,
    )
    agreed = Agreement(
        leg_id=again.id, words=agreement.words, asked_by=agreement.asked_by, agreed_at=agreement.agreed_at
    )
    db.session.add_all([sent, agreed, *_again(again, events[1:-1])])
    links.hand_on(leg, again)
    if word := words.word_about(leg.id):
        word.leg_id = again.id
    trail.record("leg.taken_undone", f"leg:{again.id}", by)
    return again


def _again(leg: Leg, events: Sequence[LegEvent]) -> Iterator[LegEvent]:
    """Yield what was recorded of a leg once more, of the one in its place; and bring it to where that led."""
    for event in events:
        leg.status = event.status
        if event.kind is LegEventKind.ACKNOWLEDGED:
            leg.received_at = event.at
        yield LegEvent(
            leg_id=leg.id,
            number=event.number,
            kind=event.kind,
            status=event.status,
            at=event.at,
            recorded_at=event.recorded_at,
            by_id=event.by_id,
            party=event.party,
            reason=event.reason,
            channel=event.channel,
            handover=event.handover,
        )


def may_be_mistake(leg: Leg, sight: Sight) -> bool:
    """Whether somebody may say of a leg that it should never have been."""
    return may_happen(leg.status, LegEventKind.ENTERED_IN_ERROR, sight.parties(leg)) and not sight.only_receipt


def mark_as_mistake(leg: Leg, sight: Sight, now: datetime) -> None:
    """Say that a leg should never have been: it leaves every count, and stays in the trail.

    What has not left stops in the same transaction, and the agency sees it no more. Raises InvalidTransitionError.
    """
    mistake = Happening(LegEventKind.ENTERED_IN_ERROR, sight.parties(leg), reason=ReasonCode.ENTERED_IN_ERROR)
    happen(leg, mistake, sight.person)
    stop_unsent(words.messages_about([leg.id]), now)


def may_undo_call(call: RecordedCall, episode: Episode, *, only_receipt: bool = False) -> bool:
    """Whether an answer was recorded of a step that sends nothing, which may still be done."""
    if call.outcome not in {CallOutcome.TAKEN, CallOutcome.NOT_TAKEN}:
        return False
    is_over = is_closed(episode, only_receipt=only_receipt)
    return not is_over and not is_shut(call, episode, only_receipt=only_receipt)


def undo_call(episode: Episode, call: RecordedCall, sight: Sight) -> None:
    """Undo what was recorded of a step that sends nothing. Raises InvalidTransitionError where there is nothing."""
    if not may_undo_call(call, episode, only_receipt=sight.only_receipt):
        raise InvalidTransitionError(TOO_LATE)
    call.outcome = call.made_at = call.made_by = call.handover = call.spoke_to = call.ring_again_at = None
    trail.record("step.undone", f"call:{call.id}", sight.person)
