"""A point for a place that has a postcode but no coordinates: the middle of its postcode sector."""

from collections.abc import Callable

from pathway.directory.listing_record import LocationRecord
from pathway.directory.vocabulary import LocationKind

SectorPoint = Callable[[str], tuple[float, float] | None]
"""Returns the middle of a postcode's sector in degrees (latitude, longitude), or None for an unknown sector."""

SECTOR = "middle of its postcode sector"


def on_the_map(location: LocationRecord, sector_point: SectorPoint) -> LocationRecord:
    """Return a site without a point with its postcode sector's point, as approximate; any other place unchanged."""
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
