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
from pathway.accounts.models import Proposal, User
from pathway.accounts.permissions import POLICY, Grant, Person, column_of
from pathway.accounts.vocabulary import ProposalStatus, UserStatus
from pathway.audit import trail
from pathway.core.actor import Actor
from pathway.core.clock import utc_now
from pathway.core.errors import InvalidTransitionError
from pathway.core.permission import Permission
from pathway.extensions import db
from pathway.notifications.operations import enqueue

WAITS = timedelta(days=7)

REMEMBERED = timedelta(days=30)
"""How long somebody is reminded, where she could ask again, of what she asked for."""

MAY_NOT_ASK_ANY_MORE = "Whoever asked for this may not ask for it any more"

Details = Mapping[str, Any]


@dataclass(frozen=True)
class ProposalKind:
    """A kind of change that takes two people. `describe` puts it in a sentence; `apply` makes it.

    `about`: whose account it is about; she may not decide it herself. `of_another_organization`: the second person may
    not work where the first does. `asks`: what the first person must be allowed to do, where that is another permission
    than the second person's. `rests`: how long an approved change waits before it is made.
    `of_owner_and_coordinator`: one of the two manages the organisation that it is about, the other may for all of them.
    """

    name: str
    permission: Permission
    describe: Callable[[Details], str]
    apply: Callable[[Details, Any], None]
    about: Callable[[Details], UUID | None] = lambda _details: None
    of_another_organization: bool = False
    asks: Permission | None = None
    rests: timedelta = timedelta(0)
    of_owner_and_coordinator: bool = False

    @property
    def takes_equals(self) -> bool:
        """Whether both people need the same permission, which then is one that takes two."""
        return self.asks is None


_KINDS: dict[str, ProposalKind] = {}


def register(kind: ProposalKind) -> ProposalKind:
    """Register a kind of proposal. Raises ValueError when its name is taken."""
    if _KINDS.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"{kind.name} is an act already")
    return kind


def propose(
    kind: ProposalKind,
    details: Details,
    by: Person,
    *,
    subject_id: UUID | None = None,
    organization_id: UUID | None = None,
) -> Proposal:
    """Ask for a change, and tell everybody who may decide by mail. Nothing is changed yet.

    With an `organization_id`, only those of its people who may decide are told and shown it, and those who reach all;
    where there is none of them, everybody who may.
    """
    now = utc_now()
    deciders = _deciders(kind, details, by, organization_id)
    if kind.of_owner_and_coordinator and not deciders:
        raise InvalidTransitionError("Nobody manages that organisation here. An administrator can invite somebody")
    near = [user for user in deciders if user.organization_id == organization_id or _reaches_all(user)]
    proposal = Proposal(
        act=kind.name,
        permission=kind.permission,
        details=json.dumps(details),
        proposed_by=by.id,
        proposed_at=now,
        expires_at=now + WAITS,
        subject_id=subject_id,
        organization_id=organization_id if near else None,
    )
    db.session.add(proposal)
    db.session.flush()
    trail.record("proposal.made", f"proposal:{proposal.id}", by)
    own = [user for user in near if user.organization_id == organization_id]
    # What one person decides is for the owner's own people first; what takes two, for all who could be the second.
    for user in (own if kind.asks else []) or near or deciders:
        # It names nothing and nobody: a mailbox is read in company.
        enqueue("to_decide", user.email, expires_at=proposal.expires_at)
    return proposal


def _deciders(kind: ProposalKind, details: Details, by: Person, organization_id: UUID | None) -> list[User]:
    may_not = {by.id, kind.about(details)}
    deciders = [user for user in queries.deciders(kind.permission) if user.id not in may_not]
    if kind.of_another_organization:
        return [user for user in deciders if user.organization_id != by.organization_id]
    if not kind.of_owner_and_coordinator:
        return deciders
    if by.grant(kind.permission) is Grant.ORGANIZATION:
        return [user for user in deciders if _grant_of(user, kind) is Grant.TWO]
    managers = [user for user in deciders if _grant_of(user, kind) is Grant.ORGANIZATION]
    return [user for user in managers if user.organization_id == organization_id]


def _grant_of(user: User, kind: ProposalKind) -> Grant:
    return POLICY[kind.permission][user.role.value]


def _reaches_all(user: User) -> bool:
    return POLICY[Permission.PUBLISH_LISTING][user.role.value] is Grant.YES


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


def waiting_for(subject_id: UUID, kind: ProposalKind) -> Proposal | None:
    """Return the pending proposal of a kind about something, or the approved one that has not taken effect yet."""
    return queries.open_proposal(subject_id, kind.name)


