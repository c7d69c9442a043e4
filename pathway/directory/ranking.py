"""Which entries a search takes and in what order, as SQL expressions that are the same on both engines.

The order asks, in turn: is the name what was typed; how much of it does the listing have (only when none has it
all); can it take a woman in Brent; is it for everyone; is there any way to reach it; how well does it match; how near
does its reach come; does it take calls now; how lately was it confirmed; its name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, false, literal, literal_column, or_, select, text
from sqlalchemy.dialects.postgresql import TSQUERY

from pathway.core.clock import LONDON
from pathway.directory import freshness, matching
from pathway.directory.criteria import Criteria
from pathway.directory.for_whom import suited
from pathway.directory.matching import Level
from pathway.directory.models import SearchEntry
from pathway.directory.opening_hours import Openness, State
from pathway.directory.timetables import CLOSED_KEY
from pathway.directory.understanding import Concept, Understanding
from pathway.directory.vocabulary import AgencyType, Need
from pathway.directory.words import tag
from pathway.extensions import db

NO_MATCH = 9
"""What a concept adds to the badness of a listing that it does not match at all."""

CHILDS_OWN = (
    tag("need", Need.A_CHILD),
    tag("agency", AgencyType.CHILD_TRAFFICKING_ADVICE),
    tag("for", "under-19"),
)
"""What comes first, in this order, when a child was asked about."""


@dataclass(frozen=True)
class Plan:
    """A search worked out: conditions, order, and the states of every pattern of hours at `now`."""

    where: tuple[ColumnElement[bool], ...]
    order: tuple[Any, ...]
    states: dict[str, State]
    now: datetime


def plan_of(
    criteria: Criteria, understanding: Understanding, states: dict[str, State], now: datetime, *, some: bool = False
) -> Plan:
    """Work out a search. `some`: a listing need not have everything that was typed."""
    engine = _engine()
    parts = _facets(criteria, engine)
    concepts = understanding.concepts
    if concepts and not some:
        parts += [matching.concept_query(engine, concept, Level.ANYTHING) for concept in concepts]
    elif concepts:
        anyhow = engine.OR.join(matching.concept_query(engine, c, Level.ANYTHING) for c in concepts)
        parts.append(f"({anyhow})")
    where: list[ColumnElement[bool]] = [_matches(matching.all_of(engine, parts))] if parts else []
    if understanding.unknown and not concepts:
        where.append(false())
    if criteria.open_now:
        where.append(SearchEntry.hours_key.in_(keys_in(states, Openness.OPEN)))
    return Plan(tuple(where), tuple(_order(criteria, understanding, states, now, some=some)), states, now)


def _order(
    criteria: Criteria, understanding: Understanding, states: dict[str, State], now: datetime, *, some: bool
) -> list[Any]:
    engine, concepts = _engine(), understanding.concepts
    order: list[Any] = []
    if " " in understanding.phrase:
        order.append(case((SearchEntry.sort_name.contains(understanding.phrase, autoescape=True), 0), else_=1))
    if some:
        order.append(_how_many_missed(concepts, engine))
    order.append(case((SearchEntry.is_afar, 1), else_=0))
    if Need.A_CHILD in understanding.needs or Need.A_CHILD in criteria.needs:
        # A child's own services, though they are for a particular age: children's services before all.
        order += [case((_matches(engine.tag(token)), 0), else_=1) for token in CHILDS_OWN]
    elif criteria.for_whom:
        order.append(case((_matches(engine.tag(tag("for", criteria.for_whom))), 0), else_=1))
    else:
        order.append(case((SearchEntry.is_particular, 1), else_=0))
    order.append(case((SearchEntry.is_reachable, 0), else_=1))
    if concepts:
        order.append(_badness(concepts, engine))
    order += [SearchEntry.reach, _state_rank(states), _freshness_rank(now.astimezone(LONDON).date())]
    order += [SearchEntry.sort_name, SearchEntry.docid]
    return order


def _facets(criteria: Criteria, engine: matching.Engine) -> list[str]:
    parts: list[str] = []
    if criteria.needs:
        parts.append(matching.any_tag(engine, (tag("need", need) for need in criteria.needs)))
    if criteria.take:
        parts.append(engine.tag(tag("take", criteria.take)))
    if criteria.area:
        parts.append(engine.tag(tag("area", criteria.area)))
    if criteria.for_whom:
        groups = [*suited(criteria.for_whom), "anyone"]
        parts.append(matching.any_tag(engine, (tag("for", group) for group in groups)))
    return parts


def _badness(concepts: Sequence[Concept], engine: matching.Engine) -> ColumnElement[Any]:
    """Add up over the concepts: 0 if the name says it, 1 if it is the kind of help, 2 for a mention."""
    total: ColumnElement[Any] = literal(0)
    for concept in concepts:
        queries = ((level, matching.concept_query(engine, concept, level)) for level in Level)
        total = total + case(*((_matches(query), int(level)) for level, query in queries if query), else_=NO_MATCH)
    return total


def _how_many_missed(concepts: Sequence[Concept], engine: matching.Engine) -> ColumnElement[Any]:
    total: ColumnElement[Any] = literal(0)
    for concept in concepts:
        total = total + case((_matches(matching.concept_query(engine, concept, Level.ANYTHING)), 0), else_=1)
    return total


def keys_in(states: dict[str, State], status: Openness) -> list[str]:
    """Return the patterns of hours that are in this state."""
    return [key for key, state in states.items() if state.status is status and key != CLOSED_KEY]


def _state_rank(states: dict[str, State]) -> ColumnElement[int]:
    """Takes calls now, then hours not known, then closed, then closed for now."""
    return case(
        (SearchEntry.hours_key == CLOSED_KEY, 3),
        (SearchEntry.hours_key.in_(keys_in(states, Openness.OPEN)), 0),
        (SearchEntry.hours_key.in_(keys_in(states, Openness.UNKNOWN)), 1),
        else_=2,
    )


def _freshness_rank(today: date) -> ColumnElement[int]:
    fresh, due = (today - period for period in (freshness.FRESH_FOR, freshness.DUE_UNTIL))
    return case(
        (or_(SearchEntry.assured_on.is_(None), SearchEntry.assured_on > today), freshness.Tier.NEVER.rank),
        (SearchEntry.assured_on >= fresh, freshness.Tier.FRESH.rank),
        (SearchEntry.assured_on >= due, freshness.Tier.DUE.rank),
        else_=freshness.Tier.STALE.rank,
    )


def _engine() -> matching.Engine:
    return matching.Fts5 if db.engine.dialect.name == "sqlite" else matching.TsQuery


def _matches(query: str) -> ColumnElement[bool]:
    """The condition that an entry matches a query written for this engine."""
    if _engine() is matching.TsQuery:
        return SearchEntry.vector.op("@@", is_comparison=True)(cast(literal(query), TSQUERY))
    found = literal_column("search_fts").op("MATCH", is_comparison=True)(query)
    return SearchEntry.docid.in_(select(literal_column("rowid", Integer)).select_from(text("search_fts")).where(found))
