"""What waits for a second person, where one of its kind may wait at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pathway.accounts import queries as accounts
from pathway.accounts.models import Proposal
from pathway.accounts.permissions import Person
from pathway.accounts.proposals import lifecycle
from pathway.accounts.proposals.lifecycle import Details, ProposalKind

MOST_NAMED = 8
"""People who may decide that a page names."""


@dataclass(frozen=True)
class Waiting:
    """A proposal as somebody sees it. `why_not`: why she may not decide it, None where she may.

    `deciders`: who else may, by name and organisation, the first few; `more`: how many beside them.
    """

    id: UUID
    details: Details
    asked_by: str
    organization: str
    asked_at: datetime
    expires_at: datetime
    is_hers: bool
    why_not: str | None
    deciders: tuple[str, ...]
    more: int


def waiting_one(kind: ProposalKind) -> Proposal | None:
    """Return what waits of a kind; None where nothing does."""
    return next((proposal for proposal in accounts.waiting_proposals() if proposal.act == kind.name), None)


def waiting_for(kind: ProposalKind, person: Person) -> Waiting | None:
    """Return what waits of a kind, as somebody sees it."""
    proposal = waiting_one(kind)
    if proposal is None:
        return None
    others = [user for user in accounts.deciders(kind.permission) if user.id != proposal.proposed_by]
    names = tuple(f"{user.name}, {user.organization.name}" for user in others[:MOST_NAMED])
    return Waiting(
        id=proposal.id,
        details=lifecycle.details_of(proposal),
        asked_by=proposal.proposer.name,
        organization=proposal.proposer.organization.name,
        asked_at=proposal.proposed_at,
        expires_at=proposal.expires_at,
        is_hers=proposal.proposed_by == person.id,
        why_not=lifecycle.why_not(proposal, person),
        deciders=names,
        more=len(others) - len(names),
    )


def proposal_of(kind: ProposalKind, person: Person, proposal_id: UUID) -> Any:
    """Return a proposal of a kind that somebody may take part in, locked; None for any other."""
    proposal = accounts.proposal_for(person, proposal_id)
    return proposal if proposal is not None and proposal.act == kind.name else None
