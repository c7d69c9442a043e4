"""Acts that take two people: one asks, another decides, and only then is anything done.

A feature says with `act` what can be asked for and how it is done; `propose`, `approve` and `refuse` are the same for
all. Nothing of an act happens before it is approved, and its doing is in the transaction of the approval.
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

WAITS = timedelta(days=7)

Details = Mapping[str, Any]


@dataclass(frozen=True)
class Act:
    """Something that takes two people. `told` says all of it in a sentence; `do` does it.

    `about`: whose account it is about, who decides nothing of it. `of_another_organization`: the second person may not
    work where the first does.
    """

    name: str
    permission: Permission
    told: Callable[[Details], str]
    do: Callable[[Details, Person], None]
    about: Callable[[Details], UUID | None] = lambda _details: None
    of_another_organization: bool = False


_ACTS: dict[str, Act] = {}


def act(one: Act) -> Act:
    """Make an act known. Two of one name are a mistake."""
    if _ACTS.setdefault(one.name, one) is not one:
        raise ValueError(f"{one.name} is an act already")
    return one


def propose(one: Act, details: Details, by: Person) -> Proposal:
    """Ask for an act. Nothing of it is done yet."""
    now = utc_now()
    proposal = Proposal(
        act=one.name,
        permission=one.permission,
        details=json.dumps(details),
        proposed_by=by.id,
        proposed_at=now,
        expires_at=now + WAITS,
    )
    db.session.add(proposal)
    db.session.flush()
    trail.record("proposal.made", f"proposal:{proposal.id}", by)
    return proposal


def waits_already(one: Act, details: Details) -> bool:
    """Whether somebody asked for the same act, with the same details, and nobody has decided yet."""
    return any(_details(proposal) == details for proposal in queries.waiting_proposals() if proposal.act == one.name)


def waiting_about(subject_id: UUID, person: Person) -> Sequence[str]:
    """Say in a sentence each what waits about a person or an organisation, of what somebody may take part in."""
    return [
        told(proposal)
        for proposal in queries.waiting_proposals()
        if person.may(proposal.permission) and str(subject_id) in _details(proposal).values()
    ]


def told(proposal: Proposal) -> str:
    """Say in a sentence what is asked for."""
    return _ACTS[proposal.act].told(_details(proposal))


def why_not(proposal: Proposal, person: Person) -> str | None:
    """Say why somebody may not decide; None when she may."""
    one = _ACTS[proposal.act]
    if proposal.status is not ProposalStatus.WAITING:
        return f"This was {proposal.status.value} already"
    if proposal.expires_at <= utc_now():
        return "This waited longer than seven days. Ask for it again"
    if person.grant(one.permission) is not Grant.TWO:
        return "You may not decide this"
    if proposal.proposed_by == person.id:
        return "You asked for this. Somebody else has to decide"
    if one.about(_details(proposal)) == person.id:
        return "This is about your own account. Somebody else has to decide"
    proposer = queries.user(proposal.proposed_by)
    column = column_of(proposer.role, proposer.organization.kind)
    if proposer.status is not UserStatus.ACTIVE or POLICY[one.permission][column] is not Grant.TWO:
        return "Whoever asked for this may not ask for it any more"
    if one.of_another_organization and proposer.organization_id == person.organization_id:
        return "Somebody of another organisation has to decide"
    return None


def approve(proposal: Proposal, by: Person) -> None:
    """Decide for it, and do it. Raises InvalidTransitionError, and whatever doing it raises."""
    _decide(proposal, ProposalStatus.APPROVED, by)
    _ACTS[proposal.act].do(_details(proposal), by)


def refuse(proposal: Proposal, by: Person) -> None:
    """Decide against it. Raises InvalidTransitionError."""
    _decide(proposal, ProposalStatus.REFUSED, by)


def withdraw(proposal: Proposal, by: Person) -> None:
    """Take back what one asked for oneself. Raises InvalidTransitionError."""
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
