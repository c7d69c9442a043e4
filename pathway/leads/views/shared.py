"""What the pages of those who look after leads have in common."""

from typing import Any
from uuid import UUID

from flask import request

from pathway.accounts.guard import current_person
from pathway.leads import queries
from pathway.leads.history import LeadError
from pathway.leads.models import LeadRole
from pathway.leads.vocabulary import LeadAct
from pathway.web.missing import or_404


def role_or_404(role_id: UUID, *, hold: bool = False) -> LeadRole:
    """Return a role she looks after; a 404 page for any other."""
    return or_404(queries.role_for(current_person(), role_id, hold=hold))


def say(form: Any, error: LeadError) -> None:
    """Put what is wrong beside its field; beside the first where it is about none."""
    field = form[error.field] if error.field in form else next(iter(form))
    field.errors = [str(error)]


MEANWHILE = (
    "Somebody else changed this since you opened the page. What you typed is still here: compare it with the role's "
    "own page, and save again to replace what is there now"
)


def changed_meanwhile(role: LeadRole, act: LeadAct) -> bool:
    """Whether somebody did this to the role since the page of the present form was opened."""
    return opened_at(role, act) != queries.times_done(role.id, act)


def opened_at(role: LeadRole, act: LeadAct) -> int:
    """Return how often this had been done to the role when the page was opened that now comes back, or opens."""
    typed = request.form.get("opened_at", type=int)
    return queries.times_done(role.id, act) if typed is None else typed
