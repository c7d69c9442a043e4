"""Look-up: which listings answer what was asked, in what order. Ids and cards come in one query a group.

With a place, sites stand by distance; what has no place, or may not say, stands apart, and neither its order nor its
membership depends on the place asked about: ranking by distance alone would give a refuge's building away.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, select

from pathway.directory import catalogue
from pathway.directory.cards import Card
from pathway.directory.catalogue import Catalogue
from pathway.directory.criteria import Criteria
from pathway.directory.geography import InBrent, Place, distance_words, miles_between
from pathway.directory.models import SearchEntry, SearchPlace
from pathway.directory.opening_hours import Openness, State
from pathway.directory.ranking import Plan, keys_in, plan_of
from pathway.directory.results import Found, Group, Results, Way, found
from pathway.directory.understanding import Understanding, understand
from pathway.directory.vocabulary import NEED_AGENCIES, AgencyType, Need
from pathway.extensions import db

A_PAGE = 20
A_GROUP = 10
"""Cards a page: in one list, and in each of the two groups when a place is given."""

MILES_PER_DEGREE = 69.09
"""Of latitude, on the sphere: good enough to order by, and distances shown are geodesic."""


def services(criteria: Criteria, now: datetime) -> Results:
    """Find listings. `now` is an aware UTC datetime; nothing is written."""
    known = catalogue.current()
    understanding = understand(criteria.words, known.vocabulary)
    states = known.states_at(now)
    plan = plan_of(criteria, understanding, states, now)
    # Asked of every listing, wherever it is: or what stands apart would come and go with the place asked about.
    some = len(understanding.concepts) > 1 and not _count(_rows(*plan.where), states)[0]
    if some:
        plan = plan_of(criteria, understanding, states, now, some=True)
    near, others = _groups(criteria, plan)
    total = _total(near, others)
    answering = others.takes_calls_now + (near.takes_calls_now if near else 0)
    return Results(
        near,
        others,
        _pages(near, others),
        understanding,
        matches_some=some and total > 0,
        instead=_instead(criteria, understanding, known, answering=answering),
        groups=known.groups,
        hidden_hours_not_known=(
            _hours_not_known(criteria, understanding, states, now, some=some) if criteria.open_now else 0
        ),
        without=_without(criteria, known, now) if not total else (),
    )


def found_of(entries: Sequence[SearchEntry], now: datetime) -> list[Found]:
    """Make cards of listings already chosen, in the order given."""
    states = catalogue.current().states_at(now)
    return [found(Card.from_json(entry.card), entry.hours_key, states, now) for entry in entries]


def _groups(criteria: Criteria, plan: Plan) -> tuple[Group | None, Group]:
    if criteria.place is None:
        return None, _list(criteria, plan, A_PAGE)
    apart = replace(plan, where=(*plan.where, SearchEntry.is_placed.is_(False)))
    return _by_distance(criteria, criteria.place, plan), _list(criteria, apart, A_GROUP)


def _list(criteria: Criteria, plan: Plan, length: int) -> Group:
    total, open_now = _count(_rows(*plan.where), plan.states)
    if total == 0:
        return Group()
    rows = db.session.execute(
        select(SearchEntry.card, SearchEntry.hours_key)
        .where(*plan.where)
        .order_by(*plan.order)
        .limit(length)
        .offset((criteria.page - 1) * length)
    ).all()
    cards = tuple(found(Card.from_json(card), key, plan.states, plan.now) for card, key in rows)
    return Group(cards, total, open_now)


def _by_distance(criteria: Criteria, origin: Place, plan: Plan) -> Group:
    squared = _squared_degrees(origin)
    within = _within(criteria.miles, origin, squared) if criteria.miles else []
    nearest = (
        select(SearchPlace.docid, func.min(squared).label("squared"))
        .where(*within)
        .group_by(SearchPlace.docid)
        .subquery()
    )
    placed = _rows(*plan.where).join(nearest, nearest.c.docid == SearchEntry.docid)
    total, open_now = _count(placed, plan.states)
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
    far = _distances([docid for docid, _, _ in rows], origin)
    # From far away the flat order can differ by some yards from the true one that the cards print.
    rows = sorted(rows, key=lambda row: far[row[0]])
    # Always "about": it is measured from the middle of the place asked about.
    said = {docid: distance_words(miles, approximate=True) for docid, miles in far.items()}
    cards = tuple(found(Card.from_json(card), key, plan.states, plan.now, said[docid]) for docid, card, key in rows)
    return Group(cards, total, open_now)


def _within(miles: float, origin: Place, squared: ColumnElement[float]) -> list[ColumnElement[bool]]:
    """A box that an index can serve, then the circle in it."""
    reach = miles / MILES_PER_DEGREE
    across = reach / max(math.cos(math.radians(abs(origin.latitude) + reach)), 0.01)
    return [
        SearchPlace.latitude.between(origin.latitude - reach, origin.latitude + reach),
        SearchPlace.longitude.between(origin.longitude - across, origin.longitude + across),
        squared <= reach * reach,
    ]


def _squared_degrees(origin: Place) -> ColumnElement[float]:
    """On a map flat at the latitude half way there: a degree of longitude is shorter further north."""
    north = SearchPlace.latitude - origin.latitude
    here = math.radians(origin.latitude)
    shorter = math.cos(here) - math.sin(here) * math.radians(0.5) * north
    east = (SearchPlace.longitude - origin.longitude) * shorter
    return north * north + east * east


def _distances(docids: Sequence[int], origin: Place) -> dict[int, float]:
    """Return the miles to the nearest site of each listing: geodesic, for the rows shown only."""
    points = db.session.execute(
        select(SearchPlace.docid, SearchPlace.latitude, SearchPlace.longitude)
        .where(SearchPlace.docid.in_(docids))
        .order_by(SearchPlace.docid, SearchPlace.location_id)
    ).all()
    nearest: dict[int, float] = {}
    for docid, latitude, longitude in points:
        miles = miles_between(origin.point, (latitude, longitude))
        nearest[docid] = min(miles, nearest.get(docid, miles))
    return nearest


def _rows(*where: ColumnElement[bool]) -> Select[int, str]:
    return select(SearchEntry.docid, SearchEntry.hours_key).where(*where)


def _count(rows: Select[int, str], states: dict[str, State]) -> tuple[int, int]:
    """Count rows, and those whose hours say open now."""
    inner = rows.subquery()
    is_open = inner.c.hours_key.in_(keys_in(states, Openness.OPEN))
    counted = db.session.execute(select(func.count(), func.sum(case((is_open, 1), else_=0))).select_from(inner)).one()
    return int(counted[0]), int(counted[1] or 0)


def _instead(
    criteria: Criteria, understanding: Understanding, known: Catalogue, *, answering: int
) -> tuple[AgencyType, ...]:
    """Return the agency types whose fallback words the page shows, in the order of the vocabulary.

    Those asked for that no listing offers; all that were asked for when nothing found is known to take calls now; a
    child's always, because a child never waits; 999 for an emergency; and the local one away from Brent.
    """
    needs = frozenset(criteria.needs) | understanding.needs
    asked = frozenset(kind for need in needs for kind in NEED_AGENCIES[need])
    shown = {kind for kind in asked if not answering or kind not in known.agency_types}
    if Need.A_CHILD in needs:
        shown |= {AgencyType.CHILDRENS_SOCIAL_CARE, AgencyType.CHILD_TRAFFICKING_ADVICE}
    if understanding.is_emergency:
        shown.add(AgencyType.AMBULANCE_999)
    if criteria.place and criteria.place.in_brent is InBrent.NO:
        shown.add(AgencyType.LOCAL_EQUIVALENT)
    return tuple(kind for kind in AgencyType if kind in shown)


def _without(criteria: Criteria, known: Catalogue, now: datetime) -> tuple[Way, ...]:
    """Say, for each thing asked, how many there would be if it were dropped; the most first."""
    dropped = {
        "these words": replace(criteria, words=""),
        "the kind of help": replace(criteria, needs=()),
        "the distance": replace(criteria, miles=None),
        "\N{LEFT SINGLE QUOTATION MARK}takes calls now\N{RIGHT SINGLE QUOTATION MARK}": replace(
            criteria, open_now=False
        ),
        "who makes the contact": replace(criteria, take=None),
        "the area": replace(criteria, area=None),
        "for whom": replace(criteria, for_whom=None),
    }
    ways = []
    for name, looser in dropped.items():
        if looser != criteria:
            first = replace(looser, page=1)
            understanding = understand(first.words, known.vocabulary)
            total = _total(*_groups(first, plan_of(first, understanding, known.states_at(now), now)))
            ways.append(Way(name, first, total))
    return tuple(sorted((way for way in ways if way.total), key=lambda way: -way.total))


def _hours_not_known(
    criteria: Criteria, understanding: Understanding, states: dict[str, State], now: datetime, *, some: bool
) -> int:
    """Count what `open=now` hides only because nobody knows its hours."""
    plan = plan_of(replace(criteria, open_now=False), understanding, states, now, some=some)
    unknown = SearchEntry.hours_key.in_(keys_in(states, Openness.UNKNOWN))
    return _count(_rows(*plan.where, unknown), states)[0]


def _total(near: Group | None, others: Group) -> int:
    return others.total + (near.total if near else 0)


def _pages(near: Group | None, others: Group) -> int:
    if near is None:
        return max(1, math.ceil(others.total / A_PAGE))
    return max(1, math.ceil(near.total / A_GROUP), math.ceil(others.total / A_GROUP))
