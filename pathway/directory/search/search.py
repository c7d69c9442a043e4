"""The search: which listings match, in what order.

The snapshot's bit sets filter the listings and its columns sort them; only the cards of one page are read. With a
place, sites are one list: a better fit that takes calls now comes before a nearer one. Listings without a place, or
with a confidential one, are another list, whose order and members do not depend on distance: that would give a
refuge's building away. They depend on the place only by the areas each says it serves, which its card prints.
Comparing the first of both lists decides which list comes first, so the place affects only which of them is on top.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import ARRAY, BigInteger, ColumnElement, Select, any_, column, func, literal, select

from pathway.directory.geography import InBrent, Place, distance_words
from pathway.directory.models import SearchEntry
from pathway.directory.search.cards import Card
from pathway.directory.search.criteria import Criteria, Way
from pathway.directory.search.index import bitsets
from pathway.directory.search.index.bitsets import Bits, Positions
from pathway.directory.search.index.open_now import Moment
from pathway.directory.search.index.snapshot import Snapshot, snapshot_at
from pathway.directory.search.ranking import Fit, Plan, local_to, plan_of, total_without
from pathway.directory.search.results import Group, ResultCard, Results, ShownGroup, result_card_of
from pathway.directory.search.text.query_parser import Understanding, understand
from pathway.directory.vocabulary import NEED_AGENCIES, AgencyType, Need
from pathway.extensions import db

A_PAGE = 20
A_GROUP = 10
"""Cards per page: in a single list, and in each of the two groups when there is a place."""

_PLACE_IN_VOCABULARY = {kind: place for place, kind in enumerate(AgencyType)}

NEAR_ENOUGH = 10
"""A site within these miles is as good as a call; beyond them, a line that takes calls now comes first."""

CHILDS_LINES = (AgencyType.CHILDRENS_SOCIAL_CARE, AgencyType.CHILD_TRAFFICKING_ADVICE)

WHATEVER_IT_IS = (AgencyType.URGENT_CARE, AgencyType.ADULT_SAFEGUARDING)
"""Their words name 999, 111 and the council's switchboard, one of which can help with anything."""

MOST_TRIES = 5
"""How often a search is tried again when listings change under it."""


@dataclass(frozen=True)
class ListPage:
    """One page of a list as positions, the miles to each if known, and the length of the whole list.

    `first` is the first position of the whole list, whatever the page; None if the list is empty. `fit` is its fit, as
    in `Plan`, and `first_miles` its distance.
    """

    shown: Positions
    total: int
    takes_calls_now: int
    miles: Sequence[float] | None = None
    first: int | None = None
    fit: int = 0
    first_miles: float = 0.0


@dataclass(frozen=True)
class Selection:
    """The listings of one page, before any card is read."""

    plan: Plan
    near: ListPage | None
    others: ListPage
    near_leads: bool


def services(criteria: Criteria, now: datetime) -> Results:
    """Search the listings at `now` (aware UTC); writes nothing."""
    for _ in range(MOST_TRIES):
        # Once for a page: asking for the version is most of its work in the database.
        results = _results(select_services(criteria, *snapshot_at(now)))
        if results is not None:
            return results
    raise RuntimeError("The listings changed too often while they were read")


def select_services(criteria: Criteria, snapshot: Snapshot, moment: Moment) -> Selection:
    """Choose and order listings: return the positions of one page, and the counts. Reads no card."""
    plan = _plan(criteria, snapshot, moment)
    near, others = _pages_of(plan)
    return Selection(plan, near, others, near is None or _near_leads(plan, near, others))


def matching_ids(criteria: Criteria, now: datetime) -> Select[int]:
    """Return a query for the `docid`s of all entries that `services` lists on any page, near and apart.

    Sites count as near within the distance of the search, else within `FAR_MILES`; the others are listed at any
    distance.
    """
    snapshot, moment = snapshot_at(now)
    plan = _plan(criteria, snapshot, moment)
    columns = snapshot.columns
    places = bitsets.positions(plan.useful)
    if criteria.place is not None:
        near = plan.near(bitsets.positions(plan.useful & columns.placed), criteria.place)
        places = np.union1d(near.positions, bitsets.positions(plan.useful & columns.unplaced))
    return select(SearchEntry.docid).where(_is_one_of(columns.docids[places].tolist()))


def result_cards_of(entries: Sequence[SearchEntry], now: datetime) -> list[ResultCard]:
    """Return the cards of these entries in the same order."""
    snapshot, moment = snapshot_at(now)
    return [
        result_card_of(snapshot, moment, entry.docid, Card.from_json(entry.card), entry.hours_key) for entry in entries
    ]


