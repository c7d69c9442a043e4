"""A directory of the test's own with the real listings, an empty one, and the commands over each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.apps import Apps
from tests.integration.conftest import Originals
from tests.integration.directory.importer.commands import Command, command, migrate


@pytest.fixture
def run(own_database: str, tmp_path: Path) -> Command:
    """`pathway` over a copy of the real listings."""
    return command(own_database, tmp_path)


@pytest.fixture
def run_shared(shared_app: Flask, tmp_path: Path) -> Command:
    """`pathway` over the database of `shared_app`: for files that are refused, and so change nothing."""
    return command(shared_app.config["SQLALCHEMY_DATABASE_URI"], tmp_path)


@pytest.fixture
def empty_app(originals: Originals, engine_name: str, apps: Apps, tmp_path: Path) -> Iterator[Flask]:
    """An app over a directory with nothing in it."""
    with originals.copy(engine_name, migrate, tmp_path) as url, apps.over(url) as app:
        yield app


@pytest.fixture
def run_empty(empty_app: Flask, tmp_path: Path) -> Command:
    """`pathway` over a directory with nothing in it."""
    return command(empty_app.config["SQLALCHEMY_DATABASE_URI"], tmp_path / "empty")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a test puts what it imports."""
    return tmp_path / "listings"
