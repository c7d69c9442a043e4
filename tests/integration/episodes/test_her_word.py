"""Her word, passed on by any worker: what stops, what is hidden, who is told, and that it says nothing on existence."""

import json
import re
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from pathway.accounts.vocabulary import Role
from pathway.audit.models import AuditEvent
from pathway.core.errors import InvalidTransitionError
from pathway.directory.models import Service
from pathway.episodes.events import Happening, happen
from pathway.episodes.models import Agreement, Identity, Leg, LegEvent
from pathway.episodes.reference import SIGNS, new_reference
from pathway.episodes.sight import sight_of
from pathway.episodes.vocabulary import LegEventKind, LegStatus, Party, ReasonCode
from pathway.episodes.withdrawal import even_answers
from pathway.episodes.withdrawal.models import LegWord
from pathway.episodes.withdrawal.vocabulary import HerWord
from pathway.extensions import db, writing
from pathway.notifications.models import OutboxMessage
from pathway.notifications.vocabulary import MessageStatus
from pathway.organizations.vocabulary import OrganizationKind
from tests import referrals
from tests.integration.reading import parser
from tests.people import person
from tests.referrals import HER_NUMBER, World, send
from tests.staff import Staff, organization, signed_in, user, without_nonces

HER_WORD = "/referrals/her-word"


@pytest.fixture(autouse=True)
def _answers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(even_answers, "STEP_S", 0.001)


@pytest.fixture
def stranger(world: World) -> Staff:
    """A worker of elsewhere, who has the reference from the woman."""
    return signed_in(world.app, user(world.app, organization(world.app), Role.OUTREACH))


def pass_on(staff: Staff, reference: str, word: str = "stop") -> str:
    """Type it; return the page that follows."""
    answer = staff.post(HER_WORD, {"reference": reference, "word": word})
    assert answer.status_code == 303, answer.text
    return without_nonces(staff.get(answer.location))


def ring(world: World, reference: str, outcome: str) -> None:
    """Her worker rings the second agency, and records what came of it."""
    version = legs(world.app, reference)[1].version
    fields = {"outcome": outcome, "version": str(version)}
    assert world.referrer.post(f"/referrals/{reference}/legs/2/call", fields).status_code == 303


def accept(app: Flask, reference: str, by: Staff) -> None:
    """The first agency takes her."""
    with app.app_context(), writing():
        leg = db.session.scalars(select(Leg).where(Leg.id == referrals.episode(app, reference).legs[0].id)).one()
        happen(leg, Happening(LegEventKind.ACCEPTED, frozenset({Party.RECEIVER})), None).by_id = by.user_id


def legs(app: Flask, reference: str) -> list[Leg]:
    return referrals.episode(app, reference).legs


def messages(app: Flask, template: str) -> list[OutboxMessage]:
    with app.app_context():
        return list(db.session.scalars(select(OutboxMessage).where(OutboxMessage.template == template)).all())


def addresses(app: Flask, template: str) -> set[str | None]:
    with app.app_context():
        rows = db.session.scalars(select(OutboxMessage).where(OutboxMessage.template == template)).all()
        return {row.recipient for row in rows}


def test_everything_stops_at_once_on_the_word_of_any_worker(
    world: World, reference: str, stranger: Staff, now: datetime
) -> None:
    pass_on(stranger, reference.lower().replace("-", " "))

    assert {(leg.status, leg.reason) for leg in legs(world.app, reference)} == {
        (LegStatus.CANCELLED, ReasonCode.AGREEMENT_WITHDRAWN)
    }
    identity = referrals.episode(world.app, reference).identity
    assert identity is not None
    assert (identity.withheld_at, identity.forget_at) == (now, now + timedelta(days=7))
    with world.app.app_context():
        agreements = db.session.scalars(select(Agreement)).all()
        assert {(one.withdrawn_at, one.withdrawn_by) for one in agreements} == {(now, stranger.user_id)}
        stopped = db.session.scalars(select(LegEvent).where(LegEvent.kind == LegEventKind.CANCELLED)).all()
        assert {(event.by_id, event.party) for event in stopped} == {(stranger.user_id, Party.WORKER)}


