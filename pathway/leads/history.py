"""The history of a role: each act is kept with it, and written down in the trail."""

from collections.abc import Sequence

from pathway.accounts.permissions import Person
from pathway.audit import trail
from pathway.core.errors import ChangeRefusedError
from pathway.extensions import db
from pathway.leads.models import LeadChange, LeadRole
from pathway.leads.vocabulary import LeadAct


class LeadError(ChangeRefusedError):
    """A role is not changed; the message says why. `field` is the field of the form that it is about."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def note(role: LeadRole, act: LeadAct, by: Person, lines: Sequence[str] = ()) -> None:
    """Keep that something was done to a role. `lines` say what changed of what is public, never of who holds it."""
    db.session.add(LeadChange(role_id=role.id, act=act, made_by=by.id, lines="\n".join(lines) or None))
    trail.record(f"lead.{act}", f"lead:{role.id}", by, organization_id=role.organization_id)
