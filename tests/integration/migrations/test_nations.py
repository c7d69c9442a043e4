"""An installation from before `nations` gets what its listings' own words say, and nothing over anybody's words."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from pathway import create_app
from pathway.config import ROOT
from pathway.directory.scope import Scope
from pathway.directory.search import helplines
from pathway.directory.vocabulary import Nation
from pathway.extensions import db
from pathway.upkeep.prepare import prepare
from tests.integration.conftest import settings_for
from tests.seed_file import every_listing
from tests.services import dispose

MIGRATIONS = str(ROOT / "pathway" / "migrations")
EXPECTED = {"UK": "uk", "United Kingdom": "uk", "England and Wales": "england_wales", "England": "england"}


@pytest.fixture
def from_before(empty_database: str) -> Iterator[Flask]:
    """An installation of the revision before, with its listings; somebody has written other words on one of them."""
    app = create_app(settings_for(empty_database))
    prepare(app)
    with app.app_context():
        downgrade(directory=MIGRATIONS, revision="0006")
        assert "nations" not in {column["name"] for column in inspect(db.engine).get_columns("service")}
        _write("UPDATE service SET service_area_description = 'England, by day' WHERE slug = 'shelter'")
        _write("UPDATE index_version SET format = 2")
    yield app
    dispose(app)


def _write(statement: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(statement))


def _nations() -> dict[str, str | None]:
    with db.engine.connect() as connection:
        return {row.slug: row.nations for row in connection.execute(text("SELECT slug, nations FROM service"))}


def test_listings_get_what_their_own_words_say_and_edited_ones_nothing(from_before: Flask) -> None:
    with from_before.app_context():
        upgrade(directory=MIGRATIONS)
        found = _nations()

    said = {row["slug"]: row["service_area_description"] for row in every_listing() if row["areas"] == ["National"]}
    assert found["shelter"] is None
    for slug, words in said.items():
        if slug not in {"shelter", "southall-black-sisters"}:
            assert found[slug] == next(nations for start, nations in EXPECTED.items() if words.startswith(start)), slug
    assert {slug for slug, nations in found.items() if nations} == set(said) - {"shelter", "southall-black-sisters"}


def test_the_next_start_reads_the_listings_anew(from_before: Flask) -> None:
    prepare(from_before)

    with from_before.app_context():
        lines = helplines.always_lines(scope=Scope(Nation.SCOTLAND, in_london=False, in_brent=False))
    assert "samaritans" in {line.slug for line in lines}


def test_a_new_installation_has_the_same(app: Flask, from_before: Flask) -> None:
    with app.app_context():
        new = _nations()
    with from_before.app_context():
        upgrade(directory=MIGRATIONS)
        grown = _nations()

    assert grown == {**new, "shelter": None}
