"""What is late is told once, in order, to whoever has to hear it, whoever sweeps and however often."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import event, func, select, text, update

from pathway import create_app
from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.audit.models import AuditEvent
from pathway.cli import main
from pathway.core.errors import InvalidTransitionError, SweepError
from pathway.directory.vocabulary import ReferralChannel
from pathway.episodes import clock_sweep
from pathway.episodes.models import Episode
from pathway.extensions import db, writing
from pathway.jobs import JOBS, run_due
from pathway.leads.models import LeadRole
from pathway.leads.vocabulary import ClockDuty
from pathway.notifications.message_text import worded
from pathway.notifications.models import OutboxMessage
from pathway.notifications.vocabulary import Channel
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind
from pathway.turnaround import escalations, operations, queries
from pathway.turnaround import sweep as sweeping
from pathway.turnaround.models import EpisodeClock, Escalation, EscalationCall
from pathway.turnaround.policy import FIRST_POLICY
from pathway.turnaround.vocabulary import ClockEnd
from tests import clocks, referrals
from tests.clocks import Desk
from tests.integration.conftest import settings_for
from tests.integration.counting import counted
from tests.integration.notifications.outbox import Remembering, send
from tests.services import dispose
from tests.staff import organization, signed_in, user
from tests.sweeps import Heard, heard, set_hours, sweep

At = Callable[[datetime], None]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ON_CALL_PHONE = "07700 900321"
DUTIES = (ClockDuty.DUTY_COORDINATOR, ClockDuty.DUTY_LEAD, ClockDuty.PARTNERSHIP_LEAD, ClockDuty.HOUSING_DUTY_MANAGER)


@pytest.fixture
def desk(app: Flask, now: datetime) -> Desk:
    """A running pathway with roles that are held and staffed by day, and an on-call phone."""
    desk = clocks.set_up(app)
    for duty in DUTIES:
        clocks.fill_role(app, duty)
        set_hours(app, duty)
    clocks.fill_role(app, ClockDuty.ON_CALL_MANAGER, phone=ON_CALL_PHONE)
    return desk


@pytest.fixture
def bare(app: Flask, now: datetime) -> Desk:
    """A running pathway of which nobody holds a role."""
    return clocks.set_up(app)


def of(told: list[Heard], key: str, threshold: int, turn: int = 1) -> list[Heard]:
    return [one for one in told if (one.key, one.threshold, one.turn) == (key, threshold, turn)]


def addresses(told: list[Heard]) -> list[str | None]:
    return [one.address for one in told]


def mail_of(app: Flask, user_id: UUID | None) -> str:
    with app.app_context():
        return db.session.get_one(User, user_id).email


def counts(app: Flask) -> tuple[int, ...]:
    with app.app_context():
        tables = (Escalation, EscalationCall, OutboxMessage)
        return tuple(db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def raised(app: Flask) -> list[tuple[str, int]]:
    """What was raised, in the order in which it was."""
    with app.app_context():
        query = text("SELECT key, detail FROM clock_event WHERE kind = 'escalated' ORDER BY episode_id, number")
        return [(key, detail) for key, detail in db.session.execute(query)]


def take(app: Flask, reference: str, key: str, by: UUID | None) -> None:
    with app.app_context(), writing():
        episode_id = db.session.scalars(select(Episode.id).where(Episode.reference == reference)).one()
        first = queries.escalations_of_milestone(episode_id, key)[0]
        person = db.session.get_one(User, by)
        escalations.take(first, person)


def so_far(desk: Desk, at: At, *moments: datetime) -> None:
    """Let the worker sweep at some moments, and what it tells of leave at once."""
    settings = desk.app.config["SETTINGS"]
    for moment in moments:
        at(moment)
        sweep(desk.app, moment)
        send(desk.app, settings.templates, Remembering(), limit=1000)


def id_of(app: Flask, reference: str) -> UUID:
    return referrals.episode(app, reference).id


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


def _of_people(desk: Desk) -> list[OutboxMessage]:
    return [
        message
        for message in db.session.scalars(select(OutboxMessage))
        if message.recipient == mail_of(desk.app, desk.agency_worker.user_id)
    ]


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


def test_sweeping_twice_tells_nothing_twice(desk: Desk, at: At, now: datetime) -> None:
    desk.send()
    at(now + HOUR)
    sweep(desk.app, now + HOUR)
    before = counts(desk.app)

    assert vars(sweep(desk.app, now + HOUR)) == {"raised": 0, "told_again": 0, "nobody": 0, "failed": 0}
    assert counts(desk.app) == before


def test_a_threshold_that_was_raised_is_not_raised_again_whatever_the_milestone_says(
    desk: Desk, at: At, now: datetime
) -> None:
    desk.send()
    at(now + HOUR)
    sweep(desk.app, now + HOUR)
    before = counts(desk.app)
    with desk.app.app_context(), writing():
        again = "UPDATE episode_milestone SET next_threshold = 0, next_at = starts_at WHERE key = 'received'"
        db.session.execute(text(again))

    assert sweep(desk.app, now + HOUR).failed == 0
    assert counts(desk.app) == before


def test_after_three_days_without_a_worker_each_is_told_once_and_in_order(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    later = now + 3 * DAY
    at(later)
    swept = sweep(desk.app, later)

    milestones = FIRST_POLICY.applying(nowhere_tonight=False)
    expected = sorted((one.after, each.key) for each in milestones for one in each.thresholds)
    assert swept.raised == len(expected)
    assert [key for key, _ in raised(desk.app)] == [key for _, key in expected]
    with desk.app.app_context():
        rows = db.session.execute(select(Escalation.key, Escalation.threshold, Escalation.passed_at)).all()
        acts = select(func.count()).where(AuditEvent.action == "escalation.raised")
        assert db.session.scalar(acts) == len(expected)
    assert Counter((key, number) for key, number, _ in rows).most_common(1)[0][1] == 1
    assert all(at - now == FIRST_POLICY.milestone(key).thresholds[number].after for key, number, at in rows)
    assert all(one.next_at is None for one in desk.clock(reference).milestones)
    assert sweep(desk.app, later + MINUTE).raised == 0


def test_more_than_are_looked_up_at_once(desk: Desk, at: At, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "AT_ONCE", 3)
    for _ in range(2):
        desk.send()
    at(now + 3 * DAY)
    swept = sweep(desk.app, now + 3 * DAY)

    each = sum(len(one.thresholds) for one in FIRST_POLICY.applying(nowhere_tonight=False))
    assert swept.raised == 2 * each
    with desk.app.app_context():
        query = text("SELECT at FROM clock_event WHERE kind = 'escalated' ORDER BY episode_id, number")
        moments = [str(moment) for moment in db.session.scalars(query)]
    assert moments[:each] == sorted(moments[:each])
    assert moments[each:] == sorted(moments[each:])


def test_a_sweep_ends_and_the_next_goes_on(desk: Desk, at: At, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.send()
    at(now + 3 * DAY)
    monkeypatch.setattr(sweeping, "MOST", 5)

    done = [sweep(desk.app, now + 3 * DAY).raised for _ in range(5)]
    assert done == [5, 5, 5, 2, 0]


def test_a_sweep_changes_no_version(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    before = desk.clock(reference).version
    at(now + 3 * DAY)
    sweep(desk.app, now + 3 * DAY)

    assert desk.clock(reference).version == before


def test_what_is_settled_is_silent(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    at(now + 10 * MINUTE)
    desk.act(desk.desk_worker, reference, "acknowledge")
    at(now + 2 * HOUR)
    sweep(desk.app, now + 2 * HOUR)

    assert [one for one in heard(desk.app, reference) if one.key == "received"] == []


def test_a_clock_that_has_ended_is_silent(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    with desk.app.app_context(), writing():
        operations.end_of(id_of(desk.app, reference), ClockEnd.SHE_STOPPED, None)
    at(now + 3 * DAY)

    assert sweep(desk.app, now + 3 * DAY).raised == 0
    assert heard(desk.app, reference) == []


def test_nobody_takes_a_red_one_so_others_are_told_once(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    for minutes in (60, 89, 90, 91, 119):
        at(now + minutes * MINUTE)
        swept = sweep(desk.app, now + minutes * MINUTE)
        assert swept.told_again == (minutes == 90)

    told = of(heard(desk.app, reference), "received", 1, turn=2)
    coordinators = sorted(mail_of(desk.app, one.user_id) for one in (desk.coordinator, desk.second))
    assert addresses(told)[0] == "deputy-duty-lead@example.org"
    assert sorted(one.address or "" for one in told if one.reached == "instead") == coordinators
    assert addresses(told)[-1] == "07700900321"
    assert {one.template for one in told} == {"clock_not_taken", "something_waits"}


def test_an_amber_one_is_not_told_again(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    for minutes in (45, 59):
        at(now + minutes * MINUTE)
        sweep(desk.app, now + minutes * MINUTE)

    assert {one.turn for one in heard(desk.app, reference)} == {1}


@pytest.mark.parametrize("how", ["settled", "ended"])
def test_what_came_to_an_end_is_not_told_again(desk: Desk, at: At, now: datetime, how: str) -> None:
    reference = desk.send()
    at(now + HOUR)
    sweep(desk.app, now + HOUR)
    if how == "settled":
        desk.act(desk.desk_worker, reference, "acknowledge")
    else:
        with desk.app.app_context(), writing():
            operations.end_of(id_of(desk.app, reference), ClockEnd.CLOSED, None)
    at(now + 2 * HOUR)

    assert sweep(desk.app, now + 2 * HOUR).told_again == 0
    with desk.app.app_context():
        assert queries.open_escalations([id_of(desk.app, reference)]) == {id_of(desk.app, reference): []}
        assert db.session.scalars(select(Escalation.again_at)).all() == [None, None]


def test_who_takes_it_is_left_in_peace_until_the_next_threshold(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    at(now + HOUR)
    sweep(desk.app, now + HOUR)
    take(desk.app, reference, "received", desk.coordinator.user_id)
    episode_id = id_of(desk.app, reference)
    with desk.app.app_context():
        every = queries.escalations([episode_id])[episode_id]
        assert [(one.threshold, one.taken_by, one.again_at, one.is_open) for one in every] == [
            (0, desk.coordinator.user_id, None, False),
            (1, desk.coordinator.user_id, None, False),
        ]
        assert queries.open_escalations([episode_id])[episode_id] == []
    at(now + 119 * MINUTE)
    swept = sweep(desk.app, now + 119 * MINUTE)
    assert (swept.told_again, {one.turn for one in heard(desk.app, reference)}) == (0, {1})
    at(now + 2 * HOUR)
    sweep(desk.app, now + 2 * HOUR)

    assert of(heard(desk.app, reference), "received", 2)
    with desk.app.app_context():
        waits = queries.open_escalations([episode_id])[episode_id]
        assert [(one.key, one.threshold, one.is_open) for one in waits] == [("received", 2, True)]
    assert desk.events(reference).count("escalation_taken:received") == 1


def test_the_same_person_takes_it_twice_and_another_is_refused(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    at(now + HOUR)
    sweep(desk.app, now + HOUR)
    for _ in range(2):
        take(desk.app, reference, "received", desk.coordinator.user_id)

    with pytest.raises(InvalidTransitionError, match="Somebody else has taken this"):
        take(desk.app, reference, "received", desk.second.user_id)
    assert desk.events(reference).count("escalation_taken:received") == 1


@pytest.mark.parametrize("how", ["settled", "ended"])
def test_there_is_nothing_to_take_of_what_came_to_an_end(desk: Desk, at: At, now: datetime, how: str) -> None:
    reference = desk.send()
    at(now + HOUR)
    sweep(desk.app, now + HOUR)
    if how == "settled":
        desk.act(desk.desk_worker, reference, "acknowledge")
    else:
        with desk.app.app_context(), writing():
            operations.end_of(id_of(desk.app, reference), ClockEnd.CLOSED, None)

    with pytest.raises(InvalidTransitionError):
        take(desk.app, reference, "received", desk.coordinator.user_id)


def test_two_take_it_at_once_and_one_has_it(own_database: str, desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    at(now + 3 * DAY)
    sweep(desk.app, now + 3 * DAY)
    together, people = Barrier(2), (desk.coordinator.user_id, desk.second.user_id)
    with ExitStack() as life:
        apps = [create_app(settings_for(own_database)) for _ in people]
        for app in apps:
            life.callback(dispose, app)

        def go(place: int, key: str) -> str:
            together.wait(10)
            try:
                take(apps[place], reference, key, people[place])
            except InvalidTransitionError:
                return "refused"
            return "has it"

        with ThreadPoolExecutor(2) as threads:
            for key in [milestone.key for milestone in FIRST_POLICY.applying(nowhere_tonight=False)]:
                assert sorted(threads.map(go, range(2), [key, key])) == ["has it", "refused"]


def test_a_later_red_one_speaks_for_an_earlier(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    at(now + 2 * HOUR)
    sweep(desk.app, now + 2 * HOUR)
    at(now + 3 * HOUR)

    assert sweep(desk.app, now + 3 * HOUR).told_again == 1
    assert {one.threshold for one in heard(desk.app, reference) if one.turn == 2 and one.key == "received"} == {2}


def test_two_workers_at_once_tell_once(own_database: str, desk: Desk, at: At, now: datetime) -> None:
    for _ in range(3):
        desk.send()
    later = now + 3 * DAY
    at(later)
    together = Barrier(2)
    with ExitStack() as life:
        apps = [create_app(settings_for(own_database)) for _ in range(2)]
        for app in apps:
            life.callback(dispose, app)

        def go(app: Flask) -> sweeping.Swept:
            together.wait(10)
            return sweep(app, later)

        with ThreadPoolExecutor(2) as threads:
            both = list(threads.map(go, apps))
        assert sum(one.failed for one in both) == 0
        at(later + 31 * MINUTE)
        with ThreadPoolExecutor(2) as threads:
            again = list(threads.map(lambda app: sweep(app, later + 31 * MINUTE), apps))

    each = sum(len(one.thresholds) for one in FIRST_POLICY.applying(nowhere_tonight=False))
    assert sum(one.raised for one in both) == 3 * each
    with desk.app.app_context():
        rows = db.session.execute(select(Escalation.episode_id, Escalation.key, Escalation.threshold)).all()
        assert len(rows) == len(set(rows)) == 3 * each
        turns = Counter(db.session.execute(select(EscalationCall.escalation_id, EscalationCall.turn).distinct()).all())
        assert len(turns) == 3 * each + sum(one.told_again for one in again)
        query = text(
            "SELECT episode_id, at FROM clock_event WHERE kind = 'escalated' AND detail <> 'again' ORDER BY number"
        )
        moments = defaultdict(list)
        for episode_id, moment in db.session.execute(query):
            moments[str(episode_id)].append(str(moment))
        assert all(one == sorted(one) for one in moments.values())
        sent = db.session.execute(
            select(EscalationCall.message_id, func.count(EscalationCall.escalation_id.distinct()))
            .where(EscalationCall.message_id.is_not(None))
            .group_by(EscalationCall.message_id)
        )
        assert all(number == 1 for _, number in sent)


def test_one_that_fails_stops_no_other_and_is_tried_again(
    desk: Desk, at: At, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = desk.send(), desk.send()
    with desk.app.app_context(), writing():
        db.session.execute(
            update(EpisodeClock).where(EpisodeClock.episode_id == id_of(desk.app, first)).values(policy_version=9)
        )
    at(now + HOUR)
    swept = sweep(desk.app, now + HOUR)

    assert (swept.raised, swept.failed) == (2, 1)
    assert "LookupError" in caplog.text
    assert first not in caplog.text
    assert {one.threshold for one in heard(desk.app, second)} == {0, 1}
    with desk.app.app_context(), pytest.raises(SweepError):
        clock_sweep.run(now + HOUR)
    with desk.app.app_context(), writing():
        db.session.execute(update(EpisodeClock).values(policy_version=1))
    assert sweep(desk.app, now + HOUR).raised == 2


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


@pytest.mark.parametrize("which", ["due", "untaken"])
def test_what_is_due_comes_from_its_index(desk: Desk, now: datetime, which: str) -> None:
    of_which = {
        "due": (queries.due_milestones, "ix_episode_milestone_next", queries.Due(now, uuid4(), "received")),
        "untaken": (queries.untaken, "ix_escalation_again", queries.Untaken(now, uuid4(), uuid4(), "received")),
    }
    ask, index, after = of_which[which]
    for begun in (None, after):
        with desk.app.app_context():
            explained = explain(lambda: ask(now, begun, 5))  # noqa: B023 - called at once
        assert index in explained
        assert "SORT" not in explained.upper()
        assert "TEMP B-TREE" not in explained


def explain(ask: Callable[[], object]) -> str:
    """How the database would answer what is asked, were the table too large to be read whole."""
    asked: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        asked.append((statement, values))

    connection = db.session.connection()
    event.listen(connection, "before_cursor_execute", note)
    ask()
    event.remove(connection, "before_cursor_execute", note)
    statement, values = asked[-1]
    words = "EXPLAIN QUERY PLAN"
    if connection.dialect.name == "postgresql":
        words = "EXPLAIN"
        for way in ("seqscan", "bitmapscan"):
            connection.execute(text(f"SET LOCAL enable_{way} = off"))
    rows = connection.exec_driver_sql(f"{words} {statement}", values)  # type: ignore[arg-type] # as they were bound
    return "\n".join(str(row) for row in rows)


def test_a_sweep_with_nothing_due_asks_twice(desk: Desk, now: datetime) -> None:
    for _ in range(3):
        desk.send()
    with counted(desk.app) as sent:
        sweep(desk.app, now)

    assert len(sent) == 2


def test_the_worker_sweeps_every_minute(desk: Desk, at: At, now: datetime) -> None:
    desk.send()
    job = next(job for job in JOBS if job.run is clock_sweep.run)
    at(now + HOUR)
    with desk.app.app_context():
        assert run_due("one", (job,)) == 1

    assert job.every == MINUTE
    assert counts(desk.app)[0] == 2


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


def test_the_command_sweeps_and_prints_counts(
    own_database: str, desk: Desk, at: At, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.send()
    at(now + HOUR)
    monkeypatch.setattr("pathway.cli.clock.app_or_exit", lambda: SimpleNamespace(app_context=desk.app.app_context))
    answer = CliRunner().invoke(main, ["clock", "sweep"])

    assert answer.exit_code == 0, answer.output
    said = json.loads(answer.output)
    assert said == {"at": (now + HOUR).isoformat(), "raised": 2, "told_again": 0, "nobody": 0, "failed": 0}


def test_whoever_says_that_she_has_her_has_what_was_warned_of_too(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    at(now + HOUR)
    sweep(desk.app, now + HOUR)
    assert desk.coordinator.user_id is not None
    coordinator = signed_in(desk.app, desk.coordinator.user_id)
    seen = {"version": str(desk.clock(reference).version), "from": "board"}
    assert coordinator.post(f"/board/{reference}/take-on", seen).status_code == 303
    told = heard(desk.app, reference)

    at(now + 1.9 * HOUR)
    again = sweep(desk.app, now + 1.9 * HOUR)

    assert (again.raised, again.told_again) == (0, 0)
    assert heard(desk.app, reference) == told
    assert "nobody has taken" not in signed_in(desk.app, desk.coordinator.user_id).get("/board").text
    at(now + 2 * HOUR)
    assert sweep(desk.app, now + 2 * HOUR).raised == 1  # the next one speaks
