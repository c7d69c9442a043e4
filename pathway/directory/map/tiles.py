"""Map tiles from the host in the settings, fetched and cached by this server: a browser contacts no other host.

We request only tiles within Britain, without redirects, cookies or anything about the reader. Tiles are stored in a
folder of bounded size; a host that fails is not asked again for a while.
"""

import math
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from tempfile import NamedTemporaryFile

import urllib3

from pathway.core.errors import TileError

FARTHEST, NEAREST = 5, 16
SOUTH, NORTH, WEST, EAST = 49.8, 60.9, -8.7, 1.9
"""Degrees. Outside these, no tile is requested."""

MOST_BYTES = 256 * 1024
MOST_KEPT = 5_000
KEEP_SECONDS = 30 * 24 * 3600
REST_SECONDS = 60
TIMEOUT = urllib3.Timeout(connect=3, read=5)
WHOLE_SECONDS = 8
PIECE = 16 * 1024
AT_ONCE = 4
HEADERS = {"User-Agent": "Pathway", "Accept": "image/*", "Accept-Encoding": "identity"}
"""The same for everybody: the host learns nothing about the reader."""

_KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}


@dataclass(frozen=True)
class Tile:
    """One tile of the map: zoom level, column from the west, row from the north."""

    z: int
    x: int
    y: int

    @property
    def is_ours(self) -> bool:
        """Whether it is within Britain and at a zoom level of the map."""
        if not FARTHEST <= self.z <= NEAREST:
            return False
        west, north = _column(WEST, self.z), _row(NORTH, self.z)
        east, south = _column(EAST, self.z), _row(SOUTH, self.z)
        return west <= self.x <= east and north <= self.y <= south


def kind_of(picture: bytes) -> str:
    """Return a picture's media type by its first bytes; raise TileError when it is not a picture."""
    for start, kind in _KINDS.items():
        if picture.startswith(start) and (kind != "image/webp" or picture[8:12] == b"WEBP"):
            return kind
    raise TileError("the map host sent something that is not a picture")


class TileProxy:
    """Fetches and caches the tiles of one host. `template` is its address with {z}, {x} and {y}."""

    def __init__(self, template: str, folder: Path, *, clock: Callable[[], float] = time.time) -> None:
        """`folder` is the cache; `clock` returns the seconds since 1970."""
        self._template = template
        self._folder = folder
        self._clock = clock
        self._pool = urllib3.PoolManager(num_pools=1, maxsize=AT_ONCE, retries=False, timeout=TIMEOUT)
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._resting_until = 0.0

    def picture(self, tile: Tile) -> bytes:
        """Return a tile's picture; raise TileError when it is neither cached nor to be fetched now."""
        path = self._folder / str(tile.z) / str(tile.x) / str(tile.y)
        if (cached := self._cached(path)) is not None:
            return cached
        if self._clock() < self._resting_until:
            raise TileError("the map host failed a moment ago")
        if not self._turns.acquire(blocking=False):
            raise TileError("too many pictures are being fetched at once")
        try:
            picture = self._fetch(tile)
        except (urllib3.exceptions.HTTPError, HTTPException, OSError) as error:
            self._resting_until = self._clock() + REST_SECONDS
            raise TileError("the map host did not answer") from error
        finally:
            self._turns.release()
        self._store(path, picture)
        return picture

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def _fetch(self, tile: Tile) -> bytes:
        address = self._template.format(z=tile.z, x=tile.x, y=tile.y)
        latest = time.monotonic() + WHOLE_SECONDS
        response = self._pool.request("GET", address, headers=HEADERS, redirect=False, preload_content=False)
        try:
            if response.status != 200:
                raise TileError(f"the map host answered {response.status}")
            picture = b""
            # Piece by piece, or a host that sends a byte now and then would block us for as long as it liked.
            while len(picture) <= MOST_BYTES and (piece := response.read1(PIECE, decode_content=False)):
                picture += piece
                if time.monotonic() > latest:
                    raise TimeoutError
        finally:
            response.close()
        if len(picture) > MOST_BYTES:
            raise TileError("the map host sent too large a picture")
        kind_of(picture)
        return picture

    def _cached(self, path: Path) -> bytes | None:
        try:
            if self._clock() - path.stat().st_mtime > KEEP_SECONDS:
                return None
            return path.read_bytes()
        except FileNotFoundError:
            return None

    def _store(self, path: Path, picture: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self._folder, delete=False) as file:
            file.write(picture)
        Path(file.name).replace(path)
        self._forget_the_oldest()

    def _forget_the_oldest(self) -> None:
        paths = [Path(folder) / name for folder, _, names in os.walk(self._folder) for name in names]
        if len(paths) > MOST_KEPT:
            oldest = sorted(paths, key=lambda path: path.stat().st_mtime)
            for path in oldest[: len(paths) - MOST_KEPT + MOST_KEPT // 10]:
                path.unlink(missing_ok=True)


def _column(longitude: float, z: int) -> int:
    return int((longitude + 180) / 360 * 2**z)


def _row(latitude: float, z: int) -> int:
    north = math.radians(latitude)
    return int((1 - math.asinh(math.tan(north)) / math.pi) / 2 * 2**z)
