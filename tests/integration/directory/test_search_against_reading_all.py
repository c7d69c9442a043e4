"""A search finds and orders what anybody would who read every entry of the index, one after the other."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from geopy.distance import geodesic
from sqlalchemy import select

from bench import workload
from bench.load import load
from pathway import create_app
from pathway.config import ROOT
from pathway.core.clock import LONDON
from pathway.directory import freshness
from pathway.directory.client_groups import suited
from pathway.directory.facet_tags import tag
from pathway.directory.geography import Gazetteer
from pathway.directory.hours.opening_hours import Openness, State, state_at
from pathway.directory.hours.stored import CLOSED_KEY
from pathway.directory.hours.timetable import Timetable
from pathway.directory.intake import Reach
from pathway.directory.models import SearchEntry, SearchPlace
from pathway.directory.search import search
from pathway.directory.search.cards import Card
from pathway.directory.search.criteria import Criteria
from pathway.directory.search.index.indexer import ADULTS_ONLY, BY_PHONE
from pathway.directory.search.index.snapshot import current_snapshot
from pathway.directory.search.ranking import CHILDS_OWN, FAR_MILES, NO_MATCH
from pathway.directory.search.results import Group
from pathway.directory.search.text.full_text import Level
from pathway.directory.search.text.query_parser import Concept, Understanding, understand
from pathway.directory.search.text.synonyms import Weight
from pathway.directory.search.text.tokens import STEM_MARK, stem
from pathway.directory.vocabulary import Need
from pathway.extensions import WRITES, db
from pathway.upkeep.prepare import prepare
from tests import services
from tests.integration.conftest import _database, settings_for

LISTINGS = 400
SEARCHES = 480
MOMENTS = [datetime(2026, 11, 24, 10, tzinfo=UTC) + timedelta(hours=7 * number) for number in range(10)]
GAZETTEER = Gazetteer(ROOT / "seed" / "geo")

Read = tuple[SearchEntry, list[SearchPlace], State | None]


@pytest.fixture(scope="module")
def generated(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An app with the starting directory and as many made-up listings."""
    with _database(engine_name, tmp_path_factory.mktemp("generated")) as url:
        app = create_app(settings_for(url))
        prepare(app)
        with app.app_context():
            db.session.connection(execution_options=WRITES)
            load(db.session(), LISTINGS, seed=11)
            db.session.commit()
        yield app
        services.dispose(app)


def test_two_ways_to_search_agree(generated: Flask) -> None:
    seen = {"words": 0, "near": 0, "apart": 0, "some": 0, "open": 0}
    with generated.app_context():
        everything = read_all(MOMENTS)
        for number, pairs in enumerate(workload.queries(SEARCHES, seed=12)):
            criteria, now = workload.criteria(pairs, GAZETTEER), MOMENTS[number % len(MOMENTS)]
            near, others, some = expected(criteria, everything[now], now)

            results = search.services(criteria, now)

            assert ids(results.others) == others[: search.A_PAGE if near is None else search.A_GROUP], pairs
            assert results.others.total == len(others), pairs
            assert (results.near is None) == (near is None)
            if near is not None and results.near is not None:
                assert ids(results.near) == near[: search.A_GROUP], pairs
                assert results.near.total == len(near), pairs
            assert results.matches_some == (some and bool(near or others)), pairs
            opened = open_among((near or []) + others, everything[now])
            assert results.takes_calls_now == opened, pairs
            seen["words"] += bool(criteria.words and results.total)
            seen["near"] += bool(near)
            seen["apart"] += bool(near is not None and others)
            seen["some"] += results.matches_some
            seen["open"] += bool(opened)
    assert all(count >= 10 for count in seen.values()), seen


def read_all(moments: list[datetime]) -> dict[datetime, list[Read]]:
    """Every entry with its points and its state, at each moment."""
    entries = db.session.scalars(select(SearchEntry).order_by(SearchEntry.docid)).all()
    points: dict[int, list[SearchPlace]] = {}
    for point in db.session.scalars(select(SearchPlace).order_by(SearchPlace.docid, SearchPlace.location_id)):
        points.setdefault(point.docid, []).append(point)
    timetables = current_snapshot().timetables
    return {
        now: [
            (
                one,
                points.get(one.docid, []),
                state_of(one, timetables, now) if one.hours_key in timetables else None,
            )
            for one in entries
        ]
        for now in moments
    }