def _plan(criteria: Criteria, snapshot: Snapshot, moment: Moment) -> Plan:
    understanding = understand(criteria.words, snapshot.vocabulary)
    plan = plan_of(criteria, understanding, snapshot, moment)
    # Counted over all places: otherwise listings without a place would come and go with the place searched for.
    if len(understanding.deciding) > 1 and not understanding.any_is_enough and not bitsets.size(plan.taken):
        return plan_of(criteria, understanding, snapshot, moment, some=True)
    return plan


def _pages_of(plan: Plan) -> tuple[ListPage | None, ListPage]:
    columns, place, useful = plan.snapshot.columns, plan.criteria.place, plan.useful
    if not useful.any():
        nothing = ListPage(np.zeros(0, np.int64), 0, 0)
        return (None if place is None else nothing), nothing
    if place is None:
        places = bitsets.positions(useful)
        return None, _list(plan, places, plan.fit(places), useful, A_PAGE)
    apart = useful & columns.unplaced
    sites, others = bitsets.positions(useful & columns.placed), bitsets.positions(apart)
    # For both lists at once: the cost is in the call, hardly in the number of positions.
    fit = plan.fit(np.concatenate((sites, others)))
    near = _by_distance(plan, place, sites, fit[: len(sites)])
    return near, _list(plan, others, fit[len(sites) :], apart, A_GROUP)


def _near_leads(plan: Plan, near: ListPage, others: ListPage) -> bool:
    """Whether sites go on top: the first site must match, suit, be reachable and be open as well as the first other.

    A site beyond `NEAR_ENOUGH` miles has to be better, and a child's lines come before every site.
    """
    if near.first is None or others.first is None:
        return others.first is None
    if plan.asks_about_a_child:
        return False
    if not plan.understanding.concepts and not plan.criteria.needs:
        return True
    named = plan.is_named(near.first)
    if named != plan.is_named(others.first):
        return named
    turn, far = plan.moment.turn, near.first_miles > NEAR_ENOUGH
    is_reachable = plan.snapshot.columns.is_reachable
    site = (plan.is_misfit(near.fit), plan.whose(near.fit), not is_reachable[near.first], far, int(turn[near.first]))
    other = (plan.is_misfit(others.fit), plan.whose(others.fit), not is_reachable[others.first], False)
    return site <= (*other, int(turn[others.first]))


def _list(plan: Plan, places: Positions, fit: Fit, taken: Bits, length: int) -> ListPage:
    total = len(places)
    if not total:
        return ListPage(places, 0, 0)
    open_ = bitsets.size(taken & plan.moment.is_open)
    start, end = (plan.criteria.page - 1) * length, min(total, plan.criteria.page * length)
    ordered, best = plan.first(places, fit, max(1, end if start < end else 0))
    shown = ordered[start:] if start < end else ordered[:0]
    return ListPage(shown, total, open_, first=int(ordered[0]), fit=best)


def _by_distance(plan: Plan, origin: Place, places: Positions, fit: Fit) -> ListPage:
    """Return a page of the sites that are near."""
    near = plan.near(places, origin)
    total = len(near.positions)
    if not total:
        return ListPage(near.positions, 0, 0, [])
    is_within, fit = bitsets.of_positions(near.positions, len(plan.snapshot.columns)), fit[near.places]
    open_ = bitsets.size(is_within & plan.moment.is_open)
    start, end = (plan.criteria.page - 1) * A_GROUP, min(total, plan.criteria.page * A_GROUP)
    ordered, miles, best = plan.first_near(near, fit, max(1, end if start < end else 0))
    shown = slice(start, None) if start < end else slice(0)
    return ListPage(ordered[shown], total, open_, miles[shown], int(ordered[0]), best, miles[0])


def _results(selection: Selection) -> Results | None:
    """Read the cards; None when one was deleted meanwhile."""
    plan, near, others = selection.plan, selection.near, selection.others
    criteria, snapshot, understanding = plan.criteria, plan.snapshot, plan.understanding
    near_group = _group(near, plan) if near else None
    other_group = _group(others, plan)
    if other_group is None or (near and near_group is None):
        return None
    groups_shown = _groups_shown(near_group, other_group, near_leads=selection.near_leads)
    lists = [others] if near is None else [near, others]
    total, takes_calls_now = sum(page.total for page in lists), sum(page.takes_calls_now for page in lists)
    longest_page = A_PAGE if near is None else A_GROUP
    first_words = _first_words(plan)
    instead = _instead(criteria, understanding, snapshot, answering=takes_calls_now, total=total)
    return Results(
        near=near_group,
        others=other_group,
        near_leads=selection.near_leads,
        groups_shown=groups_shown,
        total=total,
        takes_calls_now=takes_calls_now,
        pages=max(1, *(math.ceil(page.total / longest_page) for page in lists)),
        understanding=understanding,
        snapshot=snapshot,
        matches_some=plan.some and total > 0,
        is_nobody_there=near is not None and not near.total and _is_nobody_there(plan),
        first_words=first_words,
        instead=tuple(kind for kind in instead if kind not in first_words),
        groups=snapshot.groups,
        hidden_hours_not_known=bitsets.size(plan.any_hours & plan.moment.hours_unknown) if criteria.open_now else 0,
        without=_without(plan) if not total else (),
    )


