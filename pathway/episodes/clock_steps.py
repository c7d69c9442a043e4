"""What happens to a referral and its legs, as the 72-hour clock hears of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select

from pathway.core.actor import Actor
from pathway.directory.vocabulary import AgencyType
from pathway.episodes.agency_mailbox import AgencyMailbox
from pathway.episodes.models import Episode, Leg
from pathway.episodes.vocabulary import LegEventKind, LegStatus, ReasonCode
from pathway.extensions import db
from pathway.leads import queries as leads
from pathway.leads.vocabulary import ClockDuty
from pathway.referral import queries as referral
from pathway.referral.routing import Result
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Pathway, State, YesNo
from pathway.turnaround import operations as clock
from pathway.turnaround.vocabulary import ClockEnd

_ENDS_AS = {ReasonCode.AGREEMENT_WITHDRAWN: ClockEnd.SHE_STOPPED, ReasonCode.NOT_REACHED: ClockEnd.NOT_REACHED}
"""How a clock ends with the last open leg; by any other reason it is for a coordinator to close."""


def start(episode: Episode, legs: list[Leg], result: Result, answers: Answers, by: Actor, now: datetime) -> None:
    """Start the clock of a referral that was sent this moment, where she is on the 72-hour pathway: see ADR 39."""
    desk = next((leg for leg in legs if leg.agency_type is AgencyType.PATHWAY_COORDINATOR), None)
    if desk is None or dict(result.pathways).get(Pathway.PATHWAY_72H) is not State.LIVE:
        return
    if not referral.pathway_is_running():
        return
    started = clock.start(
        episode.id,
        desk.id,
        now,
        nowhere_tonight=answers.safe_place_tonight is YesNo.NO,
        opens_at=leads.next_staffed(ClockDuty.DUTY_COORDINATOR, now),
        by=by,
        is_demo=episode.is_demo,
    )
    desk.answer_by = clock.desk_answers_by(started)


def leg_was_sent(leg: Leg, by: Actor) -> None:
    """Tell the clock of a leg that was added to a referral sent before."""
    if leg.agency_type is AgencyType.PATHWAY_COORDINATOR:
        clock.desk_asked_again(leg.episode_id, leg.id, by)


def leg_changed(leg: Leg, kind: LegEventKind, at: datetime, by: Actor | None) -> None:
    """Tell the clock what happened to a leg. `at`: when it was."""
    who = None if isinstance(by, AgencyMailbox) else by
    if kind is LegEventKind.ACKNOWLEDGED:
        clock.leg_acknowledged(leg.episode_id, leg.id, at, who)
    elif kind is LegEventKind.ACCEPTED:
        clock.leg_accepted(leg.episode_id, leg.id, at, who)
    elif kind is LegEventKind.CONTACT_MADE:
        clock.contact_made(leg.episode_id, at, who)
    elif leg.status.is_final:
        _ended(leg, who)


def _ended(leg: Leg, by: Actor | None) -> None:
    is_desk = leg.agency_type is AgencyType.PATHWAY_COORDINATOR
    if is_desk and leg.status is LegStatus.ENTERED_IN_ERROR and leg.accepted_at is None:
        clock.end_of(leg.episode_id, ClockEnd.ENTERED_IN_ERROR, by)
        return
    how = _ENDS_AS.get(leg.reason) if leg.reason else None
    is_hers = is_desk and how is ClockEnd.SHE_STOPPED
    clock.leg_ended(leg.episode_id, leg.id, by)  # first: should the clock run again, nobody leads
    if how is not None and (is_hers or not _has_open_leg(leg.episode_id, leg.id)):
        clock.end_of(leg.episode_id, how, by)


def _has_open_leg(episode_id: UUID, but: UUID) -> bool:
    is_open = exists().where(Leg.episode_id == episode_id, Leg.id != but, Leg.ended_at.is_(None))
    return bool(db.session.scalar(select(is_open)))
