"""Sets of listings as arrays of bits, one bit per position: small, and fast to combine."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial, reduce

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint8]
"""A set of positions: bit `7 - position % 8` of byte `position // 8`. Bits past the last position are 0."""

Positions = NDArray[np.int64]
"""Positions in ascending order."""


def of_flags(flags: NDArray[np.bool_]) -> Bits:
    """Return a set from one flag per position."""
    return np.packbits(flags)


def of_positions(positions: Positions, length: int) -> Bits:
    """Return a set of these positions, out of `length` positions."""
    flags = np.zeros(length, np.bool_)
    flags[positions] = True
    return np.packbits(flags)


def everything(length: int) -> Bits:
    """Return the set of all positions."""
    return np.packbits(np.ones(length, np.bool_))


all_of: Callable[[Iterable[Bits]], Bits] = partial(reduce, np.bitwise_and)
"""Return the intersection of one or more sets."""

any_of: Callable[[Iterable[Bits]], Bits] = partial(reduce, np.bitwise_or)
"""Return the union of one or more sets."""


def size(bits: Bits) -> int:
    """Return how many positions are in a set."""
    return int(np.bitwise_count(bits).sum())


def positions(bits: Bits) -> Positions:
    """Return the positions in a set."""
    # As booleans: numpy lists them seven times as fast as numbers.
    return np.flatnonzero(np.unpackbits(bits).view(np.bool_))


@dataclass(frozen=True)
class Probe:
    """Looks up the same positions in several sets."""

    byte: Positions
    shift: NDArray[np.uint8]

    @classmethod
    def at(cls, places: Positions) -> "Probe":
        """Return a probe for these positions."""
        return cls(places >> 3, (7 - (places & 7)).astype(np.uint8))

    def of(self, bits: Bits) -> NDArray[np.int64]:
        """Return 1 where the position is in the set, else 0."""
        return ((bits[self.byte] >> self.shift) & np.uint8(1)).astype(np.int64)

    def counted(self, *sets: Bits) -> NDArray[np.uint8]:
        """Return in how many of the sets each position is."""
        total = np.zeros(len(self.byte), np.uint8)
        for bits in sets:
            total += (bits[self.byte] >> self.shift) & np.uint8(1)
        return total
