"""What is known of her is forgotten in time: not sooner, not later, not while something keeps it, and for good."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select, text

from pathway.accounts.vocabulary import Role
from pathway.audit.models import AuditEvent
from pathway.cli import main
from pathway.core.database import Base
from pathway.core.errors import ChangeRefusedError
from pathway.episodes.events import Happening, happen
from pathway.episodes.evidence import operations as evidence
from pathway.episodes.evidence.models import EvidenceCount
from pathway.episodes.models import Agreement, Episode, Identity, Leg, LegEvent, LegNotice, RecordedCall
from pathway.episodes.retention import periods, purge, queries
from pathway.episodes.retention.models import LegalHold
from pathway.episodes.vocabulary import EpisodeStatus, LegEventKind, Party, ReasonCode
from pathway.episodes.withdrawal import even_answers
from pathway.extensions import db, writing
from pathway.notifications.models import OutboxMessage
from tests import referrals
from tests.referrals import World, send
from tests.staff import Staff, organization, signed_in, user

A_SECOND = timedelta(seconds=1)
THEIRS = frozenset({Party.RECEIVER})


@pytest.fixture(autouse=True)
def _answers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(even_answers, "STEP_S", 0.001)


@pytest.fixture
def coordinator(world: World) -> Staff:
    return signed_in(world.app, user(world.app, organization(world.app), Role.COORDINATOR))


def happens(app: Flask, reference: str, number: int, *kinds: LegEventKind, reason: ReasonCode | None = None) -> None:
    """Let these happen to one leg."""
    with app.app_context(), writing():
        found = select(Leg).join(Episode, Episode.id == Leg.episode_id)
        leg = db.session.scalars(found.where(Episode.reference == reference, Leg.number == number)).one()
        for kind in kinds:
            happen(leg, Happening(kind, THEIRS, reason=reason), None)


def nobody_takes_her(app: Flask, reference: str) -> None:
    for number in (1, 2):
        happens(app, reference, number, LegEventKind.DECLINED, reason=ReasonCode.NO_CAPACITY)


def is_helped(app: Flask, reference: str) -> None:
    happens(app, reference, 1, LegEventKind.ACCEPTED, LegEventKind.CONTACT_MADE, LegEventKind.DELIVERED)
    happens(app, reference, 2, LegEventKind.DECLINED, reason=ReasonCode.NO_CAPACITY)


def run(app: Flask, at: datetime) -> dict[str, int]:
    with app.app_context():
        return purge.run(at)


def has_identity(app: Flask) -> bool:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Identity)) == 1


def kept() -> list[tuple[date, str, str, int]]:
    """What was counted, in order."""
    rows = db.session.scalars(select(EvidenceCount).order_by(EvidenceCount.figure, EvidenceCount.value))
    return [(row.month, row.figure, row.value, row.number) for row in rows]


def close(staff: Staff, reference: str) -> int:
    return staff.post(f"/referrals/{reference}/close").status_code


def test_a_coordinator_closes_what_an_agency_took(
    world: World, reference: str, coordinator: Staff, now: datetime
) -> None:
    assert close(coordinator, reference) == 409
    is_helped(world.app, reference)

    assert "Close this referral" not in world.referrer.get(f"/referrals/{reference}").text
    assert close(world.referrer, reference) == 409
    assert close(world.caseworker, reference) == 409
    assert "Close this referral" in coordinator.get(f"/referrals/{reference}").text
    assert close(coordinator, reference) == 303
    assert close(coordinator, reference) == 409

    episode = referrals.episode(world.app, reference)
    assert (episode.status, episode.closed_at) == (EpisodeStatus.COMPLETED, now)
    assert episode.closed_by == coordinator.user_id
    assert episode.identity is not None
    assert episode.identity.forget_at == now + timedelta(days=30)


def test_her_worker_closes_what_nobody_took(world: World, reference: str, now: datetime) -> None:
    nobody_takes_her(world.app, reference)

    assert close(world.caseworker, reference) == 409
    assert close(world.referrer, reference) == 303

    identity = referrals.episode(world.app, reference).identity
    assert identity is not None
    assert identity.forget_at == now + timedelta(days=14)


def test_who_she_is_goes_first_and_to_the_second(
    world: World, reference: str, coordinator: Staff, now: datetime
) -> None:
    is_helped(world.app, reference)
    close(coordinator, reference)
    due = now + periods.IDENTITY_AFTER_CLOSING

    assert run(world.app, due - A_SECOND)["identities"] == 0
    assert has_identity(world.app)
    assert run(world.app, due)["identities"] == 1
    assert not has_identity(world.app)
    assert run(world.app, due)["identities"] == 0
    assert coordinator.get(f"/referrals/{reference}").status_code == 200


def test_seven_days_after_she_took_her_agreement_back(world: World, reference: str, now: datetime) -> None:
    world.referrer.post("/referrals/her-word", {"reference": reference, "word": "stop"})

    assert run(world.app, now + timedelta(days=7) - A_SECOND)["identities"] == 0
    assert run(world.app, now + timedelta(days=7))["identities"] == 1


def test_never_while_an_agency_has_her(world: World, reference: str, now: datetime) -> None:
    with world.app.app_context(), writing():
        db.session.scalars(select(Identity)).one().forget_at = now
    far = now + timedelta(days=1000)

    assert run(world.app, far) == {"identities": 0, "referrals": 0, "warned": 1}
    assert has_identity(world.app)
    nobody_takes_her(world.app, reference)
    assert run(world.app, far)["identities"] == 1


def test_after_ninety_days_only_counts_stay(world: World, reference: str, coordinator: Staff, now: datetime) -> None:
    is_helped(world.app, reference)
    close(coordinator, reference)
    due = now + periods.EVERYTHING_AFTER_CLOSING

    assert run(world.app, due - A_SECOND)["referrals"] == 0
    assert run(world.app, due)["referrals"] == 1
    assert run(world.app, due)["referrals"] == 0

    with world.app.app_context():
        for table in (Episode, Identity, Leg, LegEvent, LegNotice, Agreement, RecordedCall):
            assert db.session.scalar(select(func.count()).select_from(table)) == 0, table
        assert kept() == [
            (date(2026, 11, 1), "kind", "benefits_advice refused", 1),
            (date(2026, 11, 1), "kind", "substance_misuse taken", 1),
            (date(2026, 11, 1), "need", "benefits_money brent", 1),
            (date(2026, 11, 1), "need", "substance_misuse brent", 1),
            (date(2026, 11, 1), "referral", "brent", 1),
            (date(2026, 11, 1), "refused", "no_capacity", 1),
        ]
        columns = set(Base.metadata.tables["evidence_count"].columns.keys())
        assert columns == {"month", "figure", "value", "number"}  # nothing that leads back
    assert coordinator.get(f"/referrals/{reference}").status_code == 404


def test_counts_add_up_over_runs(world: World, now: datetime) -> None:
    for days in (0, 1):
        reference = send(world.referrer)
        nobody_takes_her(world.app, reference)
        close(world.referrer, reference)
        assert run(world.app, now + timedelta(days=90 + days))["referrals"] == 1

    with world.app.app_context():
        assert {number for _, figure, _, number in kept() if figure == "referral"} == {2}


def test_more_than_a_hundred_go_in_steps_and_a_stop_between_loses_nothing(
    world: World, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(3):
        reference = send(world.referrer)
        nobody_takes_her(world.app, reference)
        close(world.referrer, reference)
    monkeypatch.setattr(purge, "AT_ONCE", 1)
    counted = evidence.count_before_forgetting
    times: list[int] = []

    def count_twice(episodes: Any, now: datetime) -> None:
        counted(episodes, now)
        times.append(len(episodes))
        if len(times) == 2:
            raise ConnectionError

    monkeypatch.setattr(evidence, "count_before_forgetting", count_twice)
    with pytest.raises(ConnectionError):
        run(world.app, now + timedelta(days=90))
    with world.app.app_context():
        assert {number for _, figure, _, number in kept() if figure == "referral"} == {1}
        assert db.session.scalar(select(func.count()).select_from(Episode)) == 2

    assert run(world.app, now + timedelta(days=90))["referrals"] == 2
    with world.app.app_context():
        assert {number for _, figure, _, number in kept() if figure == "referral"} == {3}


def test_somebody_is_told_once_of_what_is_open_for_long(
    world: World, reference: str, coordinator: Staff, now: datetime
) -> None:
    assert run(world.app, now + timedelta(days=180) - A_SECOND)["warned"] == 0
    assert [run(world.app, now + timedelta(days=180 + days))["warned"] for days in (0, 1)] == [1, 0]

    with world.app.app_context():
        told = db.session.scalars(select(OutboxMessage).where(OutboxMessage.template == "referral_update")).all()
        assert {json.loads(one.content or "")["reference"] for one in told} == {reference}
        assert len(told) == 2
    assert "open for long" in coordinator.get(f"/referrals/{reference}").text


def test_a_hold_keeps_it_until_it_is_lifted(world: World, reference: str, coordinator: Staff, now: datetime) -> None:
    nobody_takes_her(world.app, reference)
    close(world.referrer, reference)
    address = f"/referrals/{reference}/hold"
    typed = {"reason": "Inquiry 7, until it has ended", "review_on": "2027-03-01"}

    assert coordinator.post(address, typed | {"review_on": "2026-01-01"}).status_code == 400
    assert coordinator.post(address, typed).status_code == 303
    far = now + timedelta(days=500)
    assert run(world.app, far) == {"identities": 0, "referrals": 0, "warned": 0}
    with world.app.app_context():
        assert queries.due_counts(far)["kept_by_a_hold"] == 1
        assert queries.holds_to_review(date(2027, 3, 1)) == [reference]
        hold = db.session.scalars(select(LegalHold)).one()
        assert (hold.reason, hold.placed_by) == (typed["reason"], coordinator.user_id)
        assert b"Inquiry" not in hold.reason_sealed
        episode = db.session.scalars(select(Episode)).one()
        with pytest.raises(ChangeRefusedError, match="hold"):
            purge.erase(episode, None)  # type: ignore[arg-type] # it is refused before anybody is asked

    auditor = signed_in(world.app, user(world.app, organization(world.app), Role.AUDITOR))
    assert "Inquiry 7" in auditor.get(address).text
    assert auditor.post(f"{address}/{hold.id}/review", {"review_on": "2027-06-01"}).status_code == 303
    assert auditor.post(f"{address}/{hold.id}/lift").status_code == 303
    assert auditor.post(f"{address}/{hold.id}/lift").status_code == 409
    assert run(world.app, far) == {"identities": 1, "referrals": 1, "warned": 0}


def test_nobody_else_places_a_hold(world: World, reference: str) -> None:
    for who in (world.referrer, world.caseworker):
        assert who.get(f"/referrals/{reference}/hold").status_code == 403


def test_every_forgetting_is_in_the_trail(world: World, reference: str, now: datetime) -> None:
    nobody_takes_her(world.app, reference)
    close(world.referrer, reference)
    run(world.app, now + timedelta(days=14))
    run(world.app, now + timedelta(days=90))

    with world.app.app_context():
        acts = select(AuditEvent.action).where(AuditEvent.subject == reference).order_by(AuditEvent.sequence)
        assert list(db.session.scalars(acts)) == [
            "referral.sent",
            "referral.closed",
            "identity.forgotten",
            "referral.forgotten",
        ]


def test_nothing_of_her_is_left_in_the_file(world: World, now: datetime, engine_name: str, own_database: str) -> None:
    if engine_name != "sqlite":  # PostgreSQL keeps dead rows until it vacuums: docs/compromise.md says so
        assert own_database.startswith("postgresql")
        return
    reference = send(world.referrer)
    nobody_takes_her(world.app, reference)
    close(world.referrer, reference)
    with world.app.app_context():
        identity = db.session.scalars(select(Identity)).one()
        episode = db.session.scalars(select(Episode)).one()
        sealed = [identity.alias_sealed, identity.plan_sealed, episode.facts_sealed, episode.note_sealed]
        db.session.rollback()
    file = Path(own_database.removeprefix("sqlite:///"))
    everything = [file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-journal")]

    def bytes_now() -> bytes:
        with world.app.app_context(), db.engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        return b"".join(one.read_bytes() for one in everything if one.exists())

    assert all(value and value in bytes_now() for value in sealed)
    run(world.app, now + timedelta(days=90))
    left = bytes_now()
    assert not any(value and value in left for value in sealed)


def test_the_command_counts_and_forgets(
    world: World,
    reference: str,
    now: datetime,
    own_database: str,
    monkeypatch: pytest.MonkeyPatch,
    at: Callable[[datetime], None],
) -> None:
    nobody_takes_her(world.app, reference)
    close(world.referrer, reference)
    monkeypatch.setattr("pathway.cli.retention.app_or_exit", lambda: world.app)
    monkeypatch.setattr("pathway.cli.retention.utc_now", lambda: now + timedelta(days=90))

    dry = json.loads(CliRunner().invoke(main, ["retention", "run", "--dry-run"]).output)
    assert (dry["due"]["identities"], dry["due"]["referrals"]) == (1, 1)
    assert has_identity(world.app)
    real = json.loads(CliRunner().invoke(main, ["retention", "run"]).output)
    assert real["forgotten"] == {"identities": 1, "referrals": 1, "warned": 0}
    assert not has_identity(world.app)
