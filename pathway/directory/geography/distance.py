"""Miles between two points, and their words on a page.

A point is converted to x, y and z on the WGS 84 ellipsoid. The straight line through the earth between two of them is
enough to sort by, and the curve above it is computed as on a sphere: within ten yards of the true geodesic anywhere in
Britain, for a few multiplications.
"""

from math import asin, cos, dist, radians, sin, sqrt

from geopy.distance import ELLIPSOIDS
from geopy.units import miles as in_miles

Space = tuple[float, float, float]
"""A point as x, y, z in miles from the middle of the earth."""

NEAREST_PRINTED = 0.1
# From here on miles are printed whole, or a page would show both "10.0" and "10".
WHOLE_MILES_FROM = 9.95

_EQUATOR, _POLE = (in_miles(kilometers=axis) for axis in ELLIPSOIDS["WGS-84"][:2])
_SQUASHED = 1 - (_POLE / _EQUATOR) ** 2
_RADIUS = 3965.0  # of the circle that best fits the ellipsoid near Britain


def in_space(latitude: float, longitude: float) -> Space:
    """Return x, y, z of a point in degrees."""
    north, east = radians(latitude), radians(longitude)
    normal = _EQUATOR / sqrt(1 - _SQUASHED * sin(north) ** 2)
    flat = normal * cos(north)
    return flat * cos(east), flat * sin(east), normal * (1 - _SQUASHED) * sin(north)


def straight(miles: float) -> float:
    """Return the straight line through the earth, in miles, for a distance along its surface."""
    return 2 * _RADIUS * sin(miles / (2 * _RADIUS))


def curved(straight_miles: float) -> float:
    """Return the distance along the surface, in miles, for a straight line through the earth."""
    return 2 * _RADIUS * asin(min(1.0, straight_miles / (2 * _RADIUS)))


def miles_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the distance in miles between two (latitude, longitude) pairs."""
    return curved(dist(in_space(*a), in_space(*b)))


def distance_words(miles: float, approximate: bool) -> str:
    """Return a distance in words for a page: "about 0.4 miles, straight line".

    `approximate` is true when either end is the middle of an area and not a door.
    """
    if miles < NEAREST_PRINTED:
        return f"less than {NEAREST_PRINTED} miles, straight line"
    number = f"{miles:.1f}" if miles < WHOLE_MILES_FROM else f"{miles:,.0f}"
    return f"{'about ' if approximate else ''}{number} miles, straight line"
