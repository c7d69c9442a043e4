"""The starting directory is loaded once, and the same on both engines."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from flask import Flask
from sqlalchemy import delete, select

from pathway import create_app
from pathway.directory import queries
from pathway.directory.exchange import export
from pathway.directory.models import Fallback, FormerIdentifier, Service
from pathway.directory.search.fallbacks import Situation, texts_in
from pathway.directory.search.index import indexer
from pathway.directory.search.index.snapshot import current_snapshot
from pathway.directory.vocabulary import AgencyType, FallbackAge, FallbackArea, FallbackHours
from pathway.extensions import WRITES, db
from pathway.upkeep import seed
from pathway.upkeep.prepare import prepare
from tests.integration.conftest import NOW, settings_for
from tests.integration.dumping import dump
from tests.integration.reading import ROOT, cards
from tests.integration.upkeep.seeds import Change, adding, seed_folder
from tests.seed_file import Listing, another, id_of
from tests.services import dispose

CLOCKS = ("last_modified_at", "created_at")
"""Columns that say when, and so differ between two databases."""


def test_loading_again_changes_nothing(app: Flask) -> None:
    before = dump(app)

    added = prepare(app)

    assert added == 0
    assert dump(app) == before


def _row_of(kind: AgencyType) -> Fallback:
    return db.session.get_one(Fallback, (kind, FallbackArea.ANY, FallbackAge.ANY, FallbackHours.ANY))


def test_what_people_changed_is_left_as_it_is(app: Flask) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        service = queries.find("gaia")
        service.description = "Changed by its own people."
        service.slug = "gaia-centre"
        service.organization.name = "Renamed by its own people"
        _row_of(AgencyType.SARC).text = "Changed by the coordinator."
        db.session.commit()
    before = dump(app)

    added = prepare(app)

    assert added == 0
    assert dump(app) == before


def test_a_listing_added_to_the_file_is_added_and_nothing_else_changes(app: Flask, tmp_path: Path) -> None:
    folder = seed_folder(tmp_path, adding(another("gaia", slug="new-one", name="New one")))
    before = {slug for (slug,) in _slugs(app)}

    with app.app_context():
        db.session.connection(execution_options=WRITES)
        assert seed.load(db.session(), folder) == 1
        db.session.commit()

    assert {slug for (slug,) in _slugs(app)} - before == {"new-one"}
    assert id_of("canary") in cards(app.test_client().get("/services?q=new+one").text)


@pytest.mark.parametrize("by", ["slug", "former slug", "name and postcode"])
def test_a_listing_that_was_added_by_hand_already_stays_as_it_is(app: Flask, tmp_path: Path, by: str) -> None:
    likeness: dict[str, Any] = {
        "slug": {"slug": "gaia", "name": "New one"},
        "former slug": {"slug": "gaia-of-old", "name": "New one"},
        "name and postcode": {"slug": "new-one", "name": "gaia centre (Lambeth  VAWG hub)"},
    }[by]
    folder = seed_folder(tmp_path, _only(another("gaia", **likeness)))
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        db.session.add(FormerIdentifier(value="gaia-of-old", service_id=queries.find("gaia").id))
        db.session.commit()
    before = dump(app)

    with app.app_context():
        db.session.connection(execution_options=WRITES)
        assert seed.load(db.session(), folder) == 0
        db.session.commit()

    assert dump(app) == before


def test_an_organisation_that_is_here_keeps_what_its_people_changed(app: Flask, tmp_path: Path) -> None:
    folder = seed_folder(tmp_path, adding(another("gaia")))
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        queries.find("gaia").organization.name = "Renamed by its own people"
        db.session.commit()
        assert seed.load(db.session(), folder) == 1
        db.session.commit()

        assert queries.find("canary").organization.name == "Renamed by its own people"


def _only(row: Listing) -> Change:
    """A file with this one listing and no other: by name, a row never takes a listing whose id the file has."""
    return lambda listings, fallbacks: listings.__setitem__(slice(None), [row])


def test_the_file_is_what_an_export_writes_but_for_when(listings: Flask) -> None:
    with listings.app_context():
        written = b"".join(export.export(db.session(), "json", everything=True)).decode()

    assert re.sub(r'"last_modified_at": "[^"]*", ', "", written) == (ROOT / "seed" / "listings.json").read_text("utf-8")


def test_a_running_worker_says_new_words_after_the_next_preparing(app: Flask, own_database: str, at: Any) -> None:
    at(NOW)
    worker = create_app(settings_for(own_database))
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        db.session.execute(delete(Fallback).where(Fallback.agency_type == AgencyType.SARC))
        indexer.count_change(db.session())
        db.session.commit()
    before = _kinds_with_words(worker)

    assert prepare(app) == 0
    after = _kinds_with_words(worker)
    dispose(worker)

    assert after - before == {AgencyType.SARC}


def _kinds_with_words(app: Flask) -> set[AgencyType]:
    with app.app_context():
        situation = Situation.at(FallbackArea.BRENT, is_child=False, now=NOW)
        return set(texts_in(situation, current_snapshot()))


def _slugs(app: Flask) -> Any:
    with app.app_context():
        return db.session.execute(select(Service.slug)).all()


def test_ids_are_the_uuid5_of_the_slug() -> None:
    names = uuid5(NAMESPACE_URL, "pathway:seed")

    assert id_of("the-havens") == str(uuid5(names, "service:the-havens"))
    # Written out, so that a change of the rule shows: addresses that people kept depend on it.
    assert id_of("the-havens") == "a468faba-7aed-5cee-86bd-3f85cd837a7a"


@pytest.mark.postgresql
def test_both_engines_hold_the_same_after_loading(
    copies: Callable[[str, Path], AbstractContextManager[str]], tmp_path: Path
) -> None:
    dumps = []
    for engine in ("sqlite", "postgresql"):
        with copies(engine, tmp_path) as url:
            app = create_app(settings_for(url))
            dumps.append(dump(app, without=(*CLOCKS, "vector")))
            dispose(app)

    assert dumps[0] == dumps[1]
    assert len(dumps[0]["service"]) == 72
