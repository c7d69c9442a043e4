"""Every question about what is kept on one referral."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from pathway.accounts.models import Proposal
from pathway.accounts.vocabulary import ProposalStatus
from pathway.episodes.models import Agreement, Leg, LegEvent, LegQuestion
from pathway.extensions import db

READ_WITHIN = timedelta(days=7)


def agreements_of(episode_id: UUID) -> Sequence[Agreement]:
    """Return her agreements, those taken back too."""
    query = select(Agreement).join(Leg, Leg.id == Agreement.leg_id).where(Leg.episode_id == episode_id)
    return db.session.scalars(query.order_by(Agreement.leg_id)).all()


def events_of(episode_id: UUID) -> Sequence[LegEvent]:
    """Return what happened to its legs, in order."""
    query = select(LegEvent).join(Leg, Leg.id == LegEvent.leg_id).where(Leg.episode_id == episode_id)
    return db.session.scalars(query.order_by(LegEvent.leg_id, LegEvent.number)).all()


def questions_of(episode_id: UUID) -> Sequence[LegQuestion]:
    """Return what agencies asked her worker about her, with the answers."""
    query = select(LegQuestion).join(Leg, Leg.id == LegQuestion.leg_id).where(Leg.episode_id == episode_id)
    return db.session.scalars(query.order_by(LegQuestion.leg_id, LegQuestion.number)).all()


def waiting(episode_id: UUID, acts: Sequence[str], now: datetime) -> Sequence[Proposal]:
    """Return what was asked about a referral and waits for a second person."""
    query = select(Proposal).where(Proposal.subject_id == episode_id, Proposal.act.in_(acts))
    query = query.where(Proposal.status == ProposalStatus.WAITING, Proposal.expires_at > now)
    return db.session.scalars(query.order_by(Proposal.proposed_at, Proposal.id)).all()


def proposal(episode_id: UUID, proposal_id: UUID, acts: Sequence[str]) -> Proposal | None:
    """Return something that was asked about a referral, held until the transaction ends."""
    query = select(Proposal).where(Proposal.id == proposal_id, Proposal.subject_id == episode_id)
    return db.session.scalar(query.where(Proposal.act.in_(acts)).with_for_update())


def access_agreed(episode_id: UUID, act: str, now: datetime) -> Proposal | None:
    """Return the latest access that two people agreed to, while it may still be read."""
    query = select(Proposal).where(Proposal.subject_id == episode_id, Proposal.act == act)
    query = query.where(Proposal.status == ProposalStatus.APPROVED, Proposal.decided_at > now - READ_WITHIN)
    return db.session.scalars(query.order_by(Proposal.decided_at.desc(), Proposal.id).limit(1)).first()
