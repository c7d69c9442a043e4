"""Map pictures come through this site or not at all."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pathway import create_app
from tests import services
from tests.integration.conftest import settings_for
from tests.tile_host import PNG, TileHost, tile_host

BRENT = "/services/map/tiles/12/2042/1360"


@pytest.fixture
def host() -> Iterator[TileHost]:
    with tile_host() as made:
        yield made


@pytest.fixture
def with_pictures(
    host: TileHost, copies: Callable[[str, Path], AbstractContextManager[str]], tmp_path: Path
) -> Iterator[Flask]:
    """An app whose owner has chosen a host."""
    with copies("sqlite", tmp_path) as url:
        chosen = {"map_tiles_url": host.template, "map_tiles_attribution": "Example Maps & Sons"}
        app = create_app(settings_for(url, instance=tmp_path, **chosen))
        yield app
        services.dispose(app)


def test_there_are_none_unless_somebody_chose_a_host(client: FlaskClient) -> None:
    assert client.get(BRENT).status_code == 404
    assert "pictures" not in client.get("/services/map").text.lower()


def test_a_picture_comes_through_this_site(with_pictures: Flask, host: TileHost) -> None:
    client = with_pictures.test_client()

    answers = [client.get(BRENT, headers={"User-Agent": "hers", "Cookie": "who=she"}) for _ in range(2)]

    assert [answer.data for answer in answers] == [PNG, PNG]
    assert answers[0].mimetype == "image/png"
    assert answers[0].headers["Cache-Control"] == "private, max-age=3600"
    assert "Set-Cookie" not in answers[0].headers
    assert len(host.asked) == 1
    assert "hers" not in str(host.asked)
    assert "who" not in str(host.asked)


@pytest.mark.parametrize(
    "place", ["12/2074/1409", "4/7/5", "17/65000/43000", "12/-1/0", "12/1.5/3", "12/2042/9999999999"]
)
def test_no_other_place_is_asked_for(with_pictures: Flask, host: TileHost, place: str) -> None:
    answer = with_pictures.test_client().get(f"/services/map/tiles/{place}")

    assert answer.status_code == 404
    assert host.asked == []


def test_a_picture_that_cannot_be_had_is_said_and_not_kept(with_pictures: Flask, host: TileHost) -> None:
    host.status = 500

    answer = with_pictures.test_client().get(BRENT)

    assert answer.status_code == 503
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_map_says_whose_pictures_it_shows(with_pictures: Flask) -> None:
    page = with_pictures.test_client().get("/services/map").text

    assert "Pictures: Example Maps &amp; Sons." in page
    assert "example.org/{z}" not in page
