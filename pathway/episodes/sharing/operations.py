"""Recording that an organisation signed and who answers there, and taking it back."""

from datetime import date
from uuid import UUID

from pathway.audit import trail
from pathway.core.actor import Actor
from pathway.core.clock import utc_now
from pathway.core.errors import InvalidTransitionError
from pathway.episodes.models import SharingAgreement
from pathway.episodes.sharing import queries
from pathway.extensions import db, insert_into


def record(holder_id: UUID, document: str, signed_on: date, by: Actor) -> None:
    """Record a signed agreement and who answers for it; an earlier one of the same organisation is replaced.

    Raises InvalidTransitionError where this person can answer nothing there, or the organisation may never receive.
    """
    holder = queries.holder(holder_id)
    if holder is None or not queries.can_hold(holder):
        raise InvalidTransitionError("This person cannot answer referrals there any more. Propose somebody else")
    if queries.may_never_receive(holder.organization):
        raise InvalidTransitionError("An enforcement body never receives a referral, whatever is signed")
    values = {
        "organization_kind": holder.organization.kind,
        "holder_id": holder.id,
        "document": document,
        "signed_on": signed_on,
        "recorded_at": utc_now(),
        "recorded_by": by.id,
    }
    add = insert_into(SharingAgreement).values(organization_id=holder.organization_id, **values)
    db.session.execute(add.on_conflict_do_update(index_elements=["organization_id"], set_=values))
    trail.record("sharing.recorded", f"organization:{holder.organization_id}", by)


def withdraw(organization_id: UUID, by: Actor) -> None:
    """Take an agreement back: what is sent from now on is rung. Raises InvalidTransitionError where there is none."""
    row = queries.agreement(organization_id)
    if row is None:
        raise InvalidTransitionError("There is no agreement of this organisation any more")
    db.session.delete(row)
    trail.record("sharing.withdrawn", f"organization:{organization_id}", by)
