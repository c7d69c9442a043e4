"""Turning the 72-hour pathway on and off: what it needs first, two people, one row, and a history."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from pathway.accounts.models import Proposal, User
from pathway.accounts.vocabulary import ProposalStatus, Role, UserStatus
from pathway.audit.models import AuditEvent
from pathway.core import clock
from pathway.directory.models import Fallback, Service
from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.extensions import db, writing
from pathway.leads.models import LeadHolder, LeadRole, LeadSchedule
from pathway.leads.vocabulary import ClockDuty
from pathway.notifications.models import OutboxMessage
from pathway.referral.models import PathwaySwitch, SignOff
from pathway.referral.queries import pathway_is_running
from tests import clocks
from tests.integration.conftest import NOW
from tests.integration.reading import parser, words_of
from tests.pairs import Pair, pairs_over
from tests.staff import Staff, organization, signed_in, user

PAGE = "/manage/pathway"
WHY = "Everything was tried with the desk on Monday"


@pytest.fixture
def ready(app: Flask, now: object) -> Flask:
    """An installation with everything that the pathway needs."""
    clocks.make_ready(app)
    return app


def page(staff: Staff) -> str:
    return words_of(staff.get(PAGE).text)


def ask(staff: Staff, turn: str = "on", why: str = WHY) -> tuple[int, str]:
    answer = staff.post(PAGE, {"turn": turn, "why": why})
    shown = staff.get(answer.headers["Location"]) if answer.status_code == 303 else answer
    return answer.status_code, words_of(shown.text)


def proposal_id(app: Flask) -> str:
    with app.app_context():
        is_decided = Proposal.status != ProposalStatus.WAITING
        query = select(Proposal.id).where(Proposal.act == "pathway.turning").order_by(is_decided)
        return str(db.session.scalars(query).first())


def decide(staff: Staff, app: Flask, how: str = "approve") -> tuple[int, str]:
    answer = staff.post(f"{PAGE}/proposals/{proposal_id(app)}/{how}")
    shown = staff.get(answer.headers["Location"]) if answer.status_code == 303 else answer
    return answer.status_code, words_of(shown.text)


def runs(app: Flask) -> bool:
    with app.app_context():
        return pathway_is_running()


def turns(app: Flask) -> list[tuple[bool, str | None]]:
    with app.app_context():
        rows = db.session.execute(select(PathwaySwitch.is_running, PathwaySwitch.why).order_by(PathwaySwitch.number))
        return [(row.is_running, row.why) for row in rows]


def test_it_is_off_and_says_what_is_missing_and_where_to_see_to_it(app: Flask, coordinator: Staff) -> None:
    html = coordinator.get(PAGE).text

    words = words_of(html)
    assert "The 72-hour pathway is off" in words
    assert "14 of 14 missing" in words
    assert "The duty coordinator has a phone Missing. Give the role a team number" in words
    assert "It has never run" in words
    links = {link.get("href") for link in parser.fromstring(html).cssselect(".pw-thing a")}
    desk = clocks.role_with(app, ClockDuty.DUTY_COORDINATOR)
    assert {f"/manage/leads/{desk}/edit", f"/manage/leads/{desk}/hours", "/manage/start/sign-offs"} <= links
    assert all(coordinator.get(link).status_code == 200 for link in links)
    assert not parser.fromstring(html).cssselect("textarea")


def test_nobody_asks_while_something_is_missing_and_her_reason_is_not_lost(app: Flask, coordinator: Staff) -> None:
    status, words = ask(coordinator)

    assert status == 409
    assert "It cannot be turned on, because something is still missing: The duty coordinator has a phone" in words
    assert proposal_id(app) == "None"


def test_two_people_turn_it_on(ready: Flask, coordinator: Staff, safeguarding_lead: Staff) -> None:
    status, words = ask(coordinator)
    assert (status, runs(ready)) == (303, False)
    assert "Asked. Nothing is changed until somebody else agrees." in words
    assert "You asked for this. Somebody else decides, until 1 December 2026, 10:00" in words
    assert f"Why: {WHY}" in words

    assert decide(coordinator, ready)[0] == 409
    assert not runs(ready)
    assert "Turn the 72-hour pathway on" in words_of(safeguarding_lead.get("/manage").text)
    assert "Agree: turn it on" in page(safeguarding_lead)
    status, words = decide(safeguarding_lead, ready)

    assert (status, runs(ready)) == (303, True)
    assert "The 72-hour pathway is running" in words
    assert "Turned on 24 November 2026, 10:00. Asked by Person" in words
    assert turns(ready) == [(True, WHY)]
    with ready.app_context():
        actions = set(db.session.scalars(select(AuditEvent.action)))
    assert {"proposal.made", "proposal.approved", "pathway.turned_on"} <= actions


def test_who_may_decide_is_told_and_named(ready: Flask, coordinator: Staff) -> None:
    home = organization(ready, name="Other partnership")
    second = user(ready, home, Role.COORDINATOR, name="Second Example")
    user(ready, home, Role.CASEWORKER, name="Third Example")

    words = ask(coordinator)[1]

    assert "Second Example, Other partnership" in words
    assert "Third Example" not in words
    with ready.app_context():
        mail = db.session.scalars(select(User.email).where(User.id == second)).one()
        assert mail in {message.recipient for message in db.session.scalars(select(OutboxMessage))}


def hide_the_phone(app: Flask) -> None:
    role = update(LeadRole).where(LeadRole.clock_duty == ClockDuty.DUTY_COORDINATOR)
    db.session.execute(role.values(phone=None, digits=None))


def end_deputy(app: Flask) -> None:
    desk = clocks.role_with(app, ClockDuty.DUTY_COORDINATOR)
    deputy = update(LeadHolder).where(LeadHolder.role_id == desk, LeadHolder.is_deputy)
    db.session.execute(deputy.values(until_on=NOW.date() - timedelta(days=1)))


def close_desk(app: Flask) -> None:
    for schedule in db.session.scalars(select(LeadSchedule)):
        if schedule.role_id == clocks.role_with(app, ClockDuty.DUTY_COORDINATOR):
            db.session.delete(schedule)


def vacate(app: Flask) -> None:
    role = clocks.role_with(app, ClockDuty.SUBSTANCE_MISUSE_COMMISSIONER)
    for holder in db.session.scalars(select(LeadHolder).where(LeadHolder.role_id == role)):
        db.session.delete(holder)


def no_number(app: Flask) -> None:
    role = clocks.role_with(app, ClockDuty.ON_CALL_MANAGER)
    db.session.execute(update(LeadRole).where(LeadRole.id == role).values(phone=None, digits=None))
    for holder in db.session.scalars(select(LeadHolder).where(LeadHolder.role_id == role)):
        holder.phone = None


def take_the_part(app: Flask) -> None:
    db.session.execute(update(LeadRole).where(LeadRole.clock_duty == ClockDuty.DUTY_LEAD).values(clock_duty=None))


def answers_here_without_agreement(app: Flask) -> None:
    desk = update(Service).where(Service.name == "Duty desk")
    db.session.execute(desk.values(referral_channel=ReferralChannel.INBOX))


def way_not_known(app: Flask) -> None:
    db.session.execute(update(Service).where(Service.name == "Duty desk").values(referral_channel=None))


def say_it_does_not_run(app: Flask) -> None:
    words = update(Fallback).where(Fallback.agency_type == AgencyType.PATHWAY_COORDINATOR)
    db.session.execute(words.values(text="It is not running yet."))


def withdraw_a_signature(app: Flask) -> None:
    db.session.delete(db.session.scalars(select(SignOff).order_by(SignOff.role)).first())


GOES_MISSING: dict[str, tuple[Callable[[Flask], None], str]] = {
    "phone": (hide_the_phone, "The duty coordinator has a phone"),
    "deputy": (end_deputy, "The duty coordinator has a deputy"),
    "hours": (close_desk, "The duty coordinator has staffed hours"),
    "holder": (vacate, "Substance misuse commissioner: somebody holds it"),
    "number": (no_number, "On-call manager: somebody holds it, with a number to ring"),
    "part": (take_the_part, "Duty lead: somebody holds it"),
    "agreement": (answers_here_without_agreement, "The duty desk is listed"),
    "way": (way_not_known, "The duty desk is listed"),
    "words": (say_it_does_not_run, "do not say that it is not running"),
    "signature": (withdraw_a_signature, ": signed"),
}


@pytest.mark.parametrize(("spoil", "words"), GOES_MISSING.values(), ids=GOES_MISSING.keys())
def test_what_goes_missing_meanwhile_is_looked_at_again_before_it_runs(
    ready: Flask, coordinator: Staff, safeguarding_lead: Staff, spoil: Callable[[Flask], None], words: str
) -> None:
    assert ask(coordinator)[0] == 303
    with ready.app_context(), writing():
        spoil(ready)

    shown = page(safeguarding_lead)
    status, refusal = decide(safeguarding_lead, ready)

    assert "1 of 14 missing" in shown
    assert words in shown
    assert "Something is missing again, so nobody can agree to it now" in shown
    assert "Agree: turn it on" not in shown
    assert (status, runs(ready), turns(ready)) == (409, False, [])
    assert "something is still missing" in refusal
    assert words in refusal


def test_what_goes_missing_while_it_runs_is_said_and_does_not_turn_it_off(ready: Flask, coordinator: Staff) -> None:
    clocks.turn(ready, *two(ready))
    assert "needs has gone missing" not in page(coordinator)

    with ready.app_context(), writing():
        hide_the_phone(ready)

    assert "It runs, and 1 thing that it needs has gone missing." in page(coordinator)
    assert runs(ready)


def test_turning_it_off_takes_two_and_is_refused_for_nothing(
    ready: Flask, coordinator: Staff, safeguarding_lead: Staff
) -> None:
    clocks.turn(ready, *two(ready))
    with ready.app_context(), writing():
        hide_the_phone(ready)
        withdraw_a_signature(ready)
    assert "The clocks that run go on" in page(coordinator)

    assert ask(coordinator, "off", "The desk has nobody this week")[0] == 303
    assert runs(ready)
    status, words = decide(safeguarding_lead, ready)

    assert (status, runs(ready)) == (303, False)
    assert "It is off. Nobody new is promised a clock; the clocks that run go on." in words
    assert turns(ready)[-1] == (False, "The desk has nobody this week")


def two(app: Flask) -> list[object]:
    home = organization(app)
    return [user(app, home, Role.COORDINATOR) for _ in range(2)]


def test_one_thing_waits_at_a_time_and_nothing_is_asked_that_is_so_already(
    ready: Flask, coordinator: Staff, safeguarding_lead: Staff
) -> None:
    assert ask(coordinator, "off")[0] == 409
    assert ask(coordinator)[0] == 303

    status, words = ask(safeguarding_lead)

    assert status == 409
    assert "Somebody has asked for this already" in words
    assert ask(coordinator)[0] == 409


@pytest.mark.parametrize(
    ("why", "words"), [("", "Say why"), ("  ", "Say why"), ("x" * 501, "Use at most 500 characters")]
)
def test_a_reason_is_needed_and_kept(ready: Flask, coordinator: Staff, why: str, words: str) -> None:
    status, shown = ask(coordinator, why=why)

    assert status == 400
    assert words in shown


def test_refused_and_taken_back_change_nothing(ready: Flask, coordinator: Staff, safeguarding_lead: Staff) -> None:
    ask(coordinator)
    assert decide(safeguarding_lead, ready, "refuse")[0] == 303
    ask(coordinator)
    assert decide(safeguarding_lead, ready, "take-back")[0] == 409
    assert decide(coordinator, ready, "take-back")[0] == 303

    assert turns(ready) == []
    assert ask(coordinator)[0] == 303


def test_what_waited_too_long_is_asked_for_again(ready: Flask, coordinator: Staff, safeguarding_lead: Staff) -> None:
    ask(coordinator)
    clock.stop(NOW + timedelta(days=7, minutes=1))
    late = signed_in(ready, safeguarding_lead.user_id)  # type: ignore[arg-type] # she has one

    assert "Waits for a second person" not in page(late)
    status, words = decide(late, ready)

    assert (status, runs(ready)) == (409, False)
    assert "Ask for it again" in words


def test_whoever_was_shut_out_meanwhile_has_not_asked(
    ready: Flask, coordinator: Staff, safeguarding_lead: Staff
) -> None:
    ask(coordinator)
    with ready.app_context(), writing():
        db.session.execute(
            update(User).where(User.id == coordinator.user_id).values(status=UserStatus.DISABLED, disabled_at=NOW)
        )

    assert decide(safeguarding_lead, ready)[0] == 409
    assert not runs(ready)


def test_two_who_agree_at_once_turn_it_on_once(ready: Flask, coordinator: Staff) -> None:
    ask(coordinator)
    seconds = [signed_in(ready, user(ready, organization(ready), Role.COORDINATOR)) for _ in range(3)]
    address = f"{PAGE}/proposals/{proposal_id(ready)}/approve"
    statuses: list[int] = []
    start = threading.Barrier(len(seconds))

    def agree(staff: Staff) -> None:
        start.wait(10)
        statuses.append(staff.post(address).status_code)

    threads = [threading.Thread(target=agree, args=(staff,)) for staff in seconds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(statuses) == [303, 409, 409]
    assert turns(ready) == [(True, WHY)]


@pytest.fixture
def pair(ready: Flask, own_database: str, coordinator: Staff) -> Iterator[Pair]:
    """Two coordinators at two servers."""
    other = signed_in(ready, user(ready, organization(ready), Role.COORDINATOR))
    with pairs_over(own_database) as make:
        yield make(coordinator, other)


def test_of_two_who_ask_at_once_one_has_asked(ready: Flask, pair: Pair) -> None:
    for number in range(4):
        answers = pair.at_once(
            *(lambda one=one: one.post(PAGE, {"turn": "on", "why": WHY}) for one in (pair.first, pair.second)),
            second_leads=bool(number % 2),
        )

        assert sorted(answer.status_code for answer in answers) == [303, 409]
        [late] = [answer for answer in answers if answer.status_code == 409]
        assert "Somebody has asked for this already. It has to be decided or taken back first" in words_of(late.text)
        asked_by = (pair.first, pair.second)[[answer.status_code for answer in answers].index(303)]
        taken_back = asked_by.post(f"{PAGE}/proposals/{proposal_id(ready)}/take-back")
        assert taken_back.status_code == 303
    assert not runs(ready)


def test_it_is_agreed_to_or_refused_and_never_both(ready: Flask, pair: Pair) -> None:
    third = signed_in(ready, user(ready, organization(ready), Role.COORDINATOR))
    for number in range(4):
        turn = "off" if runs(ready) else "on"
        before = len(turns(ready))
        assert ask(third, turn)[0] == 303
        begin = f"{PAGE}/proposals/{proposal_id(ready)}"
        agreed, refused = pair.at_once(
            lambda begin=begin: pair.first.post(f"{begin}/approve"),
            lambda begin=begin: pair.second.post(f"{begin}/refuse"),
            second_leads=bool(number % 2),
        )

        assert sorted([agreed.status_code, refused.status_code]) == [303, 409]
        assert len(turns(ready)) - before == (agreed.status_code == 303)
        assert runs(ready) is (turn == "on") if agreed.status_code == 303 else runs(ready) is (turn == "off")


def test_the_launch_and_the_page_of_work_lead_to_it(app: Flask, coordinator: Staff, safeguarding_lead: Staff) -> None:
    for staff in (coordinator, safeguarding_lead):
        for address in ("/manage", "/manage/start"):
            assert f'href="{PAGE}"' in staff.get(address).text
    assert "The 72-hour pathway runs 0 of 1" in words_of(coordinator.get("/manage/start").text)


def test_a_safeguarding_lead_is_not_sent_where_she_may_not_go(app: Flask, safeguarding_lead: Staff) -> None:
    html = safeguarding_lead.get(PAGE).text
    links = {link.get("href") for link in parser.fromstring(html).cssselect(".pw-thing a")}

    assert "A coordinator can do it." in words_of(html)
    assert all(safeguarding_lead.get(link).status_code == 200 for link in links)


def test_another_kind_of_proposal_is_not_decided_here(ready: Flask, coordinator: Staff) -> None:
    other = organization(ready)
    assert coordinator.post(f"{PAGE}/proposals/{other}/approve").status_code == 404
