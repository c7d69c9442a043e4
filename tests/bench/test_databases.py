"""Databases of a run: made once, kept only where a folder was named, and gone afterwards."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bench import load, row_copy, run_all
from bench.databases import Databases, app_over, file_of
from pathway.extensions import db
from tests import services
from tests.bench.conftest import NOBODY, SMALL
from tests.integration.dumping import dump

COUNT = 30


@contextmanager
def _kept(work: Path, said: list[str], seed: int = 1, server: str = NOBODY) -> Iterator[Databases]:
    with run_all.databases(work, seed, server, said.append) as databases:
        yield databases


def _made(said: list[str]) -> list[str]:
    return [words for words in said if words.startswith("making")]


def test_a_kept_database_is_used_again(work: Path) -> None:
    said: list[str] = []

    for _ in range(2):
        with _kept(work, said) as databases:
            assert file_of(databases.of("sqlite", COUNT)).exists()

    assert len(_made(said)) == 1


def test_another_seed_makes_it_anew(work: Path) -> None:
    said: list[str] = []

    for seed in (1, 2):
        with _kept(work, said, seed) as databases:
            databases.of("sqlite", COUNT)

    assert len(_made(said)) == 2


def test_a_lost_file_is_made_anew(work: Path) -> None:
    said: list[str] = []
    with _kept(work, said) as databases:
        file_of(databases.of("sqlite", COUNT)).unlink()

        databases.of("sqlite", COUNT)

    assert len(_made(said)) == 2


def test_a_run_without_a_folder_leaves_nothing() -> None:
    with run_all.databases(None, 1, NOBODY, lambda _words: None) as databases:
        path = file_of(databases.of("sqlite", COUNT))
        assert path.exists()

    assert not path.parent.exists()


def test_it_is_removed_when_the_run_fails() -> None:
    made: list[Path] = []

    def fail() -> None:
        with run_all.databases(None, 1, NOBODY, lambda _words: None) as databases:
            made.append(file_of(databases.of("sqlite", COUNT)))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()

    assert not made[0].parent.exists()


def test_nobody_at_the_address_means_no_postgresql() -> None:
    with run_all.databases(None, 1, NOBODY, lambda _words: None) as databases:
        assert databases.postgres is None


@pytest.mark.postgresql
def test_what_postgresql_holds_is_dropped_with_the_run() -> None:
    with run_all.databases(None, 1, services.postgres_url(), lambda _words: None) as databases:
        name = make_url(databases.of("postgresql", COUNT)).database

    url = make_url(services.postgres_url()).set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(psycopg.connect(url)) as server:
        assert server.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is None


@pytest.mark.postgresql
def test_postgresql_is_given_the_same_rows() -> None:
    with run_all.databases(None, 1, services.postgres_url(), lambda _words: None) as databases:
        counts = []
        for engine in ("sqlite", "postgresql"):
            with app_over(databases.of(engine, SMALL)) as app, app.app_context():
                counts.append(
                    {
                        table.name: db.session.scalar(text(f'SELECT count(*) FROM "{table.name}"'))
                        for table in row_copy.tables()
                    }
                )

    assert counts[0] == counts[1]
    assert counts[0]["service"] == SMALL


def test_bare_inserts_write_the_same_database() -> None:
    with run_all.databases(None, 1, NOBODY, lambda _words: None) as databases:
        source, target = databases.of("sqlite", COUNT), databases.fresh_address("sqlite", "copy")
        databases.empty(target)
        with app_over(target) as app:
            row_copy.bare_inserts(file_of(source), app)

        assert row_copy.count_rows(file_of(target)) == row_copy.count_rows(file_of(source)) > 10 * COUNT
        with app_over(source) as one, app_over(target) as other:
            assert dump(one) == dump(other)


def test_several_processes_write_what_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "CHUNK", 12)
    dumps = []
    for by_itself in (COUNT, 0):
        monkeypatch.setattr(load, "BY_ITSELF", by_itself)
        with (
            run_all.databases(None, 1, NOBODY, lambda _words: None) as databases,
            app_over(databases.of("sqlite", COUNT)) as app,
        ):
            dumps.append(dump(app, without=("last_modified_at",)))

    assert dumps[0] == dumps[1]
    assert len(dumps[0]["search_entry"]) == COUNT
