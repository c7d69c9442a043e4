"""What a process remembers of the index, and for how long: until the index counts a change."""

import threading
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, bindparam, select, text

from pathway.directory.cache import Kept
from pathway.directory.client_groups import GROUPS
from pathway.directory.facet_tags import tag
from pathway.directory.hours.opening_hours import Timetable
from pathway.directory.hours.stored import from_json
from pathway.directory.models import HoursPattern, SearchEntry
from pathway.directory.search.cards import Card
from pathway.directory.search.index import call_hours, columns, open_now
from pathway.directory.search.index.bitsets import Bits
from pathway.directory.search.index.call_hours import CallHours
from pathway.directory.search.index.columns import Columns
from pathway.directory.search.index.open_now import Moment
from pathway.directory.search.index.posting_lists import Postings
from pathway.directory.search.text.query_parser import Vocabulary
from pathway.directory.vocabulary import AgencyType
from pathway.extensions import db

T = TypeVar("T")

MOST_CARDS = 16_384
"""How many cards are remembered, and how many drawn ones; some 3 kB each. Then the one met first is forgotten."""

MOST_PLACES = 512
"""Of how many places asked about it is remembered which listings name them."""


@dataclass
class Snapshot:
    """What listings have, as of one version of the index."""

    version: int
    vocabulary: Vocabulary
    agency_types: frozenset[AgencyType]
    groups: frozenset[str]
    timetables: dict[str, Timetable]
    columns: Columns
    postings: Postings
    call_hours: CallHours
    drawn: Kept[Hashable, str] = field(default_factory=lambda: Kept(MOST_CARDS))
    _remembered_values: dict[Hashable, Any] = field(default_factory=dict)
    _moment: Moment | None = None
    local: Kept[frozenset[str], Bits] = field(default_factory=lambda: Kept(MOST_PLACES))
    _cards: Kept[int, Card] = field(default_factory=lambda: Kept(MOST_CARDS))

    def moment(self, now: datetime) -> Moment:
        """Return what every listing is at `now` (aware UTC); worked out again only once something has changed."""
        moment = self._moment
        if moment is None or not moment.holds_at(now):
            moment = open_now.moment_at(now, self.timetables, self.columns, self.call_hours, moment)
            self._moment = moment
        return moment

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` gave for this key: it is called once while the index does not change.

        For a few things that depend on nothing but the index.
        """
        if key not in self._remembered_values:
            self._remembered_values[key] = make()
        value: T = self._remembered_values[key]
        return value

    def cards(self, docids: list[int]) -> list[Card] | None:
        """Return the cards of these entries in the order given, or None when one of them is gone."""
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
    # Of the table and not of the class: to make objects of the rows would take longer than to read them.
    select(SearchEntry.__table__.c.docid, SearchEntry.__table__.c.card)
    .where(SearchEntry.__table__.c.docid.in_(bindparam("docids", expanding=True)))
    .order_by(SearchEntry.__table__.c.docid)
)
_VERSION = "SELECT number FROM index_version WHERE id = 1"


def current_snapshot() -> Snapshot:
    """Return what is known of the index now: one small query, and the rest from memory while nothing changed."""
    engine = db.engine
    version = _version(engine)
    snapshot = _snapshots.get(engine)
    if snapshot is None or snapshot.version != version:
        # One reads while the others wait: what they remember may show a place that has since been made confidential.
        with _lock:
            snapshot = _snapshots.get(engine)
            if snapshot is None or snapshot.version != version:
                snapshot = _snapshots[engine] = _read(version)
    return snapshot


def _version(engine: Engine) -> int:
    """Ask how often the index has changed: inside a transaction that has begun, else without beginning one.

    This is asked for every page, and is all that most of them ask: a transaction would cost three times as much.
    """
    # Most pages need no session at all, and to make one only to learn that it has not begun would cost as much again.
    if not db.session.registry.has() or not db.session().in_transaction():
        with suppress(engine.dialect.loaded_dbapi.Error):  # asked again below, where errors are those that pages expect
            return _asked_alone(engine)
    return db.session.connection().exec_driver_sql(_VERSION).scalar() or 0


def _asked_alone(engine: Engine) -> int:
    connection = engine.raw_connection()
    driver: Any = connection.driver_connection
    on_postgresql = engine.dialect.name == "postgresql"
    try:
        if on_postgresql:
            driver.autocommit = True  # or a BEGIN and a ROLLBACK would each go there and back
        row = driver.execute(_VERSION).fetchone()
        if on_postgresql:
            driver.autocommit = False
    except BaseException:
        connection.invalidate()
        raise
    finally:
        connection.close()
    return int(row[0]) if row else 0


def _read(version: int) -> Snapshot:
    listing_columns = columns.read()
    patterns = db.session.scalars(
        select(HoursPattern).where(HoursPattern.key.in_(select(SearchEntry.hours_key))).order_by(HoursPattern.key)
    ).all()
    tags = _tags()
    postings = Postings(listing_columns)
    return Snapshot(
        version=version,
        vocabulary=Vocabulary(_words()),
        agency_types=frozenset(kind for kind in AgencyType if tag("agency", kind) in tags),
        groups=frozenset(slug for slug in GROUPS if tag("for", slug) in tags),
        timetables={pattern.key: from_json(pattern.timetable) for pattern in patterns},
        columns=listing_columns,
        postings=postings,
        call_hours=call_hours.read(listing_columns, postings),
    )


def _words() -> list[str]:
    """Read every word of the index, on either engine; facets left out."""
    if db.engine.dialect.name == "sqlite":
        return _terms("SELECT DISTINCT term FROM search_vocabulary WHERE col <> 'tags'")
    return _terms("SELECT word FROM ts_stat('SELECT ts_filter(vector, ''{a,b,c}'') FROM search_entry')")


def _tags() -> frozenset[str]:
    """Read which facets any visible listing has."""
    if db.engine.dialect.name == "sqlite":
        return frozenset(_terms("SELECT term FROM search_vocabulary WHERE col = 'tags'"))
    return frozenset(_terms("SELECT word FROM ts_stat('SELECT ts_filter(vector, ''{d}'') FROM search_entry')"))


def _terms(query: str) -> list[str]:
    return [row[0] for row in db.session.execute(text(query))]


def forget_snapshots() -> None:
    """Remember nothing: for tests, and for a process that has changed its database under itself."""
    with _lock:
        _snapshots.clear()