def test_what_has_not_left_does_not_leave(world: World, reference: str, stranger: Staff) -> None:
    pass_on(stranger, reference)

    waits = messages(world.app, "referral_waits")
    assert [(one.status, one.recipient_sealed, one.content_sealed) for one in waits] == [
        (MessageStatus.DISCARDED, None, None)
    ]


def test_referrer_and_agencies_are_told_that_there_is_an_update(world: World, reference: str, stranger: Staff) -> None:
    pass_on(stranger, reference)

    told = messages(world.app, "referral_look_now")
    assert {one.status for one in told} == {MessageStatus.WAITING}
    assert len(addresses(world.app, "referral_look_now")) == len(told) == 2


def test_nobody_reads_who_she_is_any_more(world: World, reference: str, stranger: Staff, now: datetime) -> None:
    accept(world.app, reference, world.caseworker)
    pass_on(stranger, reference)

    episode = referrals.episode(world.app, reference)
    for who in (world.referrer, world.caseworker):
        sight = sight_of(person(world.app, who), episode, now)
        assert sight is not None
        assert not sight.reads_identity
        assert not any(sight.reads_facts_of(leg) for leg in sight.legs)


def test_the_answer_is_the_same_whether_there_is_one_or_not(world: World, reference: str, stranger: Staff) -> None:
    there = stranger.post(HER_WORD, {"reference": reference, "word": "stop"})
    nowhere = stranger.post(HER_WORD, {"reference": new_reference(), "word": "stop"})

    assert (
        (there.status_code, there.location)
        == (nowhere.status_code, nowhere.location)
        == (303, f"{HER_WORD}?heard=stop")
    )
    different = {"X-Request-Id", "Date", "Content-Security-Policy"}
    assert {name: value for name, value in there.headers if name not in different} == {
        name: value for name, value in nowhere.headers if name not in different
    }
    assert without_nonces(there) == without_nonces(nowhere)
    assert "They will be told to stop" in stranger.get(there.location).text


@pytest.mark.parametrize(
    ("word", "say"),
    [
        ("stop", "They will be told to stop."),
        ("phone", "They will be told not to ring or text that number."),
        ("nobody", "They will be told that nobody may contact you"),
    ],
)
def test_what_to_say_to_her_goes_by_what_she_said(
    world: World, reference: str, stranger: Staff, word: str, say: str
) -> None:
    there, nowhere = (pass_on(stranger, one, word) for one in (reference, new_reference()))

    said = parser.fromstring(there).cssselect(".pw-say")[0].text_content()
    assert said.startswith(f"\N{LEFT DOUBLE QUOTATION MARK}{say}")
    assert there == nowhere
    assert say in world.referrer.get(f"/referrals/{reference}/her-word").text


def test_no_subject_says_which_of_her_words_it_was(world: World, stranger: Staff) -> None:
    for word in ("stop", "phone", "nobody"):
        pass_on(stranger, send(world.referrer), word)

    with world.app.app_context():
        rows = db.session.scalars(select(OutboxMessage).where(OutboxMessage.template != "referral_waits")).all()
        assert {row.template for row in rows} == {"referral_look_now"}
        assert {tuple(json.loads(row.content or "{}")) for row in rows} == {("reference",)}


def test_her_own_list_of_acts_does_not_tell_either(world: World, stranger: Staff) -> None:
    reference, nowhere = send(world.referrer), new_reference()

    for one in (reference, nowhere):
        pass_on(stranger, one)

    with world.app.app_context():
        mine = select(AuditEvent.action, AuditEvent.subject).where(AuditEvent.actor_id == stranger.user_id)
        assert [tuple(row) for row in db.session.execute(mine.order_by(AuditEvent.sequence))][-2:] == [
            ("her_word.stop", reference),
            ("her_word.stop", nowhere),
        ]


