"""The app over a real database: each test here runs on SQLite and again on PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import make_url

from pathway import create_app
from pathway.config import Settings
from pathway.core import clock
from pathway.upkeep.prepare import prepare
from tests import services
from tests.apps import Apps
from tests.postgres_copies import PostgresCopies

Fill = Callable[[Flask], object]
"""What fills the database of an app. It is done once in a run for each engine, and what it returns is kept."""

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]

# A Tuesday morning in winter: 10:00 in London.
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def settings_for(url: str, **changes: object) -> Settings:
    """Settings of a test app. Nothing is read from the environment."""
    given = {"env": "test", "secret_keys": ("k" * 40,), "database_url": url, "origin": "http://localhost"}
    return Settings(**(given | services.KEYS | changes))  # type: ignore[arg-type] # of many types


@pytest.fixture(scope="session", params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="session")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Originals"]:
    """Databases that nobody connects to, to copy: each is made once in a run, when it is first asked for."""
    with ExitStack() as life:
        yield Originals(life, tmp_path_factory.mktemp("originals"))


class Originals:
    """A database for each engine and each way to fill one, and copies of it."""

    def __init__(self, life: ExitStack, folder: Path) -> None:
        self._life = life
        self._folder = folder
        self._made: dict[tuple[str, Fill], Original] = {}

    def copy(self, engine_name: str, fill: Fill, folder: Path) -> AbstractContextManager[str]:
        """Copy the database of an engine that `fill` has filled, in a folder."""
        return self._original(engine_name, fill).copied(folder)

    def copy_with(
        self, engine_name: str, fill: Fill, folder: Path, over: Fill
    ) -> tuple[AbstractContextManager[str], Any]:
        """Copy a database that `over` has filled, and then `fill`; with what `fill` returned."""
        original = self._original(engine_name, fill, over)
        return original.copied(folder), original.made

    def _original(self, engine_name: str, fill: Fill, over: Fill | None = None) -> "Original":
        if (engine_name, fill) not in self._made:
            below = self._original(engine_name, over).name if over else None
            self._made[engine_name, fill] = self._make(engine_name, fill, below)
        return self._made[engine_name, fill]

    def _make(self, engine_name: str, fill: Fill, below: str | None) -> "Original":
        url = self._life.enter_context(_database(engine_name, self._folder, below))
        app = create_app(settings_for(url))
        made = fill(app)
        services.dispose(app)
        name = make_url(url).database or ""
        if engine_name == "sqlite":
            return Original(name, lambda folder: services.sqlite_database(folder, Path(name)), made)
        copies = PostgresCopies(name)
        self._life.callback(copies.close)
        return Original(name, lambda _: copies.one(), made)


@dataclass(frozen=True)
class Original:
    """A filled database, how it is copied, and what was returned by what filled it."""

    name: str
    copied: Callable[[Path], AbstractContextManager[str]]
    made: Any


@pytest.fixture(scope="session")
def copies(originals: Originals) -> Callable[[str, Path], AbstractContextManager[str]]:
    """Make a copy of the loaded database of an engine, in a folder: `with copies("sqlite", tmp_path) as url`."""
    return lambda engine_name, folder: originals.copy(engine_name, prepare, folder)


@pytest.fixture(scope="session")
def apps() -> Apps:
    """Apps over any database: `with apps.over(url) as app`."""
    return Apps(settings_for(""))


@pytest.fixture(scope="session")
def listings(
    engine_name: str,
    copies: Callable[[str, Path], AbstractContextManager[str]],
    apps: Apps,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flask]:
    """The app with the real listings loaded. For reading only."""
    with copies(engine_name, tmp_path_factory.mktemp("listings")) as url, apps.over(url) as app:
        yield app


@pytest.fixture
def own_database(
    engine_name: str, copies: Callable[[str, Path], AbstractContextManager[str]], tmp_path: Path
) -> Iterator[str]:
    """A loaded database of this test's own."""
    with copies(engine_name, tmp_path) as url:
        yield url


@pytest.fixture
def empty_database(engine_name: str, tmp_path: Path) -> Iterator[str]:
    """A database without tables."""
    with _database(engine_name, tmp_path) as url:
        yield url


@pytest.fixture
def app(own_database: str, apps: Apps) -> Iterator[Flask]:
    """An app that may be written to."""
    with apps.over(own_database) as app:
        yield app


@pytest.fixture(scope="module")
def shared_app(
    engine_name: str,
    copies: Callable[[str, Path], AbstractContextManager[str]],
    apps: Apps,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flask]:
    """An app of one file's own: prepared once by a fixture of that file, then read by all its tests."""
    with copies(engine_name, tmp_path_factory.mktemp("shared")) as url, apps.over(url) as app:
        yield app


@pytest.fixture
def client(listings: Flask, now: datetime) -> FlaskClient:
    """A visitor to the real listings."""
    return listings.test_client()


@pytest.fixture
def now() -> Iterator[datetime]:
    """Time stands still at NOW."""
    clock.stop(NOW)
    yield NOW
    clock.stop(None)


@pytest.fixture
def at(now: datetime) -> Callable[[datetime], None]:
    """Make time stand still at another moment."""
    return clock.stop


def _database(engine_name: str, folder: Path, below: str | None = None) -> AbstractContextManager[str]:
    if engine_name == "sqlite":
        return services.sqlite_database(folder, Path(below) if below else None)
    return services.postgres_database(below)
