"""Mail about reviews: to a role's team when its review is due, to coordinators when nobody did it for 30 days.

Neutral words, at most once a week each: a mailbox is read in company.
"""

from datetime import datetime, timedelta

from pathway.accounts.queries import people_who_reach_all
from pathway.core.clock import LONDON
from pathway.core.formats import counted
from pathway.core.permission import Permission
from pathway.extensions import writing
from pathway.leads import queries
from pathway.notifications.operations import enqueue

A_WEEK = timedelta(days=7)
_AT_ONCE = 200


def remind(now: datetime) -> None:
    """Queue a message for each team whose review is due, up to 200 at a time, and tell coordinators of old ones."""
    today = now.astimezone(LONDON).date()
    with writing():
        for role in queries.to_remind(today, today - A_WEEK, _AT_ONCE):
            if role.email is not None:
                role.reminded_on = today
                # A job that runs twice sends once: the reference is the role's and the day's.
                enqueue("review_due", role.email, reference=f"lead-{role.id.hex}-{today:%y%m%d}")
    with writing():
        if overdue := queries.long_overdue(today, today - A_WEEK):
            for role in overdue:
                role.coordinators_told_on = today
            words = counted(len(overdue), "entry", "entries")
            for user in people_who_reach_all(Permission.EDIT_LEADS):
                enqueue("reviews_overdue", user.email, {"how_many": words})
