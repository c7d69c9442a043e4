"""A database that is away."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from shutil import copytree

import pytest
from flask import Flask

from pathway import create_app
from pathway.extensions import breaker_of
from pathway.outage.renewal import renew
from tests.integration.conftest import settings_for
from tests.services import dispose


@pytest.fixture
def away() -> Iterator[Callable[[Flask], None]]:
    """Take an app's database away until the test ends: it does not answer, and that is known."""
    taken: list[Flask] = []

    def take(app: Flask) -> None:
        breaker = breaker_of(app)
        breaker._answers = lambda: False
        breaker._try_every = 0.02
        breaker.open()
        taken.append(app)

    yield take
    for app in taken:
        breaker_of(app)._answers = lambda: True
        assert breaker_of(app).wait_until_closed(5)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the file of public pages lies."""
    return tmp_path / "kept" / "public-pages.db"


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the folder of each engine's file, as it was written once in a run."""
    return tmp_path_factory.mktemp("written")


@pytest.fixture
def keeping(own_database: str, engine_name: str, file: Path, written: Path, now: datetime) -> Iterator[Flask]:
    """An app that keeps such a file, which was written at NOW."""
    app = create_app(settings_for(own_database, snapshot=file))
    once = written / engine_name
    if once.exists():
        copytree(once, file.parent)
    with app.app_context():
        renew(now)  # writes nothing where the file shows what the database holds
    if not once.exists():
        copytree(file.parent, once)
    yield app
    dispose(app)
