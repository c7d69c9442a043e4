"""Answering through the mailbox of a service: when a leg goes so, what its mail says, and what may be done there."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.audit.models import AuditEvent
from pathway.config import ROOT
from pathway.core import clock
from pathway.directory.models import Service
from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.episodes.inbox import overdue
from pathway.episodes.leg_link.models import LegLink
from pathway.episodes.models import Leg, LegEvent, LegQuestion, SharingAgreement, UnreachedWarning
from pathway.episodes.vocabulary import LegStatus, Party, ReasonCode
from pathway.episodes.withdrawal import even_answers
from pathway.extensions import db, writing
from pathway.notifications.message_text import worded
from pathway.notifications.models import OutboxMessage
from pathway.notifications.vocabulary import Channel, MessageStatus
from pathway.organizations.vocabulary import OrganizationKind
from tests import referrals
from tests.integration.reading import parser, words_of
from tests.mailboxes import MailboxReader, hidden, links_to, mails, reader
from tests.referrals import ALIAS, FACTS, HER_NUMBER, MAILBOX, NOTE, World, publish, send, share
from tests.staff import organization, signed_in, user

WORKER = "Sam of the day team"
DANGER = {**FACTS, "controlled": "yes"}


@pytest.fixture
def way() -> ReferralChannel:
    return ReferralChannel.EMAIL_LINK


@pytest.fixture(autouse=True)
def _answers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(even_answers, "STEP_S", 0.001)


def leg_of(world: World, reference: str, number: int = 1) -> Leg:
    return referrals.episode(world.app, reference).legs[number - 1]


def come_in(world: World) -> MailboxReader:
    """Somebody who followed the newest link."""
    team = reader(world.app)
    team.come_in(links_to(world.app)[-1])
    return team


def press(team: MailboxReader, act: str, **typed: str) -> None:
    done = team.press(act, **typed)
    assert done.status_code == 303, words_of(done.text)


def accept(team: MailboxReader) -> None:
    press(team, "accept", worker=WORKER, when="hour")


def to_referrer(world: World) -> list[str]:
    with world.app.app_context():
        address = db.session.get_one(User, world.referrer.user_id).email
    return [template for template, _ in mails(world.app, address)]


def trail_of(app: Flask, action: str) -> list[AuditEvent]:
    with app.app_context():
        rows = db.session.scalars(select(AuditEvent).where(AuditEvent.action == action)).all()
        db.session.expunge_all()
        return list(rows)


# --- when a leg goes by it ---------------------------------------------------------------------------------------


def test_it_goes_to_the_mailbox_with_a_reference_a_link_and_nothing_else(world: World) -> None:
    reference = send(world.referrer)

    ((template, values),) = mails(world.app)

    assert leg_of(world, reference).way is ReferralChannel.EMAIL_LINK
    assert values == {"reference": reference, "link": values["link"]}
    words = worded(ROOT / "templates", Channel.EMAIL, template, values, "http://localhost")
    assert words.subject == "Something waits for this mailbox in Pathway"
    for part in (ALIAS, HER_NUMBER, NOTE, "woman", "substance", "she "):
        assert part.lower() not in f"{words.subject} {words.body}".lower()
    with world.app.app_context():
        token = values["link"].rpartition("/")[2]
        row = db.session.scalars(select(LegLink)).one()
        assert token not in (row.token_hash, row.mailbox_hash)
        assert MAILBOX not in row.mailbox_hash


def test_her_worker_reads_what_is_true_of_it(world: World) -> None:
    address = referrals.begin(world.referrer)
    assert "They get an e-mail, with nothing about her in it" in world.referrer.get(address).text
    reference = send(world.referrer)

    page = words_of(world.referrer.get(f"/referrals/{reference}?text=yes").text)

    assert "Sent, not seen yet. We write to their mailbox, and they answer by" in page
    assert page.count("We write to their mailbox") == 2
    assert "She is with you until somebody takes her" in page


def no_agreement(world: World) -> None:
    db.session.delete(db.session.get_one(SharingAgreement, world.agency))


def no_mailbox(world: World) -> None:
    db.session.get_one(Service, world.service).email = None


def nobody_active(world: World) -> None:
    somebody = db.session.get_one(User, world.caseworker.user_id)
    somebody.status, somebody.disabled_at = UserStatus.DISABLED, clock.utc_now()


@pytest.mark.parametrize("lacks", [no_agreement, no_mailbox, nobody_active])
def test_without_agreement_mailbox_or_anybody_active_they_are_rung(world: World, lacks: Any) -> None:
    with world.app.app_context(), writing():
        lacks(world)

    reference = send(world.referrer)

    assert leg_of(world, reference).way is ReferralChannel.PHONE
    assert mails(world.app) == []
    assert "For you to ring" in world.referrer.get(f"/referrals/{reference}").text


def test_within_one_organisation_nobody_answers_through_a_mailbox(world: World) -> None:
    """Whoever sent it may read that mailbox, and would take her own referral."""
    colleague = signed_in(world.app, user(world.app, world.agency, Role.REFERRER))

    reference = send(colleague)

    assert leg_of(world, reference).way is ReferralChannel.INBOX
    assert mails(world.app) == []


@pytest.mark.parametrize("tag", ["", "+referrals"])
def test_nobody_answers_her_own_referral_through_her_own_address(world: World, tag: str) -> None:
    with world.app.app_context(), writing():
        name, _, domain = db.session.get_one(User, world.referrer.user_id).email.partition("@")
        db.session.get_one(Service, world.service).email = f"{name.title()}{tag}@{domain}"

    reference = send(world.referrer)

    assert leg_of(world, reference).way is ReferralChannel.PHONE
    assert not [values for _, values in mails(world.app, f"{name.title()}{tag}@{domain}") if "link" in values]


def test_an_enforcement_body_gets_no_link(world: World) -> None:
    police = organization(world.app, OrganizationKind.ENFORCEMENT)
    user(world.app, police, Role.CASEWORKER)
    publish(
        world.app,
        police,
        AgencyType.LEGAL_ADVICE,
        referral_channel=ReferralChannel.EMAIL_LINK,
        email="desk@police.example.org",
    )

    address = referrals.begin(world.referrer, {**FACTS, "needs": ["legal_advice"]})

    assert "desk@police" not in world.referrer.get(address).text
    assert mails(world.app, "desk@police.example.org") == []


def test_a_mailbox_that_changed_since_she_agreed_is_looked_at_again(world: World) -> None:
    address = referrals.begin(world.referrer)
    fields = referrals.look(world.referrer, address, referrals.filled(world.referrer, address))
    with world.app.app_context(), writing():
        db.session.get_one(Service, world.service).email = "other@agency.example.org"

    answer = world.referrer.post(f"{address}/send", fields)

    assert answer.status_code == 409
    assert mails(world.app) == mails(world.app, "other@agency.example.org") == []


def test_a_mail_that_fails_stands_on_the_leg_at_once(world: World, reference: str) -> None:
    page = f"/referrals/{reference}"
    assert "nobody there was told" not in world.referrer.get(page).text
    with world.app.app_context(), writing():
        mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.template == "mailbox_waits")).one()
        assert mail.expires_at == leg_of(world, reference).answer_by
        mail.status, mail.ended_at = MessageStatus.DEAD, clock.utc_now()

    assert "nobody there was told. Ring them" in words_of(world.referrer.get(page).text)


# --- what may be done there --------------------------------------------------------------------------------------


def test_seen_taken_and_reached_as_in_an_inbox(world: World, reference: str) -> None:
    team = come_in(world)

    page = team.get("/answer")
    assert reference in page.text
    assert NOTE in page.text
    assert "Benefits" not in parser.fromstring(page.text).cssselect(".pw-known")[0].text_content()
    assert ALIAS not in page.text
    assert HER_NUMBER not in page.text
    token = {"csrf_token": hidden(page, "csrf_token")}
    assert team.post("/answer/acts/her", token).status_code == 409

    press(team, "acknowledge")
    assert "Noted that you have seen it" in team.get("/answer?done=acknowledge").text
    accept(team)
    her = team.post("/answer/acts/her", token)
    assert HER_NUMBER in her.text
    assert her.headers["Cache-Control"] == "no-store"
    press(team, "attempt", channel="call")
    press(team, "contact", channel="call")
    press(team, "hold", reason="not_wanted_now", until="2026-11-27")
    press(team, "resume")
    press(team, "deliver", outcome="help_began")

    leg = leg_of(world, reference)
    assert leg.status is LegStatus.COMPLETED
    with world.app.app_context():
        assert db.session.get_one(Leg, leg.id).named_worker == WORKER
        events = db.session.scalars(select(LegEvent).where(LegEvent.leg_id == leg.id, LegEvent.number > 1)).all()
        assert {(event.by_id, event.party) for event in events} == {(None, Party.RECEIVER)}
    # As for an inbox: seen and taken; whether she was reached only by her agreement.
    assert to_referrer(world) == ["referral_update"] * 2


def test_the_trail_says_which_mailbox_acted_and_no_address(world: World, reference: str) -> None:
    team = come_in(world)
    accept(team)
    team.post("/answer/acts/her", {"csrf_token": hidden(team.get("/answer"), "csrf_token")})
    leg = leg_of(world, reference)

    for action in ("mailbox.signed_in", "leg.read", "leg.accepted", "identity.unmasked"):
        (event,) = trail_of(world.app, action)
        assert (event.actor_id, event.organization_id) == (world.service, world.agency), action
        assert event.subject == f"leg:{leg.id}"
    with world.app.app_context():
        rows = db.session.scalars(select(AuditEvent)).all()
        assert not any("@" in f"{row.action} {row.subject}" for row in rows)
        name = db.session.get_one(Service, world.service).name
    auditor = signed_in(world.app, user(world.app, organization(world.app), Role.AUDITOR))
    assert f"Somebody through the mailbox of {name}" in words_of(auditor.get("/insight/activity").text)


def test_not_taken_ends_it_and_says_so(world: World, reference: str) -> None:
    team = come_in(world)

    done = team.press("decline", reason="no_capacity", suggestion="benefits_advice")

    leg = leg_of(world, reference)
    assert (leg.status, leg.reason, leg.suggested_agency) == (
        LegStatus.REJECTED,
        ReasonCode.NO_CAPACITY,
        AgencyType.BENEFITS_ADVICE,
    )
    page = team.get(done.location)
    assert page.status_code == 200
    assert "she is with them again" in page.text
    assert reference not in page.text
    assert team.get("/answer").status_code == 403
    assert "Ask another service" in world.referrer.get(f"/referrals/{reference}").text


@pytest.mark.usefixtures("reference")
def test_reading_is_written_down_once_in_a_quarter_of_an_hour(world: World, now: datetime) -> None:
    team = come_in(world)

    for minutes in (0, 1, 14, 16):
        clock.stop(now + timedelta(minutes=minutes))
        assert team.get("/answer").status_code == 200

    assert len(trail_of(world.app, "leg.read")) == 2


def test_a_question_and_its_answer(world: World, reference: str, now: datetime) -> None:
    team = come_in(world)
    press(team, "ask", words="Does she have a key worker?")
    with world.app.app_context():
        question = db.session.scalars(select(LegQuestion)).one()
        assert question.asked_by is None
    assert "Does she have a key worker?" in world.referrer.get(f"/referrals/{reference}").text

    clock.stop(now + timedelta(minutes=5))
    address = f"/referrals/{reference}/received/1/questions/{question.id}"
    assert world.referrer.post(address, {"words": "Not yet"}).status_code == 303

    assert "Not yet" in team.get("/answer").text
    (template, values) = mails(world.app)[-1]
    assert template == "mailbox_update"
    assert set(values) == {"reference", "link"}
    again = reader(world.app)
    again.come_in(links_to(world.app)[-1])
    assert "Not yet" in again.get("/answer").text
    assert "Not yet" in come_in_by_the_first(world).get("/answer").text


def come_in_by_the_first(world: World) -> MailboxReader:
    team = reader(world.app)
    team.come_in(links_to(world.app)[0])
    return team


def test_who_was_not_reached_and_in_danger_is_for_somebody_of_another_organisation(world: World, now: datetime) -> None:
    """Nobody knows who read the mailbox: a safeguarding lead of the agency may have asked for it herself."""
    reference = send(world.referrer, DANGER)
    team = come_in(world)
    accept(team)
    for day in range(8):
        clock.stop(now + timedelta(days=day))
        again = come_in(world)
        press(again, "attempt", channel="through_referrer" if day == 3 else "call")
    press(again, "end", reason="not_reached")
    with world.app.app_context():
        assert db.session.scalars(select(UnreachedWarning)).one().raised_by is None
    assert leg_of(world, reference).status is LegStatus.ACCEPTED
    theirs = signed_in(world.app, user(world.app, world.agency, Role.SAFEGUARDING_LEAD))
    others = signed_in(world.app, user(world.app, organization(world.app), Role.SAFEGUARDING_LEAD))

    assert reference not in theirs.get("/referrals/decisions").text
    assert theirs.post(f"/referrals/{reference}/decisions/1", {"decision": "end"}).status_code == 409
    assert reference in others.get("/referrals/decisions").text
    assert others.post(f"/referrals/{reference}/decisions/1", {"decision": "end"}).status_code == 303

    assert leg_of(world, reference).status is LegStatus.FAILED
    assert ("mailbox_ended", {"reference": reference}) in mails(world.app)


def test_two_at_once_and_the_second_sees_both(world: World, reference: str) -> None:
    team, version = come_in(world), leg_of(world, reference).version
    inbox = f"/referrals/{reference}/received/1/accept"
    taken = world.caseworker.post(inbox, {"accept-worker": "Inbox", "accept-when": "hour", "version": str(version)})
    assert taken.status_code == 303

    answer = team.press("decline", version, reason="no_capacity")

    assert answer.status_code == 409
    words = words_of(answer.text)
    assert "Somebody was quicker" in words
    assert "taken" in words
    assert "No room just now" in words
    assert leg_of(world, reference).status is LegStatus.ACCEPTED


@pytest.mark.usefixtures("reference")
def test_a_mistake_says_what_to_do_and_keeps_what_was_typed(world: World) -> None:
    team = come_in(world)

    answer = team.press("accept", worker="Robin's team", when="other")

    assert answer.status_code == 400
    assert "Give the day and the time of the first contact" in answer.text
    assert "Robin&#39;s team" in answer.text or "Robin's team" in answer.text


def test_silence_ends_it_as_in_an_inbox(world: World, reference: str, now: datetime) -> None:
    team = come_in(world)
    leg = leg_of(world, reference)
    with world.app.app_context():
        overdue.reject_unanswered(leg.answer_by + timedelta(minutes=1))

    assert leg_of(world, reference).reason is ReasonCode.NO_RESPONSE
    assert "referral_update" in to_referrer(world)
    assert team.get("/answer").status_code == 410


def test_it_shows_one_leg_and_no_other(world: World) -> None:
    """The same mailbox may have two legs of one woman: a link opens the one it was sent for."""
    with world.app.app_context(), writing():
        other = db.session.get_one(Service, world.other_service)
        other.referral_channel, other.email = ReferralChannel.EMAIL_LINK, MAILBOX
    share(world.app, world.other_agency, world.other_caseworker.user_id)
    reference = send(world.referrer)
    legs = referrals.episode(world.app, reference).legs
    assert [leg.way for leg in legs] == [ReferralChannel.EMAIL_LINK] * 2
    with world.app.app_context():
        names = [db.session.get_one(Service, leg.service_id).name for leg in legs]

    pages = []
    for link in links_to(world.app):
        team = reader(world.app)
        team.come_in(link)
        pages.append(team.get("/answer").text)

    for page in pages:
        assert len(re.findall("pw-received", page)) == 1
        assert sum(name in page for name in names) == 1
    assert pages[0] != pages[1]
