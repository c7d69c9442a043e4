"""When a referral is counted, and that it is counted once: after its month, or when it is forgotten before that."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from pathway.episodes.evidence import operations
from pathway.episodes.evidence.models import EvidenceCount
from pathway.episodes.models import Episode
from pathway.episodes.retention import purge
from pathway.episodes.vocabulary import LegEventKind, ReasonCode
from pathway.extensions import db, writing
from tests.integration.episodes.test_retention import happens
from tests.referrals import FACTS, World, send

NOVEMBER = date(2026, 11, 1)
COUNTED_FROM = datetime(2026, 12, 8, 0, 0, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


def count(app: Flask, at: datetime) -> dict[tuple[str, str], int]:
    """Run the job, and return all that is kept."""
    with app.app_context():
        operations.count_due(at)
    return kept(app)


def kept(app: Flask) -> dict[tuple[str, str], int]:
    with app.app_context():
        return {(row.figure, row.value): row.number for row in db.session.scalars(select(EvidenceCount))}


def last_month(app: Flask, at: datetime) -> date:
    with app.app_context():
        return operations.last_complete_month(at)


def test_a_week_after_its_month_and_once(world: World, reference: str, now: datetime) -> None:
    happens(world.app, reference, 1, LegEventKind.ACCEPTED)
    happens(world.app, reference, 2, LegEventKind.DECLINED, reason=ReasonCode.OUTSIDE_AREA)

    assert count(world.app, COUNTED_FROM - A_SECOND) == {}
    assert last_month(world.app, COUNTED_FROM - A_SECOND) == date(2026, 10, 1)
    counted = count(world.app, COUNTED_FROM)
    assert counted == {
        ("referral", "brent"): 1,
        ("need", "substance_misuse brent"): 1,
        ("need", "benefits_money brent"): 1,
        ("kind", "substance_misuse taken"): 1,
        ("kind", "benefits_advice refused"): 1,
        ("refused", "outside_area"): 1,
    }
    assert last_month(world.app, COUNTED_FROM) == NOVEMBER
    assert count(world.app, COUNTED_FROM + timedelta(hours=1)) == counted


def test_what_was_counted_is_not_counted_again_when_it_is_forgotten(world: World, reference: str) -> None:
    counted = count(world.app, COUNTED_FROM)
    with world.app.app_context(), writing():
        db.session.execute(text("UPDATE leg SET status = 'cancelled', ended_at = changed_at"))
        closed = {"status": "completed", "closed_at": COUNTED_FROM}
        db.session.execute(update(Episode).values(closed))
    with world.app.app_context():
        assert purge.run(COUNTED_FROM + timedelta(days=90))["referrals"] == 1

    assert kept(world.app) == counted


def test_what_nobody_could_be_asked_for_is_counted(world: World) -> None:
    send(world.referrer, {**FACTS, "area": "elsewhere", "needs": ["legal_advice", "sexual_health"]})

    counted = count(world.app, COUNTED_FROM)
    assert counted["referral", "elsewhere"] == 1
    assert counted["kind", "sexual_health unlisted"] == 1
    assert ("kind", "legal_advice unlisted") not in counted


def test_a_month_is_not_shown_while_one_of_its_referrals_is_not_counted(
    world: World, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(world.referrer)
    monkeypatch.setattr(operations, "AT_ONCE", 1)
    monkeypatch.setattr(operations, "MOST", 1)

    count(world.app, COUNTED_FROM)
    assert last_month(world.app, COUNTED_FROM) == date(2026, 10, 1)
    count(world.app, COUNTED_FROM)
    assert last_month(world.app, COUNTED_FROM) == NOVEMBER


def test_made_up_referrals_are_in_no_count_that_is_kept(world: World, reference: str) -> None:
    with world.app.app_context(), writing():
        db.session.execute(update(Episode).values(is_demo=True))

    assert count(world.app, COUNTED_FROM) == {}
    with world.app.app_context():
        assert operations.published(COUNTED_FROM, with_demo=True).months == (NOVEMBER,)
        assert operations.published(COUNTED_FROM, with_demo=False).months == ()


def test_counting_changes_no_version_that_somebody_saw(world: World, reference: str) -> None:
    with world.app.app_context():
        before = db.session.scalar(select(Episode.version))
        db.session.rollback()
    count(world.app, COUNTED_FROM)

    with world.app.app_context():
        assert db.session.scalar(select(Episode.version)) == before
        assert db.session.scalar(select(func.count()).where(Episode.counted_at.is_(None))) == 0
