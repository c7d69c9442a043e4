"""Counts the services in each area, from one row for each area of each service."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from pathway.directory.vocabulary import AreaKind

NATIONAL = "national"
LONDON = "london"
CALLED = {LONDON: "All London", NATIONAL: "The whole country"}


class ServedArea(NamedTuple):
    """One area of one service: the service's docid, and the area as in the listing."""

    docid: int
    kind: AreaKind
    name: str


@dataclass(frozen=True, slots=True)
class AreaCount:
    """How many services work in an area, and how many of them work in all London."""

    name: str
    total: int
    everywhere: int = 0

    @property
    def words(self) -> str:
        """Return the count as a sentence without its full stop."""
        if not self.total:
            return "No service listed here works in it"
        count = f"{self.total:,} {'service' if self.total == 1 else 'services'}"
        if not self.everywhere:
            return count
        if self.everywhere == self.total:
            return f"{count}, {'which works' if self.total == 1 else 'all of which work'} across London"
        return f"{count}, of which {self.everywhere:,} {'works' if self.everywhere == 1 else 'work'} across London"


@dataclass(frozen=True)
class Tally:
    """How many services work in each area: in every London borough, and in `places` elsewhere."""

    boroughs: tuple[AreaCount, ...]
    london: int
    national: int
    places: tuple[AreaCount, ...]


@dataclass(frozen=True)
class ServicesByArea:
    """The docids of the services that work in each area; `everywhere` in all London, `nation` in the whole country."""

    everywhere: frozenset[int]
    nation: frozenset[int]
    boroughs: Mapping[str, frozenset[int]]
    places: Mapping[str, frozenset[int]]

    def of(self, name: str) -> frozenset[int] | None:
        """Return the services that work in one area, or None if there is no such area.

        `name` is a London borough, a place elsewhere that a listing serves, "london" or "national".
        """
        if name == LONDON:
            return self.everywhere
        if name == NATIONAL:
            return self.nation
        if name in self.boroughs:
            return self.boroughs[name] | self.everywhere
        return self.places.get(name)

    def count(self, name: str, matching: Set[int]) -> AreaCount:
        """Count the matching services that work in one area; raise KeyError if there is no such area."""
        reached = self.of(name)
        if reached is None:
            raise KeyError(name)
        everywhere = len(self.everywhere & matching) if name in self.boroughs else 0
        return AreaCount(CALLED.get(name, name), len(reached & matching), everywhere)

    def tally(self, matching: Set[int]) -> Tally:
        """Count the matching services in every area, leaving out places elsewhere without any."""
        places = (self.count(name, matching) for name in self.places)
        return Tally(
            boroughs=tuple(self.count(name, matching) for name in self.boroughs),
            london=len(self.everywhere & matching),
            national=len(self.nation & matching),
            places=tuple(area for area in places if area.total),
        )


def services_by_area(
    rows: Iterable[ServedArea], boroughs: Sequence[str], borough_of: Callable[[str], str | None]
) -> ServicesByArea:
    """Group services by the areas they work in. `borough_of` returns the London borough of an area's name, or None.

    A service that works in all London counts in every borough; one that works in the whole country only in the boroughs
    it names.
    """
    kinds: dict[AreaKind, set[int]] = defaultdict(set)
    named: dict[str, set[int]] = defaultdict(set)
    for docid, kind, name in rows:
        (named[name] if kind is AreaKind.PLACE else kinds[kind]).add(docid)
    own: dict[str, set[int]] = {borough: set() for borough in sorted(boroughs)}
    elsewhere: dict[str, set[int]] = {}
    for name, docids in sorted(named.items()):
        borough = borough_of(name)
        if borough in own:
            own[borough] |= docids
        else:
            elsewhere[name] = docids
    return ServicesByArea(
        everywhere=frozenset(kinds[AreaKind.LONDON]),
        nation=frozenset(kinds[AreaKind.NATIONAL]),
        boroughs={name: frozenset(docids) for name, docids in own.items()},
        places={name: frozenset(docids) for name, docids in elsewhere.items()},
    )