def test_the_answer_comes_on_a_step_of_the_clock(
    world: World, stranger: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    # Not `time.sleep` itself, by which other threads wait too.
    monkeypatch.setattr(even_answers, "time", SimpleNamespace(sleep=slept.append, monotonic=time.monotonic))
    monkeypatch.setattr(even_answers, "STEP_S", 60)
    reference = send(world.referrer)

    for one in (new_reference(), reference):
        stranger.post(HER_WORD, {"reference": one, "word": "stop"})

    assert len(slept) == 2
    assert min(slept) > 30


def test_a_misspelt_reference_is_said_to_be_misspelt(world: World, stranger: Staff) -> None:
    reference = send(world.referrer)
    wrong = reference[:-1] + next(sign for sign in SIGNS if sign != reference[-1])

    answer = stranger.post(HER_WORD, {"reference": wrong, "word": "stop"})

    assert answer.status_code == 400
    assert "misspelt" in answer.text
    assert legs(world.app, reference)[0].status is LegStatus.REQUESTED


def test_guessing_is_limited(world: World, stranger: Staff) -> None:
    statuses = [
        stranger.post(HER_WORD, {"reference": new_reference(), "word": "stop"}).status_code for _number in range(21)
    ]

    assert statuses == [303] * 20 + [429]


def test_who_may_see_the_agencies_stops_one_of_them(world: World, reference: str) -> None:
    ring(world, reference, "taken")
    first, second = legs(world.app, reference)

    answer = world.referrer.post(f"/referrals/{reference}/her-word", {"word": "stop", "leg": str(second.id)})

    assert answer.status_code == 303
    assert [leg.status for leg in legs(world.app, reference)] == [LegStatus.REQUESTED, LegStatus.CANCELLED]
    identity = referrals.episode(world.app, reference).identity
    assert identity is not None
    assert identity.withheld_at is None
    with world.app.app_context():
        assert db.session.get_one(Agreement, first.id).withdrawn_at is None
    page = parser.fromstring(world.referrer.get(f"/referrals/{reference}").text).text_content()
    assert "She took her agreement back. Stop, and do not contact her." in page  # this agency is rung


def test_an_agency_stops_only_what_it_sees(world: World, reference: str) -> None:
    other = legs(world.app, reference)[1]

    answer = world.caseworker.post(f"/referrals/{reference}/her-word", {"word": "stop", "leg": str(other.id)})

    assert answer.status_code == 400
    assert legs(world.app, reference)[1].status is LegStatus.REQUESTED


def test_her_worker_brings_it_back_where_it_was_not_her(
    world: World, reference: str, stranger: Staff, at: Callable[[datetime], None], now: datetime
) -> None:
    pass_on(stranger, reference)
    at(now + timedelta(days=6, hours=23))
    her_worker = signed_in(world.app, world.referrer.user_id)  # type: ignore[arg-type] # she has an account
    address = f"/referrals/{reference}/not-hers"

    assert "It was not her" in her_worker.get(f"/referrals/{reference}").text
    assert her_worker.post(address).status_code == 400
    assert her_worker.post(address, {"alone": "yes"}).status_code == 303

    identity = referrals.episode(world.app, reference).identity
    assert identity is not None
    assert (identity.withheld_at, identity.forget_at) == (None, None)
    assert {leg.status for leg in legs(world.app, reference)} == {LegStatus.CANCELLED}


def test_nobody_else_brings_it_back_and_not_after_seven_days(
    world: World, reference: str, stranger: Staff, at: Callable[[datetime], None], now: datetime
) -> None:
    pass_on(stranger, reference)
    address = f"/referrals/{reference}/not-hers"

    for other in (stranger, world.caseworker):
        assert other.post(address, {"alone": "yes"}).status_code == 404
    at(now + timedelta(days=7))
    her_worker = signed_in(world.app, world.referrer.user_id)  # type: ignore[arg-type] # she has an account
    assert her_worker.post(address, {"alone": "yes"}).status_code == 409


@pytest.mark.parametrize(("word", "flag"), [("phone", "DO NOT RING OR TEXT"), ("nobody", "CONTACT NOBODY")])
def test_he_has_her_phone(world: World, reference: str, stranger: Staff, word: str, flag: str) -> None:
    pass_on(stranger, reference, word)

    assert {leg.status for leg in legs(world.app, reference)} == {LegStatus.REQUESTED}
    with world.app.app_context():
        plan = db.session.scalars(select(Identity)).one().plan
        assert plan is not None
        assert plan.where == ""
        assert HER_NUMBER not in repr(plan)
        assert any(flag in words for words in plan.flags())
    assert len(messages(world.app, "referral_look_now")) == 2


def test_her_worker_rings_who_has_not_seen_the_change(world: World, reference: str, stranger: Staff) -> None:
    ring(world, reference, "taken")
    pass_on(stranger, reference, "phone")
    address = f"/referrals/{reference}"
    first, second = legs(world.app, reference)

    before = parser.fromstring(world.referrer.get(address).text).text_content()
    assert before.count("they have not seen this yet") == 2

    assert world.caseworker.post(f"{address}/her-word/{first.id}/seen").status_code == 303
    assert world.caseworker.post(f"{address}/her-word/{second.id}/seen").status_code == 404
    assert world.referrer.post(f"{address}/her-word/{second.id}/seen").status_code == 303

    after = parser.fromstring(world.referrer.get(address).text).text_content()
    assert "they have not seen this yet" not in after
    with world.app.app_context():
        seen = {row.leg_id: row.seen_by for row in db.session.scalars(select(LegWord))}
        assert seen == {first.id: world.caseworker.user_id, second.id: world.referrer.user_id}


@pytest.mark.parametrize("word", ["stop", "phone", "nobody"])
def test_an_agency_that_nobody_rang_is_not_told_that_she_exists(
    world: World, reference: str, stranger: Staff, word: str
) -> None:
    rung = legs(world.app, reference)[1]
    pass_on(stranger, reference, word)

    box = parser.fromstring(world.referrer.get(f"/referrals/{reference}").text).cssselect("section[aria-labelledby]")[0]

    with world.app.app_context():
        assert db.session.get(LegWord, rung.id) is None
        name = db.session.get_one(Service, rung.service_id).name
    assert name not in box.text_content()
    assert box.text_content().count("they have not seen this yet") == 1


def test_whom_to_ring_has_a_number_and_who_may_know_nothing_is_rung_only_if_told(
    world: World, reference: str, stranger: Staff
) -> None:
    ring(world, reference, "ring_again")
    pass_on(stranger, reference, "phone")

    box = parser.fromstring(world.referrer.get(f"/referrals/{reference}").text).cssselect("section[aria-labelledby]")[0]

    words = " ".join(box.text_content().split())
    assert "and nobody there took her. If you told them of her, ring them" in words
    assert len(box.cssselect("a[href^='tel:07700900']")) == 2


def test_who_was_rung_before_a_recording_was_undone_is_told_to_stop(
    world: World, reference: str, stranger: Staff
) -> None:
    ring(world, reference, "ring_again")
    pass_on(stranger, reference, "phone")
    ring(world, reference, "taken")
    assert world.referrer.post(f"/referrals/{reference}/legs/2/undo").status_code == 303

    pass_on(stranger, reference)

    undone, again = legs(world.app, reference)[1:]
    with world.app.app_context():
        assert db.session.get(LegWord, undone.id) is None
        assert db.session.get_one(LegWord, again.id).word is HerWord.STOP
        kinds = select(LegEvent.kind).where(LegEvent.leg_id == again.id).order_by(LegEvent.number)
        assert db.session.scalars(kinds).all() == [
            LegEventKind.SENT,
            LegEventKind.RUNG,
            LegEventKind.CONTACT_CHANGED,
            LegEventKind.CANCELLED,
        ]


def test_an_agency_reads_a_report_once(world: World, reference: str, stranger: Staff) -> None:
    pass_on(stranger, reference, "phone")

    page = parser.fromstring(world.caseworker.get(f"/referrals/{reference}").text).cssselect("main")[0].text_content()

    assert page.count("Somebody else has her phone") == 1


def test_opening_the_page_is_not_having_seen_it(world: World, reference: str, stranger: Staff) -> None:
    pass_on(stranger, reference, "phone")

    world.caseworker.get(f"/referrals/{reference}")

    with world.app.app_context():
        assert {row.seen_at for row in db.session.scalars(select(LegWord))} == {None}


def test_her_worker_types_another_way_to_reach_her(world: World, reference: str, stranger: Staff) -> None:
    pass_on(stranger, reference, "phone")
    address = f"/referrals/{reference}/contact"
    typed = {"alone": "yes", "method": "call", "where": "07700 900456", "safe_times": "mornings"}

    assert HER_NUMBER not in world.referrer.get(address).text
    assert world.caseworker.post(address, typed).status_code == 404
    assert world.referrer.post(address, typed | {"where": "12"}).status_code == 400
    assert world.referrer.post(address, typed).status_code == 303

    with world.app.app_context():
        identity = db.session.scalars(select(Identity)).one()
        plan = identity.plan
        assert plan is not None
        assert (plan.where, plan.is_masked, identity.masked_at) == ("07700 900456", False, None)
        assert {row.word.value for row in db.session.scalars(select(LegWord))} == {"new_contact"}


def test_of_taking_her_and_stopping_one_wins_whole(world: World, stranger: Staff) -> None:
    """Whoever comes second finds what the first did: never a leg that is taken after she stopped it."""
    app = world.app
    reference = send(world.referrer)
    start = threading.Barrier(2)
    refused: list[str] = []

    def take() -> None:
        start.wait(timeout=10)
        try:
            accept(app, reference, world.caseworker)
        except (InvalidTransitionError, StaleDataError) as error:
            refused.append(type(error).__name__)

    def stop() -> None:
        start.wait(timeout=10)
        pass_on(stranger, reference)

    threads = [threading.Thread(target=act) for act in (take, stop)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    first = legs(app, reference)[0]
    assert first.status is LegStatus.CANCELLED
    with app.app_context():
        kinds = [
            event.kind
            for event in db.session.scalars(
                select(LegEvent).where(LegEvent.leg_id == first.id).order_by(LegEvent.number)
            )
        ]
    taken = [LegEventKind.ACCEPTED] if not refused else []
    assert kinds == [LegEventKind.SENT, *taken, LegEventKind.CANCELLED]
    assert (first.accepted_at is None) == bool(refused)


def test_said_twice_it_counts_once(
    world: World, reference: str, stranger: Staff, at: Callable[[datetime], None], now: datetime
) -> None:
    pass_on(stranger, reference)
    at(now + timedelta(minutes=20))
    pass_on(stranger, reference)

    identity = referrals.episode(world.app, reference).identity
    assert identity is not None
    assert identity.forget_at == now + timedelta(days=7)
    assert len(messages(world.app, "referral_look_now")) == 2


def test_police_pass_it_on_too_and_see_nothing(world: World) -> None:
    officer = signed_in(world.app, user(world.app, organization(world.app, OrganizationKind.ENFORCEMENT)))
    reference = send(world.referrer)

    pass_on(officer, reference)

    assert officer.get(f"/referrals/{reference}").status_code == 404
    assert {leg.status for leg in legs(world.app, reference)} == {LegStatus.CANCELLED}


def test_no_mail_names_anything_but_the_reference(world: World, stranger: Staff) -> None:
    reference = send(world.referrer)
    pass_on(stranger, reference)

    with world.app.app_context():
        contents = {row.content for row in db.session.scalars(select(OutboxMessage)) if row.content}
    assert contents == {f'{{"reference": "{reference}"}}'}
    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", reference)
