"""Ends that take two: who manages a listing asks for it, and somebody else of hers or the coordinator decides."""

from typing import Any
from uuid import UUID

from pathway.accounts.models import Proposal
from pathway.accounts.permissions import Grant, Person
from pathway.accounts.proposals import lifecycle
from pathway.accounts.proposals.lifecycle import Details, ProposalKind, register
from pathway.core.permission import Permission
from pathway.directory.editing import operations
from pathway.directory.editing.change_words import only_here
from pathway.directory.editing.lifecycle import endings, joins
from pathway.directory.editing.operations import EditError

GONE = "End a listing, which has become confidential since"


def _id(details: Details, name: str) -> UUID | None:
    return UUID(details[name]) if details.get(name) else None


def _needed(details: Details, name: str) -> UUID:
    """Return an id. Raises EditError where what was proposed is kept no more."""
    id_ = _id(details, name)
    if id_ is None:
        raise EditError("This listing has become confidential since. Propose it again")
    return id_


def _describe_end(details: Details) -> str:
    if not details:
        return GONE
    instead = f", and name {details['instead']} instead" if details["instead"] else ""
    return f"{details['name']}: keep it no longer{instead}"


def _refuse_if_given_away(details: Details) -> UUID:
    """Return which listing it is. Raises EditError where it is another organisation's by now."""
    service_id = _needed(details, "service_id")
    if str(operations.locked(service_id).service.organization.id) != details["owner"]:
        raise EditError("This listing is another organisation's by now. Its people have to propose it")
    return service_id


def _end(details: Details, by: Any) -> None:
    endings.end(_refuse_if_given_away(details), _id(details, "instead_id"), details["words"], by)


ENDING = register(
    ProposalKind("listing.ending", Permission.END_LISTING, _describe_end, _end, asks=Permission.END_LISTING)
)


def _describe_join(details: Details) -> str:
    return f"{details['name']}: join it to {details['kept']}" if details else GONE


def _join(details: Details, by: Any) -> None:
    joins.merge(_refuse_if_given_away(details), _needed(details, "kept_id"), by)


JOIN = register(
    ProposalKind("listing.join", Permission.END_LISTING, _describe_join, _join, asks=Permission.END_LISTING)
)


def ends_alone(person: Person) -> bool:
    """Whether somebody ends a listing without a second person."""
    return person.grant(Permission.END_LISTING) is Grant.YES


def propose_end(service_id: UUID, instead_id: UUID | None, words: str | None, by: Person) -> Proposal:
    """Ask that a listing be kept no longer. Raises EditError for what could not be done now."""
    service = operations.locked(service_id).service
    endings.check(service, instead_id, words)
    instead = operations.present(instead_id).service.name if instead_id else None
    return _propose(
        ENDING,
        {
            "service_id": str(service_id),
            "name": service.name,
            "instead_id": str(instead_id) if instead_id else None,
            "instead": instead,
            "words": words,
            "owner": str(service.organization.id),
        },
        service.organization.id,
        by,
    )


def propose_join(gone_id: UUID, kept_id: UUID, by: Person) -> Proposal:
    """Ask that a listing end as the same service as another. Raises EditError for what could not be done now."""
    gone, kept = joins.check(gone_id, kept_id)
    return _propose(
        JOIN,
        {
            "service_id": str(gone_id),
            "name": gone.name,
            "kept_id": str(kept_id),
            "kept": kept.name,
            "owner": str(gone.organization.id),
        },
        gone.organization.id,
        by,
    )


def _propose(kind: ProposalKind, details: Details, owner: UUID, by: Person) -> Proposal:
    """Ask for it, unless the same waits already. Raises EditError where another end of the listing waits."""
    service_id = UUID(details["service_id"])
    for waiting in filter(None, (lifecycle.waiting_for(service_id, one) for one in (ENDING, JOIN))):
        if waiting.act == kind.name and lifecycle.details_of(waiting) == details:
            return waiting
        raise EditError(f"This waits already: {lifecycle.describe(waiting)}. It has to be decided or taken back first")
    return lifecycle.propose(kind, details, by, subject_id=service_id, organization_id=owner)


def is_ending(proposal: Proposal) -> bool:
    """Whether a proposal is about the end of a listing."""
    return proposal.act in {ENDING.name, JOIN.name}


def waiting_end(service_id: UUID) -> list[tuple[str, str]]:
    """Return what waits to be decided about the end of a listing: (in a sentence, where)."""
    return [
        (lifecycle.describe(proposal), f"/manage/services/proposals/{proposal.id}")
        for proposal in (lifecycle.waiting_for(service_id, kind) for kind in (ENDING, JOIN))
        if proposal is not None
    ]


def consequences(proposal: Proposal) -> list[str]:
    """Return in a sentence each what would come of it."""
    details = lifecycle.details_of(proposal)
    if not details:
        return []
    if proposal.act == JOIN.name:
        gone, kept = (operations.present(UUID(details[name])).service for name in ("service_id", "kept_id"))
        return [f"Its addresses lead to {kept.name}, which stays as it is.", *only_here(gone, kept)]
    lines = ["Nobody is sent there any more, and its address says that it has ended."]
    if details["instead"]:
        lines.append(f"Its address names this instead: {details['instead']}.")
    if details["words"]:
        lines.append(f"Its address says: {details['words']}")
    return lines
