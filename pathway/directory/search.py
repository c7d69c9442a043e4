"""Look-up: which listings answer what was asked, in what order. Ids and cards come in one query a group.

With a place, sites stand by distance; what has no place, or may not say, stands apart, and neither its order nor its
membership depends on the place asked about: ranking by distance alone would give a refuge's building away.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, case, cast, func, literal, literal_column, select, text
from sqlalchemy.dialects.postgresql import TSQUERY

from pathway.core.clock import LONDON
from pathway.directory import catalogue, freshness, matching
from pathway.directory.cards import Card
from pathway.directory.criteria import Criteria
from pathway.directory.for_whom import suited
from pathway.directory.geography import Place, distance_words, miles_between
from pathway.directory.hours_wording import Wording, describe
from pathway.directory.matching import Level
from pathway.directory.models import SearchEntry, SearchPlace
from pathway.directory.opening_hours import Openness, State
from pathway.directory.timetables import CLOSED_KEY
from pathway.directory.understanding import Concept, Understanding, understand
from pathway.directory.vocabulary import NEED_AGENCIES, AgencyType
from pathway.directory.words import tag
from pathway.extensions import db

A_PAGE = 20
A_GROUP = 10
"""Cards a page: in one list, and in each of the two groups when a place is given."""

NO_MATCH = 9
"""What a concept adds to the badness of a listing that it does not match at all."""

MILES_PER_DEGREE = 69.09
"""Of latitude, on the sphere: good enough to order by, and distances shown are geodesic."""

CLOSED_FOR_NOW = Wording(shape="\N{WHITE CIRCLE}", kind="closed", text="Closed for now")


@dataclass(frozen=True)
class Found:
    """A card as this moment and this search make it."""

    card: Card
    state: Wording
    hours_note: str | None
    freshness: freshness.Tier
    distance: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class Group:
    """One page of a list, and how long the whole list is."""

    cards: tuple[Found, ...] = ()
    total: int = 0
    takes_calls_now: int = 0


@dataclass(frozen=True)
class Results:
    """What was found. `near` is None when no place was asked about: then `others` is one list of everything."""

    near: Group | None
    others: Group
    pages: int
    understanding: Understanding
    matches_some: bool = False
    nobody_for: tuple[AgencyType, ...] = ()
    hidden_hours_not_known: int = 0
    without: tuple[tuple[str, Criteria, int], ...] = ()

    @property
    def total(self) -> int:
        """How many listings were found in both groups."""
        return self.others.total + (self.near.total if self.near else 0)

    @property
    def takes_calls_now(self) -> int:
        """How many of them take calls, or are open, at this moment."""
        return self.others.takes_calls_now + (self.near.takes_calls_now if self.near else 0)


@dataclass(frozen=True)
class _Plan:
    """A search worked out: conditions, order, and the states of every pattern of hours at `now`."""

    where: tuple[ColumnElement[bool], ...]
    order: tuple[Any, ...]
    states: dict[str, State]
    now: datetime


def services(criteria: Criteria, now: datetime) -> Results:
    """Find listings. `now` is an aware UTC datetime; nothing is written."""
    known = catalogue.current()
    understanding = understand(criteria.words, known.vocabulary)
    states = known.states_at(now)
    plan = _plan(criteria, understanding, states, now, some=False)
    near, others = _groups(criteria, plan)
    some = False
    if not (others.total or (near and near.total)) and len(understanding.concepts) > 1:
        looser = _plan(criteria, understanding, states, now, some=True)
        near_some, others_some = _groups(criteria, looser)
        if others_some.total or (near_some and near_some.total):
            near, others, plan, some = near_some, others_some, looser, True
    found = Results(near, others, _pages(near, others), understanding, matches_some=some)
    if criteria.open_now:
        found = replace(found, hidden_hours_not_known=_hours_not_known(criteria, understanding, states, now, some))
    if found.total == 0:
        found = replace(found, without=_without(criteria, now))
    asked = _asked(criteria, understanding)
    return replace(found, nobody_for=tuple(kind for kind in asked if not found.total or kind not in known.agency_types))


def _asked(criteria: Criteria, understanding: Understanding) -> list[AgencyType]:
    """Return the agency types that were asked for, by a tick or in words."""
    needs = frozenset(criteria.needs) | understanding.needs
    kinds = frozenset().union(*(NEED_AGENCIES[need] for need in needs))
    return [kind for kind in AgencyType if kind in kinds]


def found_of(entries: Sequence[SearchEntry], now: datetime) -> list[Found]:
    """Make cards of listings already chosen, in the order given."""
    plan = _Plan((), (), catalogue.current().states_at(now), now)
    return [_found(Card.from_json(entry.card), entry.hours_key, plan) for entry in entries]


def _plan(
    criteria: Criteria, understanding: Understanding, states: dict[str, State], now: datetime, *, some: bool
) -> _Plan:
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
        where.append(literal(False))  # noqa: FBT003 - an SQL value, not a flag
    if criteria.open_now:
        where.append(SearchEntry.hours_key.in_(_keys(states, Openness.OPEN)))
    order: list[Any] = []
    if " " in understanding.phrase:
        order.append(case((SearchEntry.sort_name.contains(understanding.phrase, autoescape=True), 0), else_=1))
    if some:
        order.append(_how_many_missed(concepts, engine))
    order.append(case((SearchEntry.is_afar, 1), else_=0))
    if criteria.for_whom:
        order.append(case((_matches(engine.tag(tag("for", criteria.for_whom))), 0), else_=1))
    else:
        order.append(case((SearchEntry.is_particular, 1), else_=0))
    if concepts:
        order.append(_badness(concepts, engine))
    order += [SearchEntry.reach, _state_rank(states), _freshness_rank(now.astimezone(LONDON).date())]
    order += [SearchEntry.sort_name, SearchEntry.docid]
    return _Plan(tuple(where), tuple(order), states, now)


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


def _groups(criteria: Criteria, plan: _Plan) -> tuple[Group | None, Group]:
    if criteria.place is None:
        return None, _list(criteria, plan, A_PAGE)
    apart = replace(plan, where=(*plan.where, SearchEntry.is_placed.is_(False)))
    return _by_distance(criteria, criteria.place, plan), _list(criteria, apart, A_GROUP)


def _list(criteria: Criteria, plan: _Plan, length: int) -> Group:
    total, open_now = _count(select(SearchEntry.docid, SearchEntry.hours_key).where(*plan.where), plan.states)
    if total == 0:
        return Group()
    rows = db.session.execute(
        select(SearchEntry.card, SearchEntry.hours_key)
        .where(*plan.where)
        .order_by(*plan.order)
        .limit(length)
        .offset((criteria.page - 1) * length)
    ).all()
    return Group(tuple(_found(Card.from_json(card), key, plan) for card, key in rows), total, open_now)


def _by_distance(criteria: Criteria, origin: Place, plan: _Plan) -> Group:
    squared = _squared_degrees(origin)
    within: list[ColumnElement[bool]] = []
    if criteria.miles:
        reach = criteria.miles / MILES_PER_DEGREE
        across = reach / max(math.cos(math.radians(origin.latitude)), 0.01)
        within = [
            SearchPlace.latitude.between(origin.latitude - reach, origin.latitude + reach),
            SearchPlace.longitude.between(origin.longitude - across, origin.longitude + across),
            squared <= reach * reach,
        ]
    nearest = (
        select(SearchPlace.docid, func.min(squared).label("squared"))
        .where(*within)
        .group_by(SearchPlace.docid)
        .subquery()
    )
    placed = select(SearchEntry.docid, SearchEntry.hours_key).join(nearest, nearest.c.docid == SearchEntry.docid)
    total, open_now = _count(placed.where(*plan.where), plan.states)
    if total == 0:
        return Group()
    rows = db.session.execute(
        select(SearchEntry.docid, SearchEntry.card, SearchEntry.hours_key)
        .join(nearest, nearest.c.docid == SearchEntry.docid)
        .where(*plan.where)
        .order_by(nearest.c.squared, SearchEntry.service_id)
        .limit(A_GROUP)
        .offset((criteria.page - 1) * A_GROUP)
    ).all()
    places = _nearest_places([row.docid for row in rows], origin)
    cards = tuple(
        replace(_found(Card.from_json(row.card), row.hours_key, plan), distance=places[row.docid]) for row in rows
    )
    return Group(cards, total, open_now)


def _nearest_places(docids: Sequence[int], origin: Place) -> dict[int, str]:
    """Say how far the nearest site of each listing is: geodesic, for the rows shown only."""
    points = db.session.execute(
        select(SearchPlace.docid, SearchPlace.latitude, SearchPlace.longitude)
        .where(SearchPlace.docid.in_(docids))
        .order_by(SearchPlace.docid, SearchPlace.location_id)
    ).all()
    here = (origin.latitude, origin.longitude)
    words: dict[int, tuple[float, str]] = {}
    for docid, latitude, longitude in points:
        miles = miles_between(here, (latitude, longitude))
        if docid not in words or miles < words[docid][0]:
            # Always "about": it is measured from the middle of the place asked about.
            words[docid] = (miles, distance_words(miles, approximate=True))
    return {docid: told for docid, (_, told) in words.items()}


def _squared_degrees(origin: Place) -> ColumnElement[float]:
    north = SearchPlace.latitude - origin.latitude
    east = (SearchPlace.longitude - origin.longitude) * math.cos(math.radians(origin.latitude))
    return north * north + east * east


def _count(rows: Select[int, str], states: dict[str, State]) -> tuple[int, int]:
    """Count rows, and those whose hours say open now."""
    inner = rows.subquery()
    open_keys = _keys(states, Openness.OPEN)
    counted = db.session.execute(
        select(func.count(), func.sum(case((inner.c.hours_key.in_(open_keys), 1), else_=0))).select_from(inner)
    ).one()
    return int(counted[0]), int(counted[1] or 0)


def _found(card: Card, hours_key: str, plan: _Plan) -> Found:
    today = plan.now.astimezone(LONDON).date()
    state = plan.states.get(hours_key)
    by_phone = card.phone is not None and not card.phone.is_text
    wording = (
        CLOSED_FOR_NOW if hours_key == CLOSED_KEY or state is None else describe(state, plan.now, by_phone=by_phone)
    )
    return Found(
        card=card,
        state=wording,
        hours_note=state.note if state else None,
        freshness=freshness.tier(card.assured_on, today),
        address=card.where,
    )


def _without(criteria: Criteria, now: datetime) -> tuple[tuple[str, Criteria, int], ...]:
    """Say, for each thing asked, how many there would be if it were dropped; the most first."""
    dropped = {
        "these words": replace(criteria, words=""),
        "the kind of help": replace(criteria, needs=()),
        "the distance": replace(criteria, miles=None),
        "takes calls now": replace(criteria, open_now=False),
        "who makes the contact": replace(criteria, take=None),
        "the area": replace(criteria, area=None),
        "for whom": replace(criteria, for_whom=None),
    }
    tried = []
    for name, looser in dropped.items():
        if looser != criteria:
            first = replace(looser, page=1)
            plan = _plan_of(first, now)
            near, others = _groups(first, plan)
            total = others.total + (near.total if near else 0)
            if total:
                tried.append((name, first, total))
    return tuple(sorted(tried, key=lambda way: -way[2]))


def _plan_of(criteria: Criteria, now: datetime) -> _Plan:
    known = catalogue.current()
    return _plan(criteria, understand(criteria.words, known.vocabulary), known.states_at(now), now, some=False)


def _hours_not_known(
    criteria: Criteria, understanding: Understanding, states: dict[str, State], now: datetime, some: bool
) -> int:
    """Count what `open=now` hides only because nobody knows its hours."""
    plan = _plan(replace(criteria, open_now=False), understanding, states, now, some=some)
    unknown = SearchEntry.hours_key.in_(_keys(states, Openness.UNKNOWN))
    rows = select(SearchEntry.docid).where(*plan.where, unknown)
    return int(db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0)


def _pages(near: Group | None, others: Group) -> int:
    if near is None:
        return max(1, math.ceil(others.total / A_PAGE))
    return max(1, math.ceil(near.total / A_GROUP), math.ceil(others.total / A_GROUP))


def _keys(states: dict[str, State], status: Openness) -> list[str]:
    return [key for key, state in states.items() if state.status is status and key != CLOSED_KEY]


def _state_rank(states: dict[str, State]) -> ColumnElement[int]:
    """Takes calls now, then hours not known, then closed, then closed for now."""
    return case(
        (SearchEntry.hours_key == CLOSED_KEY, 3),
        (SearchEntry.hours_key.in_(_keys(states, Openness.OPEN)), 0),
        (SearchEntry.hours_key.in_(_keys(states, Openness.UNKNOWN)), 1),
        else_=2,
    )


def _freshness_rank(today: date) -> ColumnElement[int]:
    fresh, due = (today - period for period in (freshness.FRESH_FOR, freshness.DUE_UNTIL))
    return case(
        (SearchEntry.assured_on.is_(None), freshness.Tier.NEVER.rank),
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
