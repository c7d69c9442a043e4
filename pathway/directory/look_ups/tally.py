"""Counts of look-ups in this process, until they are written to the database once a minute.

A page that somebody looks at writes nothing while she waits. What is counted goes on its way after the answer has left,
with the look-ups of others in the same minute; what a killed process had not written is lost.
"""

import threading
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from pathway.directory.scope import LONDON_BOROUGHS, Scope
from pathway.directory.vocabulary import Need

EVERY = timedelta(minutes=1)

ANY_NEED, NO_BOROUGH = "any", "none"
"""Where no need was chosen, and where no borough was named or known."""

_NAMES = {name.casefold(): name for name in LONDON_BOROUGHS}


class Key(NamedTuple):
    """What a look-up is counted under."""

    on: date
    need: str
    borough: str


class Tally:
    """The counts of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._look_ups: Counter[Key] = Counter()
        self._empty: Counter[Key] = Counter()
        self._due_at: datetime | None = None

    def count(self, keys: list[Key], now: datetime, *, is_empty: bool) -> bool:
        """Count one look-up under each of these keys. Return whether it is time to write."""
        with self._lock:
            for key in keys:
                self._look_ups[key] += 1
                self._empty[key] += is_empty
            self._due_at = self._due_at or now + EVERY
            return now >= self._due_at

    def take(self) -> Mapping[Key, tuple[int, int]]:
        """Return what was counted, (look-ups, empty ones), and begin anew."""
        with self._lock:
            taken = {key: (number, self._empty[key]) for key, number in self._look_ups.items()}
            self._look_ups, self._empty, self._due_at = Counter(), Counter(), None
            return taken

    def give_back(self, counts: Mapping[Key, tuple[int, int]]) -> None:
        """Count again what could not be written."""
        with self._lock:
            for key, (number, empty) in counts.items():
                self._look_ups[key] += number
                self._empty[key] += empty


def keys_of(on: date, needs: tuple[Need, ...], scope: Scope | None) -> list[Key]:
    """Return what a look-up is counted under: once for each need that was chosen."""
    borough = borough_of(scope)
    return [Key(on, str(need), borough) for need in needs] or [Key(on, ANY_NEED, borough)]


def borough_of(scope: Scope | None) -> str:
    """Return the London borough of a place, where it is known to be in one."""
    if scope is None:
        return NO_BOROUGH
    if scope.in_brent:
        return "Brent"
    return next((_NAMES[area] for area in sorted(scope.areas) if area in _NAMES), NO_BOROUGH)
