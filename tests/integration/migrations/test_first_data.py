"""An installation with the first words, listings and routing table gets the new, and keeps what its people edited."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError

from pathway import create_app
from pathway.audit import trail
from pathway.config import ROOT
from pathway.core.clock import utc_now
from pathway.core.errors import RoutingTableError
from pathway.directory import queries as directory
from pathway.directory.models import Fallback
from pathway.directory.search.cards import agency_types
from pathway.directory.search.index import indexer
from pathway.directory.vocabulary import AgencyType, FallbackAge, FallbackArea, FallbackHours
from pathway.extensions import WRITES, db, writing
from pathway.referral import queries as referral
from pathway.referral.models import RoutingTable, TableStatus
from pathway.referral.routing import route
from pathway.referral.table import table_from
from pathway.referral.triage import Answers
from pathway.upkeep import fallback_seed, routing_seed, seed
from pathway.upkeep.prepare import prepare
from tests.integration.conftest import NOW, Originals, settings_for
from tests.services import dispose

MIGRATIONS = str(ROOT / "pathway" / "migrations")
FIRST_SEED = ROOT / "tests" / "data" / "first_seed"
FIRST_TEXTS: dict[str, str] = json.loads((FIRST_SEED / "fallbacks.json").read_text("utf-8"))["fallbacks"]
FIRST_TABLE = routing_seed.read(FIRST_SEED)
NEW_TABLE = routing_seed.read(ROOT / "seed")
URGENT_CARE = ("nhs-111", "northwick-park-ae", "cmh-utc")
EDITED, ITS_WORDS = "sarc", "Ring the night desk, 020 7946 0000, and ask for the duty nurse."


def first_release(app: Flask) -> None:
    """Leave a database as the first release did, with some edits by hand."""
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        db.session.connection(execution_options=WRITES)
        seed.load(db.session(), ROOT / "seed")
        routing_seed.load(db.session(), FIRST_SEED)
        db.session.commit()
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0005")
        db.session.connection(execution_options=WRITES)
        db.session.execute(text("DELETE FROM fallback"))
        for kind, words in FIRST_TEXTS.items():
            values = {"kind": kind, "words": ITS_WORDS if kind == EDITED else words, "at": NOW.replace(tzinfo=None)}
            db.session.execute(text("INSERT INTO fallback VALUES (:kind, :words, :at)"), values)
        renamed = "UPDATE service SET name = 'Renamed by its own people' WHERE slug = 'northwick-park-ae'"
        db.session.execute(text(renamed))
        # An index of that day had other entries for these; one that is not made anew would go on without them.
        db.session.execute(text(f"DELETE FROM search_entry WHERE slug IN {URGENT_CARE}"))
        db.session.execute(text("UPDATE index_version SET format = :format"), {"format": indexer.FORMAT})
        db.session.commit()
        db.session.remove()


@pytest.fixture
def old(originals: Originals, engine_name: str, tmp_path: Path) -> Iterator[Flask]:
    """An app over a database as the first release left it, with some edits by hand."""
    with originals.copy(engine_name, first_release, tmp_path) as url:
        app = create_app(settings_for(url))
        yield app
        dispose(app)


def test_the_fixture_is_what_the_first_release_left(old: Flask) -> None:
    with old.app_context():
        assert db.session.scalar(text("SELECT version_num FROM alembic_version")) == "0005"
        assert db.session.scalar(text("SELECT count(*) FROM taxonomy_term WHERE code = 'urgent_care'")) == 0
        assert db.session.scalar(text("SELECT count(*) FROM fallback")) == len(FIRST_TEXTS) == 26
        assert [row.number for row in db.session.scalars(select(RoutingTable))] == [FIRST_TABLE.number] == [1]


def test_the_listings_for_urgent_care_get_its_term_and_keep_their_names(old: Flask) -> None:
    prepare(old)

    with old.app_context():
        kinds = {slug: agency_types(directory.find(slug)) for slug in URGENT_CARE}
        name = directory.find("northwick-park-ae").name
    assert all(AgencyType.URGENT_CARE in given for given in kinds.values())
    assert kinds["nhs-111"] == [AgencyType.URGENT_CARE, AgencyType.MENTAL_HEALTH_CRISIS]
    assert name == "Renamed by its own people"


def test_the_index_shows_it(old: Flask) -> None:
    assert not set(URGENT_CARE) & _cards(old).keys()

    prepare(old)

    cards = _cards(old)
    assert all("urgent_care" in cards[slug] for slug in URGENT_CARE)
    assert "Renamed by its own people" in cards["northwick-park-ae"]


def _cards(app: Flask) -> dict[str, str]:
    with app.app_context():
        rows = db.session.execute(text("SELECT slug, card FROM search_entry"))
        return {slug: card if isinstance(card, str) else json.dumps(card) for slug, card in rows}


def test_a_listing_that_was_taken_out_does_not_come_back_by_the_migration(old: Flask) -> None:
    with old.app_context():
        db.session.connection(execution_options=WRITES)
        db.session.execute(text("DELETE FROM service WHERE slug = 'cmh-utc'"))
        db.session.commit()

        upgrade(directory=MIGRATIONS)

        linked = "SELECT count(*) FROM service_term JOIN taxonomy_term ON id = term_id WHERE code = 'urgent_care'"
        assert db.session.scalar(text(linked)) == 2


def test_words_written_by_hand_are_the_row_for_brent_and_the_others_are_new(old: Flask) -> None:
    prepare(old)

    with old.app_context():
        rows = db.session.scalars(select(Fallback)).all()
        stored = {(*fallback_seed.fallback_key(row), row.text) for row in rows}
    seeded = [
        fallback_seed.fallback_row(row)
        for row in json.loads((ROOT / "seed" / "fallbacks.json").read_text("utf-8"))["rows"]
    ]
    new = {
        (*fallback_seed.fallback_key(row), row.text)
        for row in seeded
        if not (row.agency_type == EDITED and row.area is FallbackArea.BRENT)
    }
    assert stored - new == {(EDITED, FallbackArea.BRENT, FallbackAge.ANY, FallbackHours.ANY, ITS_WORDS)}
    assert new <= stored


def test_the_new_routing_table_is_in_force_and_the_first_is_as_it_was(old: Flask) -> None:
    prepare(old)

    with old.app_context():
        first, second = db.session.scalars(select(RoutingTable).order_by(RoutingTable.number)).all()
        assert referral.published_table(NOW) == NEW_TABLE
        assert (first.status, second.status) == (TableStatus.PUBLISHED, TableStatus.PUBLISHED)
        assert first.effective_from == routing_seed.FIRST_IN_FORCE_FROM < second.effective_from
        assert table_from(first.content, first.content_hash) == FIRST_TABLE


def test_the_first_table_still_routes_with_the_pathways_that_came_later(old: Flask) -> None:
    answers = Answers.from_facts({"health_now": "needs_care", "controlled": "yes", "nrm_consent": "no"})

    result = route(answers, FIRST_TABLE)

    assert list(dict(result.pathways)) == ["urgent_health", "control_support"]
    assert [step.agency for step in result.steps] == ["urgent_care", "modern_slavery_helpline"]


def test_a_version_that_its_own_people_published_stays_in_force(old: Flask) -> None:
    own = routing_seed.read(FIRST_SEED)
    with old.app_context():
        db.session.connection(execution_options=WRITES)
        values = {"content": own.content(), "content_hash": own.content_hash, "number": 7}
        row = RoutingTable(
            **values,
            status=TableStatus.PUBLISHED,
            author="A",
            approved_by="B",
            effective_from=NOW,
        )
        db.session.add(row)
        db.session.commit()

    prepare(old)

    with old.app_context():
        numbers = [row.number for row in db.session.scalars(select(RoutingTable).order_by(RoutingTable.number))]
        assert numbers == [1, 2, 7]
        assert referral.published_table(utc_now()) == own


def test_a_number_that_its_own_people_took_is_left_to_them(old: Flask) -> None:
    with old.app_context():
        db.session.connection(execution_options=WRITES)
        draft = {"content": "{}", "content_hash": "0" * 64, "author": "A"}
        db.session.add(RoutingTable(number=NEW_TABLE.number, status=TableStatus.DRAFT, **draft))
        db.session.commit()

    prepare(old)

    with old.app_context():
        assert len(db.session.scalars(select(RoutingTable)).all()) == 2
        assert referral.published_table(NOW) == FIRST_TABLE


def _go_back(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0005")


def _publish(app: Flask, number: int, content: str) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        digest = hashlib.sha256(content.encode()).hexdigest()
        given = {"content": content, "content_hash": digest, "author": "A", "approved_by": "B", "effective_from": NOW}
        db.session.add(RoutingTable(number=number, status=TableStatus.PUBLISHED, **given))
        db.session.commit()


def _numbers(app: Flask) -> list[int]:
    with app.app_context():
        return list(db.session.scalars(select(RoutingTable.number).order_by(RoutingTable.number)))


def test_going_back_takes_our_second_table_out_and_no_other(old: Flask) -> None:
    prepare(old)
    _publish(old, 7, FIRST_TABLE.content())

    _go_back(old)

    assert _numbers(old) == [1, 7]
    with old.app_context():
        assert referral.published_table(utc_now()) == FIRST_TABLE


def test_going_back_leaves_a_table_that_took_our_number(old: Flask) -> None:
    _publish(old, NEW_TABLE.number, FIRST_TABLE.content())
    prepare(old)

    _go_back(old)

    assert _numbers(old) == [1, NEW_TABLE.number]


def test_going_back_is_refused_over_a_published_table_that_older_code_cannot_read(old: Flask) -> None:
    prepare(old)
    _publish(old, 7, NEW_TABLE.content())

    with pytest.raises(RoutingTableError, match=r"Routing table 7, published here, cannot be read"):
        _go_back(old)

    assert _numbers(old) == [1, 2, 7]
    with old.app_context():
        at = db.session.scalar(text("SELECT version_num FROM alembic_version"))
        terms = db.session.scalar(text("SELECT count(*) FROM taxonomy_term WHERE code = 'urgent_care'"))
        columns = {column["name"] for column in inspect(db.engine).get_columns("service")}
    assert terms == 1
    newest = ScriptDirectory(MIGRATIONS).get_current_head()
    assert (at, "nations" in columns) in {("0006", False), (newest, True)}  # step by step, or all of it or nothing


def test_after_going_back_published_tables_and_the_trail_are_kept_as_before(old: Flask) -> None:
    prepare(old)
    with old.app_context():
        with writing():
            trail.record("table.published", "routing_table:2", None)
        trailed = db.session.scalar(text("SELECT count(*) FROM audit_event"))

    _go_back(old)

    with old.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM audit_event")) == trailed > 0
        db.session.remove()
        for change in ("DELETE FROM routing_table", "UPDATE routing_table SET content = '{}'"):
            db.session.connection(execution_options=WRITES)
            with pytest.raises(IntegrityError, match="a published routing table never changes"):
                db.session.execute(text(change))
            db.session.rollback()


@pytest.mark.parametrize("number", [FIRST_TABLE.number, NEW_TABLE.number])
def test_neither_version_can_be_changed(old: Flask, number: int) -> None:
    prepare(old)

    with old.app_context():
        db.session.connection(execution_options=WRITES)
        with pytest.raises(IntegrityError, match="a published routing table never changes"):
            db.session.execute(text("UPDATE routing_table SET content = '{}' WHERE number = :n"), {"n": number})
        db.session.rollback()


def test_preparing_twice_is_preparing_once(old: Flask) -> None:
    prepare(old)
    before = _cards(old)

    assert prepare(old) == 0

    assert _cards(old) == before
    with old.app_context():
        assert len(db.session.scalars(select(RoutingTable)).all()) == 2


def test_going_back_and_up_again_is_a_fresh_installation(empty_database: str) -> None:
    app = create_app(settings_for(empty_database))
    try:
        prepare(app)
        fresh = _words(app)
        with app.app_context():
            downgrade(directory=MIGRATIONS, revision="0005")
        prepare(app)

        assert _words(app) == fresh
    finally:
        dispose(app)


def _words(app: Flask) -> set[tuple[object, ...]]:
    with app.app_context():
        stored = {(*fallback_seed.fallback_key(row), row.text) for row in db.session.scalars(select(Fallback))}
        db.session.remove()
    return stored


def test_the_migration_knows_every_text_that_the_product_brings() -> None:
    rows = json.loads((ROOT / "seed" / "fallbacks.json").read_text("utf-8"))["rows"]
    migration = next((ROOT / "pathway" / "migrations" / "versions").glob("0006*.py")).read_text("utf-8")

    assert [row for row in rows if hashlib.sha256(row["text"].encode()).hexdigest() not in migration] == []