def state_of(entry: SearchEntry, timetables: dict[str, Timetable], now: datetime) -> State:
    """Its hours; and where one of its numbers answers it takes calls, whatever they are."""
    state = state_at(timetables[entry.hours_key], now)
    numbers = Card.from_json(entry.card).numbers_by_the_clock(state.status, now)
    if any(number.answers and not number.phone.is_text for number in numbers):
        return replace(state, status=Openness.OPEN, opens_at=None)
    return state


def expected(criteria: Criteria, rows: list[Read], now: datetime) -> tuple[list[str] | None, list[str], bool]:
    """What each group holds, in order; and whether listings have some of the words only."""
    understanding = understand(criteria.words, current_snapshot().vocabulary)
    taken = [row for row in rows if fits(row, criteria, understanding, every=True)]
    weighty = any(one.weight <= Weight.URGENT for one in understanding.deciding)
    some = len(understanding.deciding) > 1 and not weighty and not taken
    if some:
        taken = [row for row in rows if fits(row, criteria, understanding, every=False)]
    scope = criteria.scope
    useful = [row for row in taken if scope is None or Card.from_json(row[0].card).intake.serves(scope)]
    apart = [row for row in useful if criteria.place is None or not row[0].is_placed]
    apart.sort(key=lambda row: (*order(row, criteria, understanding, now, some=some), *tail(row, now)))
    if criteria.place is None:
        return None, [str(row[0].service_id) for row in apart], some
    origin = criteria.place.point
    far = {
        row[0].docid: min(geodesic(origin, (point.latitude, point.longitude)).miles for point in row[1])
        for row in taken
        if row[0].is_placed
    }
    near = [row for row in useful if row[0].docid in far and far[row[0].docid] <= (criteria.miles or FAR_MILES)]
    near.sort(
        key=lambda row: (
            *order(row, criteria, understanding, now, some=some),
            sum(far[row[0].docid] > end for end in (3, 10, 30)),
            freshness.tier(row[0].assured_on, now.astimezone(LONDON).date()).rank,
            far[row[0].docid],
        )
    )
    return [str(row[0].service_id) for row in near], [str(row[0].service_id) for row in apart], some


def fits(row: Read, criteria: Criteria, understanding: Understanding, *, every: bool) -> bool:
    entry, _, state = row
    tags = set(entry.tags.split())
    if criteria.needs and not tags & {tag("need", need) for need in criteria.needs}:
        return False
    if criteria.for_whom and not tags & {tag("for", group) for group in (*suited(criteria.for_whom), "anyone")}:
        return False
    if criteria.open_now and not is_open(entry, state):
        return False
    deciding = understanding.deciding
    is_childs = any(one.weight is Weight.CHILD for one in deciding)
    if ADULTS_ONLY in tags and (is_childs or Need.A_CHILD in criteria.needs):
        return False
    if is_childs and tags & set(CHILDS_OWN):
        return True
    found = [level(entry, concept) < NO_MATCH for concept in deciding]
    if not found:
        return not understanding.unknown
    return all(found) if every and not any(one.weight <= Weight.URGENT for one in deciding) else any(found)


def level(entry: SearchEntry, concept: Concept) -> int:
    """0 when the name says it, 1 when it is the kind of help, 2 for a mention."""
    columns = [entry.name_words.split(), entry.kind_words.split(), entry.more_words.split()]
    tags = entry.tags.split()
    for number in range(3):
        words = {word for column in columns[: number + 1] for word in column}
        needs = concept.needs if number == 2 else concept.needs[: concept.likely]
        if any(all(has(words, one.text, one.prefix) for one in phrase) for phrase in concept.phrases):
            return number
        if any(tag("need", need) in tags for need in needs):
            return number
    return NO_MATCH


