"""How far listings are from a place, from the points in the columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pathway.directory.geography import Place, curved, in_space, straight
from pathway.directory.search.index.bitsets import Positions
from pathway.directory.search.index.columns import Columns

BANDS = (3.0, 10.0, 30.0)
"""In miles: an hour on foot or a short ride; a ride across some boroughs; a journey. Beyond is too far tonight."""

BAND_BITS = 2

STEPS_IN_A_SQUARE_MILE = 64
STEP_BITS = 26
"""Enough for a thousand miles, squared, in steps."""


@dataclass(frozen=True)
class Near:
    """Listings with a point near enough, by position, and the distance of each one's nearest point.

    `places` are their indexes among the listings asked about. `squared` is the straight line through the earth, in
    miles, squared.
    """

    positions: Positions
    places: Positions
    squared: NDArray[np.float64]

    @property
    def band(self) -> NDArray[np.int64]:
        """The band of `BANDS` each is in, 0 for the nearest."""
        beyond = [(self.squared > end).view(np.uint8) for end in _BAND_ENDS]
        return (beyond[0] + beyond[1] + beyond[2]).astype(np.int64)

    @property
    def step(self) -> NDArray[np.int64]:
        """The distance of each, squared and rounded: enough for a first cut."""
        return (self.squared * STEPS_IN_A_SQUARE_MILE).astype(np.int64)

    def miles(self, chosen: Positions) -> list[float]:
        """Return the miles along the ground of these indexes into `positions`."""
        return [curved(far) for far in np.sqrt(self.squared[chosen]).tolist()]


_BAND_ENDS = tuple(straight(miles) ** 2 for miles in BANDS)


def near(among: Positions, origin: Place, miles: float | None, columns: Columns) -> Near:
    """Return which of these placed listings have a point within `miles` (None: at any distance), and how far it is."""
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
    places = owner[first]
    return Near(among[places], places, squared[first])
