"""Sets of listings as rows of bits, one bit a position: small, and joined eight at a time by the processor."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint8]
"""A set of positions: bit `7 - position % 8` of byte `position // 8`. What is past the last position is 0."""

Positions = NDArray[np.int64]
"""Positions in rising order."""


def of_flags(flags: NDArray[np.bool_]) -> Bits:
    """Make a set from one truth value a position."""
    return np.packbits(flags)


def of_positions(positions: Positions, length: int) -> Bits:
    """Make a set of these positions, of `length` there are."""
    flags = np.zeros(length, np.bool_)
    flags[positions] = True
    return np.packbits(flags)


def everything(length: int) -> Bits:
    """Make the set of all positions."""
    return np.packbits(np.ones(length, np.bool_))


def all_of(sets: Iterable[Bits]) -> Bits:
    """Return what is in every one of at least one set."""
    return reduce(np.bitwise_and, sets)


def any_of(sets: Iterable[Bits]) -> Bits:
    """Return what is in any of at least one set."""
    return reduce(np.bitwise_or, sets)


def size(bits: Bits) -> int:
    """Count what is in a set."""
    return int(np.bitwise_count(bits).sum())


def positions(bits: Bits) -> Positions:
    """List what is in a set."""
    # Looked at as truth values, which numpy lists seven times as quickly as numbers.
    return np.flatnonzero(np.unpackbits(bits).view(np.bool_))


@dataclass(frozen=True)
class Probe:
    """Asks of several sets which of the same positions they hold."""

    byte: Positions
    shift: NDArray[np.uint8]

    @classmethod
    def at(cls, places: Positions) -> "Probe":
        """Look at these positions."""
        return cls(places >> 3, (7 - (places & 7)).astype(np.uint8))

    def of(self, bits: Bits) -> NDArray[np.int64]:
        """Return 1 where the set holds the position and 0 where it does not."""
        return self.counted(bits).astype(np.int64)

    def counted(self, bits: Bits) -> NDArray[np.uint8]:
        """Return the same in a byte each, to be added up."""
        return (bits[self.byte] >> self.shift) & np.uint8(1)
