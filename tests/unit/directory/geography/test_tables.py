"""The geocoders answer from tables and never from the network."""

import json
import socket
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import pytest
from geopy.exc import GeopyError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from pathway.config import ROOT
from pathway.directory.geography import OfflineAdapter, OutcodeTable, PlaceTable, PostcodeTable, SectorTable
from pathway.directory.geography.tables import middle_of

FOLDER = ROOT / "seed" / "geo"
TABLES = [PostcodeTable, SectorTable, OutcodeTable, PlaceTable]


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Refuse every socket and every name look-up, and list the attempts."""
    attempts: list[str] = []

    def refuse(*args: object, **kwargs: object) -> NoReturn:
        attempts.append(repr(args))
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return attempts


def test_a_real_geocoder_given_our_adapter_cannot_reach_its_service(no_sockets: list[str]) -> None:
    nominatim = Nominatim(user_agent="test", domain="example.org", adapter_factory=OfflineAdapter)

    with pytest.raises(GeopyError, match="never over the network") as refused:
        nominatim.geocode("NW10 4LT")

    assert no_sockets == []
    assert "4LT" not in str(refused.value)


def test_the_sockets_are_blocked_so_the_test_above_can_fail(no_sockets: list[str]) -> None:
    nominatim = Nominatim(user_agent="test", domain="example.org", proxies={})

    with pytest.raises((GeopyError, AssertionError)):
        nominatim.geocode("NW10 4LT")

    assert no_sockets


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("is_json", [True, False])
def test_no_table_can_call_out(table: type[Any], is_json: bool, no_sockets: list[str]) -> None:
    geocoder = table(FOLDER)

    with pytest.raises(GeopyError, match="never over the network"):
        geocoder._call_geocoder("https://example.org/NW10", lambda answer: answer, is_json=is_json)

    assert no_sockets == []


def test_a_rate_limiter_does_not_swallow_the_refusal() -> None:
    nominatim = Nominatim(user_agent="test", domain="example.org", adapter_factory=OfflineAdapter)
    limited = RateLimiter(nominatim.geocode, min_delay_seconds=0, max_retries=2, error_wait_seconds=0)

    with pytest.raises(GeopyError, match="never over the network"):
        limited("NW10")


@pytest.mark.parametrize(
    ("table", "query", "name", "point"),
    [
        (PostcodeTable, "ha01aa", "HA0 1AA", (51.54007, -0.30348)),
        (SectorTable, "br1 1", "BR1 1", (51.40442, 0.01507)),
        (OutcodeTable, " ab1 ", "AB1", (57.12694, -2.13649)),
        (PlaceTable, "queen's park", "Queens Park", (51.534, -0.2169)),
    ],
)
def test_each_table_answers_as_geopy_does(
    table: type[Any], query: str, name: str, point: tuple[float, float], no_sockets: list[str]
) -> None:
    geocoder = table(FOLDER)

    location = geocoder.geocode(query)

    assert isinstance(geocoder, Geocoder)
    assert isinstance(location, Location)
    assert (location.address, (location.latitude, location.longitude)) == (name, point)
    assert location.raw["name"] == name


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("query", ["", "Narnia", "\x00", "ZZ99 9ZZ"])
def test_what_is_in_no_table_has_no_location(table: type[Any], query: str) -> None:
    assert table(FOLDER).geocode(query) is None


@pytest.mark.parametrize(("table", "count"), list(zip(TABLES, [10_805, 1_658, 2_997, 71], strict=True)))
def test_every_row_of_a_table_is_read(table: type[Any], count: int) -> None:
    assert len(table(FOLDER).rows) == count


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_read_once_and_cannot_be_changed(table: type[Any]) -> None:
    geocoder = table(FOLDER)

    assert geocoder.rows is geocoder.rows
    with pytest.raises(TypeError):
        geocoder.rows["NW10"] = None
    with pytest.raises(AttributeError):
        next(iter(geocoder.rows.values())).latitude = 0.0


def test_a_table_is_not_read_before_it_is_asked(tmp_path: Path) -> None:
    table = PostcodeTable(tmp_path)

    with pytest.raises(FileNotFoundError):
        table.geocode("HA0 1AA")


def test_the_middle_of_a_square_is_its_middle_whichever_way_it_is_drawn() -> None:
    square = [[0, 50], [2, 50], [2, 52], [0, 52], [0, 50]]

    for ring in (square, square[::-1]):
        assert middle_of({"type": "Polygon", "coordinates": [ring]}) == pytest.approx((51, 1))


def test_a_hole_and_a_second_part_move_the_middle() -> None:
    square = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
    hole = [[2, 0], [4, 0], [4, 4], [2, 4], [2, 0]]
    far = [[10, 0], [12, 0], [12, 4], [10, 4], [10, 0]]

    assert middle_of({"type": "Polygon", "coordinates": [square, hole]}) == pytest.approx((2, 1))
    for part in (far, far[::-1]):
        outline = {"type": "MultiPolygon", "coordinates": [[square, hole], [part]]}
        assert middle_of(outline) == pytest.approx((2, 6))


def test_every_borough_has_its_middle_inside_its_outline() -> None:
    outlines = json.loads((FOLDER / "london_boroughs.geojson").read_text(encoding="utf-8"))

    for each in outlines["features"]:
        latitude, longitude = middle_of(each["geometry"])
        shapes = each["geometry"]["coordinates"]
        polygons = [shapes] if each["geometry"]["type"] == "Polygon" else shapes
        assert any(is_inside(longitude, latitude, polygon[0]) for polygon in polygons), each["id"]


def is_inside(x: float, y: float, ring: list[list[float]]) -> bool:
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossings += 1
    return crossings % 2 == 1
