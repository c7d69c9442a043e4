"""What of referrals waits for somebody: for the page of work."""

from datetime import date, datetime

from sqlalchemy import ColumnElement

from pathway.accounts.permissions import Person
from pathway.core.clock import LONDON
from pathway.core.permission import Permission
from pathway.episodes.disclosure import queries as disclosure
from pathway.episodes.disclosure.grounds import DecisionStatus
from pathway.episodes.retention import queries as retention


def counting(person: Person, today: date, now: ColumnElement[datetime]) -> ColumnElement[int] | None:
    """Return an expression that counts the same; None for whom nothing of it can wait."""
    parts = []
    if person.may(Permission.AUTHORISE_DISCLOSURE):
        parts.append(disclosure.waiting_counting(person, now).scalar_subquery())
    if person.may(Permission.LEGAL_HOLD):
        parts.append(retention.review_counting(today).scalar_subquery())
    return sum(parts[1:], parts[0]) if parts else None


def to_do(person: Person, now: datetime) -> list[tuple[str, str]]:
    """Return (what waits, its page)."""
    waiting = [
        (f"{_WHAT[one.status]}: {one.episode.reference}", f"/referrals/sharing/{one.id}")
        for one in disclosure.waiting_for(person, now)
    ]
    if person.may(Permission.LEGAL_HOLD):
        held = retention.holds_to_review(now.astimezone(LONDON).date())
        waiting += [(f"A legal hold to look at again: {one}", f"/referrals/{one}/hold") for one in held]
    return waiting


_WHAT = {
    DecisionStatus.ASKED: "Sharing without her agreement, to decide",
    DecisionStatus.DONE: "Shared by telephone without her agreement, to review",
}
