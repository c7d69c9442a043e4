"""Letting an organisation answer referrals here takes two: somebody who manages it there, and a coordinator."""

from datetime import date
from typing import Any
from uuid import UUID

from pathway.accounts.permissions import Person
from pathway.accounts.proposals import lifecycle
from pathway.accounts.proposals.lifecycle import Details, ProposalKind, register
from pathway.core.formats import long_date
from pathway.core.permission import Permission
from pathway.episodes.sharing import operations, queries


def _describe(details: Details) -> str:
    holder = queries.holder(UUID(details["holder_id"]))
    who = f"{holder.name} of {holder.organization.name}" if holder else "somebody who is gone"
    signed_on = long_date(date.fromisoformat(details["signed_on"]))
    return f"Let {who} answer referrals here: {details['document']}, signed {signed_on}"


def _record(details: Details, by: Any) -> None:
    operations.record(UUID(details["holder_id"]), details["document"], date.fromisoformat(details["signed_on"]), by)


SWITCH_ON = register(
    ProposalKind("sharing.switch_on", Permission.SWITCH_ON_SHARING, _describe, _record, of_owner_and_coordinator=True)
)


def propose(holder_id: UUID, organization_id: UUID, document: str, signed_on: date, by: Person) -> bool:
    """Ask the other of the two to let an organisation answer here; False where the same waits already."""
    details = {"holder_id": str(holder_id), "document": document, "signed_on": signed_on.isoformat()}
    if lifecycle.waits_already(SWITCH_ON, details):
        return False
    lifecycle.propose(SWITCH_ON, details, by, subject_id=organization_id, organization_id=organization_id)
    return True
