"""What an agency does with a referral: every act, what each leaves behind, who is told, and what is refused."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from pathway import create_app
from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role
from pathway.audit.models import AuditEvent
from pathway.core import clock
from pathway.directory.vocabulary import AgencyType
from pathway.episodes.inbox import overdue
from pathway.episodes.models import Episode, Identity, Leg, LegEvent, LegQuestion, UnreachedWarning
from pathway.episodes.vocabulary import LegEventKind, LegStatus, OutcomeCode, ReasonCode
from pathway.extensions import db, writing
from pathway.notifications.models import OutboxMessage
from pathway.notifications.vocabulary import MessageStatus
from pathway.organizations.vocabulary import OrganizationKind
from tests import referrals
from tests.integration.conftest import settings_for
from tests.integration.reading import parser
from tests.referrals import ALIAS, FACTS, HER_NUMBER, NOTE, World, send
from tests.services import dispose
from tests.staff import Staff, organization, signed_in, user, with_cookie, without_nonces

WORKER = "Sam of the day team"


def leg_of(world: World, reference: str, number: int = 1) -> Leg:
    return referrals.episode(world.app, reference).legs[number - 1]


def act(staff: Staff, world: World, reference: str, name: str, **typed: Any) -> TestResponse:
    """Do something as the page of the leg would send it."""
    fields = {f"{name}-{field}": value for field, value in typed.items()}
    version = leg_of(world, reference).version
    return staff.post(f"/referrals/{reference}/received/1/{name}", fields | {"version": str(version)})


def accept(world: World, reference: str, staff: Staff | None = None) -> None:
    done = act(staff or world.caseworker, world, reference, "accept", worker=WORKER, when="hour")
    assert done.status_code == 303, done.text


def mails(world: World) -> list[tuple[str, str]]:
    """(template, address) of every message but those that told the agency first."""
    with world.app.app_context():
        rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at, OutboxMessage.id)).all()
        return [(row.template, row.recipient or "") for row in rows if row.template != "referral_waits"]


def to_referrer(world: World) -> int:
    with world.app.app_context():
        address = db.session.get_one(User, world.referrer.user_id).email
    return [address for _, address in mails(world)].count(address)


def test_the_inbox_shows_what_waits_and_one_press_acknowledges_it(world: World, reference: str) -> None:
    page = parser.fromstring(world.caseworker.get("/referrals/inbox").text)
    assert reference in page.text_content()
    assert "left" in page.cssselect(".pw-time")[0].text_content()
    form = page.cssselect("form[action*=acknowledge]")[0]
    fields = {field.get("name"): field.get("value") for field in form.cssselect("input")}

    pressed = world.caseworker.post(form.get("action"), fields)

    assert pressed.location == "/referrals/inbox?done=acknowledge"
    assert leg_of(world, reference).status is LegStatus.RECEIVED
    assert "Noted that you have seen it" in world.caseworker.get(pressed.location).text
    assert to_referrer(world) == 1


def test_she_is_taken_in_two_presses_with_what_the_page_suggests(world: World, reference: str) -> None:
    page = parser.fromstring(world.caseworker.get(f"/referrals/{reference}").text)
    form = page.cssselect("form[action$=accept]")[0]
    fields = {
        field.get("name"): field.get("value") or ""
        for field in form.cssselect("input")
        if field.get("type") != "radio" or field.get("checked") is not None
    }

    assert world.caseworker.post(form.get("action"), fields).status_code == 303

    leg = leg_of(world, reference)
    assert leg.status is LegStatus.ACCEPTED
    assert leg.planned_for is not None
    assert leg.planned_for > leg.sent_at
    with world.app.app_context():
        assert db.session.get_one(Leg, leg.id).named_worker


def test_before_she_is_taken_they_see_facts_and_not_who_she_is(world: World, reference: str) -> None:
    page = world.caseworker.get(f"/referrals/{reference}").text

    assert NOTE in page
    assert "020 7946 0001, until 5pm" in page
    assert "Substance misuse" in page or "substance" in page
    known = parser.fromstring(page).cssselect(".pw-known")[0].text_content()
    assert "Benefits" not in known
    assert ALIAS not in page
    assert HER_NUMBER not in page
    assert world.caseworker.post(f"/referrals/{reference}/received/1/her").status_code == 409


def test_reading_is_written_down_once_in_a_quarter_of_an_hour(world: World, reference: str, now: datetime) -> None:
    for minutes in (0, 1, 14, 16):
        clock.stop(now + timedelta(minutes=minutes))
        assert world.caseworker.get(f"/referrals/{reference}").status_code == 200
    world.referrer.get(f"/referrals/{reference}")

    with world.app.app_context():
        read = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "leg.read")).all()
        assert [event.actor_id for event in read] == [world.caseworker.user_id] * 2


def test_who_she_is_is_behind_a_button_with_what_to_mind_first(world: World, reference: str) -> None:
    accept(world, reference)
    assert HER_NUMBER not in world.caseworker.get(f"/referrals/{reference}").text

    page = world.caseworker.post(f"/referrals/{reference}/received/1/her")

    assert page.status_code == 200
    assert ALIAS in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.text.index("NO voicemail") < page.text.index(HER_NUMBER)
    with world.app.app_context():
        seen = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "identity.unmasked")).one()
        assert seen.actor_id == world.caseworker.user_id
        assert ALIAS not in seen.subject


@pytest.mark.parametrize(
    ("method", "hrefs"), [("call", ["tel:07700900123"]), ("text", ["sms:07700900123"]), ("place", [])]
)
def test_a_press_on_her_number_does_what_she_said(world: World, method: str, hrefs: list[str]) -> None:
    reference = send(world.referrer, method=method)
    accept(world, reference)

    page = parser.fromstring(world.caseworker.post(f"/referrals/{reference}/received/1/her").text)

    links = [link.get("href") for link in page.cssselect("a[href^='tel:'], a[href^='sms:']")]
    assert [href for href in links if HER_NUMBER.replace(" ", "") in href] == hrefs


def test_a_masked_number_is_shown_to_nobody_and_what_is_withheld_not_at_all(
    world: World, reference: str, now: datetime
) -> None:
    accept(world, reference)
    with world.app.app_context(), writing():
        db.session.scalars(select(Identity)).one().masked_at = now

    masked = world.caseworker.post(f"/referrals/{reference}/received/1/her").text
    assert "DO NOT RING OR TEXT" in masked
    assert HER_NUMBER not in masked
    assert ALIAS in masked
    for contradiction in ("NO voicemail", "Safe times", "Ring her"):
        assert contradiction not in masked
    assert "020 7946 0001, until 5pm" in masked  # how to reach whoever referred her

    with world.app.app_context(), writing():
        db.session.scalars(select(Identity)).one().withheld_at = now
    withheld = world.caseworker.post(f"/referrals/{reference}/received/1/her")
    assert withheld.status_code == 409
    assert ALIAS not in withheld.text


def test_declining_gives_a_reason_and_who_would_be_right(world: World, reference: str) -> None:
    act(world.caseworker, world, reference, "decline", reason="outside_area", suggestion="housing_advice")

    leg = leg_of(world, reference)
    assert (leg.status, leg.reason) == (LegStatus.REJECTED, ReasonCode.OUTSIDE_AREA)
    assert leg.suggested_agency is AgencyType.HOUSING_ADVICE
    assert to_referrer(world) == 1
    assert NOTE not in world.caseworker.get(f"/referrals/{reference}").text
    assert "Closed" in world.caseworker.get("/referrals/inbox?pile=closed").text
    assert reference in world.caseworker.get("/referrals/inbox?pile=closed").text


MISTAKES: dict[str, tuple[str, dict[str, Any]]] = {
    "no worker": ("accept", {"worker": "  ", "when": "hour"}),
    "no time": ("accept", {"worker": WORKER}),
    "half a time": ("accept", {"worker": WORKER, "when": "other", "day": "2026-12-01"}),
    "a time that is over": ("accept", {"worker": WORKER, "when": "other", "day": "2020-01-01", "clock_time": "10:00"}),
    "too far off": ("accept", {"worker": WORKER, "when": "other", "day": "2030-01-01", "clock_time": "10:00"}),
    "no reason": ("decline", {}),
    "an unknown reason": ("decline", {"reason": "no_response"}),
    "a strange suggestion": ("decline", {"reason": "no_capacity", "suggestion": "police_999"}),
    "a postcode in a question": ("ask", {"words": "Is she at NW10 4LT?"}),
    "a number in a question": ("ask", {"words": "Is it 020 7946 0999?"}),
    "a long question": ("ask", {"words": "w" * 301}),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_changes_nothing_and_keeps_what_was_typed(world: World, mistake: str) -> None:
    name, typed = MISTAKES[mistake]
    reference = send(world.referrer)

    response = act(world.caseworker, world, reference, name, **typed)

    assert response.status_code == 400
    assert "There is a problem" in response.text
    if words := typed.get("words"):
        assert words in response.text
    assert leg_of(world, reference).version == 1


@pytest.mark.parametrize("half", [{"day": "2026-11-24"}, {"clock_time": "09:30"}], ids=["a day", "a time"])
@pytest.mark.parametrize("name", ["attempt", "contact"])
def test_half_of_a_time_is_asked_about_and_not_taken_for_now(
    world: World, reference: str, name: str, half: dict[str, str]
) -> None:
    accept(world, reference)

    response = act(world.caseworker, world, reference, name, channel="call", **half)

    assert response.status_code == 400
    assert "Give the day and the time" in response.text
    assert leg_of(world, reference).status is LegStatus.ACCEPTED
    assert leg_of(world, reference).contacted_at is None


def test_a_hold_is_a_week_at_most_and_ends_by_itself(world: World, reference: str, now: datetime) -> None:
    accept(world, reference)
    today = now.astimezone(clock.LONDON).date()
    too_long = act(world.caseworker, world, reference, "hold", reason="not_wanted_now", until=today + timedelta(days=8))
    assert too_long.status_code == 400
    until = today + timedelta(days=3)

    assert act(world.caseworker, world, reference, "hold", reason="not_wanted_now", until=until).status_code == 303

    assert leg_of(world, reference).status is LegStatus.ON_HOLD
    assert reference in world.caseworker.get("/referrals/inbox?pile=on-hold").text
    with world.app.app_context():
        overdue.resume_held(now + timedelta(days=2))
        assert leg_of(world, reference).status is LegStatus.ON_HOLD
        clock.stop(now + timedelta(days=4))
        overdue.resume_held(clock.utc_now())
        overdue.resume_held(clock.utc_now())
        kinds = db.session.scalars(select(LegEvent.kind).order_by(LegEvent.number)).all()
    assert leg_of(world, reference).status is LegStatus.ACCEPTED
    assert kinds.count(LegEventKind.RESUMED) == 1


def test_it_can_be_taken_up_again_earlier(world: World, reference: str, now: datetime) -> None:
    accept(world, reference)
    act(world.caseworker, world, reference, "contact", channel="call")
    until = now.astimezone(clock.LONDON).date() + timedelta(days=3)
    act(world.caseworker, world, reference, "hold", reason="in_custody_or_hospital", until=until)

    act(world.caseworker, world, reference, "resume")

    assert leg_of(world, reference).status is LegStatus.IN_PROGRESS


def test_contact_and_outcome_are_told_only_if_she_agreed(world: World) -> None:
    for feedback, told in (("y", 3), (None, 1)):
        reference = send(world.referrer, feedback=feedback)
        before = to_referrer(world)
        accept(world, reference)
        act(world.caseworker, world, reference, "contact", channel="through_referrer")
        act(world.caseworker, world, reference, "deliver", outcome="help_began")

        leg = leg_of(world, reference)
        assert (leg.status, leg.outcome) == (LegStatus.COMPLETED, OutcomeCode.HELP_BEGAN)
        assert to_referrer(world) - before == told


def test_a_referrer_of_an_enforcement_body_hears_that_it_came_in_and_no_more(world: World) -> None:
    police = organization(world.app, OrganizationKind.ENFORCEMENT)
    world.referrer = signed_in(world.app, user(world.app, police))
    reference = send(world.referrer, feedback="y")

    act(world.caseworker, world, reference, "acknowledge")
    assert to_referrer(world) == 1
    taken = {"outcome": "taken", "version": leg_of(world, reference, 2).version}
    assert world.referrer.post(f"/referrals/{reference}/legs/2/call", taken).status_code == 303
    pages = ("/referrals", f"/referrals/{reference}")
    received = [without_nonces(world.referrer.get(page)) for page in pages]
    accept(world, reference)
    act(world.caseworker, world, reference, "contact", channel="call")
    act(world.caseworker, world, reference, "deliver", outcome="seen")

    assert to_referrer(world) == 1
    assert [without_nonces(world.referrer.get(page)) for page in pages] == received
    coordinator = signed_in(world.app, user(world.app, organization(world.app), Role.COORDINATOR))
    refused = without_nonces(world.referrer.post(f"/referrals/{reference}/close"))
    done = {"ending": "seen", "version": leg_of(world, reference, 2).version}
    assert coordinator.post(f"/referrals/{reference}/legs/2/ending", done).status_code == 303
    assert coordinator.post(f"/referrals/{reference}/close").status_code == 303
    assert [without_nonces(world.referrer.get(page)) for page in pages] == received
    assert without_nonces(world.referrer.post(f"/referrals/{reference}/close")) == refused
    asked = act(world.caseworker, world, send(world.referrer), "ask", words="Can she come on Monday?")
    assert asked.status_code == 409


def test_an_attempt_is_not_a_contact(world: World, reference: str, now: datetime) -> None:
    accept(world, reference)
    clock.stop(now + timedelta(minutes=30))

    act(world.caseworker, world, reference, "attempt", channel="call")

    leg = leg_of(world, reference)
    assert (leg.status, leg.contacted_at) == (LegStatus.ACCEPTED, None)
    assert "Tried, not reached (by telephone)" in world.caseworker.get(f"/referrals/{reference}").text


def look_for_her(world: World, reference: str, now: datetime) -> None:
    """Five tries over a week, one of them through her worker."""
    for day, channel in enumerate(["call", "call", "through_referrer", "call", "call"]):
        clock.stop(now + timedelta(days=day * 2))
        world.caseworker = signed_in(world.app, world.caseworker.user_id)  # type: ignore[arg-type] # she has an account
        tried = act(world.caseworker, world, reference, "attempt", channel=channel)
        assert tried.status_code == 303


def test_it_ends_unreached_only_after_she_was_looked_for(world: World, reference: str, now: datetime) -> None:
    accept(world, reference)

    refused = act(world.caseworker, world, reference, "end", reason="not_reached")
    assert refused.status_code == 409
    assert "Record at least 5 tries first: there are 0" in refused.text
    look_for_her(world, reference, now)
    ended = act(world.caseworker, world, reference, "end", reason="not_reached")

    assert ended.status_code == 303
    assert leg_of(world, reference).status is LegStatus.FAILED


@pytest.mark.parametrize("decision", ["end", "go-on"])
def test_who_is_controlled_never_ends_unreached_by_itself(world: World, now: datetime, decision: str) -> None:
    app = world.app
    lead = user(app, world.agency, Role.SAFEGUARDING_LEAD)
    reference = send(world.referrer, dict(FACTS) | {"controlled": "suspected"})
    accept(world, reference)
    look_for_her(world, reference, now)

    asked = act(world.caseworker, world, reference, "end", reason="not_reached")

    assert asked.status_code == 303
    assert leg_of(world, reference).status is LegStatus.ACCEPTED
    assert [template for template, _ in mails(world)].count("referral_unreached") == 1
    page = world.caseworker.get(f"/referrals/{reference}").text
    assert "a safeguarding lead or a coordinator decides" in " ".join(page.split())
    again = act(world.caseworker, world, reference, "end", reason="could_not_deliver")
    assert again.status_code == 409
    assert world.caseworker.post(f"/referrals/{reference}/decisions/1", {"decision": "end"}).status_code == 404
    decider = signed_in(app, lead)
    assert "To decide" in decider.get("/referrals/decisions").text
    assert reference in decider.get("/referrals/decisions").text
    assert "may it end?" in decider.get("/manage").text

    assert decider.post(f"/referrals/{reference}/decisions/1", {"decision": decision}).status_code == 303

    expected = LegStatus.FAILED if decision == "end" else LegStatus.ACCEPTED
    assert leg_of(world, reference).status is expected
    with app.app_context():
        assert db.session.scalars(select(UnreachedWarning)).all() == []
    assert decider.post(f"/referrals/{reference}/decisions/1", {"decision": decision}).status_code == 404


def test_the_second_of_two_sees_what_it_is_now_and_what_she_wanted(world: World, reference: str) -> None:
    version = leg_of(world, reference).version
    accept(world, reference)

    late = world.caseworker.post(
        f"/referrals/{reference}/received/1/decline", {"version": version, "decline-reason": "no_capacity"}
    )

    assert late.status_code == 409
    words = " ".join(parser.fromstring(late.text).text_content().split())
    assert "Somebody was quicker" in words
    assert "Now it is: taken" in words
    assert "You wanted: do not take her; why not?: No room just now" in words
    assert leg_of(world, reference).status is LegStatus.ACCEPTED


@pytest.mark.parametrize("version", ["0", "999", "", "-1", "x", None, "9" * 400])
def test_a_version_that_is_no_more_changes_nothing_and_says_what_to_do(
    world: World, reference: str, version: str | None
) -> None:
    typed = {"decline-reason": "no_capacity", "decline-suggestion": "housing_advice"}
    fields = typed | ({} if version is None else {"version": version})

    late = world.caseworker.post(f"/referrals/{reference}/received/1/decline", fields)

    assert late.status_code == 409
    page = parser.fromstring(late.text)
    assert "look it over below, and press again" in page.cssselect("[role=alert]")[0].text_content()
    form = page.cssselect("form[action$=decline]")[0]
    assert form.cssselect("[value=no_capacity][checked]")
    assert form.cssselect("[value=housing_advice][selected]")
    assert form.cssselect("[name=version]")[0].get("value") == "1"
    assert leg_of(world, reference).status is LegStatus.REQUESTED


def test_what_is_still_possible_can_be_pressed_again(world: World, reference: str) -> None:
    version = leg_of(world, reference).version
    act(world.caseworker, world, reference, "acknowledge")

    late = world.caseworker.post(
        f"/referrals/{reference}/received/1/accept",
        {"version": version, "accept-worker": "Team North", "accept-when": "hour"},
    )

    assert late.status_code == 409
    form = parser.fromstring(late.text).cssselect("form[action$=accept]")[0]
    fields = {
        field.get("name"): field.get("value") or ""
        for field in form.cssselect("input")
        if field.get("type") != "radio" or field.get("checked") is not None
    }
    assert fields["accept-worker"] == "Team North"
    assert world.caseworker.post(form.get("action"), fields).status_code == 303


def test_who_referred_her_does_not_take_her(world: World) -> None:
    reference = send(world.caseworker)

    page = world.caseworker.get(f"/referrals/{reference}").text
    refused = act(world.caseworker, world, reference, "accept", worker=WORKER, when="hour")

    assert "somebody else of your organisation answers" in page
    assert refused.status_code == 409
    assert leg_of(world, reference).status is LegStatus.REQUESTED
    colleague = signed_in(world.app, user(world.app, world.agency, Role.CASEWORKER))
    accept(world, reference, colleague)


def test_a_question_and_its_answer_change_no_state(world: World, reference: str) -> None:
    asked = act(world.caseworker, world, reference, "ask", words="Does she need an interpreter?")
    assert asked.status_code == 303
    with world.app.app_context():
        question = db.session.scalars(select(LegQuestion)).one()
        assert b"interpreter" not in (question.question_sealed or b"")
    page = parser.fromstring(world.referrer.get(f"/referrals/{reference}").text)
    assert "Does she need an interpreter?" in page.text_content()
    form = page.cssselect("form[action*=questions]")[0]

    wrong = world.referrer.post(form.get("action"), {"words": "She is at NW10 4LT"})
    right = world.referrer.post(form.get("action"), {"words": "Yes, a woman"})

    assert wrong.status_code == 400
    assert "full postcode" in wrong.text
    assert right.status_code == 303
    assert "Yes, a woman" in world.caseworker.get(f"/referrals/{reference}").text
    assert leg_of(world, reference).status is LegStatus.REQUESTED
    assert {template for template, _ in mails(world)} == {"referral_update"}
    assert world.caseworker.post(form.get("action"), {"words": "No"}).status_code == 403
    assert world.referrer.post(form.get("action"), {"words": "No"}).status_code == 409


def test_what_nobody_answered_goes_back_once_and_to_nobody_else(world: World, now: datetime) -> None:
    user(world.app, organization(world.app), Role.COORDINATOR)
    reference = send(world.referrer)
    due = leg_of(world, reference).answer_by

    with world.app.app_context():
        overdue.reject_unanswered(due)
        assert leg_of(world, reference).status is LegStatus.REQUESTED
        clock.stop(due + timedelta(days=3))
        overdue.reject_unanswered(clock.utc_now())
        overdue.reject_unanswered(clock.utc_now())

    episode = referrals.episode(world.app, reference)
    assert [leg.status for leg in episode.legs] == [LegStatus.REJECTED, LegStatus.REQUESTED]  # the second is rung
    assert episode.legs[0].reason is ReasonCode.NO_RESPONSE
    assert len(mails(world)) == 2
    with world.app.app_context():
        assert len(db.session.scalars(select(Episode)).all()) == 1


def test_a_message_that_nobody_got_shows_at_once(world: World, reference: str) -> None:
    assert "nobody there was told" not in world.referrer.get(f"/referrals/{reference}").text

    with world.app.app_context(), writing():
        db.session.scalars(select(OutboxMessage)).one().status = MessageStatus.DEAD

    assert "nobody there was told. Ring them" in world.referrer.get(f"/referrals/{reference}").text


def test_a_rung_leg_is_in_no_inbox(world: World, reference: str) -> None:
    assert reference not in world.other_caseworker.get("/referrals/inbox").text
    assert world.other_caseworker.get(f"/referrals/{reference}").status_code == 404


def test_managers_and_coordinators_see_how_many_and_since_when(world: World, reference: str, now: datetime) -> None:
    manager = signed_in(world.app, user(world.app, world.agency, Role.SERVICE_MANAGER))
    elsewhere = signed_in(world.app, user(world.app, world.other_agency, Role.SERVICE_MANAGER))
    coordinator = signed_in(world.app, user(world.app, organization(world.app), Role.COORDINATOR))

    assert "1 referral waits at your organisation" in manager.get("/referrals/inbox").text
    assert "No referral waits" in elsewhere.get("/referrals/inbox").text
    assert "1 waits, the oldest since" in " ".join(coordinator.get("/referrals/inbox").text.split())
    for staff in (manager, coordinator):
        page = staff.get("/referrals/inbox").text
        assert reference not in page
        assert NOTE not in page
    words = " ".join(manager.get("/manage").text.split())
    assert "Nothing waits for you yourself" in words
    assert "1 referral waits for your caseworkers to answer" in words
    assert re.search(r"1 thing waits", world.caseworker.get("/manage").text)


def at_once(world: World, work: Sequence[Callable[[Flask], None]]) -> None:
    """Do several things at the same moment, each in a process's app of its own."""
    apps = [create_app(settings_for(world.app.config["SQLALCHEMY_DATABASE_URI"])) for _ in work]
    together, failed = Barrier(len(work)), list[BaseException]()

    def run(app: Flask, do: Callable[[Flask], None]) -> None:
        try:
            together.wait(10)
            do(app)
        except BaseException as error:  # noqa: BLE001 - whatever it is fails the test, in its own thread
            failed.append(error)

    threads = [Thread(target=run, args=pair) for pair in zip(apps, work, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for app in apps:
        dispose(app)
    assert failed == []


def test_of_two_who_take_her_at_once_one_does(world: World, reference: str) -> None:
    version = leg_of(world, reference).version
    colleague = signed_in(world.app, user(world.app, world.agency, Role.CASEWORKER))
    answers: list[int] = []

    def taking(staff: Staff, worker: str) -> Callable[[Flask], None]:
        def take(app: Flask) -> None:
            typed = {"version": version, "accept-worker": worker, "accept-when": "hour"}
            there = with_cookie(app, staff.token, staff.user_id, staff.session_id)
            answers.append(there.post(f"/referrals/{reference}/received/1/accept", typed).status_code)

        return take

    at_once(world, [taking(world.caseworker, "One"), taking(colleague, "Other")])

    assert sorted(answers) == [303, 409]
    with world.app.app_context():
        kinds = db.session.scalars(select(LegEvent.kind).where(LegEvent.leg_id == leg_of(world, reference).id)).all()
        assert kinds.count(LegEventKind.ACCEPTED) == 1


def test_two_workers_at_once_let_a_leg_go_back_once(world: World, reference: str) -> None:
    clock.stop(leg_of(world, reference).answer_by + timedelta(minutes=1))

    def work(app: Flask) -> None:
        with app.app_context():
            overdue.reject_unanswered(clock.utc_now())

    at_once(world, [work, work])

    with world.app.app_context():
        kinds = db.session.scalars(select(LegEvent.kind)).all()
        assert kinds.count(LegEventKind.NOT_ANSWERED) == 1
    assert to_referrer(world) == 1
