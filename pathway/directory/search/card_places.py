"""The places on a card: the address of each door, and the link that opens it in the phone's own map."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pathway.directory.any_listing import Listed
from pathway.directory.geography import miles_between
from pathway.directory.vocabulary import LocationKind

NO_POINT = (0, 0)
"""The point of a `geo:` link without coordinates: the phone then searches for the address."""

DECIMALS = 5
"""Decimals of a degree: about a metre."""


@dataclass(frozen=True)
class CardPlace:
    """A door one can go to: its address on one line, and its point in degrees (WGS 84), if known."""

    address: str
    point: tuple[float, float] | None = None
    is_approximate: bool = False

    @property
    def map_href(self) -> str:
        """Return a link that opens the phone's own map, without asking any server."""
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
    """Return the places of a listing that have a public address, in its own order.

    A confidential place has none, and one that is only an area has no door.
    """
    return tuple(_doors(service))


def nearest_first(places: Sequence[CardPlace], origin: tuple[float, float]) -> tuple[CardPlace, ...]:
    """Put the place nearest to `origin` (degrees) first, so that a card's distance is that of its first address."""
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
