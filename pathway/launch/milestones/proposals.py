"""A version of the milestone policy takes two people: one writes it, and somebody else publishes it."""

from typing import Any
from uuid import UUID

from pathway.accounts.permissions import Person
from pathway.accounts.proposals import lifecycle
from pathway.accounts.proposals.lifecycle import Details, ProposalKind, register
from pathway.core.permission import Permission
from pathway.launch.milestones import operations
from pathway.launch.milestones.operations import MilestoneError
from pathway.launch.milestones.thresholds import Thresholds, as_details, from_details
from pathway.launch.single_proposal import waiting_one


def _describe(details: Details) -> str:
    return f"Change what is due by when on the 72-hour pathway: {details['why']}"


def _publish(details: Details, by: Any) -> None:
    operations.publish(
        from_details(details["thresholds"]),
        details["why"],
        of_version=details["of_version"],
        written_by=UUID(details["asked_by"]),
        by=by,
    )


PUBLISH = register(ProposalKind("milestones.publishing", Permission.EDIT_MILESTONES, _describe, _publish))


def propose(thresholds: Thresholds, why: str, *, of_version: int, by: Person) -> None:
    """Ask somebody else to publish other thresholds. Raises MilestoneError where that cannot be, or one waits."""
    operations.check(thresholds, of_version=of_version)
    if waiting_one(PUBLISH) is not None:
        raise MilestoneError("Somebody has asked for a change already. It has to be decided or taken back first")
    details = {
        "thresholds": as_details(thresholds),
        "why": why,
        "of_version": of_version,
        "asked_by": str(by.id),
    }
    lifecycle.propose(PUBLISH, details, by)
