"""Proposals: one person asks, another decides, and only then is anything changed.

A feature registers its kinds of proposal; `propose`, `approve` and `refuse` are the same for all. The change is made
in the transaction of the approval.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from pathway.accounts import queries
from pathway.accounts.models import Proposal
from pathway.accounts.permissions import POLICY, Grant, Person, column_of
from pathway.accounts.vocabulary import ProposalStatus, UserStatus
from pathway.audit import trail
from pathway.core.clock import utc_now
from pathway.core.errors import InvalidTransitionError
from pathway.core.permission import Permission
from pathway.extensions import db
from pathway.notifications.operations import enqueue

WAITS = timedelta(days=7)

Details = Mapping[str, Any]


@dataclass(frozen=True)
class ProposalKind:
    """A kind of change that takes two people. `describe` puts it in a sentence; `apply` makes it.

    `about`: whose account it is about; she may not decide it herself. `of_another_organization`: the second person may
    not work where the first does.
    """

    name: str
    permission: Permission
    describe: Callable[[Details], str]
    apply: Callable[[Details, Person], None]
    about: Callable[[Details], UUID | None] = lambda _details: None
    of_another_organization: bool = False


_KINDS: dict[str, ProposalKind] = {}


def register(kind: ProposalKind) -> ProposalKind:
    """Register a kind of proposal. Raises ValueError when its name is taken."""
    if _KINDS.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"{kind.name} is an act already")
    return kind


def propose(kind: ProposalKind, details: Details, by: Person) -> Proposal:
    """Ask for a change, and tell everybody who may decide by mail. Nothing is changed yet."""
    now = utc_now()
    proposal = Proposal(
        act=kind.name,
        permission=kind.permission,
        details=json.dumps(details),
        proposed_by=by.id,
        proposed_at=now,
        expires_at=now + WAITS,
    )
    db.session.add(proposal)
    db.session.flush()
    trail.record("proposal.made", f"proposal:{proposal.id}", by)
    may_not = {by.id, kind.about(details)}
    for user in queries.deciders(kind.permission):
        is_colleague = user.organization_id == by.organization_id
        if user.id not in may_not and not (kind.of_another_organization and is_colleague):
            # It names nothing and nobody: a mailbox is read in company.
            enqueue("to_decide", user.email, expires_at=proposal.expires_at)
    return proposal


def waits_already(kind: ProposalKind, details: Details) -> bool:
    """Whether a proposal of this kind, with the same details, is pending already."""
    return any(_details(proposal) == details for proposal in queries.waiting_proposals() if proposal.act == kind.name)


def waiting_about(subject_id: UUID, person: Person) -> Sequence[str]:
    """Describe each pending proposal about this person or organisation that the reader may take part in."""
    return [
        describe(proposal)
        for proposal in queries.waiting_proposals()
        if person.may(proposal.permission) and str(subject_id) in _details(proposal).values()
    ]


def describe(proposal: Proposal) -> str:
    """Describe a proposal in a sentence."""
    return _KINDS[proposal.act].describe(_details(proposal))


def why_not(proposal: Proposal, person: Person) -> str | None:
    """Say why somebody may not decide; None when she may."""
    kind = _KINDS[proposal.act]
    if proposal.status is not ProposalStatus.WAITING:
        return f"This was {proposal.status.value} already"
    if proposal.expires_at <= utc_now():
        return "This waited longer than seven days. Ask for it again"
    if person.grant(kind.permission) is not Grant.TWO:
        return "You may not decide this"
    if proposal.proposed_by == person.id:
        return "You asked for this. Somebody else has to decide"
    if kind.about(_details(proposal)) == person.id:
        return "This is about your own account. Somebody else has to decide"
    proposer = queries.user(proposal.proposed_by)
    column = column_of(proposer.role, proposer.organization.kind)
    if proposer.status is not UserStatus.ACTIVE or POLICY[kind.permission][column] is not Grant.TWO:
        return "Whoever asked for this may not ask for it any more"
    if kind.of_another_organization and proposer.organization_id == person.organization_id:
        return "Somebody of another organisation has to decide"
    return None


def approve(proposal: Proposal, by: Person) -> None:
    """Decide for it, and apply it. Raises ChangeRefusedError."""
    _decide(proposal, ProposalStatus.APPROVED, by)
    _KINDS[proposal.act].apply(_details(proposal), by)


def refuse(proposal: Proposal, by: Person) -> None:
    """Decide against it. Raises InvalidTransitionError."""
    _decide(proposal, ProposalStatus.REFUSED, by)


def withdraw(proposal: Proposal, by: Person) -> None:
    """Take back one's own proposal. Raises InvalidTransitionError."""
    if proposal.status is not ProposalStatus.WAITING or proposal.proposed_by != by.id:
        raise InvalidTransitionError("Only who asked can take this back, while it waits")
    proposal.status = ProposalStatus.WITHDRAWN
    proposal.decided_at = utc_now()
    trail.record("proposal.withdrawn", f"proposal:{proposal.id}", by)


def _details(proposal: Proposal) -> Details:
    details: Details = json.loads(proposal.details or "{}")
    return details


def _decide(proposal: Proposal, status: ProposalStatus, by: Person) -> None:
    if problem := why_not(proposal, by):
        raise InvalidTransitionError(problem)
    proposal.status = status
    proposal.decided_by = by.id
    proposal.decided_at = utc_now()
    db.session.flush()
    trail.record(f"proposal.{status.value}", f"proposal:{proposal.id}", by)
