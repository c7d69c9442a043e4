"""A directory of the test's own with the real listings, an empty one, and the commands over each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests import services
from tests.integration.directory.importer.commands import Command, command, migrated


@pytest.fixture
def run(own_database: str, tmp_path: Path) -> Command:
    """`pathway` over a copy of the real listings."""
    return command(own_database, tmp_path)


@pytest.fixture
def empty_app(empty_database: str) -> Iterator[Flask]:
    """An app over a directory with nothing in it."""
    app = migrated(empty_database)
    yield app
    services.dispose(app)


@pytest.fixture
def run_empty(empty_app: Flask, empty_database: str, tmp_path: Path) -> Command:
    """`pathway` over a directory with nothing in it."""
    return command(empty_database, tmp_path / "empty")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a test puts what it imports."""
    return tmp_path / "listings"
