"""The point of a place that a file gives a postcode for and no coordinates: the middle of its postcode sector."""

from collections.abc import Callable

from pathway.directory.listing_record import Location
from pathway.directory.vocabulary import LocationKind

SectorPoint = Callable[[str], tuple[float, float] | None]
"""Finds the middle of a postcode's sector, in degrees: latitude, longitude. None when it is not known."""


SECTOR = "middle of its postcode sector"


def on_the_map(location: Location, sector_point: SectorPoint) -> Location:
    """Give a site without a point that of its postcode's sector, marked approximate, where it is known."""
    if location.kind is not LocationKind.SITE or location.latitude is not None or not location.addresses:
        return location
    postcode = location.addresses[0].postal_code
    point = sector_point(postcode) if postcode else None
    if point is None:
        return location
    latitude, longitude = point
    return location._replace(
        latitude=latitude,
        longitude=longitude,
        is_approximate=True,
        coordinate_source=location.coordinate_source or SECTOR,
    )
