"""The snapshot of the index that a process caches until the index changes."""

import threading
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, bindparam, select, text

from pathway.directory.cache import BoundedCache
from pathway.directory.client_groups import GROUPS
from pathway.directory.facet_tags import tag
from pathway.directory.hours.opening_hours import Timetable
from pathway.directory.hours.stored import from_json
from pathway.directory.models import HoursPattern, IndexVersion, SearchEntry
from pathway.directory.search.cards import Card
from pathway.directory.search.index.bitsets import Bits
from pathway.directory.search.index.call_hours import CallHours, read_call_hours
from pathway.directory.search.index.columns import Columns, read_columns
from pathway.directory.search.index.open_now import Moment, moment_at
from pathway.directory.search.index.posting_lists import Postings
from pathway.directory.search.text.query_parser import Vocabulary
from pathway.directory.vocabulary import AgencyType
from pathway.extensions import db, note_failure

T = TypeVar("T")

MOST_CARDS = 16_384
"""Entries of the cache of cards, and of that of their HTML, about 3 kB each."""

MOST_PLACES = 512
"""Entries of the cache of listings by place."""


@dataclass
class Snapshot:
    """All visible listings in one version of the index."""

    version: int
    vocabulary: Vocabulary
    agency_types: frozenset[AgencyType]
    groups: frozenset[str]
    timetables: dict[str, Timetable]
    columns: Columns
    postings: Postings
    call_hours: CallHours
    drawn: BoundedCache[Hashable, str] = field(default_factory=lambda: BoundedCache(MOST_CARDS))
    remembered: dict[Hashable, Any] = field(default_factory=dict)
    _moment: Moment | None = None
    local: BoundedCache[frozenset[str], Bits] = field(default_factory=lambda: BoundedCache(MOST_PLACES))
    _cards: BoundedCache[int, Card] = field(default_factory=lambda: BoundedCache(MOST_CARDS))

    def moment(self, now: datetime) -> Moment:
        """Return the state of every listing at `now` (aware UTC), computed again only when one has changed."""
        moment = self._moment
        if moment is None or not moment.now <= now < moment.until:
            moment = moment_at(now, self.timetables, self.columns, self.call_hours, moment)
            self._moment = moment
        return moment

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the result of `make` for this key, called once for each version of the index.

        Only for a few values that depend on nothing but the index.
        """
        if key not in self.remembered:
            self.remembered[key] = make()
        value: T = self.remembered[key]
        return value

    def cards(self, docids: list[int]) -> list[Card] | None:
        """Return the cards of these entries in the same order, or None when one was deleted meanwhile."""
        cards_by_docid = {docid: self._cards.get(docid) for docid in docids}
        missing = [docid for docid, card in cards_by_docid.items() if card is None]
        if missing:
            rows = db.session.connection().execute(_CARDS, {"docids": missing})
            read_cards = {docid: Card.from_json(card) for docid, card in rows}
            self._cards.add(read_cards)
            cards_by_docid |= read_cards
        cards = [card for docid in docids if (card := cards_by_docid[docid]) is not None]
        return cards if len(cards) == len(docids) else None


_snapshots: WeakKeyDictionary[Engine, Snapshot] = WeakKeyDictionary()
_lock = threading.Lock()
_CARDS = (
    # The table, not the class: making objects of the rows would take longer than reading them.
    select(SearchEntry.__table__.c.docid, SearchEntry.__table__.c.card)
    .where(SearchEntry.__table__.c.docid.in_(bindparam("docids", expanding=True)))
    .order_by(SearchEntry.__table__.c.docid)
)
_WORDS = {
    "sqlite": "SELECT DISTINCT term FROM search_vocabulary WHERE col <> 'tags'",
    "postgresql": "SELECT word FROM ts_stat('SELECT ts_filter(vector, ''{a,b,c}'') FROM search_entry')",
}
"""Every word in the index, without facets, by engine."""

_TAGS = {
    "sqlite": "SELECT term FROM search_vocabulary WHERE col = 'tags'",
    "postgresql": "SELECT word FROM ts_stat('SELECT ts_filter(vector, ''{d}'') FROM search_entry')",
}
"""The facets that any visible listing has, by engine."""

STATE = select(IndexVersion.number)
"""The query of the number of the index as it is now. Every change of a listing, of a draft too, counts it up."""

_VERSION = "SELECT number FROM index_version WHERE id = 1"


def current_snapshot() -> Snapshot:
    """Return the snapshot of the index as it is now. Costs one small query while the index has not changed."""
    engine = db.engine
    version = _version(engine)
    snapshot = _snapshots.get(engine)
    if snapshot is None or snapshot.version != version:
        # One thread reads and the others wait: the old snapshot may show a place that is confidential by now.
        with _lock:
            snapshot = _snapshots.get(engine)
            if snapshot is None or snapshot.version != version:
                snapshot = _snapshots[engine] = _read_snapshot(version)
    return snapshot


def index_version() -> int:
    """Return the number of the index as it is now."""
    return _version(db.engine)


def snapshot_at(now: datetime) -> tuple[Snapshot, Moment]:
    """Return the snapshot of the index as it is now, and the state of every listing at `now` (aware UTC)."""
    snapshot = current_snapshot()
    return snapshot, snapshot.moment(now)


def _version(engine: Engine) -> int:
    """Return the version of the index, inside the current transaction if there is one, else outside any.

    Every page asks this, and most ask nothing else: a transaction would cost three times as much.
    """
    # Most pages need no session: making one just to see that it has not begun would cost as much again.
    if not db.session.registry.has() or not db.session().in_transaction():
        with suppress(engine.dialect.loaded_dbapi.Error):  # the query below raises the errors that pages expect
            return _asked_alone(engine)
    return db.session.connection().exec_driver_sql(_VERSION).scalar() or 0


def _asked_alone(engine: Engine) -> int:
    connection = engine.raw_connection()
    driver: Any = connection.driver_connection
    on_postgresql = engine.dialect.name == "postgresql"
    try:
        if on_postgresql:
            driver.autocommit = True  # else BEGIN and ROLLBACK would take a round trip each
        row = driver.execute(_VERSION).fetchone()
        if on_postgresql:
            driver.autocommit = False
    except BaseException as error:
        if isinstance(error, Exception):
            note_failure(error)
        connection.invalidate()
        raise
    finally:
        connection.close()
    return int(row[0]) if row else 0


def _read_snapshot(version: int) -> Snapshot:
    columns = read_columns()
    patterns = db.session.scalars(
        select(HoursPattern).where(HoursPattern.key.in_(select(SearchEntry.hours_key))).order_by(HoursPattern.key)
    ).all()
    tags = frozenset(_terms(_TAGS))
    postings = Postings(columns)
    return Snapshot(
        version=version,
        vocabulary=Vocabulary(_terms(_WORDS)),
        agency_types=frozenset(kind for kind in AgencyType if tag("agency", kind) in tags),
        groups=frozenset(slug for slug in GROUPS if tag("for", slug) in tags),
        timetables={pattern.key: from_json(pattern.timetable) for pattern in patterns},
        columns=columns,
        postings=postings,
        call_hours=read_call_hours(columns, postings),
    )


def _terms(query: Mapping[str, str]) -> list[str]:
    """Read terms of the index by the query for this engine."""
    return [row[0] for row in db.session.execute(text(query[db.engine.dialect.name]))]


def forget_snapshots() -> None:
    """Drop all snapshots: for tests, and for a process that has replaced its own database."""
    with _lock:
        _snapshots.clear()