def _groups_shown(near: Group | None, others: Group, *, near_leads: bool) -> tuple[ShownGroup, ...]:
    if near is None:
        return (ShownGroup("all", others),)
    both = (ShownGroup("near", near), ShownGroup("apart", others))
    return both if near_leads else both[::-1]


def _is_nobody_there(plan: Plan) -> bool:
    """Whether the place is outside London and no result says that it serves it."""
    scope = plan.criteria.scope
    return scope is not None and scope.is_away and not bitsets.size(plan.taken & local_to(scope, plan.snapshot))


def _group(page: ListPage, plan: Plan) -> Group | None:
    docids = plan.snapshot.columns.docids[page.shown].tolist()
    result_cards = _result_cards(docids, page, plan)
    if result_cards is None:
        return None
    if page.miles and plan.criteria.place:
        # Always "about": it is measured from the middle of the place.
        origin = plan.criteria.place.point
        result_cards = [
            result_card.at(distance_words(far, approximate=True), origin)
            for result_card, far in zip(result_cards, page.miles, strict=True)
        ]
    return Group(tuple(result_cards), page.total, page.takes_calls_now)


def _result_cards(docids: list[int], page: ListPage, plan: Plan) -> list[ResultCard] | None:
    """Return the cards of these entries for this moment, most from the cache; None when one was deleted meanwhile."""
    cached = plan.moment.result_cards
    result_cards: list[ResultCard | None] = [cached.get(docid) for docid in docids]
    if None in result_cards:
        cards = plan.snapshot.cards(docids)
        if cards is None:
            return None
        columns = plan.snapshot.columns
        keys = [columns.hours_keys[number] for number in columns.hours[page.shown].tolist()]
        new = {
            docid: result_card_of(plan.snapshot, plan.moment, docid, card, key)
            for docid, card, key in zip(docids, cards, keys, strict=True)
        }
        cached.add(new)
        return list(new.values())
    return [card for card in result_cards if card is not None]


def _is_one_of(docids: list[int]) -> ColumnElement[bool]:
    """Return the condition that an entry is one of these, as one bound value however many there are."""
    if db.session.get_bind().dialect.name == "postgresql":
        return SearchEntry.docid == any_(literal(docids, ARRAY(BigInteger)))
    numbers = func.json_each("[" + ",".join(map(str, docids)) + "]").table_valued(column("value", BigInteger))
    return SearchEntry.docid.in_(select(numbers.c.value))


def _first_words(plan: Plan) -> tuple[AgencyType, ...]:
    """Return the agency types whose words come before all cards, in order.

    999 for an emergency; a child's lines, because a child never waits.
    """
    emergency = (AgencyType.AMBULANCE_999,) if plan.understanding.emergency is not None else ()
    is_a_childs = plan.understanding.is_about_a_child or Need.A_CHILD in plan.criteria.needs
    return emergency + (CHILDS_LINES if is_a_childs else ())


def _instead(
    criteria: Criteria, understanding: Understanding, snapshot: Snapshot, *, answering: int, total: int
) -> tuple[AgencyType, ...]:
    """Return the agency types whose fallback words the page shows, in the order of the vocabulary.

    Types asked for that no listing offers, or all types asked for when no result takes calls now; the child's lines
    when a need is about a child; `LOCAL_EQUIVALENT` outside Brent; `WHATEVER_IT_IS` without results or a known need.
    """
    needs = frozenset(criteria.needs) | understanding.needs
    asked = frozenset(kind for need in needs for kind in NEED_AGENCIES[need])
    shown = {kind for kind in asked if not answering or kind not in snapshot.agency_types}
    if Need.A_CHILD in needs:
        shown.update(CHILDS_LINES)
    if criteria.place and criteria.place.in_brent is InBrent.NO:
        shown.add(AgencyType.LOCAL_EQUIVALENT)
    if not total and not asked:
        shown.update(WHATEVER_IT_IS)
    return tuple(sorted(shown, key=_PLACE_IN_VOCABULARY.__getitem__))


def _without(plan: Plan) -> tuple[Way, ...]:
    """Return, for each filter of the search, how many results there are without it; the most first."""
    ways = [Way(name, looser, total_without(plan, looser)) for name, looser in plan.criteria.without_each()]
    return tuple(sorted((way for way in ways if way.total), key=lambda way: -way.total))
