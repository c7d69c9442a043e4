"""Recording that an organisation signed, and taking it back."""

from datetime import date
from uuid import UUID

from pathway.audit import trail
from pathway.core.actor import Actor
from pathway.core.clock import utc_now
from pathway.core.errors import InvalidTransitionError
from pathway.episodes.models import SharingAgreement
from pathway.episodes.sharing import queries
from pathway.extensions import db, insert_into
from pathway.organizations.models import Organization


def record(organization: Organization, document: str, signed_on: date, by: Actor) -> None:
    """Record a signed agreement. Raises InvalidTransitionError where there is one, or can never be one."""
    if queries.may_never_receive(organization):
        raise InvalidTransitionError("An enforcement body never receives a referral, whatever is signed")
    row = {
        "organization_id": organization.id,
        "organization_kind": organization.kind,
        "document": document,
        "signed_on": signed_on,
        "recorded_at": utc_now(),
        "recorded_by": by.id,
    }
    add = insert_into(SharingAgreement).values(**row).on_conflict_do_nothing(index_elements=["organization_id"])
    if db.session.execute(add.returning(SharingAgreement.organization_id)).first() is None:
        raise InvalidTransitionError("An agreement of this organisation was recorded already")
    trail.record("sharing.recorded", f"organization:{organization.id}", by)


def withdraw(organization_id: UUID, by: Actor) -> None:
    """Take an agreement back: what is sent from now on is rung. Raises InvalidTransitionError where there is none."""
    row = queries.agreement(organization_id)
    if row is None:
        raise InvalidTransitionError("There is no agreement of this organisation any more")
    db.session.delete(row)
    trail.record("sharing.withdrawn", f"organization:{organization_id}", by)
