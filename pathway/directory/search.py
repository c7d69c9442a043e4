"""Look-up: which listings answer what was asked, in what order.

The sets and columns of the catalogue choose and order them; only the cards shown are read. With a place, sites stand
by distance; what has no place, or may not say, stands apart, and neither its order nor its membership depends on how
far it is: ranking by distance alone would give a refuge's building away. It depends on the place only by what each
listing says it serves, which its card prints.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from sqlalchemy import ARRAY, BigInteger, ColumnElement, Select, any_, column, func, literal, select

from pathway.directory import bits, catalogue, nearness
from pathway.directory.bits import Bits, Positions
from pathway.directory.cards import Card
from pathway.directory.catalogue import Catalogue
from pathway.directory.criteria import Criteria
from pathway.directory.geography import InBrent, Place, distance_words
from pathway.directory.models import SearchEntry
from pathway.directory.ranking import Plan, local_to, of_use, plan_of
from pathway.directory.results import Found, Group, Results, Way, found
from pathway.directory.understanding import Understanding, understand
from pathway.directory.vocabulary import NEED_AGENCIES, AgencyType, Need
from pathway.extensions import db

A_PAGE = 20
A_GROUP = 10
"""Cards a page: in one list, and in each of the two groups when a place is given."""

_PLACE_IN_VOCABULARY = {kind: place for place, kind in enumerate(AgencyType)}

FAR_MILES = 30
"""From a place that is farther than this from a site, the site is not near."""

MOST_TRIES = 5
"""How often a search is begun again because listings changed under it."""


@dataclass(frozen=True)
class Page:
    """One page of a list, as positions, with the miles to each where they are known; and how long the whole list is."""

    shown: Positions
    total: int
    takes_calls_now: int
    miles: Sequence[float] | None = None


@dataclass(frozen=True)
class Selection:
    """What a search chose, before any card is read."""

    plan: Plan
    near: Page | None
    others: Page

    @property
    def total(self) -> int:
        """How many listings were found in both groups."""
        return self.others.total + (self.near.total if self.near else 0)

    @property
    def takes_calls_now(self) -> int:
        """How many of them take calls now."""
        return self.others.takes_calls_now + (self.near.takes_calls_now if self.near else 0)


def services(criteria: Criteria, now: datetime, known: Catalogue | None = None) -> Results:
    """Find listings. `now` is an aware UTC datetime; nothing is written. `known`: what the caller just asked for."""
    for _ in range(MOST_TRIES):
        selection = select_services(criteria, known or catalogue.current(), now)
        results = _results(selection, now)
        if results is not None:
            return results
        known = None
    raise RuntimeError("The listings changed too often while they were read")


def select_services(criteria: Criteria, known: Catalogue, now: datetime) -> Selection:
    """Choose and order listings: the positions of one page, and the counts. Reads no card."""
    plan = _plan(criteria, known, now)
    return Selection(plan, *_pages_of(plan))


def matching(criteria: Criteria, now: datetime) -> Select[int]:
    """Return the query of the entries that `services` lists on any of its pages, near and apart, by `docid`.

    Only sites within the distance asked for, or else within `FAR_MILES`, count as near; what stands apart is listed
    whatever the distance.
    """
    known = catalogue.current()
    plan = _plan(criteria, known, now)
    place, scope = criteria.place, criteria.scope
    useful = plan.taken & of_use(scope, known) if scope else plan.taken
    places = bits.positions(useful)
    if place is not None:
        near = plan.taken if place.in_london is not False else useful
        placed = bits.positions(near & known.columns.placed)
        within = nearness.near(placed, place, _miles(criteria, place), known.columns).positions
        places = np.union1d(within, bits.positions(useful & known.columns.unplaced))
    return select(SearchEntry.docid).where(_is_one_of(known.columns.docids[places].tolist()))


def found_of(entries: Sequence[SearchEntry], now: datetime) -> list[Found]:
    """Make cards of listings already chosen, in the order given."""
    known = catalogue.current()
    moment = known.moment(now)
    return [found(known, moment, entry.docid, Card.from_json(entry.card), entry.hours_key) for entry in entries]


def _plan(criteria: Criteria, known: Catalogue, now: datetime) -> Plan:
    understanding, moment = understand(criteria.words, known.vocabulary), known.moment(now)
    plan = plan_of(criteria, understanding, known, moment)
    # Asked of every listing, wherever it is: or what stands apart would come and go with the place asked about.
    if len(understanding.concepts) > 1 and not bits.size(plan.taken):
        return plan_of(criteria, understanding, known, moment, some=True)
    return plan


def _pages_of(plan: Plan) -> tuple[Page | None, Page]:
    place, scope = plan.criteria.place, plan.criteria.scope
    if scope is None:
        return None, _list(plan, plan.taken, A_PAGE)
    useful = plan.taken & of_use(scope, plan.known)
    if place is None:
        return None, _list(plan, useful, A_PAGE)
    apart = useful & plan.known.columns.unplaced
    near = plan.taken if place.in_london is not False else useful
    return _by_distance(plan, place, near), _list(plan, apart, A_GROUP)


def _list(plan: Plan, taken: Bits, length: int) -> Page:
    total = bits.size(taken)
    end = min(total, plan.criteria.page * length)
    start = (plan.criteria.page - 1) * length
    shown = bits.positions(taken)
    shown = plan.first(shown, end)[start:] if start < end else shown[:0]
    return Page(shown, total, bits.size(taken & plan.moment.is_open))


def _by_distance(plan: Plan, origin: Place, taken: Bits) -> Page:
    """List what has a place to go to, the nearest first. What is far is left out, unless she asked how far."""
    criteria, columns = plan.criteria, plan.known.columns
    near = nearness.near(bits.positions(taken & columns.placed), origin, _miles(criteria, origin), columns)
    placed = bits.of_positions(near.positions, len(columns))
    total = len(near.positions)
    end = min(total, criteria.page * A_GROUP)
    start = (criteria.page - 1) * A_GROUP
    if start >= end:
        return Page(near.positions[:0], total, bits.size(placed & plan.moment.is_open))
    shown, miles = near.first(end, columns)
    return Page(shown[start:], total, bits.size(placed & plan.moment.is_open), miles[start:])


def _miles(criteria: Criteria, origin: Place) -> float:
    """Return within how many miles something is near. Nothing is near a whole county or nation."""
    return 0.0 if origin.is_wide else criteria.miles or FAR_MILES


def _results(selection: Selection, now: datetime) -> Results | None:
    """Read the cards; None when one of them is gone, because listings changed meanwhile."""
    plan, near, others = selection.plan, selection.near, selection.others
    criteria, known, understanding = plan.criteria, plan.known, plan.understanding
    near_group = _group(near, plan) if near else None
    other_group = _group(others, plan)
    if other_group is None or (near and near_group is None):
        return None
    total = selection.total
    return Results(
        near_group,
        other_group,
        _pages(near, others),
        understanding,
        matches_some=plan.some and total > 0,
        is_nobody_there=near is not None and not near.total and _is_nobody_there(plan),
        instead=_instead(criteria, understanding, known, answering=selection.takes_calls_now),
        groups=known.groups,
        hidden_hours_not_known=bits.size(plan.any_hours & plan.moment.hours_unknown) if criteria.open_now else 0,
        without=_without(criteria, known, now) if not total else (),
    )


def _is_nobody_there(plan: Plan) -> bool:
    """Whether nothing that was found says that it serves the place asked about, which is away from London."""
    scope = plan.criteria.scope
    return scope is not None and scope.is_away and not bits.size(plan.taken & local_to(scope, plan.known))


def _group(page: Page, plan: Plan) -> Group | None:
    docids = plan.known.columns.docids[page.shown].tolist()
    made = _found(docids, page, plan)
    if made is None:
        return None
    if page.miles:
        # Always "about": it is measured from the middle of the place asked about.
        made = [one.at(distance_words(far, approximate=True)) for one, far in zip(made, page.miles, strict=True)]
    return Group(tuple(made), page.total, page.takes_calls_now)


def _found(docids: list[int], page: Page, plan: Plan) -> list[Found] | None:
    """Return these entries as this moment makes them, most of them made before; None when one of them is gone."""
    kept = plan.moment.found
    made: list[Found | None] = [kept.get(docid) for docid in docids]
    if None in made:
        cards = plan.known.cards(docids)
        if cards is None:
            return None
        columns = plan.known.columns
        keys = [columns.hours_keys[number] for number in columns.hours[page.shown].tolist()]
        new = {
            docid: found(plan.known, plan.moment, docid, card, key)
            for docid, card, key in zip(docids, cards, keys, strict=True)
        }
        kept.add(new)
        return list(new.values())
    return [one for one in made if one is not None]


def _is_one_of(docids: list[int]) -> ColumnElement[bool]:
    """Return the condition that an entry is one of these, however many they are, as one bound value."""
    if db.session.get_bind().dialect.name == "postgresql":
        return SearchEntry.docid == any_(literal(docids, ARRAY(BigInteger)))
    numbers = func.json_each("[" + ",".join(map(str, docids)) + "]").table_valued(column("value", BigInteger))
    return SearchEntry.docid.in_(select(numbers.c.value))


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
    return tuple(sorted(shown, key=_PLACE_IN_VOCABULARY.__getitem__))


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
            near, others = _pages_of(plan_of(first, understanding, known, known.moment(now)))
            ways.append(Way(name, first, others.total + (near.total if near else 0)))
    return tuple(sorted((way for way in ways if way.total), key=lambda way: -way.total))


def _pages(near: Page | None, others: Page) -> int:
    if near is None:
        return max(1, math.ceil(others.total / A_PAGE))
    return max(1, math.ceil(near.total / A_GROUP), math.ceil(others.total / A_GROUP))
