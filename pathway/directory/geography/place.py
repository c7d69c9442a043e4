"""A place that was typed, and places made of the rows of the tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pathway.directory.geography import notes
from pathway.directory.geography.distance import miles_between
from pathway.directory.geography.tables import Row
from pathway.directory.geography.text import place_key
from pathway.directory.geography.towns import LONDON, Town, larger_areas
from pathway.directory.scope import Scope, common_scope
from pathway.directory.vocabulary import NATION_LABELS, Nation

# Places in an outward code are within these miles of its middle.
NEIGHBOURHOOD_MILES = 2
# Two rows of one name so near each other are one place: "Sudbury" of GeoNames and the one in Brent.
_SAME_PLACE_MILES = 3

# Neighbourhoods that other councils share; the table has only the part inside Brent.
_CROSS_THE_BORDER = frozenset({"Cricklewood", "Kensal Green", "Kenton", "Kilburn", "Queens Park", "Queensbury"})


class PlaceKind(StrEnum):
    """How a place was named."""

    SECTOR = "sector"
    OUTCODE = "outcode"
    BOROUGH = "borough"
    BRENT_PLACE = "brent_place"
    TOWN = "town"
    REGION = "region"


class InBrent(StrEnum):
    """Whether a place is in Brent. An outward code is never YES: it does not decide the borough."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


_KNOWN_IN_BRENT = {InBrent.YES: True, InBrent.NO: False}


@dataclass(frozen=True, slots=True)
class Place:
    """A place that distances can start from.

    `name` is shown on the page and used in the address; looking it up gives the same place. The point is the
    place's middle in degrees (WGS 84). `note` is plain text for the page. `in_brent`, `nation` and `in_london` are
    None where nobody can say. `areas` are the names, in lower case, of the areas it is in.
    """

    kind: PlaceKind
    name: str
    latitude: float
    longitude: float
    note: str | None
    in_brent: InBrent | None
    nation: Nation | None = None
    in_london: bool | None = None
    areas: frozenset[str] = frozenset()

    @property
    def point(self) -> tuple[float, float]:
        """Return (latitude, longitude)."""
        return self.latitude, self.longitude

    @property
    def is_wide(self) -> bool:
        """Whether it is a county or a nation, so that distances from its middle mean nothing."""
        return self.kind is PlaceKind.REGION

    @property
    def scope(self) -> Scope:
        """Return the scope, which says which numbers are of use here."""
        in_brent = _KNOWN_IN_BRENT.get(self.in_brent) if self.in_brent else None
        return Scope(self.nation, self.in_london, in_brent, self.areas)


@dataclass(frozen=True, slots=True)
class SharedName:
    """A name that several places share, or a wrongly qualified one. `places` are those it may mean."""

    name: str
    places: tuple[Place, ...]

    @property
    def scope(self) -> Scope:
        """Return the scope of numbers that are of use in all of them."""
        return common_scope(place.scope for place in self.places)


def shared_name(typed: str, places: Iterable[Place]) -> SharedName:
    """Return the places under their shared name, as our tables write it if it is a whole name there."""
    every = tuple(places)
    bare = (place.name.split(",")[0] for place in every)
    name = next(
        (bare_name for bare_name in bare if place_key(bare_name) == place_key(typed)), " ".join(typed.split()).title()
    )
    return SharedName(name, every)


def is_same_place(town: Town, place: Place) -> bool:
    """Whether a town with the name of a borough or a Brent place is that place itself."""
    council = "Brent" if place.kind is PlaceKind.BRENT_PLACE else place.name
    is_near = miles_between(town.point, place.point) < _SAME_PLACE_MILES
    return town.in_london and (is_near or town.council == council)


def with_qualifier(place: Place) -> Place:
    """Return the place with Brent or London after its name, to tell it from others of that name."""
    return replace(place, name=f"{place.name}, {'Brent' if place.kind is PlaceKind.BRENT_PLACE else LONDON}")


def brent_place(row: Row) -> Place:
    """Return a place in Brent, with a note if another borough has a part of it."""
    crosses = row.name in _CROSS_THE_BORDER
    note = notes.crosses_the_border(row.name) if crosses else None
    return _in_london(place_at(PlaceKind.BRENT_PLACE, row, note, InBrent.PARTLY if crosses else InBrent.YES), "Brent")


def borough_place(row: Row) -> Place:
    """Return a London borough."""
    in_brent = InBrent.YES if row.share_in_brent else InBrent.NO
    return _in_london(place_at(PlaceKind.BOROUGH, row, notes.from_the_middle_of("the borough"), in_brent), row.name)


def _in_london(place: Place, *areas: str) -> Place:
    return replace(place, nation=Nation.ENGLAND, in_london=True, areas=frozenset(map(str.casefold, areas)))


def sector_place(row: Row, note: str | None, in_brent: InBrent | None) -> Place:
    """Return a postcode sector, in the nation of its council."""
    place = place_at(PlaceKind.SECTOR, row, note, in_brent)
    return replace(place, nation=row.nation, in_london=row.in_london)


def region_place(name: str, towns: Sequence[Town]) -> Place:
    """Return a county, a nation or the like, at the mean of its towns. All of England may be in London, or in Brent."""
    is_england = name == NATION_LABELS[Nation.ENGLAND]
    return Place(
        PlaceKind.REGION,
        name,
        sum(town.latitude for town in towns) / len(towns),
        sum(town.longitude for town in towns) / len(towns),
        notes.too_wide(name),
        None if is_england else InBrent.NO,
        towns[0].nation,
        None if is_england else False,
        frozenset(map(str.casefold, {name} | larger_areas(name))),
    )


def is_same_spot(a: Place | SharedName, b: Place | SharedName) -> bool:
    """Whether one is a name, the other a code, and both mean one neighbourhood."""
    if not isinstance(a, Place) or not isinstance(b, Place):
        return False
    name_and_code = (a.kind is PlaceKind.BRENT_PLACE) != (b.kind is PlaceKind.BRENT_PLACE)
    return name_and_code and miles_between(a.point, b.point) < NEIGHBOURHOOD_MILES


def place_at(kind: PlaceKind, row: Row, note: str | None, in_brent: InBrent | None) -> Place:
    """Return the place of a row of a table."""
    return Place(kind, row.name, row.latitude, row.longitude, note, in_brent)