def has(words: set[str], word: str, prefix: bool) -> bool:
    return STEM_MARK + stem(word) in words or (prefix and any(one.startswith(word) for one in words))


def order(
    row: Read, criteria: Criteria, understanding: Understanding, now: datetime, *, some: bool
) -> tuple[object, ...]:
    """What comes before the place: how well it fits, and when it takes calls."""
    entry, _, state = row
    tags = entry.tags.split()
    deciding = understanding.deciding
    heaviest = [one for one in deciding if one.weight == deciding[0].weight]
    is_childs = Need.A_CHILD in understanding.needs or Need.A_CHILD in criteria.needs
    groups = (criteria.for_whom,) if criteria.for_whom else understanding.groups
    whose: tuple[object, ...] = ()
    if not is_childs:
        is_hers = any(tag("for", group) in tags for group in groups)
        whose = (0 if is_hers else 1 if criteria.for_whom else 1 + entry.is_particular,)
    return (
        not is_named(entry, understanding.phrase),
        [level(entry, one) for one in deciding].count(NO_MATCH) if some else 0,
        entry.is_afar and not names_the_place(entry, criteria),
        *(tuple(token not in tags for token in CHILDS_OWN) if is_childs else ()),
        bool(heaviest) and all(level(entry, one) > Level.KIND for one in heaviest),
        *whose,
        2 - entry.is_reachable - (BY_PHONE in tags),
        sum(badness(entry, one, understanding, is_childs=is_childs) for one in understanding.concepts),
        turn(entry, state, now),
        sum(min(level(entry, one), 3) for one in understanding.concepts if one.only_orders and one not in deciding),
    )


def is_named(entry: SearchEntry, phrase: str) -> bool:
    """Whether what was typed is in the name: several words anywhere in it, one word as the whole of it."""
    return not phrase or (f" {phrase}" in f" {entry.sort_name}" if " " in phrase else phrase == entry.sort_name)


def badness(entry: SearchEntry, concept: Concept, understanding: Understanding, *, is_childs: bool) -> int:
    """0 to 2 for where it matches, more where it does not."""
    if (concept.only_orders and concept not in understanding.deciding) or (
        is_childs and concept.needs[:1] == (Need.A_CHILD,)
    ):
        return 0
    if concept.is_plain and any(one.needs for one in understanding.deciding):
        return 0 if level(entry, concept) == Level.NAME else 3
    return level(entry, concept)


def turn(entry: SearchEntry, state: State | None, now: datetime) -> int:
    """Takes calls now, opens later today, hours not known, closed, closed for now."""
    if entry.hours_key == CLOSED_KEY:
        return 4
    if state is None:
        return 3
    if state.opens_at and state.opens_at.astimezone(LONDON).date() == now.astimezone(LONDON).date():
        return 1
    return {Openness.OPEN: 0, Openness.UNKNOWN: 2}.get(state.status, 3)


def tail(row: Read, now: datetime) -> tuple[object, ...]:
    """What decides where no place was asked about."""
    entry = row[0]
    fresh = freshness.tier(entry.assured_on, now.astimezone(LONDON).date()).rank
    return entry.reach, fresh, entry.sort_name, entry.docid


def names_the_place(entry: SearchEntry, criteria: Criteria) -> bool:
    """Whether a local service says that it serves the town, council or county that was asked about."""
    intake = Card.from_json(entry.card).intake
    return (
        criteria.scope is not None
        and not intake.reach & Reach.NATIONAL
        and bool({name.casefold() for name in intake.places} & criteria.scope.areas)
    )


def is_open(entry: SearchEntry, state: State | None) -> bool:
    return entry.hours_key != CLOSED_KEY and state is not None and state.status is Openness.OPEN


def open_among(listed: list[str], rows: list[Read]) -> int:
    wanted = set(listed)
    return sum(is_open(entry, state) for entry, _, state in rows if str(entry.service_id) in wanted)


def ids(group: Group) -> list[str]:
    return [one.card.id for one in group.cards]
