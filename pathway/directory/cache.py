"""A bounded first-in, first-out cache, safe across threads."""

import threading
from collections.abc import Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class BoundedCache(dict[K, V]):
    """A dictionary of at most `size` entries; beyond them, the oldest goes.

    A search reads twenty entries, so reading takes no lock: one look into a dictionary is a single step. See ADR 23.
    Write by `add` alone.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size
        self._lock = threading.Lock()

    def add(self, new: Mapping[K, V]) -> None:
        """Add entries, or replace those of the same keys."""
        with self._lock:
            self.update(new)
            while len(self) > self._size:
                del self[next(iter(self))]
