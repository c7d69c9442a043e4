"""What is kept on one reference is printed for her, or erased, once two people have agreed to it."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from pathway.accounts.models import Proposal, User
from pathway.accounts.vocabulary import Role
from pathway.audit.models import AuditEvent
from pathway.episodes.evidence.models import EvidenceCount
from pathway.episodes.models import Episode, Leg, LegQuestion
from pathway.extensions import db, writing
from tests.integration.episodes.test_retention import nobody_takes_her
from tests.integration.reading import parser
from tests.referrals import ALIAS, HER_NUMBER, NOTE, World, send
from tests.staff import Staff, organization, signed_in, user


@pytest.fixture
def two(world: World) -> tuple[Staff, Staff]:
    first, second = (user(world.app, organization(world.app), Role.COORDINATOR) for _number in range(2))
    return signed_in(world.app, first), signed_in(world.app, second)


def proposal(app: Flask) -> str:
    with app.app_context():
        return str(db.session.scalars(select(Proposal.id).order_by(Proposal.proposed_at.desc())).first())


def test_it_is_read_once_two_have_agreed(
    world: World, two: tuple[Staff, Staff], at: Callable[[datetime], None], now: datetime
) -> None:
    one, other = two
    reference = send(world.referrer)
    address = f"/referrals/{reference}/for-her"
    question = "Can she come on a Tuesday?"
    assert world.caseworker.user_id is not None
    with world.app.app_context(), writing():
        leg = db.session.scalars(select(Leg).where(Leg.organization_id == world.agency)).one()
        db.session.add(LegQuestion(leg_id=leg.id, number=1, question=question, asked_by=world.caseworker.user_id))

    assert one.get(f"{address}/record").status_code == 404
    assert one.post(address, {"what": "read"}).status_code == 303
    asked = proposal(world.app)
    assert one.post(f"{address}/{asked}/approve").status_code == 409
    assert one.get(f"{address}/record").status_code == 404
    assert f"Print for her everything kept on {reference}" in other.get("/manage").text
    assert f'href="{address}"' in other.get("/manage").text
    assert other.post(f"{address}/{asked}/approve").status_code == 303

    page = parser.fromstring(one.get(f"{address}/record").text).text_content()
    for words in (question, ALIAS, HER_NUMBER, NOTE, "Left out", "your agreement", "Names of workers"):
        assert words in page
    with world.app.app_context():
        names = db.session.scalars(select(User.name).where(User.id == world.referrer.user_id)).all()
        assert not any(name in page for name in names)
    file = one.get(f"{address}/record.json")
    assert json.loads(file.text)["who_you_are"]["name"] == ALIAS
    assert file.headers["Cache-Control"] == "no-store"
    with world.app.app_context():
        acts = list(db.session.scalars(select(AuditEvent.action).where(AuditEvent.subject == reference)))
        assert acts.count("referral.read_for_her") == 2
    at(now + timedelta(days=7))
    assert two[0].user_id is not None
    assert signed_in(world.app, two[0].user_id).get(f"{address}/record").status_code == 404


def test_it_is_erased_once_two_have_agreed(world: World, two: tuple[Staff, Staff]) -> None:
    one, other = two
    reference = send(world.referrer)
    address = f"/referrals/{reference}/for-her"
    one.post(address, {"what": "erase"})
    asked = proposal(world.app)

    assert other.post(f"{address}/{asked}/approve").status_code == 409  # an agency still has her
    nobody_takes_her(world.app, reference)
    assert one.post(f"{address}/{asked}/approve").status_code == 409
    assert other.post(f"{address}/{asked}/approve").status_code == 303

    with world.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Episode)) == 0
        referrals_counted = select(EvidenceCount.number).where(EvidenceCount.figure == "referral")
        assert db.session.scalars(referrals_counted).all() == [1]
        acts = list(db.session.scalars(select(AuditEvent.action).where(AuditEvent.subject == reference)))
        assert acts[-1] == "referral.erased"
    assert one.get(address).status_code == 404


def test_nobody_but_coordinators(world: World, reference: str) -> None:
    for who in (world.referrer, world.caseworker):
        assert who.get(f"/referrals/{reference}/for-her").status_code == 403
