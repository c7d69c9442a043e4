"""The tiers of `freshness` as conditions of a query, so that a database can count and order by them."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, func, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from pathway.directory.freshness import DUE_UNTIL, FRESH_FOR, FUNDING_AHEAD, Tier
from pathway.directory.models import Service


class days_between(GenericFunction[int]):  # noqa: N801 - a function of SQL, written as those are
    """How many days the first day is after the second."""

    type = Integer()
    inherit_cache = True


@compiles(days_between)
def _plainly(element: Any, compiler: Any, **given: Any) -> str:
    later, earlier = element.clauses
    return f"({compiler.process(later, **given)} - {compiler.process(earlier, **given)})"


@compiles(days_between, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **given: Any) -> str:
    later, earlier = (compiler.process(day, **given) for day in element.clauses)
    return f"(julianday({later}) - julianday({earlier}))"


def is_late(today: date) -> ColumnElement[bool]:
    """Whether a listing's confirmation is more than 90 days old."""
    return Service.assured_on < today - FRESH_FOR


def is_asked(today: date) -> ColumnElement[bool]:
    """Whether a listing confirmed in the last 90 days is due for another reason: its funding ends, or nobody answers.

    The first part is that of the index `ix_service_asked`, word for word: few listings have one of these days.
    """
    ends, confirmed, rung = Service.funded_until, Service.assured_on, Service.unanswered_on
    for_funding = and_(
        ends <= today + FUNDING_AHEAD,
        confirmed <= ends,
        or_(ends < today, days_between(ends, confirmed) > FUNDING_AHEAD.days),
    )
    for_silence = and_(rung <= today, rung > confirmed)
    return and_(
        or_(ends.is_not(None), rung.is_not(None)), confirmed >= today - FRESH_FOR, or_(for_funding, for_silence)
    )


def is_lately(today: date) -> ColumnElement[bool]:
    """Whether a listing was confirmed in the last 90 days, whatever else makes it due."""
    return Service.assured_on >= today - FRESH_FOR


def is_never() -> ColumnElement[bool]:
    """Whether nobody of the service has ever confirmed a listing."""
    return Service.assured_on.is_(None)


def is_fresh(today: date) -> ColumnElement[bool]:
    """Whether a listing was confirmed in the last 90 days and nothing else makes it due."""
    return and_(is_lately(today), ~func.coalesce(is_asked(today), False))


def of_tier(tier: Tier, today: date) -> ColumnElement[bool]:
    """Return the condition of one tier. A day in the future, which forms and imports refuse, counts as fresh here."""
    stale = Service.assured_on < today - DUE_UNTIL
    late = and_(is_late(today), Service.assured_on >= today - DUE_UNTIL)
    conditions = {
        Tier.FRESH: is_fresh(today),
        Tier.DUE: or_(late, is_asked(today)),
        Tier.STALE: stale,
        Tier.NEVER: is_never(),
    }
    return conditions[tier]
