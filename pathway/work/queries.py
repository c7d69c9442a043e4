"""How much waits for somebody, in one query: every page of hers shows it in the menu."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, literal, select

from pathway.accounts import queries as accounts
from pathway.accounts.permissions import Grant, Person
from pathway.core.clock import utc_now
from pathway.core.database import UTCDateTime
from pathway.core.permission import Permission
from pathway.directory.editing import queries as editing
from pathway.directory.search.index import snapshot
from pathway.directory.spot_checks import queries as spot_checks
from pathway.episodes import referrer_tasks, to_do
from pathway.episodes.inbox import queries as inbox
from pathway.extensions import db
from pathway.leads import queries as leads

REMEMBERED = 256
"""For how many people a process remembers the query."""


@dataclass(frozen=True)
class Waiting:
    """How much waits for somebody. `pending`: proposals of her kinds, though she may not be the one to decide.

    `referrals`: of referrals, to decide or to look at again; `answers`: those that wait for an answer of hers;
    `warned`: legs that end only if she says so; `changed`: those of which she said something that nobody has seen;
    `own`: referrals of hers that want something of her.
    """

    leads: int
    calls: int
    pending: int
    to_confirm: int
    referrals: int
    answers: int
    warned: int
    changed: int
    own: int


def waiting_for(person: Person, today: date, answers: int | None = None) -> Waiting:
    """Count what waits for somebody: roles due for review, numbers to ring, proposals, listings to confirm.

    `answers`: how many referrals wait for an answer of hers, from whoever has counted them for this page.
    """
    query = _counting(person, today, answers is None)
    if query is None:
        return Waiting(0, 0, 0, 0, 0, answers or 0, 0, 0, 0)
    row = db.session.connection().execute(query, {"now": utc_now()}).one()
    if answers is None:
        answers = row.answers
    counts = None
    if person.may(Permission.CONFIRM_LISTING):
        counts = editing.due_counts(person, today, row.state)
    to_confirm = counts.to_confirm if counts else 0
    of_referrals = (row.referrals, answers, row.warned, row.changed, row.own)
    return Waiting(row.leads, row.calls, row.pending, to_confirm, *of_referrals)


def answers_referrals(person: Person) -> bool:
    """Whether referrals that come to her organisation are for her to answer."""
    return person.grant(Permission.ACT_ON_LEG) is Grant.ADDRESSED


@lru_cache(REMEMBERED)
def _counting(person: Person, today: date, with_answers: bool) -> Any:
    """Return the query, made once a day for each session: making it takes longer than to run it.

    None: nothing is to be asked.
    """
    nothing: Any = literal(0)
    parts: dict[str, Any] = {}
    if person.may(Permission.EDIT_LEADS):
        parts["leads"] = leads.due_counting(person, today).scalar_subquery()
    if person.may(Permission.PUBLISH_DRAFT):
        parts["calls"] = spot_checks.waiting_counting(today.replace(day=1)).scalar_subquery()
    if person.decides_with_another:
        now = bindparam("now", type_=UTCDateTime())
        parts["pending"] = accounts.pending_counting(person, now).scalar_subquery()
    parts |= _of_referrals(person, today, with_answers)
    if person.may(Permission.CONFIRM_LISTING):
        parts["state"] = snapshot.STATE.scalar_subquery()
    if not parts:
        return None
    names = ("leads", "calls", "pending", "state", "referrals", "answers", "warned", "changed", "own")
    return select(*(parts.get(name, nothing).label(name) for name in names))


def _of_referrals(person: Person, today: date, with_answers: bool) -> dict[str, Any]:
    """Return what is counted of referrals."""
    now = bindparam("now", type_=UTCDateTime())
    parts: dict[str, Any] = {}
    if (to_decide := to_do.counting(person, today, now)) is not None:
        parts["referrals"] = to_decide
    if (own := referrer_tasks.counting(person, now)) is not None:
        parts["own"] = own
    if answers_referrals(person):
        parts["changed"] = inbox.counting_changed(person).scalar_subquery()
        if with_answers:
            parts["answers"] = inbox.counting_to_answer(person).scalar_subquery()
    if person.reaches_all(Permission.TAKE_ESCALATION):
        parts["warned"] = inbox.counting_warned(person).scalar_subquery()
    return parts
