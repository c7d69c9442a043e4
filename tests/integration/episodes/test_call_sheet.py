"""The referrer's page: numbers, words to say, what came of a call in one press, another service, her slip."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from pathway.accounts.vocabulary import Role
from pathway.audit.models import AuditEvent
from pathway.core import clock
from pathway.directory.vocabulary import AgencyType, Publication, ReferralChannel
from pathway.episodes.models import Agreement, Episode, Identity, Leg, LegEvent, LegNotice
from pathway.episodes.vocabulary import (
    WHY_DECLINED,
    CallOutcome,
    EpisodeStatus,
    LegEventKind,
    LegStatus,
    Party,
    ReasonCode,
)
from pathway.extensions import db, writing
from pathway.leads.models import LeadRole
from pathway.notifications.models import OutboxMessage
from pathway.notifications.vocabulary import MessageStatus
from pathway.organizations.vocabulary import OrganizationKind
from tests import factories, referrals
from tests.integration.reading import parser
from tests.referrals import FACTS, HER_NUMBER, NOTE, World, send
from tests.staff import Staff, organization, signed_in, user

RUNG = 2
"""The leg that is rung: the second service."""


def page_of(staff: Staff, reference: str) -> str:
    response = staff.get(f"/referrals/{reference}")
    assert response.status_code == 200
    return str(response.text)


def version(staff: Staff, reference: str, what: str = f"legs/{RUNG}/call") -> str:
    form = parser.fromstring(page_of(staff, reference)).cssselect(f"form[action='/referrals/{reference}/{what}']")[0]
    return str(form.cssselect("[name=version]")[0].get("value"))


def press(staff: Staff, reference: str, outcome: str, **more: str) -> int:
    fields = {"outcome": outcome, "version": version(staff, reference)} | more
    return staff.post(f"/referrals/{reference}/legs/{RUNG}/call", fields).status_code


def leg(world: World, reference: str, number: int = RUNG) -> Leg:
    return next(one for one in referrals.episode(world.app, reference).legs if one.number == number)


def test_the_page_has_number_script_and_the_promise(world: World, reference: str) -> None:
    page = parser.fromstring(page_of(world.referrer, reference))

    rung = page.cssselect("#leg-2")[0]
    assert rung.cssselect("a[href^='tel:07700900']")
    assert "I am ringing about a woman who has said yes" in rung.text_content()
    told = page.cssselect("#leg-1")[0].text_content()
    assert "They answer by 26 November 2026, 10:00" in " ".join(told.split())
    assert "She is with you until somebody takes her" in page.text_content()


def test_one_press_says_that_they_took_her(world: World, reference: str, now: datetime) -> None:
    assert press(world.referrer, reference, "taken", spoke_to="Sam, duty team", handover="three_way") == 303

    after = leg(world, reference)
    assert after.status is LegStatus.ACCEPTED
    assert after.accepted_at == now
    with world.app.app_context():
        assert after.named_worker == "Sam, duty team"
        event = db.session.scalars(select(LegEvent).where(LegEvent.leg_id == after.id, LegEvent.number == 2)).one()
        assert (event.kind, event.party) == (LegEventKind.ACCEPTED, Party.ON_THEIR_WORD)
        actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)).all()
        assert actions[-1] == "leg.accepted"
    assert "Taken" in page_of(world.referrer, reference)


def test_why_they_said_no_is_asked_in_place_and_nothing_else_goes(world: World, reference: str) -> None:
    page = parser.fromstring(page_of(world.referrer, reference))

    for part in (page, parser.fromstring(_refused_for_want_of_a_reason(world, reference))):
        form = part.cssselect(f"form[action='/referrals/{reference}/legs/{RUNG}/call']")[0]
        assert len(form.cssselect("details input[name=reason]")) == len(WHY_DECLINED)
        pressed = [button.get("value") for button in form.cssselect("button[name=outcome]")]
        assert pressed == ["taken", "not_taken", "no_answer", "ring_again"]
        details = form.cssselect("input[name=spoke_to]")[0]
        everything = list(form.iter())
        assert everything.index(details) < everything.index(form.cssselect("button[name=outcome]")[0])
    assert "There is a problem" not in page.text_content()


def _refused_for_want_of_a_reason(world: World, reference: str) -> str:
    fields = {"outcome": "not_taken", "version": version(world.referrer, reference)}
    return str(world.referrer.post(f"/referrals/{reference}/legs/{RUNG}/call", fields).text)


def test_that_they_took_her_is_undone_and_the_time_goes_on(world: World, reference: str, now: datetime) -> None:
    press(world.referrer, reference, "taken", spoke_to="Sam")
    before = leg(world, reference)
    clock.stop(now + timedelta(minutes=3))
    assert len(parser.fromstring(page_of(world.referrer, reference)).cssselect("#leg-2 form[action$='/undo']")) == 1

    assert world.referrer.post(f"/referrals/{reference}/legs/{RUNG}/undo").status_code == 303

    mistaken, again = leg(world, reference), leg(world, reference, 3)
    assert (mistaken.status, mistaken.reason) == (LegStatus.ENTERED_IN_ERROR, ReasonCode.ENTERED_IN_ERROR)
    assert (again.status, again.accepted_at, again.replaces_id) == (LegStatus.REQUESTED, None, mistaken.id)
    assert (again.sent_at, again.answer_by, again.service_id) == (before.sent_at, before.answer_by, before.service_id)
    with world.app.app_context():
        agreed = {row.leg_id: row for row in db.session.scalars(select(Agreement))}
        assert agreed[again.id].agreed_at == agreed[mistaken.id].agreed_at == now
        actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)).all()
        assert actions[-2:] == ["leg.entered_in_error", "leg.taken_undone"]
    page = parser.fromstring(page_of(world.referrer, reference))
    assert [part.get("id") for part in page.cssselect(".pw-leg")] == ["leg-1", "leg-3"]
    assert page.cssselect("#leg-3 button[value=taken]")
    assert world.referrer.post(f"/referrals/{reference}/legs/{RUNG}/undo").status_code == 409
    fields = {"outcome": "taken", "version": str(again.version)}
    assert world.referrer.post(f"/referrals/{reference}/legs/3/call", fields).status_code == 303


def test_what_should_never_have_been_asked_is_marked_and_nothing_unsent_leaves(world: World, reference: str) -> None:
    address = f"/referrals/{reference}/legs/1/mistake"
    assert world.caseworker.get(f"/referrals/{reference}").status_code == 200
    assert _unsent(world, reference) > 0
    fields = {"version": version(world.referrer, reference, "legs/1/mistake")}
    assert world.caseworker.post(address, fields).status_code == 403
    assert world.referrer.post(address, {"version": "0"}).status_code == 409
    assert leg(world, reference, 1).status is LegStatus.REQUESTED

    answer = world.referrer.post(address, fields)

    assert answer.status_code == 303
    mistaken = leg(world, reference, 1)
    assert (mistaken.status, mistaken.reason) == (LegStatus.ENTERED_IN_ERROR, ReasonCode.ENTERED_IN_ERROR)
    assert _unsent(world, reference) == 0
    assert world.caseworker.get(f"/referrals/{reference}").status_code == 404
    page = parser.fromstring(world.referrer.get(answer.headers["Location"]).text)
    assert "If they knew of it, ring them" in page.text_content()
    assert page.cssselect("#leg-1 form[action$='/mistake']") == []
    assert world.referrer.post(address, {"version": str(mistaken.version)}).status_code == 409
    with world.app.app_context():
        assert "leg.entered_in_error" in db.session.scalars(select(AuditEvent.action)).all()


def _unsent(world: World, reference: str) -> int:
    """How many mails about the first leg may still leave."""
    with world.app.app_context():
        leg_id = leg(world, reference, 1).id
        ids = select(LegNotice.message_id).where(LegNotice.leg_id == leg_id)
        waiting = OutboxMessage.status == MessageStatus.WAITING
        return len(db.session.scalars(select(OutboxMessage.id).where(OutboxMessage.id.in_(ids), waiting)).all())


def test_what_something_came_after_is_not_undone(world: World) -> None:
    reference = send(world.referrer, feedback="y")
    assert world.referrer.post(f"/referrals/{reference}/legs/{RUNG}/undo").status_code == 409
    press(world.referrer, reference, "taken")
    assert world.caseworker.post(f"/referrals/{reference}/legs/{RUNG}/undo").status_code == 404
    assert end(world.referrer, reference, "seen").status_code == 303

    assert world.referrer.post(f"/referrals/{reference}/legs/{RUNG}/undo").status_code == 409
    assert leg(world, reference).status is LegStatus.COMPLETED
    assert world.referrer.post(f"/referrals/{reference}/legs/1/undo").status_code == 404  # it answers here


def test_a_call_that_was_recorded_by_mistake_is_undone(world: World) -> None:
    reference = send(world.referrer, dict(FACTS) | {"child_at_risk": "yes"})
    address = f"/referrals/{reference}/calls/1"
    assert world.referrer.post(f"{address}/undo").status_code == 409
    world.referrer.post(address, {"outcome": "taken", "version": version(world.referrer, reference, "calls/1")})
    assert parser.fromstring(page_of(world.referrer, reference)).cssselect("#call-1 form[action$='/undo']")

    assert world.referrer.post(f"{address}/undo").status_code == 303

    call = referrals.episode(world.app, reference).calls[0]
    assert (call.outcome, call.made_at, call.made_by) == (None, None, None)
    assert parser.fromstring(page_of(world.referrer, reference)).cssselect("#call-1 button[value=taken]")


def test_a_number_that_was_rung_for_another_says_so(world: World) -> None:
    number = {"violence_risk": "immediate", "violence_from": ["partner_family"], "safe_place_tonight": "no"}
    reference = send(world.referrer, dict(FACTS) | number)
    page = parser.fromstring(page_of(world.referrer, reference))
    first, second = _with_the_same_number(page)
    assert "You rang" not in page.text_content()
    record = first.cssselect("form")[0]
    fields = {"outcome": "no_answer", "version": record.cssselect("[name=version]")[0].get("value")}

    assert world.referrer.post(record.get("action"), fields).status_code == 303

    after = parser.fromstring(page_of(world.referrer, reference))
    words = " ".join(after.cssselect(f"#{second.get('id')}")[0].text_content().split())
    assert f"for {first.get('aria-label')} already: nobody has taken her there yet, 24 November 2026, 10:00." in words


def _with_the_same_number(page: Any) -> tuple[Any, Any]:
    rung: dict[str, Any] = {}
    for part in page.cssselect(".pw-leg"):
        for link in part.cssselect("a.pw-call"):
            if link.get("href") in rung:
                return rung[link.get("href")], part
            rung[link.get("href")] = part
    raise AssertionError("no two parts show one number")


def test_a_no_wants_a_reason_and_keeps_what_was_typed(world: World, reference: str) -> None:
    fields = {"outcome": "not_taken", "version": version(world.referrer, reference), "spoke_to": "Sam"}

    asked = world.referrer.post(f"/referrals/{reference}/legs/{RUNG}/call", fields)

    assert asked.status_code == 400
    assert "Say why they did not take her" in asked.text
    assert 'value="Sam"' in asked.text
    assert press(world.referrer, reference, "not_taken", reason="no_capacity") == 303
    after = leg(world, reference)
    assert (after.status, after.reason) == (LegStatus.REJECTED, ReasonCode.NO_CAPACITY)
    assert "She is with you again" in page_of(world.referrer, reference)


@pytest.mark.parametrize("typed", [{}, {"outcome": "perhaps"}], ids=["the Enter key", "no outcome of ours"])
def test_the_enter_key_records_nothing_and_keeps_what_was_typed(
    world: World, reference: str, typed: dict[str, str]
) -> None:
    form = parser.fromstring(page_of(world.referrer, reference)).cssselect("#leg-2 form")[0]
    first = form.cssselect("button")[0]
    assert (first.get("name"), first.get("type")) == (None, "submit")  # what a browser presses for the Enter key
    fields = typed | {"version": version(world.referrer, reference), "spoke_to": "Sam"}

    answer = world.referrer.post(form.get("action"), fields)

    assert answer.status_code == 400
    page = parser.fromstring(answer.text)
    [link] = page.cssselect(".govuk-error-summary a")
    assert "Press what came of the call" in link.text_content()
    assert page.cssselect(link.get("href"))
    assert page.cssselect("#leg-2 [name=spoke_to]")[0].get("value") == "Sam"
    assert leg(world, reference).status is LegStatus.REQUESTED


@pytest.mark.parametrize(
    ("again", "hours"), [("1h", 1.0), ("3h", 3.0), ("morning", 23.0)], ids=["an hour", "three", "the next morning"]
)
def test_nobody_answered_and_she_rings_again(
    world: World, reference: str, now: datetime, again: str, hours: float
) -> None:
    assert press(world.referrer, reference, "ring_again", again=again) == 303

    after = leg(world, reference)
    assert after.status is LegStatus.REQUESTED
    assert after.ring_again_at - now == timedelta(hours=hours)
    assert "You meant to ring again" in page_of(world.referrer, reference)


def test_the_second_of_two_sees_both(world: World, reference: str) -> None:
    seen = version(world.referrer, reference)
    press(world.referrer, reference, "no_answer")

    late = world.referrer.post(
        f"/referrals/{reference}/legs/{RUNG}/call", {"outcome": "taken", "version": seen, "spoke_to": "Sam"}
    )

    assert late.status_code == 409
    assert "Somebody recorded something meanwhile" in late.text
    assert 'value="Sam"' in late.text
    assert leg(world, reference).status is LegStatus.REQUESTED


def test_a_leg_that_is_answered_here_is_not_recorded_by_its_referrer(world: World, reference: str) -> None:
    response = world.referrer.post(f"/referrals/{reference}/legs/1/call", {"outcome": "taken", "version": "1"})

    assert response.status_code == 404


ENDINGS = {
    "help_began": (LegStatus.COMPLETED, "Help has begun"),
    "could_not_deliver": (LegStatus.FAILED, "They could not give the help"),
}


def end(staff: Staff, reference: str, ending: str | None, **more: str) -> TestResponse:
    fields = {"ending": ending, "version": version(staff, reference, f"legs/{RUNG}/ending")} | more
    return staff.post(f"/referrals/{reference}/legs/{RUNG}/ending", {k: v for k, v in fields.items() if v is not None})


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_they_say_became_of_her_ends_it_so_that_it_can_be_closed(world: World, ending: str) -> None:
    status, words = ENDINGS[ending]
    reference = send(world.referrer, feedback="y", **{"agree-substance_misuse": "no"})
    coordinator = signed_in(world.app, user(world.app, organization(world.app), Role.COORDINATOR))
    rung = {"outcome": "taken", "version": version(world.referrer, reference, "legs/1/call")}
    world.referrer.post(f"/referrals/{reference}/legs/1/call", rung)
    assert coordinator.post(f"/referrals/{reference}/close").status_code == 409
    fields = {"ending": ending, "version": version(world.referrer, reference, "legs/1/ending")}

    assert world.referrer.post(f"/referrals/{reference}/legs/1/ending", fields).status_code == 303

    assert leg(world, reference, 1).status is status
    assert "ending" not in page_of(world.referrer, reference)
    assert words in page_of(world.referrer, reference)
    assert coordinator.post(f"/referrals/{reference}/close").status_code == 303


def test_what_became_of_her_has_to_be_chosen_and_not_twice(world: World) -> None:
    reference = send(world.referrer, feedback="y")
    press(world.referrer, reference, "taken")
    seen = version(world.referrer, reference, f"legs/{RUNG}/ending")

    for typed in (None, "not_reached"):
        answer = end(world.referrer, reference, typed)
        assert answer.status_code == 400
        assert "Choose what they said" in answer.text
    assert end(world.referrer, reference, "seen").status_code == 303
    late = world.referrer.post(f"/referrals/{reference}/legs/{RUNG}/ending", {"ending": "she_stopped", "version": seen})

    assert late.status_code == 409
    assert "Somebody recorded something meanwhile: done" in late.text
    assert leg(world, reference).status is LegStatus.COMPLETED


def test_who_may_not_hear_what_became_of_her_records_nothing_of_it(world: World) -> None:
    police = signed_in(world.app, user(world.app, organization(world.app, OrganizationKind.ENFORCEMENT)))
    coordinator = signed_in(world.app, user(world.app, organization(world.app), Role.COORDINATOR))
    for referrer, feedback in ((world.referrer, None), (police, "y")):
        reference = send(referrer, feedback=feedback)
        press(referrer, reference, "taken")
        seen = str(leg(world, reference).version)
        fields = {"ending": "seen", "version": seen}

        assert f"legs/{RUNG}/ending" not in page_of(referrer, reference)
        assert referrer.post(f"/referrals/{reference}/legs/{RUNG}/ending", fields).status_code == 404
        assert end(coordinator, reference, "place_found").status_code == 303

        told = parser.fromstring(page_of(referrer, reference)).cssselect(f"#leg-{RUNG}")[0].text_content()
        assert "place" not in told
        assert "Done" not in told


def test_a_leg_that_answers_here_is_not_ended_by_its_referrer(world: World) -> None:
    reference = send(world.referrer, feedback="y")

    response = world.referrer.post(f"/referrals/{reference}/legs/1/ending", {"ending": "seen", "version": "1"})

    assert response.status_code == 404


def test_each_label_of_several_panels_ticks_what_stands_beside_it(world: World) -> None:
    reference = send(world.referrer, dict(FACTS) | {"child_at_risk": "yes"}, feedback="y")

    page = parser.fromstring(page_of(world.referrer, reference))

    assert len(page.cssselect("[name=spoke_to]")) > 1
    ids = [element.get("id") for element in page.cssselect("[id]")]
    assert len(ids) == len(set(ids))


def test_steps_that_send_nothing_are_recorded_the_same_way(world: World) -> None:
    reference = send(world.referrer, dict(FACTS) | {"child_at_risk": "yes"})
    calls = referrals.episode(world.app, reference).calls
    assert [call.agency_type for call in calls] == [AgencyType.CHILDRENS_SOCIAL_CARE]
    seen = version(world.referrer, reference, "calls/1")

    done = world.referrer.post(f"/referrals/{reference}/calls/1", {"outcome": "taken", "version": seen})

    assert done.status_code == 303
    assert referrals.episode(world.app, reference).calls[0].outcome is CallOutcome.TAKEN


def test_a_child_s_referral_is_calls_to_record_and_waits_in_no_queue(world: World) -> None:
    reference = send(world.referrer, {"age": "under_18", "area": "brent", "violence_risk": "immediate"})

    episode = referrals.episode(world.app, reference)

    assert not episode.legs
    assert AgencyType.CHILDRENS_SOCIAL_CARE in {call.agency_type for call in episode.calls}
    assert "tel:" in page_of(world.referrer, reference)


def test_another_service_is_asked_by_her_agreement_and_the_time_goes_on(world: World, now: datetime) -> None:
    third = organization(world.app)
    service = referrals.publish(world.app, third, AgencyType.BENEFITS_ADVICE)
    reference = send(world.referrer)
    first = leg(world, reference)
    press(world.referrer, reference, "not_taken", reason="no_capacity")
    address = f"/referrals/{reference}/legs/{RUNG}/another"
    offered = parser.fromstring(world.referrer.get(address).text).cssselect("input[name=agree]")
    values = [radio.get("value") for radio in offered if radio.get("value") != "no"]

    assert world.referrer.post(address, {"agree": "no"}).status_code == 400
    assert world.referrer.post(address, {"agree": values[0]}).status_code == 303

    episode = referrals.episode(world.app, reference)
    new = episode.legs[-1]
    assert new.replaces_id == first.id
    assert new.service_id in {service, world.other_service} - {first.service_id}
    assert episode.received_at == now
    again = world.referrer.post(address, {"agree": values[0]})
    assert again.status_code in {400, 409}
    assert len(referrals.episode(world.app, reference).legs) == 3


def test_who_is_asked_instead_is_named_before_the_words_and_rung_on_the_next_page(world: World, reference: str) -> None:
    referrals.publish(world.app, organization(world.app), AgencyType.BENEFITS_ADVICE, name="Second advice (example)")

    page = parser.fromstring(world.referrer.get(f"/referrals/{reference}/legs/{RUNG}/another").text)

    words = " ".join(page.cssselect("main")[0].text_content().split())
    assert words.index("Second advice (example)") < words.index("Ask her:")
    assert page.cssselect("main a.pw-call") == []
    assert page.cssselect("main form button")[0].text_content() == "Go on, to ring them"


def test_where_nobody_else_is_listed_it_says_what_to_do_and_gives_a_number(world: World, reference: str) -> None:
    address = f"/referrals/{reference}/legs/1/another"
    assert "No coordinator has a number here yet: do not wait for one." in world.referrer.get(address).text
    with world.app.app_context(), writing():
        role = db.session.scalars(select(LeadRole).where(LeadRole.title == "Pathway duty coordinator")).one()
        role.phone, role.digits = "07700 900321", "07700900321"

    page = parser.fromstring(world.referrer.get(address).text).cssselect("main")[0]

    assert page.cssselect("a[href='tel:07700900321']")
    assert "Ring the coordinator" not in page.text_content()


def test_nobody_picks_up_so_another_is_asked(world: World) -> None:
    referrals.publish(world.app, organization(world.app), AgencyType.BENEFITS_ADVICE)
    reference = send(world.referrer)
    address = f"/referrals/{reference}/legs/{RUNG}/another"
    offered = parser.fromstring(world.referrer.get(address).text).cssselect("input[name=agree]")

    response = world.referrer.post(address, {"agree": offered[0].get("value")})

    assert response.status_code == 303
    first = leg(world, reference)
    assert (first.status, first.reason) == (LegStatus.REJECTED, ReasonCode.NO_RESPONSE)


def test_an_agency_that_answers_here_is_not_passed_over_before_it_is_late(world: World, reference: str) -> None:
    referrals.publish(world.app, organization(world.app), AgencyType.SUBSTANCE_MISUSE)
    address = f"/referrals/{reference}/legs/1/another"
    offered = parser.fromstring(world.referrer.get(address).text).cssselect("input[name=agree]")

    response = world.referrer.post(address, {"agree": offered[0].get("value")})

    assert response.status_code == 409
    assert "They have not said no yet" in response.text


def test_her_slip_is_off_unless_she_says_and_names_nobody(world: World, reference: str) -> None:
    plain = page_of(world.referrer, reference)
    assert "Someone will ring you" not in plain

    slip = parser.fromstring(page_of(world.referrer, f"{reference}?slip=yes")).cssselect(".pw-slip-shown")[0]

    words = slip.text_content()
    assert "Someone will ring you by" in words
    assert reference not in words
    assert "Example" not in words


def test_the_text_to_copy_has_neither_her_name_nor_number(world: World, reference: str) -> None:
    text = parser.fromstring(page_of(world.referrer, f"{reference}?text=yes")).cssselect("textarea")[0].text_content()

    assert reference in text
    assert "Example service" in text
    assert not [word for word in (referrals.ALIAS, HER_NUMBER, NOTE) if word in text]


def test_after_acceptance_and_a_day_the_referrer_reads_no_facts(world: World, reference: str, now: datetime) -> None:
    assert NOTE in page_of(world.referrer, reference)
    press(world.referrer, reference, "taken")

    clock.stop(now + timedelta(hours=24))
    fresh = signed_in(world.app, world.referrer.user_id)

    page = page_of(fresh, reference)
    assert NOTE not in page
    assert "Taken" in page


@pytest.mark.parametrize("typed", ["BCDFG-HJKLM", "nonsense", "' OR 1=1"])
def test_what_nobody_may_know_of_is_a_page_that_does_not_exist(world: World, reference: str, typed: str) -> None:
    stranger = signed_in(world.app, user(world.app, organization(world.app)))

    assert world.referrer.get(f"/referrals/{typed}").status_code == 404
    assert stranger.get(f"/referrals/{reference}").status_code == 404


def test_a_reference_is_found_as_it_was_typed(world: World) -> None:
    reference = send(world.referrer)

    response = world.referrer.get(f"/referrals/{reference.lower().replace('-', '')}")

    assert response.status_code == 303
    assert response.location.endswith(f"/referrals/{reference}")


def test_a_service_that_left_the_list_shows_no_number(world: World, reference: str) -> None:
    factories.change(
        world.app, world.other_service, referral_channel=ReferralChannel.PHONE, publication=Publication.DRAFT
    )

    page = parser.fromstring(page_of(world.referrer, reference)).cssselect("#leg-2")[0]

    assert not page.cssselect("a[href^='tel:']")
    assert "not in our list any more" in page.text_content()


@pytest.mark.parametrize("over", ["closed", "withheld"])
def test_nobody_else_is_asked_once_it_is_over(world: World, now: datetime, over: str) -> None:
    referrals.publish(world.app, organization(world.app), AgencyType.BENEFITS_ADVICE)
    reference = send(world.referrer)
    press(world.referrer, reference, "not_taken", reason="no_capacity")
    address = f"/referrals/{reference}/legs/{RUNG}/another"
    offered = parser.fromstring(world.referrer.get(address).text).cssselect("input[name=agree]")
    with world.app.app_context(), writing():
        episode = db.session.scalars(select(Episode)).one()
        identity = db.session.scalars(select(Identity)).one()
        if over == "closed":
            episode.status, episode.closed_at = EpisodeStatus.COMPLETED, now
        else:
            identity.withheld_at = now

    refused = world.referrer.post(address, {"agree": offered[0].get("value")})

    assert refused.status_code == 409
    assert "This referral is over" in refused.text
    assert "Ask another service" not in page_of(world.referrer, reference)
    assert len(referrals.episode(world.app, reference).legs) == 2
