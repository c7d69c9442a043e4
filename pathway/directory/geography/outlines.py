"""The middle of a borough, from its outline."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any


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
