"""A bounded first-in, first-out cache, safe across threads."""

import threading
from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class BoundedCache(Generic[K, V]):
    """A dictionary of at most `size` entries; beyond them, the oldest goes.

    A search reads twenty entries, so reading takes no lock: one look into a dictionary is a single step. See ADR 23.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: dict[K, V] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._entries)

    def get(self, key: K) -> V | None:
        """Return the entry of a key, or None."""
        return self._entries.get(key)

    def add(self, new: Mapping[K, V]) -> None:
        """Add entries, or replace those of the same keys."""
        with self._lock:
            self._entries.update(new)
            while len(self._entries) > self._size:
                del self._entries[next(iter(self._entries))]
