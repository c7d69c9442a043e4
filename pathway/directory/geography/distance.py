"""Miles between two points, and how a page says them."""

from geopy.distance import geodesic

NEAREST_PRINTED = 0.1
# What rounds up to 10.0 is printed as whole miles, so that "10.0" never stands beside "10".
WHOLE_MILES_FROM = 9.95


def miles_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the straight-line distance on the ellipsoid, in miles, between two (latitude, longitude) pairs.

    Exact but slow (about 0.07 ms): for the rows a page shows, never for sorting a table.
    """
    return float(geodesic(a, b).miles)


def distance_words(miles: float, approximate: bool) -> str:
    """Say a distance as a page does: "about 0.4 miles, straight line".

    `approximate` is true when either end is the middle of an area and not a door.
    """
    if miles < NEAREST_PRINTED:
        return f"less than {NEAREST_PRINTED} miles, straight line"
    number = f"{miles:.1f}" if miles < WHOLE_MILES_FROM else f"{miles:,.0f}"
    return f"{'about ' if approximate else ''}{number} miles, straight line"
