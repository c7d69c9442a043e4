"""What waits to be sent about a warning, while no mail can leave: it goes only while it is still so."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from pathway.accounts.models import User
from pathway.extensions import db, writing
from pathway.leads.vocabulary import ClockDuty
from pathway.notifications import operations as outbox
from pathway.notifications.delivery import LEASE
from pathway.notifications.models import OutboxMessage
from pathway.notifications.senders import Outgoing, PermanentFailureError, TemporaryFailureError
from pathway.turnaround import operations
from pathway.turnaround.models import EscalationCall
from pathway.turnaround.vocabulary import ClockEnd
from tests import clocks, referrals
from tests.clocks import Desk
from tests.integration.notifications.outbox import Remembering, raising, send
from tests.staff import Staff, signed_in
from tests.sweeps import set_hours, sweep

At = Callable[[datetime], None]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
AWAY = TemporaryFailureError("the mail server is away")
ON_CALL_PHONE = "07700 900321"
OWNERS = {"duty-coordinator@example.org", "holder-duty-coordinator@example.org"}
LEADS = {"duty-lead@example.org", "holder-duty-lead@example.org"}
LATE, NEARLY = "Something is late", "Something is about to be late"


@pytest.fixture
def desk(app: Flask, now: datetime) -> Desk:
    """A running pathway with roles that are held and staffed, a referral that was just sent, and an empty outbox."""
    desk = clocks.set_up(app)
    for duty in (ClockDuty.DUTY_COORDINATOR, ClockDuty.DUTY_LEAD):
        clocks.fill_role(app, duty)
        set_hours(app, duty)
    clocks.fill_role(app, ClockDuty.ON_CALL_MANAGER, phone=ON_CALL_PHONE)
    desk.references.append(desk.send())
    leave(desk)
    return desk


def leave(desk: Desk, act: Callable[[Outgoing], None] = lambda _message: None) -> list[tuple[str, str]]:
    """Send what is due; return what left: first words of the subject, and to whom. A text message has no subject."""
    sender = Remembering(act)
    settings: Any = desk.app.config["SETTINGS"]
    send(desk.app, settings.templates, sender, limit=1000)
    return [(message.subject.partition(" in Pathway")[0], message.recipient) for message in sender.taken]


def to(mails: list[tuple[str, str]], subject: str) -> set[str]:
    """To whom mails with a subject went, once each."""
    addresses = [address for words, address in mails if words == subject]
    assert len(addresses) == len(set(addresses))
    return set(addresses)


def take(desk: Desk, key: str = "received", staff: Staff | None = None) -> None:
    person = staff or desk.coordinator
    assert person.user_id is not None
    reference = desk.references[0]
    version = {"version": str(desk.clock(reference).version), "key": key}
    done = signed_in(desk.app, person.user_id).post(f"/board/{reference}/take", version)
    assert done.status_code == 303, done.text


def settle(desk: Desk) -> None:
    desk.act(desk.desk_worker, desk.references[0], "acknowledge")


def end(desk: Desk) -> None:
    with desk.app.app_context(), writing():
        operations.end_of(referrals.episode(desk.app, desk.references[0]).id, ClockEnd.SHE_STOPPED, None)


def about_warnings(desk: Desk, *columns: Any) -> list[Any]:
    """Columns of every message about a warning."""
    query = select(*columns).join(EscalationCall, EscalationCall.message_id == OutboxMessage.id)
    with desk.app.app_context():
        return list(db.session.execute(query.order_by(OutboxMessage.id)).unique())


@pytest.mark.parametrize("act", [take, settle, end], ids=["taken", "settled", "ended"])
def test_what_waits_is_stopped_with_what_it_is_about(
    desk: Desk, at: At, now: datetime, act: Callable[[Desk], None]
) -> None:
    at(now + HOUR)
    sweep(desk.app, now + HOUR)
    assert leave(desk, raising(AWAY)) == []
    act(desk)
    at(now + HOUR + 5 * MINUTE)
    left = leave(desk)

    assert not {LATE, NEARLY, ""} & {subject for subject, _ in left}
    assert {status for (status,) in about_warnings(desk, OutboxMessage.status)} == {"discarded"}
    sealed = about_warnings(desk, OutboxMessage.recipient_sealed, OutboxMessage.content_sealed)
    assert {tuple(row) for row in sealed} == {(None, None)}


def test_the_second_turn_is_stopped_too(desk: Desk, at: At, now: datetime) -> None:
    for minutes in (60, 90):
        at(now + minutes * MINUTE)
        sweep(desk.app, now + minutes * MINUTE)
        assert leave(desk, raising(AWAY)) == []
    take(desk)
    at(now + 119 * MINUTE)

    assert leave(desk) == []


def test_what_waits_about_something_else_goes(desk: Desk, at: At, now: datetime) -> None:
    at(now + 3 * HOUR)
    sweep(desk.app, now + 3 * HOUR)
    take(desk)
    left = leave(desk)

    assert {words for words, _ in left} == {NEARLY, "There is an update"}  # "accepted by the lead agency"
    assert to(left, NEARLY) == {mail_of(desk, desk.desk_worker)}


def test_whoever_referred_her_hears_all_the_same(desk: Desk, at: At, now: datetime) -> None:
    at(now + 2 * HOUR)
    sweep(desk.app, now + 2 * HOUR)
    assert leave(desk, raising(AWAY)) == []
    take(desk)
    at(now + 2 * HOUR + MINUTE)

    assert [address for _, address in leave(desk)] == [mail_of(desk, desk.referrer)]


def test_once_it_is_late_nobody_hears_that_it_is_about_to_be(desk: Desk, at: At, now: datetime) -> None:
    at(now + 45 * MINUTE)
    sweep(desk.app, now + 45 * MINUTE)
    assert leave(desk, raising(AWAY)) == []
    at(now + HOUR)
    sweep(desk.app, now + HOUR)
    left = leave(desk)

    assert to(left, NEARLY) == set()
    assert to(left, LATE) == OWNERS | LEADS
    at(now + HOUR + MINUTE)
    assert leave(desk) == []


def test_whoever_heard_that_it_was_about_to_be_late_does_not_hear_it_again(desk: Desk, at: At, now: datetime) -> None:
    at(now + 45 * MINUTE)
    sweep(desk.app, now + 45 * MINUTE)
    assert to(leave(desk), NEARLY) == OWNERS
    at(now + HOUR)
    sweep(desk.app, now + HOUR)

    assert to(leave(desk), LATE) == LEADS


def test_who_was_missed_by_each_hears_of_the_last_once(desk: Desk, at: At, now: datetime) -> None:
    for minutes in (45, 60, 90, 120):
        at(now + minutes * MINUTE)
        sweep(desk.app, now + minutes * MINUTE)
        if minutes < 120:
            assert leave(desk, raising(AWAY)) == []
    left = leave(desk)

    assert OWNERS | LEADS | {"on-call-manager@example.org"} <= to(left, LATE)
    assert [address for words, address in left if not words].count("07700900321") == 1
    assert {words for words, _ in left} == {LATE, "", "There is an update"}


def test_a_worker_that_was_away_sends_nothing_that_is_over_before_it_sweeps(desk: Desk, at: At, now: datetime) -> None:
    at(now + 45 * MINUTE)
    sweep(desk.app, now + 45 * MINUTE)
    at(now + HOUR + 10 * MINUTE)
    assert leave(desk) == []
    assert {status for (status,) in about_warnings(desk, OutboxMessage.status)} == {"expired"}
    sweep(desk.app, now + HOUR + 10 * MINUTE)

    assert to(leave(desk), LATE) == OWNERS | LEADS


def test_a_mail_that_is_on_its_way_arrives_and_is_noted_as_sent(desk: Desk, at: At, now: datetime) -> None:
    at(now + 2 * HOUR)
    sweep(desk.app, now + 2 * HOUR)
    taken: list[Outgoing] = []

    def taken_meanwhile(message: Outgoing) -> None:
        if not taken and LATE in message.subject:
            taken.append(message)
            take(desk)

    left = leave(desk, taken_meanwhile)

    assert [address for words, address in left if words == LATE] == [taken[0].recipient]
    rows = about_warnings(desk, OutboxMessage.reference, OutboxMessage.status)
    assert dict(map(tuple, rows))[taken[0].reference] == "sent"


def test_one_that_is_on_its_way_and_fails_is_not_tried_again(desk: Desk, at: At, now: datetime) -> None:
    at(now + 2 * HOUR)
    sweep(desk.app, now + 2 * HOUR)
    taken: list[Outgoing] = []

    def taken_meanwhile(message: Outgoing) -> None:
        if not taken and LATE in message.subject:
            taken.append(message)
            take(desk)
            raise AWAY

    assert LATE not in dict(leave(desk, taken_meanwhile))
    at(now + 3 * HOUR + LEASE)

    assert leave(desk) == []
    rows = about_warnings(desk, OutboxMessage.reference, OutboxMessage.status)
    assert dict(map(tuple, rows))[taken[0].reference] == "expired"


def test_a_mailbox_that_refuses_is_still_seen_and_the_mail_never_sent(desk: Desk, at: At, now: datetime) -> None:
    at(now + HOUR)
    sweep(desk.app, now + HOUR)
    leave(desk, raising(PermanentFailureError("no such mailbox")))
    take(desk)
    late = [status for (status,) in about_warnings(desk, OutboxMessage.status) if status == "dead"]
    assert late
    with desk.app.app_context(), writing():
        for message in db.session.scalars(select(OutboxMessage).where(OutboxMessage.status == "dead")):
            outbox.retry(message, db.session.get_one(User, desk.coordinator.user_id))

    assert leave(desk) == []


def mail_of(desk: Desk, staff: Staff) -> str:
    with desk.app.app_context():
        return db.session.get_one(User, staff.user_id).email
