"""Putting listings in the order of their distance from a place, by the points that the columns hold."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pathway.directory.bits import Positions
from pathway.directory.columns import Columns
from pathway.directory.geography import Place, curved, in_space, straight


@dataclass(frozen=True)
class Near:
    """Listings with a point within reach, in the order of their positions, and how far each one's nearest point is.

    `squared` is of the straight line through the earth, in miles.
    """

    positions: Positions
    squared: NDArray[np.float64]

    def first(self, count: int, columns: Columns) -> tuple[Positions, list[float]]:
        """Return the nearest `count` positions, the nearest first, and their miles; of two as near, by name."""
        chosen = np.arange(len(self.positions))
        if len(chosen) > count:
            # Whatever is as near as the last one counts, or chance would decide between equals.
            farthest = np.partition(self.squared, count - 1)[count - 1]
            chosen = np.flatnonzero(self.squared <= farthest)
        order = np.lexsort((columns.name_rank[self.positions[chosen]], self.squared[chosen]))
        chosen = chosen[order][:count]
        return self.positions[chosen], [curved(far) for far in np.sqrt(self.squared[chosen]).tolist()]


def near(among: Positions, origin: Place, miles: float | None, columns: Columns) -> Near:
    """Find which of these placed listings have a point within `miles` (any distance when None), and how far it is."""
    counts = columns.site_count[among]
    if len(counts) and counts.max() > 1:
        ends = np.cumsum(counts)
        site = np.repeat(columns.first_site[among] - (ends - counts), counts) + np.arange(ends[-1])
        owner = np.repeat(np.arange(len(among)), counts)
    else:
        site, owner = columns.first_site[among], np.arange(len(among))
    x, y, z = in_space(*origin.point)
    squared = (columns.sites[0, site] - x) ** 2 + (columns.sites[1, site] - y) ** 2 + (columns.sites[2, site] - z) ** 2
    order = np.lexsort((squared, owner)) if len(site) != len(among) else slice(None)
    owner, squared = owner[order], squared[order]
    first = np.ones(len(owner), np.bool_)
    first[1:] = owner[1:] != owner[:-1]
    if miles is not None:
        first &= squared <= straight(miles) ** 2
    return Near(among[owner[first]], squared[first])
