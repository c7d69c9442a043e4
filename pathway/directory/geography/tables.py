"""geopy geocoders over tables in one folder. None can use the network: their adapter refuses.

Each table is read once, at its first use, and never changes.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, NoReturn

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeopyError
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from pathway.directory.geography.text import name_key, plain
from pathway.directory.vocabulary import Nation

_NATIONS = {"E": Nation.ENGLAND, "W": Nation.WALES, "S": Nation.SCOTLAND}
_LONDON_COUNCILS = "E09"
"""The codes of London boroughs begin with this."""

REFUSED = "places are looked up in tables, never over the network"


class OfflineAdapter(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types, so its classes are Any
    """The HTTP client that makes no request: it raises GeopyError, and never repeats the address asked for.

    Not GeocoderServiceError, which geopy's RateLimiter retries and then swallows.
    """

    def __init__(self, *, proxies: object = None, ssl_context: object = None) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)

    def get_json(self, url: str, *, timeout: float | None, headers: Mapping[str, str]) -> NoReturn:
        """Refuse."""
        raise GeopyError(REFUSED)

    def get_text(self, url: str, *, timeout: float | None, headers: Mapping[str, str]) -> NoReturn:
        """Refuse."""
        raise GeopyError(REFUSED)


class Row(NamedTuple):
    """One place of a table. The middle is in degrees (WGS 84); the share is of its postcodes, from 0 to 1.

    `district` is the code of the council that most of its postcodes are in.
    """

    name: str
    latitude: float
    longitude: float
    share_in_brent: float = 0.0
    non_geographic: bool = False
    district: str = ""

    @property
    def nation(self) -> Nation | None:
        """Return the nation of its council, by the first letter of a code such as E09000005."""
        return _NATIONS.get(self.district[:1])

    @property
    def in_london(self) -> bool:
        """Whether its council is a London borough."""
        return self.district.startswith(_LONDON_COUNCILS)


class GazetteerTable(Geocoder):  # type: ignore[misc]  # geopy has no types, so its classes are Any
    """The base of the four tables. `geocode` is geopy's interface, `row` the typed one."""

    def __init__(self, folder: Path) -> None:
        super().__init__(adapter_factory=OfflineAdapter, proxies={}, timeout=None)
        self._folder = folder

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """Return every row by its key."""
        return MappingProxyType({self.key(row.name): row for row in self._read_rows()})

    def row(self, query: str) -> Row | None:
        """Return the row the query names, or None."""
        return self.rows.get(self.key(query))

    def geocode(self, query: str) -> Location | None:
        """Return the geopy Location the query names, or None."""
        row = self.row(query)
        return row and Location(row.name, (row.latitude, row.longitude), row._asdict())

    @staticmethod
    def key(query: str) -> str:
        """Return the code in capitals, without spaces."""
        return "".join(plain(query).upper().split())

    def _read_rows(self) -> Iterator[Row]:
        raise NotImplementedError

    def _csv(self, name: str) -> Iterator[dict[str, str]]:
        with (self._folder / name).open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


class PostcodeTable(GazetteerTable):
    """Full postcodes of Brent, live and ended."""

    def _read_rows(self) -> Iterator[Row]:
        for line in self._csv("brent_postcodes_onspd.csv"):
            yield Row(line["postcode"], float(line["lat"]), float(line["lon"]), share_in_brent=1.0)


class SectorTable(GazetteerTable):
    """Postcode sectors of London and its edge, each at the mean of its postcodes."""

    def _read_rows(self) -> Iterator[Row]:
        return (_area(line["sector"], line) for line in self._csv("london_postcode_sectors.csv"))


class OutcodeTable(GazetteerTable):
    """Outward codes of Great Britain, each at the mean of its postcodes."""

    def _read_rows(self) -> Iterator[Row]:
        return (_area(line["outcode"], line) for line in self._csv("gb_outcodes.csv"))


class PlaceTable(GazetteerTable):
    """London boroughs, at the middle of their outlines; places in Brent, at the mean of their postcodes."""

    @staticmethod
    def key(query: str) -> str:
        """Return the `name_key`."""
        return name_key(query)

    @cached_property
    def boroughs(self) -> Mapping[str, Row]:
        """Return the boroughs by `name_key`."""
        outlines = json.loads((self._folder / "london_boroughs.geojson").read_text(encoding="utf-8"))
        names = ((each["properties"]["name"], middle_of(each["geometry"])) for each in outlines["features"])
        rows = (Row(name, *middle, share_in_brent=float(name == "Brent")) for name, middle in names)
        return MappingProxyType({name_key(row.name): row for row in rows})

    @cached_property
    def brent_places(self) -> Mapping[str, Row]:
        """Return the places in Brent by `name_key`."""
        rows = (
            Row(line["name"], float(line["lat"]), float(line["lon"]), share_in_brent=1.0)
            for line in self._csv("brent_places.csv")
        )
        return MappingProxyType({name_key(row.name): row for row in rows})

    def _read_rows(self) -> Iterator[Row]:
        yield from self.brent_places.values()
        yield from self.boroughs.values()


def _area(name: str, line: Mapping[str, str]) -> Row:
    return Row(
        name,
        float(line["lat"]),
        float(line["lon"]),
        share_in_brent=float(line["share_in_brent"]),
        non_geographic=line["non_geographic"] == "1",
        district=line["main_lad_code"],
    )


def middle_of(geometry: dict[str, Any]) -> tuple[float, float]:
    """Return the centroid (latitude, longitude) of a GeoJSON Polygon or MultiPolygon, holes taken out.

    Degrees are treated as a flat plane: over one borough the error is a few metres.
    """
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    total = east = north = 0.0
    for polygon in polygons:
        for number, ring in enumerate(polygon):
            area, x, y = _area_and_centroid(ring)
            weight = -area if number else area
            total, east, north = total + weight, east + weight * x, north + weight * y
    return north / total, east / total


def _area_and_centroid(ring: Sequence[Sequence[float]]) -> tuple[float, float, float]:
    """Return a closed ring's area in square degrees, never negative, and its centroid's x and y."""
    # From the first point, not from the far origin: otherwise the sums lose figures to rounding.
    x0, y0 = ring[0][0], ring[0][1]
    doubled = x_sum = y_sum = 0.0
    for (x1, y1), (x2, y2) in pairwise(((x - x0, y - y0) for x, y in ring)):
        cross = x1 * y2 - x2 * y1
        doubled, x_sum, y_sum = doubled + cross, x_sum + (x1 + x2) * cross, y_sum + (y1 + y2) * cross
    return abs(doubled) / 2, x0 + x_sum / (3 * doubled), y0 + y_sum / (3 * doubled)
