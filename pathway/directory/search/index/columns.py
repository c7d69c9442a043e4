"""The columns by which a search chooses and orders all visible listings, in memory.

They are read again when the index changes. A listing's index into the columns is called its position.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from pathway.directory.geography import in_space
from pathway.directory.models import SearchEntry, SearchPlace
from pathway.directory.search.index import bitsets
from pathway.directory.search.index.bitsets import Bits, Positions
from pathway.extensions import db

NEVER = 0
"""No date, in `assured` and `due`: no listing was confirmed before the year 1."""


@dataclass(frozen=True)
class Columns:
    """One value per position. `name_rank` is the alphabetical rank of its name, without ties.

    The points of a position are the `site_count` columns of `sites` from `first_site` on. `sites` has three rows,
    x, y and z in miles from the middle of the earth.
    """

    docids: Positions
    is_placed: NDArray[np.bool_]
    is_afar: NDArray[np.bool_]
    is_particular: NDArray[np.bool_]
    is_reachable: NDArray[np.bool_]
    reach: NDArray[np.int64]
    reaches: NDArray[np.int64]
    assured: NDArray[np.int64]
    due: NDArray[np.int64]
    hours: NDArray[np.int64]
    hours_keys: tuple[str, ...]
    names: tuple[str, ...]
    name_rank: NDArray[np.int64]
    first_site: NDArray[np.int64]
    site_count: NDArray[np.int64]
    sites: NDArray[np.float64]

    def __len__(self) -> int:
        """How many listings are visible."""
        return len(self.docids)

    @cached_property
    def spaced_names(self) -> tuple[str, ...]:
        """The names, each after a space, so that a space and a phrase match only at the start of a word."""
        return tuple(f" {name}" for name in self.names)

    @cached_property
    def by_name(self) -> dict[str, list[int]]:
        """The positions of the listings with exactly each sort name."""
        by_name: dict[str, list[int]] = {}
        for position, name in enumerate(self.names):
            by_name.setdefault(name, []).append(position)
        return by_name

    @cached_property
    def all(self) -> Bits:
        """Every listing."""
        return bitsets.everything(len(self))

    @cached_property
    def nothing(self) -> Bits:
        """No listing."""
        return bitsets.of_flags(np.zeros(len(self), np.bool_))

    @cached_property
    def placed(self) -> Bits:
        """Listings with a public point."""
        return bitsets.of_flags(self.is_placed)

    @cached_property
    def unplaced(self) -> Bits:
        """Listings without a point, or with a confidential one."""
        return bitsets.of_flags(~self.is_placed)

    def positions_of(self, docids: NDArray[np.int64]) -> Positions:
        """Return the positions of these listings, without any that was added after the columns were read."""
        if not len(self):
            return np.zeros(0, np.int64)
        nearest = np.minimum(np.searchsorted(self.docids, docids), len(self) - 1)
        positions: Positions = nearest[self.docids[nearest] == docids]
        return positions


def read_columns() -> Columns:
    """Read the columns in two queries."""
    entry = SearchEntry
    rows = db.session.execute(
        select(
            entry.docid,
            entry.is_placed,
            entry.is_afar,
            entry.is_particular,
            entry.is_reachable,
            entry.reach,
            entry.reaches,
            entry.assured_on,
            entry.hours_key,
            entry.sort_name,
            entry.due_on,
        ).order_by(entry.docid)
    ).all()
    columns = list(zip(*rows, strict=True)) or [()] * 11
    keys = tuple(sorted(set(columns[8])))
    number_of = {key: number for number, key in enumerate(keys)}
    docids = np.array(columns[0], np.int64)
    names: tuple[str, ...] = tuple(columns[9])
    first_site, site_count, sites = _sites(docids)
    return Columns(
        docids=docids,
        is_placed=np.array(columns[1], np.bool_),
        is_afar=np.array(columns[2], np.bool_),
        is_particular=np.array(columns[3], np.bool_),
        is_reachable=np.array(columns[4], np.bool_),
        reach=np.array(columns[5], np.int64),
        reaches=np.array(columns[6], np.int64),
        assured=np.array([day.toordinal() if day else NEVER for day in columns[7]], np.int64),
        due=np.array([day.toordinal() if day else NEVER for day in columns[10]], np.int64),
        hours=np.array([number_of[key] for key in columns[8]], np.int64),
        hours_keys=keys,
        names=names,
        name_rank=_ranks(names),
        first_site=first_site,
        site_count=site_count,
        sites=sites,
    )


def _ranks(names: tuple[str, ...]) -> NDArray[np.int64]:
    ranks = np.empty(len(names), np.int64)
    ranks[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    return ranks


def _sites(docids: Positions) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    rows = db.session.execute(
        select(SearchPlace.docid, SearchPlace.latitude, SearchPlace.longitude).order_by(
            SearchPlace.docid, SearchPlace.location_id
        )
    ).all()
    owner = np.array([docid for docid, _, _ in rows], np.int64)
    first = np.searchsorted(owner, docids, "left")
    count = np.searchsorted(owner, docids, "right") - first
    places = [in_space(latitude, longitude) for _, latitude, longitude in rows]
    return first, count, np.array(places, np.float64).reshape(-1, 3).T.copy()
