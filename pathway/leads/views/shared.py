"""What the pages of those who look after leads have in common."""

from typing import Any
from uuid import UUID

from pathway.accounts.guard import current_person
from pathway.leads import queries
from pathway.leads.history import LeadError
from pathway.leads.models import LeadRole
from pathway.web.missing import or_404


def role_or_404(role_id: UUID, *, hold: bool = False) -> LeadRole:
    """Return a role she looks after; a 404 page for any other."""
    return or_404(queries.role_for(current_person(), role_id, hold=hold))


def say(form: Any, error: LeadError) -> None:
    """Put what is wrong beside its field; beside the first where it is about none."""
    field = form[error.field] if error.field in form else next(iter(form))
    field.errors = [str(error)]
