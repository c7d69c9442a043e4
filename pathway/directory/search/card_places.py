"""The places a card speaks of: the address of each door, and the link that opens it in the phone's own map."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pathway.directory.any_listing import Listed
from pathway.directory.geography import miles_between
from pathway.directory.vocabulary import LocationKind

NO_POINT = (0, 0)
"""What a `geo:` link says where only an address is known: the phone then looks for its words."""

DECIMALS = 5
"""Of a degree: about a metre."""


@dataclass(frozen=True)
class CardPlace:
    """A door one can go to: its address on one line, and its point in degrees (WGS 84) where one is known."""

    address: str
    point: tuple[float, float] | None = None
    is_approximate: bool = False

    @property
    def map_href(self) -> str:
        """Return the link that the phone's own map opens; no server is asked for it."""
        point = NO_POINT if self.point is None or self.is_approximate else self.point
        return f"geo:{point[0]},{point[1]}?q={quote(self.address, safe='')}"

    def as_json(self) -> dict[str, Any]:
        """Write the place for the index."""
        return {"address": self.address, "point": self.point and list(self.point), "about": self.is_approximate}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "CardPlace":
        """Read a place back from the index."""
        return cls(stored["address"], tuple(stored["point"]) if stored["point"] else None, stored["about"])


def places_of(service: Listed) -> tuple[CardPlace, ...]:
    """Return the places of a listing that have an address anybody may know, in its own order.

    A place that is confidential has none, and one that is only an area has no door.
    """
    return tuple(_doors(service))


def nearest_first(places: Sequence[CardPlace], origin: tuple[float, float]) -> tuple[CardPlace, ...]:
    """Put the place nearest to `origin` (degrees) first, so that a card gives the address its distance is of."""
    if len(places) < 2:
        return tuple(places)
    return tuple(sorted(places, key=lambda place: miles_between(origin, place.point) if place.point else float("inf")))


def _doors(service: Listed) -> Iterator[CardPlace]:
    for at in service.at_locations:
        location = at.location
        if location.kind is not LocationKind.SITE or not location.addresses:
            continue
        address = ", ".join(location.addresses[0].lines)
        if not address:
            continue
        point = None
        if location.latitude is not None and location.longitude is not None:
            point = (round(location.latitude, DECIMALS), round(location.longitude, DECIMALS))
        yield CardPlace(address, point, location.is_approximate)