def asked_about(subject_id: UUID, person: Person) -> list[tuple[Proposal, str]]:
    """Return what somebody asked for about something, still open or of the last 30 days: each with its sentence."""
    proposals = queries.proposals_about(subject_id, person.id, utc_now() - REMEMBERED)
    return [(proposal, describe(proposal)) for proposal in proposals]


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
    if not _may_decide(kind, proposal, person):
        return "You may not decide this"
    if proposal.proposed_by == person.id:
        return "You asked for this. Somebody else has to decide"
    if kind.about(_details(proposal)) == person.id:
        return "This is about your own account. Somebody else has to decide"
    proposer = queries.user(proposal.proposed_by)
    column = column_of(proposer.role, proposer.organization.kind)
    asked_with = POLICY[kind.asks or kind.permission][column]
    if proposer.status is not UserStatus.ACTIVE or not _may_ask(kind, asked_with):
        return MAY_NOT_ASK_ANY_MORE
    if kind.of_another_organization and proposer.organization_id == person.organization_id:
        return "Somebody of another organisation has to decide"
    if kind.of_owner_and_coordinator:
        is_of_owner = asked_with is Grant.ORGANIZATION and proposer.organization_id == proposal.organization_id
        return _why_no_pair(asked_with, person.grant(kind.permission), is_of_owner=is_of_owner)
    return None


def _why_no_pair(asked_with: Grant, decides_with: Grant, *, is_of_owner: bool) -> str | None:
    """Say why who asked and who decides are not the owner's manager and a coordinator; None where they are."""
    if asked_with is Grant.TWO:
        return "Somebody who manages that organisation has to decide" if decides_with is Grant.TWO else None
    if not is_of_owner:  # she asked as a coordinator, and manages another organisation by now
        return MAY_NOT_ASK_ANY_MORE
    return None if decides_with is Grant.TWO else "A coordinator has to decide"


def approve(proposal: Proposal, by: Person, reason: str | None = None, *, at_once: bool = False) -> None:
    """Decide for it, and apply it; later where its kind rests, unless `at_once`. Raises ChangeRefusedError."""
    kind = _KINDS[proposal.act]
    _decide(proposal, ProposalStatus.APPROVED, by, reason)
    if kind.rests and not at_once:
        proposal.takes_effect_at = utc_now() + kind.rests
    else:
        apply(proposal, by)


def apply(proposal: Proposal, by: Actor) -> None:
    """Make the change of an approved proposal. Raises ChangeRefusedError."""
    proposal.applied_at = utc_now()
    _KINDS[proposal.act].apply(_details(proposal), by)


def refuse(proposal: Proposal, by: Person, reason: str | None = None) -> None:
    """Decide against it. Raises InvalidTransitionError."""
    _decide(proposal, ProposalStatus.REFUSED, by, reason)


def stop(proposal: Proposal, by: Person, reason: str) -> None:
    """Stop an approved change that has not taken effect yet. Raises InvalidTransitionError."""
    if not is_resting(proposal):
        raise InvalidTransitionError("This is done already, or was never approved")
    proposal.status = ProposalStatus.REFUSED
    proposal.reason = reason
    if proposal.proposed_by != by.id:
        proposal.decided_by = by.id
    proposal.decided_at = utc_now()
    proposal.takes_effect_at = None
    trail.record("proposal.stopped", f"proposal:{proposal.id}", by)


def is_resting(proposal: Proposal) -> bool:
    """Whether a proposal is approved and has not taken effect yet."""
    is_approved = proposal.status is ProposalStatus.APPROVED
    return is_approved and proposal.takes_effect_at is not None and proposal.applied_at is None


def withdraw(proposal: Proposal, by: Person) -> None:
    """Take back one's own proposal. Raises InvalidTransitionError."""
    if proposal.status is not ProposalStatus.WAITING or proposal.proposed_by != by.id:
        raise InvalidTransitionError("Only who asked can take this back, while it waits")
    proposal.status = ProposalStatus.WITHDRAWN
    proposal.decided_at = utc_now()
    trail.record("proposal.withdrawn", f"proposal:{proposal.id}", by)


def details_of(proposal: Proposal) -> Details:
    """Return what a proposal's kind kept of it."""
    return _details(proposal)


def _may_ask(kind: ProposalKind, grant: Grant) -> bool:
    if kind.of_owner_and_coordinator:
        return grant in {Grant.ORGANIZATION, Grant.TWO}
    return grant is Grant.TWO if kind.takes_equals else grant is not Grant.NO


def _may_decide(kind: ProposalKind, proposal: Proposal, person: Person) -> bool:
    grant = person.grant(kind.permission)
    is_own = person.organization_id == proposal.organization_id
    if kind.of_owner_and_coordinator:
        return grant is Grant.TWO or (grant is Grant.ORGANIZATION and is_own)
    if kind.takes_equals:
        return grant is Grant.TWO
    return grant is Grant.YES or (grant in {Grant.ORGANIZATION, Grant.TWO} and is_own)


def _details(proposal: Proposal) -> Details:
    details: Details = json.loads(proposal.details or "{}")
    return details


def _decide(proposal: Proposal, status: ProposalStatus, by: Person, reason: str | None) -> None:
    if problem := why_not(proposal, by):
        raise InvalidTransitionError(problem)
    proposal.status = status
    proposal.reason = reason
    proposal.decided_by = by.id
    proposal.decided_at = utc_now()
    db.session.flush()
    trail.record(f"proposal.{status.value}", f"proposal:{proposal.id}", by)
