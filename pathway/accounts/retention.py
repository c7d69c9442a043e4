"""Deleting old rows of accounts."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update

from pathway.accounts.models import DeviceSession, Enrolment, Proposal, SignInCode, UsedToken
from pathway.accounts.vocabulary import EndReason, ProposalStatus
from pathway.audit import trail
from pathway.extensions import db, writing

SESSIONS_KEPT = timedelta(days=30)
LINKS_KEPT = timedelta(days=30)
PROPOSALS_KEPT = timedelta(days=365)


def forget_old(now: datetime) -> None:
    """End sessions that ran out, and delete rows that serve nothing any more. The audit trail stays."""
    with writing():
        db.session.execute(
            update(DeviceSession)
            .where(DeviceSession.ended_at.is_(None), DeviceSession.expires_at <= now)
            .values(ended_at=now, ended_because=EndReason.EXPIRED)
        )
        expired = db.session.scalars(
            update(Proposal)
            .where(Proposal.status == ProposalStatus.WAITING, Proposal.expires_at <= now)
            .values(status=ProposalStatus.EXPIRED, decided_at=now)
            .returning(Proposal.id)
        )
        for proposal_id in expired.all():
            trail.record("proposal.expired", f"proposal:{proposal_id}", None)
        db.session.execute(delete(DeviceSession).where(DeviceSession.ended_at < now - SESSIONS_KEPT))
        db.session.execute(delete(SignInCode).where(SignInCode.expires_at < now - timedelta(days=1)))
        db.session.execute(delete(Enrolment).where(Enrolment.expires_at < now - LINKS_KEPT))
        db.session.execute(delete(UsedToken).where(UsedToken.expires_at < now))
        db.session.execute(delete(Proposal).where(Proposal.decided_at < now - PROPOSALS_KEPT))
