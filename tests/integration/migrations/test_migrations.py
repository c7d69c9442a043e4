"""Migrations are numbered, have one head, make what the models say, and keep data that is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Enum, inspect, select, text
from sqlalchemy.exc import IntegrityError

from pathway import create_app
from pathway.config import ROOT
from pathway.core.database import Base
from pathway.extensions import WRITES, db
from pathway.migrations import belongs_to_models
from pathway.organizations.models import Organization
from pathway.upkeep import seed
from pathway.upkeep.prepare import prepare
from tests.integration.conftest import settings_for
from tests.services import dispose

MIGRATIONS = ROOT / "pathway" / "migrations"


def test_they_are_numbered_in_order_with_one_head() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    revisions = [revision.revision for revision in script.walk_revisions()][::-1]

    assert script.get_heads() == [revisions[-1]]
    assert revisions == [f"{number:04}" for number in range(1, len(revisions) + 1)]
    for revision in script.walk_revisions():
        assert re.match(rf"{revision.revision}_[a-z_]+\.py$", Path(revision.path).name)
        assert revision.doc


@pytest.fixture
def empty(empty_database: str) -> Iterator[Flask]:
    """An app over a database without tables."""
    app = create_app(settings_for(empty_database))
    yield app
    dispose(app)


def test_they_make_what_the_models_say(empty: Flask) -> None:
    with empty.app_context():
        upgrade(directory=str(MIGRATIONS))
        with db.engine.connect() as connection:
            ours = belongs_to_models(connection.dialect.name)
            context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": ours})
            differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_every_list_of_words_is_the_enum_s(empty: Flask) -> None:
    with empty.app_context():
        upgrade(directory=str(MIGRATIONS))
        inspector = inspect(db.engine)
        seen = 0
        for table in Base.metadata.sorted_tables:
            checks = {one["name"]: one["sqltext"] for one in inspector.get_check_constraints(table.name)}
            for column in table.columns:
                if isinstance(column.type, Enum):
                    name = f"ck_{table.name}_{column.type.name}"
                    assert set(re.findall(r"'([^']*)'", checks[name])) == set(column.type.enums), name
                    seen += 1

    assert seen > 20


def test_every_check_of_the_models_is_in_the_database(empty: Flask) -> None:
    with empty.app_context():
        upgrade(directory=str(MIGRATIONS))
        inspector = inspect(db.engine)
        missing = []
        for table in Base.metadata.sorted_tables:
            made = {check["name"] for check in inspector.get_check_constraints(table.name)}
            wanted = {str(one.name) for one in table.constraints if one.__visit_name__ == "check_constraint"}
            missing += [f"{table.name}: {name}" for name in wanted - made]

    assert missing == []


def test_going_back_leaves_nothing_and_coming_again_works(empty: Flask) -> None:
    prepare(empty)

    with empty.app_context():
        downgrade(directory=str(MIGRATIONS), revision="base")
        left = [name for name in inspect(db.engine).get_table_names() if name != "alembic_version"]
    added = prepare(empty)

    assert left == []
    assert added == 72
    assert empty.test_client().get("/services?q=DA").text.count("<article") == 5


TRIGGERS = {
    "audit_event": {
        "sqlite": {"audit_event_no_update", "audit_event_no_delete"},
        "postgresql": {"audit_event_kept", "audit_event_not_emptied"},
    },
    "routing_table": {
        "sqlite": {"routing_table_kept", "routing_table_not_removed"},
        "postgresql": {"routing_table_kept", "routing_table_not_emptied"},
    },
}
OF_A_TABLE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = CAST(:name AS regclass) AND tgenabled IN ('O', 'A')",
}


def _missing_triggers() -> dict[str, set[str]]:
    """The triggers that a table of ours that is there has lost. A batch change on SQLite drops them without a word."""
    engine = db.engine.dialect.name
    present = set(inspect(db.engine).get_table_names())
    with db.engine.connect() as connection:
        return {
            table: gone
            for table, wanted in TRIGGERS.items()
            if table in present
            if (gone := wanted[engine] - set(connection.scalars(text(OF_A_TABLE[engine]), {"name": table})))
        }


def test_after_every_migration_what_never_changes_is_kept_by_its_triggers(empty: Flask) -> None:
    revisions = [one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
    with empty.app_context():
        missing = {}
        for revision in revisions:
            upgrade(directory=str(MIGRATIONS), revision=revision)
            missing[f"up to {revision}"] = _missing_triggers()
        assert set(TRIGGERS) <= set(inspect(db.engine).get_table_names())
        for revision in revisions[-2::-1]:
            downgrade(directory=str(MIGRATIONS), revision=revision)
            missing[f"down to {revision}"] = _missing_triggers()

    assert {when: gone for when, gone in missing.items() if gone} == {}


def test_running_them_again_keeps_every_row(app: Flask) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        organization = db.session.scalars(select(Organization).order_by(Organization.slug)).first()
        organization.name = "Renamed by its own people"
        db.session.commit()
        slug = organization.slug

        upgrade(directory=str(MIGRATIONS))
        seed.load(db.session(), ROOT / "seed")
        db.session.commit()

        kept = db.session.scalar(select(Organization.name).where(Organization.slug == slug))
        db.session.remove()
    assert kept == "Renamed by its own people"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE service SET status = 'asleep'",
        "UPDATE service SET publication = 'public'",
        "UPDATE organization SET kind = 'landlord'",
        "UPDATE service SET minimum_age = 30, maximum_age = 20",
        "UPDATE service SET assured_on = '2026-11-01', assured_by = NULL",
        "UPDATE phone SET number_checked_on = '2026-11-01', number_checked_by = NULL",
        "UPDATE schedule SET freq = 'YEARLY'",
        "UPDATE location SET latitude = 51.5, longitude = NULL WHERE kind = 'site'",
        "UPDATE service SET organization_id = '00000000000000000000000000000000'",
    ],
)
def test_the_database_itself_refuses_what_makes_no_sense(app: Flask, statement: str) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)

        with pytest.raises(IntegrityError):
            db.session.execute(text(statement))

        db.session.rollback()
