"""The map's data: a GeoJSON FeatureCollection with one point for each site of each service, and the areas beside them.

Names stand in it as JSON and nowhere as markup: whoever draws it puts them into the page as text. A service is known by
its slug, which is much like its name and so costs little, its state by a number: 5,000 have to come over a slow line.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from pathway.directory.hours.state_words import Wording
from pathway.directory.map.areas import Tally
from pathway.directory.map.town_centres import Spot

DECIMALS = 5
"""Of a degree: about a metre."""


class Site(NamedTuple):
    """A point at which a service may be found, in degrees. Its page is found by the slug; `hours` names its pattern."""

    slug: str
    name: str
    latitude: float
    longitude: float
    is_approximate: bool
    hours: str
    by_phone: bool


class Point(NamedTuple):
    """A site written as a GeoJSON feature but for its end, where the state of the moment comes."""

    text: str
    hours: str
    by_phone: bool


def point_of(site: Site) -> Point:
    """Write a site. Properties: `slug`, `name`, `about` where the point is not exact, and later `state`."""
    properties: dict[str, Any] = {"slug": site.slug, "name": site.name}
    if site.is_approximate:
        properties["about"] = True
    where = [round(site.longitude, DECIMALS), round(site.latitude, DECIMALS)]
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": where}, "properties": properties}
    return Point(_dumped(feature).removesuffix("}}"), site.hours, site.by_phone)


def collection_text(
    points: Iterable[Point],
    wording: Callable[[str, bool], Wording | None],
    counted: Tally,
    spot_of: Callable[[str], Spot | None],
) -> str:
    """Write the FeatureCollection. `wording` gives the state of a pattern of hours; None leaves the state out.

    Beside the features stand `states`, which their `state` numbers, and `areas`.
    """
    states: list[dict[str, str]] = []
    ends: dict[tuple[str, bool], str] = {}
    features = []
    for text, hours, by_phone in points:
        end = ends.get((hours, by_phone))
        if end is None:
            end = ends[hours, by_phone] = _end(states, wording(hours, by_phone))
        features.append(text + end)
    head = {"type": "FeatureCollection", "states": states, "areas": areas_of(counted, spot_of)}
    return f'{_dumped(head).removesuffix("}")},"features":[{",".join(features)}]}}'


def areas_of(counted: Tally, spot_of: Callable[[str], Spot | None]) -> dict[str, Any]:
    """Return how many services reach each area, in words too; places elsewhere that have a point carry it."""
    return {
        "boroughs": {area.name: {"total": area.total, "words": area.words} for area in counted.boroughs},
        "london": counted.london,
        "national": counted.national,
        "places": [
            {"name": area.name, "total": area.total, "words": area.words} | _at(spot_of(area.name))
            for area in counted.places
        ],
    }


def _end(states: list[dict[str, str]], wording: Wording | None) -> str:
    if wording is None:
        return "}}"
    state = {"kind": wording.kind, "text": wording.text}
    if state not in states:
        states.append(state)
    return f',"state":{states.index(state)}}}}}'


def _at(spot: Spot | None) -> dict[str, Sequence[float]]:
    return {"point": [round(spot.longitude, DECIMALS), round(spot.latitude, DECIMALS)]} if spot else {}


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
