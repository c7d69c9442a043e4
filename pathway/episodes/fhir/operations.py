"""Exporting referrals: up to fifty by one person with a factor just shown, more by two."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from pathway.accounts.models import Proposal
from pathway.accounts.permissions import Person
from pathway.accounts.proposals import lifecycle
from pathway.accounts.proposals.lifecycle import Details, ProposalKind, register
from pathway.accounts.vocabulary import ProposalStatus
from pathway.audit import trail
from pathway.core.actor import Actor
from pathway.core.clock import LONDON
from pathway.core.formats import long_date
from pathway.core.permission import Permission
from pathway.episodes.fhir.resources import bundle
from pathway.episodes.models import Episode
from pathway.extensions import db

ALONE = 50
"""Rows (episodes and legs) that one person may export by herself."""
LASTS = timedelta(hours=24)
"""How long an approval counts."""


def _describe(details: Details) -> str:
    begins, ends = date.fromisoformat(details["from"]), date.fromisoformat(details["to"])
    return f"Export referrals of {long_date(begins)} to {long_date(ends)}, without names or answers, as FHIR"


def _nothing_to_change(_details: Details, _by: Any) -> None:
    """What is approved is done by whoever asked, within a day."""


EXPORT = register(
    ProposalKind(
        "referrals.export",
        # Decided by whoever reads every referral's course, and asked for by whoever may export: two coordinators.
        Permission.READ_BOARD,
        _describe,
        _nothing_to_change,
        asks=Permission.EXPORT_REFERRALS,
    )
)


def rows_between(begins: date, ends: date) -> int:
    """Count the episodes sent on these London days, both included, with their legs."""
    episodes = _between(begins, ends)
    number = db.session.scalar(select(func.count()).select_from(episodes.subquery())) or 0
    legs = select(func.count()).select_from(Episode).join(Episode.legs).where(*_conditions(begins, ends))
    return number + (db.session.scalar(legs) or 0)


def export(begins: date, ends: date, origin: str, now: datetime, by: Actor | None) -> dict[str, Any]:
    """Return the Bundle of the referrals of these days, and write down that it was made."""
    query = _between(begins, ends).options(selectinload(Episode.legs)).order_by(Episode.received_at, Episode.id)
    made = bundle(db.session.scalars(query), origin, now)
    trail.record("referrals.exported", f"days:{begins.isoformat()}/{ends.isoformat()}", by)
    return made


def ask(begins: date, ends: date, by: Person) -> None:
    """Ask a second person, once for the same days."""
    details = {"from": begins.isoformat(), "to": ends.isoformat()}
    if not lifecycle.waits_already(EXPORT, details):
        lifecycle.propose(EXPORT, details, by)


def waiting() -> list[Proposal]:
    """Return what waits for a second person, the oldest first."""
    query = select(Proposal).where(Proposal.act == EXPORT.name, Proposal.status == ProposalStatus.WAITING)
    return list(db.session.scalars(query.order_by(Proposal.proposed_at, Proposal.id)))


def waiting_one(proposal_id: UUID) -> Proposal | None:
    """Return one that waits, locked until the transaction ends."""
    query = select(Proposal).where(Proposal.id == proposal_id, Proposal.act == EXPORT.name)
    return db.session.scalar(query.with_for_update())


def is_agreed(begins: date, ends: date, by: Person, now: datetime) -> bool:
    """Whether a second person agreed to these days for this person in the last day."""
    query = select(Proposal).where(
        Proposal.act == EXPORT.name,
        Proposal.proposed_by == by.id,
        Proposal.status == ProposalStatus.APPROVED,
        Proposal.decided_at > now - LASTS,
    )
    details = {"from": begins.isoformat(), "to": ends.isoformat()}
    return any(lifecycle.details_of(proposal) == details for proposal in db.session.scalars(query))


def _conditions(begins: date, ends: date) -> tuple[Any, Any]:
    start = datetime.combine(begins, datetime.min.time(), LONDON)
    end = datetime.combine(ends + timedelta(days=1), datetime.min.time(), LONDON)
    return Episode.received_at >= start, Episode.received_at < end


def _between(begins: date, ends: date) -> Any:
    return select(Episode).where(*_conditions(begins, ends))
