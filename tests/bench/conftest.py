"""A run over a handful of listings: the machinery is the same, the figures mean nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import run_all
from bench.databases import Databases
from bench.runs import LISTING_SEED, Run
from tests import services

SMALL, LARGE = 60, 600
NOBODY = "postgresql+psycopg://nobody@127.0.0.1:1/none"


@pytest.fixture(scope="session")
def said() -> list[str]:
    return []


@pytest.fixture(scope="session")
def run(said: list[str]) -> Iterator[Run]:
    """A run small enough for a test, on SQLite; its databases are made once in a run of tests."""
    with run_all.databases(None, LISTING_SEED, NOBODY, said.append) as made:
        yield _small(made, said)


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def run_on_both(request: pytest.FixtureRequest, said: list[str]) -> Iterator[Run]:
    """One that has PostgreSQL too, and one that has not; the databases of each are made once in a run of tests."""
    server = services.postgres_url() if request.param == "postgresql" else NOBODY
    with run_all.databases(None, LISTING_SEED, server, said.append) as made:
        yield _small(made, said)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return tmp_path / "work"


def _small(databases: Databases, said: list[str]) -> Run:
    return Run(
        databases,
        said.append,
        sizes=(SMALL, LARGE),
        queries=20,
        seconds=20,
        map_services=SMALL,
        imports=((SMALL, 1),),
        warm=5,
        settled=20,
        first_screens=1,
        datasette=None,
    )
