"""The map's data is GeoJSON: a point a site, words as JSON, states by number."""

import json
from typing import Any

import pytest

from pathway.directory.hours.state_words import Wording
from pathway.directory.map.areas import AreaCount, Tally
from pathway.directory.map.geojson import Site, collection_text, point_of
from pathway.directory.map.town_centres import Spot

OPEN = Wording("●", "open", "Open until 5pm")
CALLS = Wording("●", "open", "Takes calls until 5pm")
UNKNOWN = Wording("?", "unknown", "Hours not known, check first")
WORDS = {("week", False): OPEN, ("week", True): CALLS, ("none", False): UNKNOWN}
NOBODY = Tally((), 0, 0, ())


def site(**given: Any) -> Site:
    plain = {"slug": "one", "name": "One", "latitude": 51.5, "longitude": -0.25, "is_approximate": False}
    return Site(**({"hours": "week", "by_phone": False} | plain | given))


def collection(*sites: Site, tally: Tally = NOBODY, states: bool = True) -> dict[str, Any]:
    text = collection_text(
        map(point_of, sites),
        lambda hours, by_phone: WORDS[hours, by_phone] if states else None,
        tally,
        lambda name: Spot(name, 53.797768, -1.548822) if name == "Leeds" else None,
    )
    return json.loads(text)


def test_nothing_found_is_a_collection_without_features() -> None:
    assert collection() == {
        "type": "FeatureCollection",
        "states": [],
        "areas": {"boroughs": {}, "london": 0, "national": 0, "places": []},
        "features": [],
    }


def test_a_site_is_a_point_with_its_longitude_first() -> None:
    [feature] = collection(site())["features"]

    assert feature == {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [-0.25, 51.5]},
        "properties": {"slug": "one", "name": "One", "state": 0},
    }


def test_points_are_given_to_five_decimals() -> None:
    [feature] = collection(site(latitude=51.123456789, longitude=-0.987654321))["features"]

    assert feature["geometry"]["coordinates"] == [-0.98765, 51.12346]


def test_a_point_that_is_not_exact_says_so() -> None:
    [feature] = collection(site(is_approximate=True))["features"]

    assert feature["properties"] == {"slug": "one", "name": "One", "about": True, "state": 0}


def test_each_state_stands_once_and_is_given_by_number() -> None:
    found = collection(site(), site(hours="none"), site(), site(by_phone=True))

    assert found["states"] == [
        {"kind": "open", "text": "Open until 5pm"},
        {"kind": "unknown", "text": "Hours not known, check first"},
        {"kind": "open", "text": "Takes calls until 5pm"},
    ]
    assert [feature["properties"]["state"] for feature in found["features"]] == [0, 1, 0, 2]


def test_without_states_there_is_none_to_number() -> None:
    found = collection(site(is_approximate=True), states=False)

    assert found["states"] == []
    assert found["features"][0]["properties"] == {"slug": "one", "name": "One", "about": True}


@pytest.mark.parametrize(
    "name", ["<img src=x onerror=window.PWN=1>${window.PWN=1}</script>", 'Q"}}]', "\\", "Café\u2028"]
)
def test_a_name_comes_through_as_it_is(name: str) -> None:
    [feature, _] = collection(site(name=name), site())["features"]

    assert feature["properties"]["name"] == name


def test_a_place_with_a_point_carries_it_and_one_without_is_words() -> None:
    tally = Tally((AreaCount("Brent", 3, 1),), 1, 5, (AreaCount("Leeds", 2), AreaCount("Sussex", 1)))

    areas = collection(tally=tally)["areas"]

    assert areas == {
        "boroughs": {"Brent": {"total": 3, "words": "3 services, of which 1 works across London"}},
        "london": 1,
        "national": 5,
        "places": [
            {"name": "Leeds", "total": 2, "words": "2 services", "point": [-1.54882, 53.79777]},
            {"name": "Sussex", "total": 1, "words": "1 service"},
        ],
    }
