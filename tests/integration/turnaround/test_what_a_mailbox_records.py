"""What an agency without accounts records of a woman's 72 hours, through the link in its mailbox."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from pathway.audit.models import AuditEvent
from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.episodes.models import Leg
from pathway.episodes.withdrawal import even_answers
from pathway.extensions import db, writing
from tests import clocks
from tests.clocks import Desk
from tests.integration.reading import words_of
from tests.mailboxes import MailboxReader, hidden, links_to, reader
from tests.staff import signed_in

At = Callable[[datetime], None]
PAGE = "/answer/clock"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _answers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(even_answers, "STEP_S", 0.001)


@pytest.fixture
def desk(app: Flask, now: datetime) -> Desk:
    """A running pathway whose duty desk answers through its mailbox."""
    return clocks.set_up(app, ReferralChannel.EMAIL_LINK)


@pytest.fixture
def reference(desk: Desk) -> str:
    return desk.send(safe_place_tonight="no")


@pytest.fixture
def team(desk: Desk, reference: str) -> MailboxReader:
    """Somebody of the desk, who came in by the link and took her."""
    team = reader(desk.app)
    team.come_in(links_to(desk.app)[-1])
    assert team.press("accept", worker="Sam of the day team", when="hour").status_code == 303
    return team


def record(team: MailboxReader, act: str, key: str, version: int | None = None, **typed: str) -> TestResponse:
    """Record something as the page would send it."""
    page = team.get(PAGE)
    shown = hidden(page, "version") if version is None else str(version)
    fields = {f"{act}-{key}-{name}": value for name, value in typed.items()}
    token = {"csrf_token": hidden(page, "csrf_token")}
    return team.post(f"{PAGE}/{act}", fields | {"key": key, "version": shown} | token)


def milestone(desk: Desk, reference: str, key: str) -> object:
    return next(one for one in desk.clock(reference).milestones if one.key == key)


def test_the_page_of_the_leg_leads_to_her_72_hours(desk: Desk, team: MailboxReader) -> None:
    assert f'href="{PAGE}"' in team.get("/answer").text
    page = team.get(PAGE)

    words = words_of(page.text)
    assert "Her 72 hours" in words
    assert "Safety plan made with her" in words
    assert 'href="/answer"' in page.text
    assert "/referrals/" not in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_it_records_what_was_done_wanted_declined_and_slept(
    desk: Desk, team: MailboxReader, reference: str, at: At, now: datetime
) -> None:
    at(now + HOUR / 4)
    done = record(team, "met", "safety_plan")
    assert (done.status_code, done.location) == (303, f"{PAGE}?done=met")
    assert "Recorded as done." in words_of(team.get(done.location).text)
    assert record(team, "wanted", "sexual_health").status_code == 303
    assert record(team, "declined", "treatment").status_code == 303
    place = "emergency_accommodation"
    assert record(team, "met", place, day="2026-11-24", clock_time="10:05").status_code == 303
    assert record(team, "slept", place).status_code == 303

    settled = desk.settled(reference)
    assert (settled["safety_plan"], settled["treatment"], settled[place]) == ("met", "declined", "met")
    assert milestone(desk, reference, "sexual_health").is_wanted is True
    row = milestone(desk, reference, place)
    assert (row.settled_at, row.slept_at) == (now + HOUR / 12, now + HOUR / 4)
    assert row.recorded_by is None


def test_in_the_trail_the_service_did_it(desk: Desk, team: MailboxReader, reference: str) -> None:
    record(team, "met", "safety_plan")

    with desk.app.app_context():
        leg = db.session.scalars(select(Leg).where(Leg.agency_type == AgencyType.PATHWAY_COORDINATOR)).one()
        row = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "milestone.met")).one()
        assert (row.actor_id, row.organization_id) == (leg.service_id, leg.organization_id)
    assert desk.events(reference)[-1] == "met:safety_plan"


def test_a_coordinator_has_its_mistake_taken_back_by_a_second_one(
    desk: Desk, team: MailboxReader, reference: str
) -> None:
    record(team, "met", "safety_plan")
    page = words_of(signed_in(desk.app, desk.coordinator.user_id or desk.desk).get(f"/board/{reference}").text)
    assert "This record is a mistake: Safety plan made with her" in page
    for act, staff in (("mistake", desk.coordinator), ("confirm", desk.second)):
        fields = {"version": str(desk.clock(reference).version), "key": "safety_plan"}
        assert staff.post(f"/board/{reference}/{act}", fields).status_code == 303

    assert desk.settled(reference)["safety_plan"] is None


def test_before_she_is_taken_there_is_nothing_to_record(desk: Desk, reference: str) -> None:
    team = reader(desk.app)
    team.come_in(links_to(desk.app)[-1])

    assert PAGE not in team.get("/answer").text
    assert team.get(PAGE).status_code == 404
    token = {"csrf_token": hidden(team.get("/answer"), "csrf_token")}
    refused = team.post(f"{PAGE}/met", token | {"key": "safety_plan", "version": "1"})
    assert refused.status_code == 404
    assert desk.settled(reference)["safety_plan"] is None


@pytest.mark.parametrize(("act", "key"), [("met", "accepted"), ("met", "nothing"), ("take-on", "safety_plan")])
def test_nothing_else_of_the_clock_is_recorded_here(
    desk: Desk, team: MailboxReader, reference: str, act: str, key: str
) -> None:
    before = desk.clock(reference).version

    assert record(team, act, key).status_code == 404
    assert desk.clock(reference).version == before


def test_whoever_was_quicker_is_said(desk: Desk, team: MailboxReader, reference: str) -> None:
    before = desk.clock(reference).version
    record(team, "met", "safety_plan")
    late = record(team, "met", "treatment", version=before)

    assert late.status_code == 409
    assert "Somebody else changed this" in words_of(late.text)
    assert desk.settled(reference)["treatment"] is None


def test_a_wrong_time_is_refused_with_what_was_typed(desk: Desk, team: MailboxReader, reference: str) -> None:
    refused = record(team, "met", "treatment", day="2026-11-25", clock_time="10:00")

    assert refused.status_code == 400
    assert "still to come" in words_of(refused.text)
    assert 'value="2026-11-25"' in refused.text


def test_another_agency_leads_and_only_its_own_strand_is_left(desk: Desk, team: MailboxReader, reference: str) -> None:
    with desk.app.app_context(), writing():
        db.session.execute(db.text("UPDATE episode_clock SET lead_leg_id = NULL"))

    assert "Nothing of her 72 hours is for you to record" in words_of(team.get(PAGE).text)


def test_a_form_that_waited_too_long_is_not_taken(
    desk: Desk, team: MailboxReader, reference: str, at: At, now: datetime
) -> None:
    page = team.get(PAGE)
    fields = {"key": "safety_plan", "version": hidden(page, "version"), "csrf_token": hidden(page, "csrf_token")}
    at(now + 3 * HOUR)
    stopped = team.post(f"{PAGE}/met", fields)

    assert stopped.status_code == 403
    assert "Nothing was done." in words_of(stopped.text)
    assert desk.settled(reference)["safety_plan"] is None


def test_a_link_that_ended_records_nothing(desk: Desk, team: MailboxReader, reference: str) -> None:
    page = team.get(PAGE)
    fields = {"key": "safety_plan", "version": hidden(page, "version"), "csrf_token": hidden(page, "csrf_token")}
    desk.referrer.post("/referrals/her-word", {"reference": reference, "word": "stop"})

    assert team.post(f"{PAGE}/met", fields).status_code == 410
    assert desk.settled(reference)["safety_plan"] is None
