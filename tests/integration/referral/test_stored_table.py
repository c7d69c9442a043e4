"""The routing table as stored: ours is published by `init`, never changes, and nobody is routed by a draft."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from pathway.config import ROOT
from pathway.core.errors import RoutingTableError, SeedError
from pathway.extensions import WRITES, db
from pathway.referral import queries
from pathway.referral.models import RoutingTable, SignOff, SignOffRole, TableStatus
from pathway.referral.table import Table
from pathway.upkeep import routing_seed
from pathway.upkeep.prepare import prepare
from tests.integration.conftest import NOW

OURS = routing_seed.read(ROOT / "seed")


def later(number: int, **changes: object) -> RoutingTable:
    """A version made of ours, with another number."""
    table = Table(number, OURS.rank, OURS.rows)
    given = {
        "number": number,
        "status": TableStatus.PUBLISHED,
        "content": table.content(),
        "content_hash": table.content_hash,
        "author": "A",
        "approved_by": "B",
        "effective_from": NOW - timedelta(days=1),
    }
    return RoutingTable(**(given | changes))


def test_ours_is_published_and_in_force(listings: Flask) -> None:
    with listings.app_context():
        row = db.session.scalars(select(RoutingTable)).one()

        assert row.status is TableStatus.PUBLISHED
        assert queries.published_table(NOW) == OURS


def test_preparing_again_adds_nothing(app: Flask) -> None:
    prepare(app)

    with app.app_context():
        assert len(db.session.scalars(select(RoutingTable)).all()) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE routing_table SET content = '{}'",
        "UPDATE routing_table SET content_hash = 'x'",
        "UPDATE routing_table SET number = 9",
        "UPDATE routing_table SET status = 'draft'",
        "UPDATE routing_table SET status = 'checked'",
        "UPDATE routing_table SET author = 'another'",
        "UPDATE routing_table SET approved_by = 'another'",
        "UPDATE routing_table SET effective_from = '2030-01-01 00:00:00'",
        "UPDATE routing_table SET status = 'retired', content = '{}'",
        "DELETE FROM routing_table",
    ],
)
def test_the_database_refuses_to_change_a_published_one(app: Flask, statement: str) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)

        with pytest.raises(IntegrityError, match="a published routing table never changes"):
            db.session.execute(text(statement))

        db.session.rollback()
        assert queries.published_table(NOW) == OURS


def test_it_can_be_retired_and_not_brought_back(app: Flask) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        db.session.execute(text("UPDATE routing_table SET status = 'retired'"))
        db.session.commit()
        db.session.connection(execution_options=WRITES)

        with pytest.raises(IntegrityError):
            db.session.execute(text("UPDATE routing_table SET status = 'published'"))

        db.session.rollback()
        with pytest.raises(RoutingTableError, match="pathway init"):
            queries.published_table(NOW)


def test_a_draft_may_be_changed_and_removed_and_routes_nobody(app: Flask) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        draft = later(3, status=TableStatus.DRAFT)
        db.session.add(draft)
        db.session.flush()
        draft.author = "C"
        db.session.flush()

        assert queries.published_table(NOW).number == OURS.number

        db.session.delete(draft)
        db.session.commit()


def test_the_latest_in_force_counts_and_one_to_come_does_not(app: Flask) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        db.session.add_all([later(3), later(4, effective_from=NOW + timedelta(days=1))])
        db.session.commit()

        assert queries.published_table(NOW).number == 3
        assert queries.published_table(NOW + timedelta(days=1)).number == 4
        assert queries.published_table(datetime(2020, 1, 1, tzinfo=UTC)).number == OURS.number == 2


def test_its_author_does_not_approve_it(app: Flask) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        db.session.add(later(3, approved_by="A"))

        with pytest.raises(IntegrityError):
            db.session.flush()

        db.session.rollback()


def test_one_that_was_altered_past_the_database_routes_nobody(app: Flask) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        content = OURS.content().replace('"same_day"', '"standard"')
        db.session.add(later(3, content=content))
        db.session.commit()

        with pytest.raises(RoutingTableError, match="altered"):
            queries.published_table(NOW)


def test_signed_off_needs_both_signatures(app: Flask) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        assert not queries.is_signed_off()
        for role in SignOffRole:
            assert not queries.is_signed_off()
            db.session.add(SignOff(role=role, signed_by=f"A {role}", signed_on=NOW.date()))
            db.session.flush()

        assert queries.is_signed_off()
        assert [one.role for one in queries.sign_offs()] == sorted(SignOffRole)

        db.session.rollback()


def test_the_72_hour_pathway_does_not_run_before_it_was_turned_on(app: Flask) -> None:
    with app.app_context():
        assert queries.pathway_is_running() is False


@pytest.mark.parametrize("content", ["", "[]", "{}", json.dumps({"number": 1, "rank": [], "rows": []})])
def test_a_bad_file_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / routing_seed.FILE).write_text(content, "utf-8")

    with pytest.raises(SeedError, match=r"routing_table\.json"):
        routing_seed.read(tmp_path)
