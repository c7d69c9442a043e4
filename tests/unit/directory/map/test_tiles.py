"""Map pictures come from one host, are checked, kept and bounded, and a host that fails is left in peace."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.core.errors import TileError
from pathway.directory.map import tiles
from pathway.directory.map.tiles import Tile, TileProxy, kind_of
from tests.tile_host import PNG, TileHost, tile_host

BRENT = Tile(12, 2042, 1360)


@pytest.fixture
def host() -> Iterator[TileHost]:
    with tile_host() as made:
        yield made


@pytest.fixture
def seconds() -> list[float]:
    return [time.time()]


@pytest.fixture
def proxy(host: TileHost, tmp_path: Path, seconds: list[float]) -> Iterator[TileProxy]:
    made = TileProxy(host.template, tmp_path, clock=lambda: seconds[0])
    yield made
    made.close()


def test_a_picture_is_fetched_once(proxy: TileProxy, host: TileHost) -> None:
    assert proxy.picture(BRENT) == PNG
    assert proxy.picture(BRENT) == PNG

    assert [path for path, _ in host.asked] == ["/m/12/2042/1360.png?key=k"]


def test_a_picture_is_fetched_again_after_a_month(proxy: TileProxy, host: TileHost, seconds: list[float]) -> None:
    proxy.picture(BRENT)
    seconds[0] += tiles.KEEP_SECONDS + 5

    proxy.picture(BRENT)

    assert len(host.asked) == 2


def test_the_host_learns_nothing_of_who_looks(proxy: TileProxy, host: TileHost) -> None:
    proxy.picture(BRENT)

    sent = {name.lower(): value for name, value in host.asked[0][1].items()}
    assert sent.pop("host").startswith("127.0.0.1")
    assert sent == {"user-agent": "Pathway", "accept": "image/*", "accept-encoding": "identity"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("status", "body", "more"),
    [
        (302, PNG, {"Location": "http://127.0.0.1:9/"}),
        (404, PNG, {}),
        (200, b"<html><script>1</script>", {"Content-Type": "image/png"}),
        (200, b"RIFF0000WAVE", {"Content-Type": "image/webp"}),
        (200, PNG + b"0" * tiles.MOST_BYTES, {}),
        (200, b"", {}),
    ],
    ids=["moved", "missing", "a page", "a sound", "too large", "nothing"],
)
def test_what_is_no_picture_is_refused_and_not_kept(
    proxy: TileProxy, host: TileHost, tmp_path: Path, status: int, body: bytes, more: dict[str, str]
) -> None:
    host.status, host.body, host.more = status, body, more

    with pytest.raises(TileError):
        proxy.picture(BRENT)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert len(host.asked) == 1


def test_a_host_that_does_not_answer_is_left_in_peace_for_a_while(
    proxy: TileProxy, host: TileHost, seconds: list[float]
) -> None:
    host.shutdown()
    host.server_close()
    with pytest.raises(TileError, match="did not answer"):
        proxy.picture(BRENT)

    with pytest.raises(TileError, match="a moment ago"):
        proxy.picture(BRENT)
    seconds[0] += tiles.REST_SECONDS
    with pytest.raises(TileError, match="did not answer"):
        proxy.picture(BRENT)


def test_the_oldest_are_forgotten(proxy: TileProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles, "MOST_KEPT", 10)

    for x in range(2030, 2055):
        proxy.picture(Tile(12, x, 1360))

    kept = {path.parent.name for path in tmp_path.rglob("*") if path.is_file()}
    assert len(kept) <= 10
    assert "2054" in kept


@given(st.integers(0, 30), st.integers(0, 2**31), st.integers(0, 2**31))
def test_only_britain_is_asked_for(z: int, x: int, y: int) -> None:
    if Tile(z, x, y).is_ours:
        assert tiles.FARTHEST <= z <= tiles.NEAREST
        assert 0.47 < x / 2**z < 0.51
        assert 0.28 < y / 2**z < 0.345 + 2**-z


def test_brent_is_in_britain() -> None:
    assert BRENT.is_ours
    assert not Tile(12, 2074, 1409).is_ours  # Paris
    assert not Tile(4, 7, 5).is_ours


def test_a_picture_is_known_by_its_first_bytes() -> None:
    assert kind_of(PNG) == "image/png"
    assert kind_of(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert kind_of(b"RIFF0000WEBPVP8 ") == "image/webp"
