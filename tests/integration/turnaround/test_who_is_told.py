"""Who hears of what is late, and how: by day, at night, by a role, an agency, in place of a vacancy."""

import json
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.directory.vocabulary import ReferralChannel
from pathway.episodes import clock_sweep
from pathway.episodes.models import Episode
from pathway.extensions import db, writing
from pathway.leads.models import LeadRole
from pathway.leads.vocabulary import ClockDuty
from pathway.notifications.message_text import worded
from pathway.notifications.models import OutboxMessage
from pathway.notifications.vocabulary import Channel
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind
from pathway.turnaround import operations, queries
from pathway.turnaround.models import EscalationCall
from pathway.turnaround.policy import FIRST_POLICY
from tests import clocks, referrals
from tests.clocks import Desk
from tests.integration.turnaround.what_was_told import (
    DAY,
    HOUR,
    MINUTE,
    At,
    _of_people,
    addresses,
    id_of,
    mail_of,
    of,
    so_far,
)
from tests.staff import organization, user
from tests.sweeps import Heard, heard, sweep


def test_nothing_is_told_before_it_is_due(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    at(now + 45 * MINUTE - timedelta(seconds=1))

    assert sweep(desk.app, now + 45 * MINUTE - timedelta(seconds=1)).raised == 0
    assert heard(desk.app, reference) == []


def test_amber_is_a_mail_to_whoever_owns_it(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    at(now + 45 * MINUTE)

    assert sweep(desk.app, now + 45 * MINUTE).raised == 1
    assert heard(desk.app, reference) == [
        Heard("received", 0, 1, "owner", how, "duty_coordinator", "email", "clock_nearly_late", address)
        for how, address in (
            ("team", "duty-coordinator@example.org"),
            ("holder", "holder-duty-coordinator@example.org"),
        )
    ]


def test_red_is_a_mail_and_a_text_message_to_the_on_call_phone(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    so_far(desk, at, now + 45 * MINUTE)
    at(now + HOUR)
    sweep(desk.app, now + HOUR)

    told = of(heard(desk.app, reference), "received", 1)
    assert [(one.told, one.channel, one.template, one.address) for one in told] == [
        ("duty_lead", "email", "clock_late", "duty-lead@example.org"),
        ("duty_lead", "email", "clock_late", "holder-duty-lead@example.org"),
        ("on_call_manager", "sms", "something_waits", "07700900321"),
    ]


def test_after_two_hours_the_on_call_manager_and_whoever_referred_her(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    at(now + 2 * HOUR)
    sweep(desk.app, now + 2 * HOUR)

    told = of(heard(desk.app, reference), "received", 2)
    referrer = mail_of(desk.app, desk.referrer.user_id)
    assert [one for one in told if one.told == "referrer"] == [
        Heard("received", 2, 1, "referrer", "people", None, "email", "referral_update", referrer)
    ]
    assert addresses([one for one in told if one.told == "on_call_manager"]) == [
        "on-call-manager@example.org",
        "holder-on-call-manager@example.org",
        "deputy-on-call-manager@example.org",  # nobody knows her hours
        "07700900321",
    ]


def test_at_night_the_deputy_is_told_too(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    night = now.replace(hour=2) + DAY
    so_far(desk, at, now + 3 * HOUR)
    at(night)
    sweep(desk.app, night)

    assert addresses(of(heard(desk.app, reference), "accepted", 1)) == [
        "partnership-lead@example.org",
        "holder-partnership-lead@example.org",
        "deputy-partnership-lead@example.org",
        "07700900321",
    ]


def test_sent_at_night_it_is_late_an_hour_after_opening(desk: Desk, at: At, now: datetime) -> None:
    night = now.replace(hour=2)
    at(night)
    reference = desk.send()
    for moment, expected in ((night + 2 * HOUR, []), (now.replace(hour=9, minute=45), [0]), (now, [0, 1])):
        at(moment)
        sweep(desk.app, moment)
        told = [one for one in heard(desk.app, reference) if one.key == "received"]
        assert sorted({one.threshold for one in told}) == expected


def test_the_people_of_the_lead_agency_and_its_service_managers(desk: Desk, at: At, now: datetime) -> None:
    manager = user(desk.app, desk.desk, Role.SERVICE_MANAGER)
    reference = desk.send()
    worker = mail_of(desk.app, desk.desk_worker.user_id)
    for hours, key in ((3, "accepted"), (18, "first_contact")):
        at(now + hours * HOUR)
        sweep(desk.app, now + hours * HOUR)
        assert addresses(of(heard(desk.app, reference), key, 0)) == [worker]
    so_far(desk, at, now + 18 * HOUR)
    at(now + DAY)
    sweep(desk.app, now + DAY)

    first = of(heard(desk.app, reference), "safety_plan", 1)[0]
    assert (first.told, first.address) == ("service_manager", mail_of(desk.app, manager))


def test_an_agency_that_answers_by_mailbox_gets_a_link(app: Flask, at: At, now: datetime) -> None:
    desk = clocks.set_up(app, ReferralChannel.EMAIL_LINK)
    reference = desk.send()
    at(now + 3 * HOUR)
    sweep(app, now + 3 * HOUR)

    told = of(heard(app, reference), "accepted", 0)
    assert [(one.reached, one.template, one.address) for one in told] == [
        ("people", "clock_nearly_late", mail_of(app, desk.desk_worker.user_id)),
        ("team", "mailbox_update", referrals.MAILBOX),
    ]


def test_a_strand_goes_to_its_agency_where_she_was_referred_to_one(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    with desk.app.app_context(), writing():
        leg = "UPDATE leg SET agency_type = 'emergency_accommodation' WHERE number = 2"
        db.session.execute(text(leg))
    at(now + 18 * HOUR)
    sweep(desk.app, now + 18 * HOUR)

    told = of(heard(desk.app, reference), "accommodation", 0)
    assert addresses(told) == [mail_of(desk.app, desk.agency_worker.user_id)]
    with desk.app.app_context():
        pages = [json.loads(message.content or "{}").get("page") for message in _of_people(desk)]
    assert f"/referrals/{reference}" in pages


def test_a_strand_without_an_agency_goes_to_its_role(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    at(now + 18 * HOUR)
    sweep(desk.app, now + 18 * HOUR)

    told = of(heard(desk.app, reference), "accommodation", 0)
    assert addresses(told)[0] == "housing-duty-manager@example.org"


def test_whoever_took_the_clock_on_hears_as_its_coordinator(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    with desk.app.app_context(), writing():
        clock = queries.clock_of(id_of(desk.app, reference), hold=True)
        assert clock
        operations.take_on(clock, db.session.get_one(User, desk.coordinator.user_id))
    at(now + 60 * HOUR)
    sweep(desk.app, now + 60 * HOUR)

    assert addresses(of(heard(desk.app, reference), "care_plan", 0)) == [
        mail_of(desk.app, desk.coordinator.user_id),
        "duty-coordinator@example.org",
        "holder-duty-coordinator@example.org",
        "deputy-duty-coordinator@example.org",
    ]


def test_a_vacancy_is_named_and_every_coordinator_is_told_in_its_place(bare: Desk, at: At, now: datetime) -> None:
    reference = bare.send()
    at(now + HOUR)
    sweep(bare.app, now + HOUR)

    told = of(heard(bare.app, reference), "received", 1)
    assert told[0] == Heard("received", 1, 1, "duty_lead", "vacant", "duty_lead", None, None, None)
    coordinators = {mail_of(bare.app, one.user_id) for one in (bare.coordinator, bare.second)}
    instead = [one for one in told if one.told == "duty_lead" and one.reached == "instead"]
    assert set(addresses(instead)) == coordinators
    assert not [one for one in told if one.channel == "sms"]
    # Once each, although they are told for the on-call manager too.
    with bare.app.app_context():
        sent = Counter(message.recipient for message in db.session.scalars(select(OutboxMessage)) if message.recipient)
    assert all(sent[mail] == 1 for mail in coordinators)  # red: it speaks for the amber one, which had not left


def test_an_enforcement_body_with_a_role_is_not_told(desk: Desk, at: At, now: datetime) -> None:
    police = organization(desk.app, OrganizationKind.ENFORCEMENT)
    with desk.app.app_context(), writing():
        role = db.session.scalars(select(LeadRole).where(LeadRole.clock_duty == ClockDuty.DUTY_LEAD)).one()
        role.organization_id, role.organization_words = police, None
    reference = desk.send()
    at(now + HOUR)
    sweep(desk.app, now + HOUR)

    told = of(heard(desk.app, reference), "received", 1)
    assert told[0].reached == "vacant"
    assert not [one for one in told if "duty-lead@" in (one.address or "")]


@pytest.mark.parametrize(
    ("kind", "agreed", "key", "is_told"),
    [
        (OrganizationKind.ENFORCEMENT, True, "received", True),
        (OrganizationKind.ENFORCEMENT, True, "accepted", False),
        (OrganizationKind.ENFORCEMENT, True, "safety_plan", False),
        (OrganizationKind.COUNCIL, False, "accepted", True),
        (OrganizationKind.COUNCIL, False, "safety_plan", False),
        (OrganizationKind.COUNCIL, True, "safety_plan", True),
    ],
)
def test_a_referrer_hears_what_is_hers_to_know(
    desk: Desk, kind: OrganizationKind, agreed: bool, key: str, is_told: bool
) -> None:
    reference = desk.send()
    with desk.app.app_context(), writing():
        episode = db.session.scalars(select(Episode).where(Episode.reference == reference)).one()
        episode.agreed_feedback = agreed
        db.session.get_one(Organization, episode.referrer_organization_id).kind = kind
    with desk.app.app_context():
        clock = queries.clock_of(id_of(desk.app, reference))
        assert clock
        owner = FIRST_POLICY.milestone(key).owner
        near = clock_sweep.AroundAReferral().near(clock, key, owner)
    assert (near.referrer is not None) is is_told


def test_messages_hold_a_reference_and_nothing_of_hers(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    for later in (3 * DAY, 3 * DAY + HOUR):
        at(now + later)
        sweep(desk.app, now + later)
    canaries = (referrals.ALIAS, referrals.NOTE, "900123", "Duty desk", "Women's agency", "milestone", "72")

    with desk.app.app_context():
        settings = desk.app.config["SETTINGS"]
        told = db.session.scalars(
            select(OutboxMessage).join(EscalationCall, EscalationCall.message_id == OutboxMessage.id).distinct()
        ).all()
        assert {message.channel for message in told} == set(Channel)
        for message in told:
            if message.content is None:
                continue  # a later one speaks for it
            values = json.loads(message.content or "{}")
            words = worded(settings.templates, message.channel, message.template, values, settings.origin)
            text_of = f"{words.subject} {words.body} {message.content}"
            assert not [canary for canary in canaries if canary in text_of]
            assert referrals.HER_NUMBER.replace(" ", "") not in (message.recipient or "").replace(" ", "")
            if message.channel is Channel.SMS:
                assert words.body == f"Pathway: something needs you. Sign in at {settings.origin}"
            else:
                assert reference in words.body


def test_where_no_text_message_can_leave_every_coordinator_hears(desk: Desk, at: At, now: datetime) -> None:
    settings = desk.app.config["SETTINGS"]
    reference = desk.send()
    desk.app.config["SETTINGS"] = replace(settings, notify="smtp://mail.example.org")
    at(now + HOUR)
    sweep(desk.app, now + HOUR)

    told = of(heard(desk.app, reference), "received", 1)
    coordinators = {mail_of(desk.app, one.user_id) for one in (desk.coordinator, desk.second)}
    assert {one.channel for one in told} == {"email"}
    assert set(addresses(told)) >= coordinators


def test_what_a_page_shows_of_who_was_told(bare: Desk, at: At, now: datetime) -> None:
    reference = bare.send()
    at(now + 45 * MINUTE)
    sweep(bare.app, now + 45 * MINUTE)
    episode_id, other = id_of(bare.app, reference), uuid4()

    with bare.app.app_context():
        waits = queries.open_escalations([episode_id, other])
        assert waits[other] == []
        (first,) = waits[episode_id]
        told = queries.calls_of([first.id, other])
        assert told[other] == []
        vacant, *instead = told[first.id]
        assert (vacant.reached.value, vacant.channel, vacant.status) == ("vacant", None, None)
        assert {(one.reached.value, one.status and one.status.value) for one in instead} == {("instead", "waiting")}


def test_when_nobody_at_all_can_be_told_it_says_so(
    bare: Desk, at: At, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    reference = bare.send()
    with bare.app.app_context(), writing():
        gone = {"status": UserStatus.DISABLED, "disabled_at": now}
        db.session.execute(update(User).where(User.role == Role.COORDINATOR).values(gone))
    at(now + 45 * MINUTE)

    assert sweep(bare.app, now + 45 * MINUTE).nobody == 1
    assert "nobody could be told" in caplog.text
    assert [one.reached for one in heard(bare.app, reference)] == ["vacant"]
