"""What a process remembers of the index, and for how long: until the index counts a change."""

import threading
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, text

from pathway.directory.for_whom import GROUPS
from pathway.directory.models import HoursPattern, IndexVersion, SearchEntry
from pathway.directory.opening_hours import State, Timetable, state_at
from pathway.directory.timetables import from_json
from pathway.directory.understanding import Vocabulary
from pathway.directory.vocabulary import AgencyType
from pathway.directory.words import tag
from pathway.extensions import db


@dataclass
class Catalogue:
    """What listings have, as of one version of the index: words, agency types, groups, patterns of hours."""

    version: int
    vocabulary: Vocabulary
    agency_types: frozenset[AgencyType]
    groups: frozenset[str]
    timetables: dict[str, Timetable]
    _states: dict[str, State] = field(default_factory=dict)
    _computed_at: dict[str, datetime] = field(default_factory=dict)

    def states_at(self, now: datetime) -> dict[str, State]:
        """Return the state of every pattern at `now`; each is worked out again only once it may have changed."""
        for key, timetable in self.timetables.items():
            state = self._states.get(key)
            computed = self._computed_at.get(key)
            if state is None or computed is None or not _still_true(state, computed, now):
                self._states[key] = state_at(timetable, now)
                self._computed_at[key] = now
        return dict(self._states)


_remembered: dict[str, Catalogue] = {}
_lock = threading.Lock()


def current() -> Catalogue:
    """Return what is known of the index now: one small query, and the rest from memory while nothing changed."""
    address = db.engine.url.render_as_string(hide_password=True)
    version = db.session.scalar(select(IndexVersion.number).where(IndexVersion.id == 1)) or 0
    known = _remembered.get(address)
    if known is None or known.version != version:
        known = _read(version)
        with _lock:
            _remembered[address] = known
    return known


def _read(version: int) -> Catalogue:
    used = select(SearchEntry.hours_key).distinct()
    patterns = db.session.scalars(
        select(HoursPattern).where(HoursPattern.key.in_(used)).order_by(HoursPattern.key)
    ).all()
    tags = _tags()
    return Catalogue(
        version=version,
        vocabulary=Vocabulary(_words()),
        agency_types=frozenset(kind for kind in AgencyType if tag("agency", kind) in tags),
        groups=frozenset(slug for slug in GROUPS if tag("for", slug) in tags),
        timetables={pattern.key: from_json(pattern.timetable) for pattern in patterns},
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


def _still_true(state: State, computed: datetime, now: datetime) -> bool:
    return computed <= now and (state.changes_at is None or now < state.changes_at)


def forget() -> None:
    """Remember nothing: for tests, and for a process that has changed its database under itself."""
    with _lock:
        _remembered.clear()
