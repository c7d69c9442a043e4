"""Something remembered up to a number of entries; then what was met first is forgotten."""

import threading
from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """A bounded dictionary that several threads may use at once."""

    def __init__(self, most: int) -> None:
        """Hold `most` entries at most."""
        self._most = most
        self._held: dict[K, V] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many are held."""
        return len(self._held)

    def get(self, key: K) -> V | None:
        """Return what is held under a key, or None."""
        return self._held.get(key)

    def add(self, new: Mapping[K, V]) -> None:
        """Hold these too."""
        with self._lock:
            self._held.update(new)
            while len(self._held) > self._most:
                del self._held[next(iter(self._held))]
