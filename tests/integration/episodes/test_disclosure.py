"""Sharing without her agreement: on a ground, for a reason, and only once a second person has said yes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import exists, func, select, update
from sqlalchemy.exc import IntegrityError

from pathway.accounts.vocabulary import Role
from pathway.audit.models import AuditEvent
from pathway.core.clock import utc_now
from pathway.directory.models import Service
from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.episodes.disclosure import operations
from pathway.episodes.disclosure.grounds import DecisionStatus
from pathway.episodes.disclosure.models import DisclosureDecision
from pathway.episodes.events import Happening, happen
from pathway.episodes.models import Agreement, Leg
from pathway.episodes.retention import purge
from pathway.episodes.sight import sight_of
from pathway.episodes.vocabulary import LegEventKind, LegStatus, Party, ReasonCode
from pathway.episodes.withdrawal import even_answers
from pathway.extensions import db, writing
from pathway.notifications.models import OutboxMessage
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind
from tests import referrals
from tests.integration.episodes.test_her_word import accept
from tests.integration.episodes.test_retention import happens
from tests.integration.reading import parser
from tests.people import person
from tests.referrals import World, publish, send, share
from tests.staff import Staff, organization, signed_in, user

REASON = "She said tonight that she will not live until morning; they have to know that."
TYPED = {"to": "adult_safeguarding", "ground": "danger_to_life", "reason": REASON, "told": "unsafe", "how": "ask"}


@pytest.fixture(autouse=True)
def _answers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(even_answers, "STEP_S", 0.001)


@pytest.fixture
def council(world: World) -> UUID:
    """An agency for adult safeguarding that answers here; its service comes first of its kind."""
    agency = organization(world.app, OrganizationKind.COUNCIL)
    share(world.app, agency, user(world.app, agency, Role.CASEWORKER))
    publish(world.app, agency, AgencyType.ADULT_SAFEGUARDING, referral_channel=ReferralChannel.INBOX)
    return agency


@pytest.fixture
def lead(world: World) -> Staff:
    with world.app.app_context():
        theirs = person(world.app, world.referrer).organization_id
    return signed_in(world.app, user(world.app, theirs, Role.SAFEGUARDING_LEAD))


def service_of(app: Flask, agency: UUID) -> str:
    with app.app_context():
        return str(db.session.scalars(select(Service.id).where(Service.organization_id == agency)).one())


def asked(world: World, council: UUID, reference: str, **changes: Any) -> UUID:
    """Her worker asks; the id of what she asked for."""
    typed = TYPED | {"service": service_of(world.app, council)} | changes
    answer = world.referrer.post(f"/referrals/{reference}/without-agreement", typed)
    assert answer.status_code == 303, answer.text
    with world.app.app_context():
        newest = select(DisclosureDecision.id).order_by(DisclosureDecision.asked_at.desc()).limit(1)
        return db.session.scalars(newest).one()


def decision(app: Flask, decision_id: UUID) -> DisclosureDecision:
    with app.app_context():
        found = db.session.get_one(DisclosureDecision, decision_id)
        db.session.expunge_all()
        return found


def test_nothing_leaves_before_a_second_person_has_said_yes(
    world: World, reference: str, council: UUID, lead: Staff
) -> None:
    before = len(referrals.episode(world.app, reference).legs)

    decision_id = asked(world, council, reference)

    assert len(referrals.episode(world.app, reference).legs) == before
    assert "Sharing without her agreement, to decide" in lead.get("/manage").text
    page = lead.get(f"/referrals/sharing/{decision_id}").text
    assert REASON in page
    assert "They will see" in page
    assert lead.post(f"/referrals/sharing/{decision_id}/authorise").status_code == 303

    leg = referrals.episode(world.app, reference).legs[-1]
    assert (leg.decision_id, leg.organization_id, leg.status) == (decision_id, council, LegStatus.REQUESTED)
    assert leg.answer_by > leg.sent_at
    with world.app.app_context():
        told = db.session.scalars(select(OutboxMessage.template)).all()
        assert told.count("referral_waits") == 2  # the agency she agreed to, and this one
        acts = list(db.session.scalars(select(AuditEvent.action).where(AuditEvent.subject == reference)))
        assert acts[-3:] == ["disclosure.asked", "disclosure.read", "disclosure.authorised"]


def test_every_leg_rests_on_her_agreement_or_on_a_decision_and_never_on_both(
    world: World, reference: str, council: UUID, lead: Staff, now: datetime
) -> None:
    decision_id = asked(world, council, reference)
    lead.post(f"/referrals/sharing/{decision_id}/authorise")

    with world.app.app_context():
        agreed = exists().where(Agreement.leg_id == Leg.id)
        rests = select(func.count()).select_from(Leg).where(agreed != Leg.decision_id.is_not(None))
        assert db.session.scalar(rests) == db.session.scalar(select(func.count()).select_from(Leg)) == 3
    leg = referrals.episode(world.app, reference).legs[-1]
    with world.app.app_context(), pytest.raises(IntegrityError), writing():
        db.session.add(Agreement(leg_id=leg.id, words="x", asked_by=world.referrer.user_id, agreed_at=now))


def test_nobody_authorises_what_she_asked_for(world: World, reference: str, council: UUID, now: datetime) -> None:
    coordinator = signed_in(world.app, user(world.app, organization(world.app), Role.COORDINATOR))
    typed = TYPED | {"service": service_of(world.app, council)}
    assert coordinator.post(f"/referrals/{reference}/without-agreement", typed).status_code == 303
    with world.app.app_context():
        own = db.session.scalars(select(DisclosureDecision)).one()

    assert coordinator.post(f"/referrals/sharing/{own.id}/authorise").status_code == 409
    assert "to decide" not in coordinator.get("/manage").text
    of = update(DisclosureDecision).where(DisclosureDecision.id == own.id)
    with world.app.app_context(), pytest.raises(IntegrityError), writing():
        db.session.execute(of.values(status="authorised", decided_by=own.asked_by, decided_at=now))


def test_it_is_refused_with_a_reason(world: World, reference: str, council: UUID, lead: Staff) -> None:
    address = f"/referrals/sharing/{asked(world, council, reference)}"

    assert lead.post(f"{address}/refuse").status_code == 400
    words = "Ask her once more: she may agree to it."
    assert lead.post(f"{address}/refuse", {"answer": words}).status_code == 303
    assert lead.post(f"{address}/authorise").status_code == 409

    assert words in world.referrer.get(f"/referrals/{reference}/without-agreement").text
    assert len(referrals.episode(world.app, reference).legs) == 2


def test_after_a_day_it_is_over(
    world: World, council: UUID, lead: Staff, at: Callable[[datetime], None], now: datetime
) -> None:
    decision_id = asked(world, council, send(world.referrer))
    at(now + timedelta(hours=24))
    assert lead.user_id is not None
    fresh = signed_in(world.app, lead.user_id)

    assert fresh.post(f"/referrals/sharing/{decision_id}/authorise").status_code == 409
    with world.app.app_context():
        operations.expire(utc_now())
    assert decision(world.app, decision_id).status is DecisionStatus.EXPIRED


def test_rung_already_is_reviewed_by_another(world: World, reference: str, council: UUID, lead: Staff) -> None:
    decision_id = asked(world, council, reference, how="done")
    address = f"/referrals/sharing/{decision_id}"

    assert "to review" in lead.get("/manage").text
    assert lead.post(f"{address}/authorise").status_code == 409
    words = {"answer": "Right: it could not have waited.", "was_right": "no"}
    assert lead.post(f"{address}/review", words).status_code == 303
    assert lead.post(f"{address}/review", words).status_code == 409

    done = decision(world.app, decision_id)
    assert (done.status, done.was_right, done.reviewed_by) == (DecisionStatus.DONE, False, lead.user_id)
    assert len(referrals.episode(world.app, reference).legs) == 2
    assert "to review" not in lead.get("/manage").text


REFUSED = {
    "no ground": ({"ground": ""}, "Choose a ground"),
    "no reason": ({"reason": "Because"}, "20 to 500 characters"),
    "a postcode": ({"reason": f"{REASON} She is at NW10 4LT."}, "full postcode"),
    "not said whether she knows": ({"told": ""}, "Say whether she knows"),
    "law cannot be rung first": ({"ground": "law", "how": "done"}, "a second person decides first"),
    "capacity, not asked whether it can wait": ({"ground": "best_interests"}, "whether it can wait"),
    "capacity, it can wait": ({"ground": "best_interests", "can_wait": "yes"}, "ask her once she is clear"),
    "capacity, nothing in writing": ({"ground": "best_interests", "can_wait": "no"}, "best interests, and why"),
    "a service that is not offered": ({"service": str(uuid4())}, "Choose again"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_missing_is_asked_for(world: World, council: UUID, case: str) -> None:
    changes, words = REFUSED[case]
    reference = send(world.referrer)

    typed = TYPED | {"service": service_of(world.app, council)} | changes
    answer = world.referrer.post(f"/referrals/{reference}/without-agreement", typed)

    assert answer.status_code == 400
    assert words in answer.text
    page = parser.fromstring(answer.text)
    assert page.cssselect("textarea[name=reason]")[0].text_content().strip() == typed["reason"]
    chosen = {radio.get("name"): radio.get("value") for radio in page.cssselect("input[type=radio][checked]")}
    offered = {radio.get("value") for radio in page.cssselect("input[type=radio]")}
    assert chosen == {name: typed[name] for name in typed if name not in {"to", "reason"} and typed[name] in offered}
    with world.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(DisclosureDecision)) == 0


def test_best_interests_are_kept_in_writing_and_sealed(world: World, council: UUID) -> None:
    words = "A bed tonight keeps her safe while she cannot say what she wants."
    decision_id = asked(
        world, council, send(world.referrer), ground="best_interests", can_wait="no", best_interests=words
    )

    with world.app.app_context():
        kept = db.session.get_one(DisclosureDecision, decision_id)
        assert kept.best_interests == words
        assert kept.best_interests_sealed is not None
        assert words.encode() not in kept.best_interests_sealed
        assert REASON.encode() not in kept.reason_sealed


def test_an_enforcement_body_is_never_told(world: World, council: UUID, now: datetime) -> None:
    decision_id = asked(world, council, send(world.referrer))
    police = organization(world.app, OrganizationKind.ENFORCEMENT)

    of = update(DisclosureDecision).where(DisclosureDecision.id == decision_id)
    with world.app.app_context(), pytest.raises(IntegrityError), writing():
        db.session.execute(of.values(organization_id=police, organization_kind="enforcement"))
    with world.app.app_context(), pytest.raises(IntegrityError), writing():
        db.session.get_one(Organization, council).kind = OrganizationKind.ENFORCEMENT


def test_who_may_ask(world: World, reference: str, council: UUID) -> None:
    address = f"/referrals/{reference}/without-agreement"
    elsewhere = organization(world.app)
    others = {
        role: signed_in(world.app, user(world.app, elsewhere, role)).get(address).status_code
        for role in (Role.REFERRER, Role.CASEWORKER, Role.SAFEGUARDING_LEAD, Role.COORDINATOR, Role.SERVICE_MANAGER)
    }

    assert others == {
        Role.REFERRER: 404,
        Role.CASEWORKER: 404,
        Role.SAFEGUARDING_LEAD: 200,
        Role.COORDINATOR: 200,
        Role.SERVICE_MANAGER: 403,
    }
    assert world.referrer.get(address).status_code == world.caseworker.get(address).status_code == 200


def test_a_decision_for_her_safety_stays_when_she_takes_her_agreement_back(
    world: World, reference: str, council: UUID, lead: Staff, now: datetime
) -> None:
    decision_id = asked(world, council, reference)
    lead.post(f"/referrals/sharing/{decision_id}/authorise")
    accept(world.app, reference, world.caseworker)

    world.referrer.post("/referrals/her-word", {"reference": reference, "word": "stop"})

    legs = referrals.episode(world.app, reference).legs
    assert [leg.status for leg in legs] == [LegStatus.CANCELLED, LegStatus.CANCELLED, LegStatus.REQUESTED]
    theirs = signed_in(world.app, user(world.app, council, Role.CASEWORKER))
    with world.app.app_context(), writing():
        leg = db.session.get_one(Leg, legs[2].id)
        happen(leg, Happening(LegEventKind.ACCEPTED, frozenset({Party.RECEIVER})), None)
    episode = referrals.episode(world.app, reference)
    with world.app.app_context():
        reads = {who.user_id: sight_of(person(world.app, who), episode, now) for who in (theirs, world.caseworker)}
    assert [sight.reads_identity for sight in reads.values() if sight] == [True, False]


def test_a_decision_is_forgotten_with_its_referral(
    world: World, reference: str, council: UUID, lead: Staff, now: datetime
) -> None:
    for how in ("ask", "done"):
        asked(world, council, reference, how=how)
    with world.app.app_context():
        waits = select(DisclosureDecision.id).where(DisclosureDecision.status == DecisionStatus.ASKED)
        lead.post(f"/referrals/sharing/{db.session.scalars(waits).one()}/authorise")
    for number in (1, 2, 3):
        happens(world.app, reference, number, LegEventKind.DECLINED, reason=ReasonCode.NO_CAPACITY)
    assert world.referrer.post(f"/referrals/{reference}/close").status_code == 303

    with world.app.app_context():
        assert purge.run(now + timedelta(days=90))["referrals"] == 1
        assert db.session.scalar(select(func.count()).select_from(DisclosureDecision)) == 0
        assert db.session.scalar(select(func.count()).select_from(Leg)) == 0
