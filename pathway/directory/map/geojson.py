"""The map's data: a GeoJSON FeatureCollection with one point for each site of each service, and the areas beside them.

Names are JSON and never markup: scripts put them into the page as text. A service is identified by its slug, which
compresses well beside its name, its state by a number: 5,000 services must come over a slow line.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from pathway.directory.hours.state_words import Wording
from pathway.directory.map.areas import Tally
from pathway.directory.map.town_centres import Spot

DECIMALS = 5
"""Decimals of a degree: about a metre."""


class Site(NamedTuple):
    """A site of a service, in degrees. The slug leads to its page; `hours` is the key of its pattern of hours."""

    slug: str
    name: str
    latitude: float
    longitude: float
    is_approximate: bool
    hours: str
    by_phone: bool


class Point(NamedTuple):
    """A site as a GeoJSON feature without its end, where the current state is added."""

    text: str
    hours: str
    by_phone: bool


def point_of(site: Site) -> Point:
    """Return a site as a feature. Properties: `slug`, `name`, `about` if the point is not exact, and later `state`."""
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
    """Return the FeatureCollection. `wording` returns the state of a pattern of hours, or None for no state.

    Beside the features there are `states`, which `state` is an index into, and `areas`.
    """
    states: list[dict[str, str]] = []
    ends: dict[tuple[str, bool], str] = {}
    features = []
    for text, hours, by_phone in points:
        end = ends.get((hours, by_phone))
        if end is None:
            end = ends[hours, by_phone] = _feature_end(states, wording(hours, by_phone))
        features.append(text + end)
    head = {"type": "FeatureCollection", "states": states, "areas": areas_of(counted, spot_of)}
    return f'{_dumped(head).removesuffix("}")},"features":[{",".join(features)}]}}'


def areas_of(counted: Tally, spot_of: Callable[[str], Spot | None]) -> dict[str, Any]:
    """Return how many services work in each area, in words too, with the point of places elsewhere if known."""
    return {
        "boroughs": {area.name: {"total": area.total, "words": area.words} for area in counted.boroughs},
        "london": counted.london,
        "national": counted.national,
        "places": [
            {"name": area.name, "total": area.total, "words": area.words} | _point_property(spot_of(area.name))
            for area in counted.places
        ],
    }


def _feature_end(states: list[dict[str, str]], wording: Wording | None) -> str:
    if wording is None:
        return "}}"
    state = {"kind": wording.kind, "text": wording.text}
    if state not in states:
        states.append(state)
    return f',"state":{states.index(state)}}}}}'


def _point_property(spot: Spot | None) -> dict[str, Sequence[float]]:
    return {"point": [round(spot.longitude, DECIMALS), round(spot.latitude, DECIMALS)]} if spot else {}


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
