"""Reading the trail: newest first, filtered, by pages, with two queries however many there are."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask

from pathway.audit.queries import events
from pathway.core import clock
from pathway.extensions import db
from tests.integration.audit.trail_rows import WORKER, Somebody, record_many
from tests.integration.counting import counted

OTHER = Somebody(UUID(int=12), UUID(int=22))
COLLEAGUE = Somebody(UUID(int=13), WORKER.organization_id)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def trail(app: Flask, now: datetime) -> Flask:
    """Ten rows on Monday, five on Tuesday, five on Wednesday."""
    with app.app_context():
        clock.stop(MONDAY)
        record_many(10, action="user.invited")
        clock.stop(MONDAY + DAY)
        record_many(3, action="user.disabled", by=COLLEAGUE)
        record_many(2, action="User.disabled", by=None)
        clock.stop(MONDAY + 2 * DAY)
        record_many(5, action="user_group.made", by=OTHER)
    return app


def test_a_page_is_newest_first(trail: Flask) -> None:
    with trail.app_context():
        first, last, beyond = events(size=8), events(page=3, size=8), events(page=4, size=8)

    assert [row.sequence for row in first.rows] == list(range(20, 12, -1))
    assert [row.sequence for row in last.rows] == [4, 3, 2, 1]
    assert beyond.rows == ()
    assert first.total == last.total == beyond.total == 20
    oldest = last.rows[-1]
    assert (oldest.at, oldest.action, oldest.subject) == (MONDAY, "user.invited", "thing:0")
    assert (oldest.actor_id, oldest.organization_id) == (WORKER.id, WORKER.organization_id)


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        ({"actor_id": WORKER.id}, 10),
        ({"organization_id": WORKER.organization_id}, 13),
        ({"actor_id": WORKER.id, "organization_id": OTHER.organization_id}, 0),
        ({"action_prefix": "user."}, 13),
        ({"action_prefix": "user_"}, 5),
        ({"action_prefix": "User"}, 2),
        ({"action_prefix": "%"}, 0),
        ({"action_prefix": "' OR 1=1"}, 0),
        ({"since": MONDAY + DAY}, 10),
        ({"until": MONDAY + DAY}, 10),
        ({"since": MONDAY + DAY, "until": MONDAY + 2 * DAY}, 5),
        ({"organization_id": WORKER.organization_id, "action_prefix": "user.d", "since": MONDAY + DAY}, 3),
    ],
)
def test_filters_count_what_they_show(trail: Flask, wanted: dict[str, object], number: int) -> None:
    with trail.app_context():
        page = events(**wanted)  # type: ignore[arg-type] # of many types

    assert page.total == len(page.rows) == number


def plan_of(statement: str) -> str:
    """How SQLite means to answer; what is asked for does not matter to it."""
    explained = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", (0,) * statement.count("?"))
    return "; ".join(row.detail for row in explained)


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ({"actor_id": WORKER.id}, "ix_audit_event_actor (actor_id=?)"),
        ({"organization_id": WORKER.organization_id}, "ix_audit_event_organization (organization_id=?)"),
        ({"organization_id": WORKER.organization_id, "since": MONDAY}, "ix_audit_event_organization"),
        ({"actor_id": WORKER.id, "action_prefix": "user."}, "ix_audit_event_actor (actor_id=?)"),
    ],
)
def test_who_and_whose_use_an_index_and_nothing_is_sorted(trail: Flask, wanted: dict[str, object], index: str) -> None:
    with trail.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("plans on PostgreSQL depend on its statistics")
        with counted(trail) as asked:
            events(**wanted)  # type: ignore[arg-type] # of many types

        plans = [plan_of(one) for one in asked]
        assert len(plans) == 2
        for plan in plans:
            assert index in plan
            assert "TEMP B-TREE" not in plan


def test_a_page_takes_two_queries_however_long_the_trail(trail: Flask) -> None:
    with trail.app_context():
        with counted(trail) as few:
            events(size=2)
        with counted(trail) as many:
            events(size=20)

    assert len(few) == len(many) == 2
