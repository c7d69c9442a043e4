"""Towns and villages of Britain by name, and the larger areas they are in. Used only to read typed places."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from math import floor
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from pathway.directory.geography.distance import miles_between
from pathway.directory.geography.text import name_key
from pathway.directory.vocabulary import NATION_LABELS, Nation

LONDON = "London"
ABOUT_MILES = 4
_CELLS_A_DEGREE = 10

LARGER: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "Greater Manchester": frozenset(
            "Bolton,Bury,Manchester,Oldham,Rochdale,Salford,Stockport,Tameside,Trafford,Wigan".split(",")
        ),
        "Merseyside": frozenset("Knowsley,Liverpool,Sefton,St. Helens,Wirral".split(",")),
        "South Yorkshire": frozenset("Barnsley,Doncaster,Rotherham,Sheffield".split(",")),
        "Sussex": frozenset("Brighton and Hove,East Sussex,West Sussex".split(",")),
        "Tyne and Wear": frozenset("Gateshead,Newcastle upon Tyne,North Tyneside,South Tyneside,Sunderland".split(",")),
        "West Midlands": frozenset("Birmingham,Coventry,Dudley,Sandwell,Solihull,Walsall,Wolverhampton".split(",")),
        "West Yorkshire": frozenset("Bradford,Calderdale,Kirklees,Leeds,Wakefield".split(",")),
        "Yorkshire": frozenset(
            "Barnsley,Bradford,Calderdale,Doncaster,East Riding of Yorkshire,Kingston upon Hull,Kirklees,Leeds,"
            "North Yorkshire,Rotherham,Sheffield,Wakefield,York".split(",")
        ),
    }
)
"""Areas that people name, or that services say they serve, with their councils or counties."""


def larger_areas(*names: str) -> frozenset[str]:
    """Return the larger areas that a council or a county is in."""
    return frozenset(larger for larger, parts in LARGER.items() if not parts.isdisjoint(names))


class Town(NamedTuple):
    """One town, in degrees. `apart` tells it from others with the same name."""

    name: str
    latitude: float
    longitude: float
    nation: Nation
    council: str
    county: str
    apart: str
    also: tuple[str, ...]
    population: int

    @property
    def point(self) -> tuple[float, float]:
        """Return (latitude, longitude)."""
        return self.latitude, self.longitude

    @property
    def in_london(self) -> bool:
        """Whether it is in one of the boroughs or the City."""
        return self.county == LONDON

    @property
    def which(self) -> str:
        """Return the qualifier of a shared name: "Isle of Wight"."""
        return self.apart or self.county or self.council or NATION_LABELS[self.nation]

    @property
    def areas(self) -> frozenset[str]:
        """Return the names, in lower case, of the areas it is in, and its own."""
        named = {self.name, self.council, self.county} - {"", LONDON}
        return frozenset(map(str.casefold, named | larger_areas(self.council, self.county)))

    @property
    def qualifiers(self) -> frozenset[str]:
        """Return the keys of the words that may follow its name to say which one it is."""
        names = {self.apart, self.county, self.council, NATION_LABELS[self.nation], *self.areas} - {""}
        return frozenset(map(name_key, names))


class TownTable:
    """The towns in one folder. First use reads the lines only; a line is parsed when it is looked up."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def named(self, key: str) -> tuple[Town, ...]:
        """Return the towns that a `place_key` may mean, the largest first."""
        return tuple(map(_town, self.lines.get(key, ())))

    @cached_property
    def lines(self) -> Mapping[str, tuple[str, ...]]:
        """Return the lines of the tables by each `place_key`, the largest town first."""
        lines_by_key: dict[str, tuple[str, ...]] = {}
        for line in self._lines():
            for key in line[: line.index(",")].split(";"):
                lines_by_key[key] = (*lines_by_key.get(key, ()), line)
        return MappingProxyType(lines_by_key)

    @cached_property
    def towns(self) -> tuple[Town, ...]:
        """Return every town."""
        return tuple(map(_town, self._lines()))

    @cached_property
    def region_names(self) -> frozenset[str]:
        """Return the keys of `regions`, cheaper than `regions` itself."""
        cells = (line.split(",") for lines in self.lines.values() for line in lines)
        named = {cell[6] or cell[5] for cell in cells} | set(LARGER) | set(NATION_LABELS.values())
        return frozenset(map(name_key, named - {"", LONDON}))

    @cached_property
    def regions(self) -> Mapping[str, tuple[str, list[Town]]]:
        """Return nations, counties, councils without a county, and larger areas by `name_key`: names, and towns."""
        members: dict[str, list[Town]] = defaultdict(list)
        for town in self.towns:
            members[NATION_LABELS[town.nation]].append(town)
            members[town.county or town.council].append(town)
            for larger in larger_areas(town.council, town.county):
                members[larger].append(town)
        members.pop("", None)
        members.pop(LONDON, None)
        return MappingProxyType({name_key(name): (name, towns) for name, towns in members.items()})

    def nearest(self, point: tuple[float, float]) -> tuple[Town, ...]:
        """Return the towns within a few miles of a point, the nearest first."""
        row, column = _cell(*point)
        cells = [(row + up, column + across) for up in (-1, 0, 1) for across in (-1, 0, 1)]
        about = [_town(line) for cell in cells for line in self._by_cell.get(cell, ())]
        far = sorted((miles_between(town.point, point), town) for town in about)
        return tuple(town for miles, town in far if miles < ABOUT_MILES)

    @cached_property
    def _by_cell(self) -> Mapping[tuple[int, int], list[str]]:
        lines_by_cell: dict[tuple[int, int], list[str]] = {}
        for line in self._lines():
            _, _, latitude, longitude, _ = line.split(",", 4)
            lines_by_cell.setdefault(_cell(float(latitude), float(longitude)), []).append(line)
        return lines_by_cell

    def _lines(self) -> Iterator[str]:
        for name in ("gb_places.csv", "london_places.csv"):
            text = (self._folder / name).read_text(encoding="utf-8")
            yield from text.splitlines()[1:]


def _cell(latitude: float, longitude: float) -> tuple[int, int]:
    """Return the cell of a point: a tenth of a degree, at least four miles across in Britain south of Skye."""
    return floor(latitude * _CELLS_A_DEGREE), floor(longitude * _CELLS_A_DEGREE)


@lru_cache(maxsize=2_000)
def _town(line: str) -> Town:
    _, name, latitude, longitude, nation, council, county, apart, also, population = line.split(",")
    others = tuple(also.split(";")) if also else ()
    point = float(latitude), float(longitude)
    return Town(name, *point, Nation(nation), council, county, apart, others, int(population))
