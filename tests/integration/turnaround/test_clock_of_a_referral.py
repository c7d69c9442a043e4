"""Which referrals have a clock, and what happens to it as agencies act."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import text

from pathway.extensions import db, writing
from pathway.turnaround.vocabulary import ClockEnd, Settled
from tests import clocks, referrals
from tests.clocks import Desk
from tests.integration.reading import parser

WORKER = "Sam of the day team"
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(app: Flask, now: datetime) -> Desk:
    return clocks.set_up(app)


def test_a_referral_on_the_pathway_has_a_clock(desk: Desk, now: datetime) -> None:
    clock = desk.clock(desk.send(safe_place_tonight="no"))

    assert (clock.received_at, clock.due_at) == (now, now + 72 * HOUR)
    assert clock.policy_version == 1
    by_key = {milestone.key: milestone for milestone in clock.milestones}
    assert by_key["emergency_accommodation"].target_at == now + 3 * HOUR
    assert "accommodation" not in by_key
    assert by_key["received"].next_at == now + timedelta(minutes=45)
    assert all(milestone.settled is None for milestone in clock.milestones)


def test_who_has_somewhere_tonight_has_a_day_for_accommodation(desk: Desk, now: datetime) -> None:
    by_key = {milestone.key: milestone for milestone in desk.clock(desk.send()).milestones}

    assert by_key["accommodation"].target_at == now + 24 * HOUR
    assert "emergency_accommodation" not in by_key


@pytest.mark.parametrize("why", ["off", "no_to_the_desk", "another_pathway"])
def test_no_clock_starts(desk: Desk, why: str) -> None:
    facts = {}
    if why == "off":
        desk.turn(on=False)
    if why == "another_pathway":
        facts = {"violence_risk": "recent"}
    if why == "no_to_the_desk":
        address = referrals.begin(desk.referrer, clocks.FACTS)
        fields = referrals.filled(desk.referrer, address, **{"agree-pathway_coordinator": "no"})
        sent = desk.referrer.post(f"{address}/send", referrals.look(desk.referrer, address, fields))
        reference = referrals.reference_of(sent.location)
    else:
        reference = desk.send(**facts)

    assert not desk.has_clock(reference)


def test_turned_off_it_stops_no_clock(desk: Desk) -> None:
    reference = desk.send()
    desk.turn(on=False)
    desk.act(desk.desk_worker, reference, "acknowledge")

    assert desk.settled(reference)["received"] == "met"


def test_what_the_desk_does_meets_its_milestones(desk: Desk, at: Callable[[datetime], None], now: datetime) -> None:
    reference = desk.send()
    at(now + timedelta(minutes=20))
    desk.act(desk.desk_worker, reference, "acknowledge")
    at(now + 2 * HOUR)
    desk.act(desk.desk_worker, reference, "accept", worker=WORKER, when="hour")
    at(now + 3 * HOUR)
    desk.act(desk.desk_worker, reference, "contact", channel="call", when="now")

    by_key = {milestone.key: milestone for milestone in desk.clock(reference).milestones}
    assert by_key["received"].settled_at == now + timedelta(minutes=20)
    assert by_key["accepted"].settled_at == now + 2 * HOUR
    assert by_key["first_contact"].settled is Settled.MET
    assert by_key["safety_plan"].settled is None
    assert by_key["received"].next_at is None


def test_the_desk_reads_who_she_is_before_it_has_taken_her(desk: Desk) -> None:
    reference = desk.send()

    assert "Show who she is" in desk.desk_worker.get(f"/referrals/{reference}").text
    shown = desk.desk_worker.post(f"/referrals/{reference}/received/1/her")
    assert referrals.ALIAS in shown.text
    assert desk.agency_worker.post(f"/referrals/{reference}/received/2/her").status_code != 200


def test_a_desk_without_a_clock_does_not(desk: Desk) -> None:
    address = referrals.begin(desk.referrer, clocks.FACTS)
    fields = referrals.look(desk.referrer, address, referrals.filled(desk.referrer, address))
    sent = desk.referrer.post(f"{address}/send", fields)
    reference = referrals.reference_of(sent.location)
    with desk.app.app_context(), writing():
        db.session.execute(text("DELETE FROM episode_clock"))

    assert "Show who she is" not in desk.desk_worker.get(f"/referrals/{reference}").text
    assert desk.desk_worker.post(f"/referrals/{reference}/received/1/her").status_code == 409


def test_the_answer_of_another_agency_is_no_acceptance_of_the_lead(desk: Desk) -> None:
    reference = desk.send()
    desk.act(desk.agency_worker, reference, "accept", number=2, worker=WORKER, when="hour")

    assert desk.settled(reference)["accepted"] is None


def test_the_lead_ends_and_nobody_leads(desk: Desk) -> None:
    reference = desk.send()
    desk.act(desk.desk_worker, reference, "decline", reason="no_capacity", suggestion="")

    clock = desk.clock(reference)
    assert (clock.lead_leg_id, clock.ended_at) == (None, None)
    assert desk.events(reference) == ["started", "nobody_leads"]


def test_she_stops_and_her_clock_ends(desk: Desk) -> None:
    reference = desk.send()
    said = desk.referrer.post("/referrals/her-word", {"reference": reference, "word": "stop"})
    assert said.status_code == 303

    clock = desk.clock(reference)
    assert clock.end_kind is ClockEnd.SHE_STOPPED
    assert all(milestone.next_at is None for milestone in clock.milestones)


def test_it_was_not_her_and_her_clock_runs_again(desk: Desk, now: datetime) -> None:
    """Somebody else can stop a clock by saying that she stopped; her worker finds out, and nothing of it is lost."""
    reference = desk.send()
    desk.act(desk.desk_worker, reference, "accept", worker=WORKER, when="hour")
    assert desk.desk_worker.post("/referrals/her-word", {"reference": reference, "word": "stop"}).status_code == 303
    assert desk.clock(reference).end_kind is ClockEnd.SHE_STOPPED
    assert desk.referrer.post(f"/referrals/{reference}/not-hers", {"alone": "yes"}).status_code == 303

    clock = desk.clock(reference)
    assert (clock.ended_at, clock.lead_leg_id, clock.due_at) == (None, None, now + 72 * HOUR)
    by_key = {milestone.key: milestone for milestone in clock.milestones}
    assert by_key["safety_plan"].next_at == now + 18 * HOUR
    assert by_key["accepted"].settled is Settled.MET


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        (datetime(2026, 10, 23, 22, 30), datetime(2026, 10, 26, 21, 30)),
        (datetime(2027, 3, 26, 22, 30), datetime(2027, 3, 29, 23, 30)),
        (datetime(2027, 12, 31, 12, 0), datetime(2028, 1, 3, 12, 0)),
        (datetime(2028, 2, 27, 12, 0), datetime(2028, 3, 1, 12, 0)),
    ],
    ids=["October", "March", "year end", "leap day"],
)
def test_72_hours_are_elapsed_hours_in_the_database_too(
    app: Flask, at: Callable[[datetime], None], sent: datetime, due: datetime
) -> None:
    london = ZoneInfo("Europe/London")
    moment = sent.replace(tzinfo=london).astimezone(UTC)
    at(moment)
    desk = clocks.set_up(app)
    reference = desk.send()

    clock = desk.clock(reference)
    assert clock.due_at.astimezone(london).replace(tzinfo=None) == due
    assert clock.due_at - clock.received_at == 72 * HOUR
    with desk.app.app_context():
        late = "SELECT count(*) FROM episode_clock WHERE due_at <= :then"
        for then, number in ((clock.due_at - timedelta(seconds=1), 0), (clock.due_at, 1)):
            shown = then if db.engine.dialect.name == "postgresql" else then.strftime("%Y-%m-%d %H:%M:%S.%f")
            assert db.session.scalar(text(late), {"then": shown}) == number


def test_the_page_of_what_was_sent_is_drawn(desk: Desk) -> None:
    page = desk.referrer.get(f"/referrals/{desk.send()}?sent=1")

    assert parser.fromstring(page.text).cssselect("h1")
