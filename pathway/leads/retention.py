"""Forgetting former holders: their mailbox and number once they have left, their names after 24 months."""

from datetime import datetime

from pathway.core.clock import LONDON
from pathway.extensions import writing
from pathway.leads.models import LeadHolder
from pathway.leads.queries import former_holders
from pathway.leads.tenure import forgets_names_until

_AT_ONCE = 500


def forget_former_holders(now: datetime) -> None:
    """Forget what is not to be kept, up to 500 people at a time."""
    today = now.astimezone(LONDON).date()
    has_contact = LeadHolder.email_sealed.is_not(None) | LeadHolder.phone_sealed.is_not(None)
    with writing():
        for holder in former_holders((LeadHolder.until_on < today) & has_contact, _AT_ONCE):
            holder.forget_contact()
        gone = LeadHolder.until_on <= forgets_names_until(today)
        for holder in former_holders(gone & LeadHolder.name_sealed.is_not(None), _AT_ONCE):
            holder.name = None
