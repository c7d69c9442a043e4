"""What her own open referrals want of whoever sent them: counted for the menu, named on the page of work."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from pathway.accounts.permissions import Person
from pathway.core.formats import moment
from pathway.core.permission import Permission
from pathway.directory.vocabulary import AGENCY_LABELS, AgencyType
from pathway.episodes import queries
from pathway.episodes.models import RUNG, Episode, Identity, Leg, LegQuestion, RecordedCall
from pathway.episodes.open_parts import ANOTHER_IS_FOUND, open_calls, open_legs
from pathway.episodes.queries import ServiceName
from pathway.episodes.vocabulary import UNANSWERED, CallOutcome, LegStatus
from pathway.episodes.withdrawal.models import LegWord
from pathway.extensions import db
from pathway.organizations.vocabulary import OrganizationKind
from pathway.referral.vocabulary import Action, Urgency

MOST = 50
"""Referrals that the page of work names."""


@dataclass(frozen=True)
class ReferrerTask:
    """One referral of hers, and what it wants of her. `is_with_her`: for some of it nobody has taken the woman."""

    reference: str
    sent_at: datetime
    wants: tuple[str, ...]
    is_with_her: bool


def counting(person: Person, now: Any) -> ColumnElement[int] | None:
    """Return an expression that counts her referrals that want something of her at `now`; None for who sends none."""
    if not person.may(Permission.SEE_RECEIPTS):
        return None
    return select(func.count()).select_from(Episode).where(*_wanting(person, now)).scalar_subquery()


def tasks_of(person: Person, now: datetime) -> list[ReferrerTask]:
    """Return the first of them, what cannot wait first: whom to tell what she said, then by when it is due."""
    if not person.may(Permission.SEE_RECEIPTS):
        return []
    query = select(Episode).where(*_wanting(person, now)).order_by(Episode.received_at, Episode.id).limit(MOST)
    loaded = (selectinload(Episode.legs), selectinload(Episode.calls), selectinload(Episode.identity))
    episodes = db.session.scalars(query.options(*loaded)).all()
    legs = [leg for episode in episodes for leg in episode.legs]
    names = queries.service_names([leg.service_id for leg in legs])
    to_tell = _legs_with(LegWord.leg_id, LegWord.seen_at.is_(None), legs)
    asking = _legs_with(LegQuestion.leg_id, LegQuestion.answered_at.is_(None), legs) if _reads(person) else frozenset()
    only_receipt = not _reads(person)
    pressing = sorted(episodes, key=lambda episode: _due(episode, to_tell, only_receipt=only_receipt))
    return [
        ReferrerTask(
            episode.reference,
            episode.received_at,
            tuple(_wants(episode, names, now, to_tell, asking, only_receipt=only_receipt)),
            is_with_her=bool(
                open_legs(episode, only_receipt=only_receipt) or open_calls(episode, only_receipt=only_receipt)
            ),
        )
        for episode in pressing
    ]


def _due(episode: Episode, to_tell: frozenset[UUID], *, only_receipt: bool) -> tuple[bool, datetime]:
    """Return whether nobody has to be told, and when the first part is due; a call has no time of its own."""
    is_pressing_call = open_calls(episode, only_receipt=only_receipt) and episode.urgency is not Urgency.STANDARD
    due = [leg.answer_by for leg in _legs_of(episode, only_receipt=only_receipt)] + (
        [episode.received_at] if is_pressing_call else []
    )
    return all(leg.id not in to_tell for leg in episode.legs), min(due, default=episode.received_at)


def _legs_of(episode: Episode, *, only_receipt: bool) -> tuple[Leg, ...]:
    """Return the legs that are named: also what is late and nobody has taken, which no enforcement body rings."""
    return open_legs(episode) or open_legs(episode, only_receipt=only_receipt)


def _reads(person: Person) -> bool:
    """Whether she hears more than that it came in."""
    return person.organization_kind is not OrganizationKind.ENFORCEMENT


def _wanting(person: Person, now: Any) -> tuple[ColumnElement[bool], ...]:
    """Return which referrals want something of whoever sent them: the rows of what `open_parts` says."""
    parts = [_leg_wants(now), _call_wants(), _word_waits()]
    if _reads(person):
        parts.append(_question_waits())
        return Episode.referrer_id == person.id, Episode.closed_at.is_(None), or_(*parts)
    # That it was closed is no receipt: once she was taken nothing goes from what waits.
    return Episode.referrer_id == person.id, or_(Episode.closed_at.is_(None), _was_taken()), or_(*parts)


def _was_taken() -> ColumnElement[bool]:
    taken = (Leg.accepted_at.is_not(None), Leg.status != LegStatus.ENTERED_IN_ERROR)
    return exists().where(Leg.episode_id == Episode.id, *taken).correlate(Episode)


def _stands() -> ColumnElement[bool]:
    return exists().where(Identity.episode_id == Episode.id, Identity.withheld_at.is_(None)).correlate(Episode)


def _leg_wants(now: Any) -> ColumnElement[bool]:
    other = aliased(Leg)
    waits = and_(Leg.status.in_(sorted(UNANSWERED)), or_(Leg.way.in_(sorted(RUNG)), Leg.answer_by < now))
    is_replaced = exists().where(other.replaces_id == Leg.id).correlate(Leg)
    declined = and_(Leg.status == LegStatus.REJECTED, ~is_replaced, _stands())
    return exists().where(Leg.episode_id == Episode.id, or_(waits, declined)).correlate(Episode)


def _call_wants() -> ColumnElement[bool]:
    child = aliased(RecordedCall)
    is_child_s = exists().where(
        child.episode_id == Episode.id, child.agency_type == AgencyType.CHILD_TRAFFICKING_ADVICE
    )
    own = and_(
        RecordedCall.action == Action.OWN_ORGANISATION,
        RecordedCall.agency_type == AgencyType.NRM_FIRST_RESPONDER,
        ~is_child_s.correlate(Episode),
    )
    rests = or_(RecordedCall.action == Action.REFER, own)
    is_waiting = or_(
        RecordedCall.outcome.is_(None),
        RecordedCall.outcome.in_((CallOutcome.NO_ANSWER, CallOutcome.RING_AGAIN)),
        and_(RecordedCall.outcome == CallOutcome.NOT_TAKEN, RecordedCall.action.in_(sorted(ANOTHER_IS_FOUND))),
    )
    return exists().where(RecordedCall.episode_id == Episode.id, is_waiting, or_(~rests, _stands())).correlate(Episode)


def _word_waits() -> ColumnElement[bool]:
    joined = (LegWord.leg_id == Leg.id, Leg.episode_id == Episode.id)
    return exists().where(*joined, LegWord.seen_at.is_(None)).correlate(Episode)


def _question_waits() -> ColumnElement[bool]:
    joined = (LegQuestion.leg_id == Leg.id, Leg.episode_id == Episode.id)
    return exists().where(*joined, LegQuestion.answered_at.is_(None), Leg.ended_at.is_(None)).correlate(Episode)


def _legs_with(leg_id: Any, waits: ColumnElement[bool], legs: list[Leg]) -> frozenset[UUID]:
    query = select(leg_id).where(leg_id.in_([leg.id for leg in legs]), waits).order_by(leg_id)
    return frozenset(db.session.scalars(query))


def _wants(
    episode: Episode,
    names: Mapping[UUID, ServiceName],
    now: datetime,
    to_tell: frozenset[UUID],
    asking: frozenset[UUID],
    *,
    only_receipt: bool,
) -> Iterator[str]:
    for leg in episode.legs:
        if leg.id in to_tell:
            yield f"Tell {names[leg.service_id].name} what she said"
    for leg in episode.legs:
        if leg.id in asking and leg.is_open:
            yield f"{names[leg.service_id].name} asks you something"
    for leg in _legs_of(episode, only_receipt=only_receipt):
        if words := _of_leg(leg, names[leg.service_id].name, now):
            yield words
    for call in open_calls(episode, only_receipt=only_receipt):
        yield _of_call(call)


def _of_leg(leg: Leg, name: str, now: datetime) -> str:
    if leg.status is LegStatus.REJECTED:
        return f"{name} did not take her: ask another"
    is_late = now > leg.answer_by
    if not leg.is_rung:
        return f"{name} is late: ring, or ask another" if is_late else ""
    if leg.ring_again_at:
        return f"Ring {name} again, {moment(leg.ring_again_at)}"
    return f"Ring {name}: it is late" if is_late else f"Ring {name} by {moment(leg.answer_by)}"


def _of_call(call: RecordedCall) -> str:
    about = AGENCY_LABELS[call.agency_type]
    if call.ring_again_at:
        return f"{about}: ring again, {moment(call.ring_again_at)}"
    if call.outcome is CallOutcome.NOT_TAKEN:
        return f"{about}: they did not take her"
    return f"{about}: {'nobody answered, ring again' if call.outcome else 'to do, and to record'}"
