"""The board: which clocks it shows in which order, how many, and what is done from it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from pathway.board import queries
from pathway.episodes import clock_sweep
from pathway.turnaround.clock import PauseReason
from pathway.turnaround.vocabulary import ClockEnd, LateReason, Settled, WhatChanged, WithHer
from tests import clocks, referrals
from tests.clocks import Desk
from tests.integration.reading import parser
from tests.staff import Staff, signed_in

HOUR = timedelta(hours=1)


@pytest.fixture
def desk(app: Flask, now: datetime) -> Desk:
    return clocks.set_up(app)


def again(desk: Desk, staff: Staff) -> Staff:
    """Her browser, signed in at this moment."""
    assert staff.user_id is not None
    return signed_in(desk.app, staff.user_id)


def do(desk: Desk, reference: str, act: str, key: str = "", staff: Staff | None = None, **typed: str) -> TestResponse:
    """Do something as the page of the clock would send it."""
    begin = f"{act}-{key}" if key else act
    fields = {f"{begin}-{name}": value for name, value in typed.items()}
    version = {"version": str(desk.clock(reference).version)}
    address = f"/board/{reference}/{act}"
    return again(desk, staff or desk.coordinator).post(address, fields | version | ({"key": key} if key else {}))


def milestone(desk: Desk, reference: str, key: str) -> object:
    return next(one for one in desk.clock(reference).milestones if one.key == key)


def references(page: TestResponse) -> list[str]:
    """The references on the board, in order."""
    return [link.text_content() for link in parser.fromstring(page.text).cssselect(".pw-board th a")]


def test_unowned_come_first_then_by_time_left(desk: Desk, at: Callable[[datetime], None], now: datetime) -> None:
    sent = []
    for hours in (0, 1, 2):
        at(now + hours * HOUR)
        desk.referrer = again(desk, desk.referrer)
        sent.append(desk.send())
    desk.act(desk.desk_worker, sent[0], "accept", worker="Sam", when="hour")

    assert references(again(desk, desk.coordinator).get("/board")) == [sent[1], sent[2], sent[0]]


def test_it_counts_by_the_worst_of_each(desk: Desk, at: Callable[[datetime], None], now: datetime) -> None:
    """Sent 50 minutes and 70 minutes ago and now: about to be late, late, on course."""
    for minutes in (0, 20, 70):
        at(now + timedelta(minutes=minutes))
        desk.referrer = again(desk, desk.referrer)
        desk.send()

    with desk.app.app_context():
        totals = queries.totals(now + timedelta(minutes=70))
        rows, _ = queries.rows(now + timedelta(minutes=70))
    assert (totals.unowned, totals.late, totals.soon, totals.on_course) == (3, 1, 1, 1)
    assert [row.time.colour.value for row in rows] == ["red", "amber", "green"]


def test_pages_of_fifty(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    sent = {desk.send() for _ in range(3)}
    first, second = references(desk.coordinator.get("/board")), references(desk.coordinator.get("/board?page=2"))

    assert (len(first), len(second)) == (2, 1)
    assert {*first, *second} == sent


def test_an_empty_board_says_so(desk: Desk) -> None:
    page = desk.coordinator.get("/board").text

    assert "No clock runs." in page


def test_asking_by_itself_keeps_no_session_awake(desk: Desk, at: Callable[[datetime], None], now: datetime) -> None:
    for minutes in range(0, 200, 5):
        at(now + timedelta(minutes=minutes))
        answer = desk.coordinator.get("/board/now")
        if answer.status_code != 200:
            break
    else:
        raise AssertionError("a page that looks by itself kept her signed in")

    assert answer.status_code == 303


def test_taking_on_puts_a_name_beside_her(desk: Desk) -> None:
    reference = desk.send()
    taken = do(desk, reference, "take-on")

    assert taken.status_code == 303
    page = desk.coordinator.get("/board")
    assert "has her" in page.text
    with desk.app.app_context():
        assert queries.totals(desk.clock(reference).received_at).unowned == 0


def test_of_two_at_once_the_second_sees_what_the_first_did(desk: Desk) -> None:
    reference = desk.send()
    before = {"version": str(desk.clock(reference).version)}
    assert desk.coordinator.post(f"/board/{reference}/take-on", before).status_code == 303
    second = desk.second.post(f"/board/{reference}/take-on", before)

    assert second.status_code == 409
    assert "Somebody else changed this" in second.text
    assert desk.clock(reference).owner_id == desk.coordinator.user_id


def test_a_strand_is_wanted_done_and_slept_in(desk: Desk, now: datetime, at: Callable[[datetime], None]) -> None:
    reference = desk.send(safe_place_tonight="no")
    at(now + HOUR)
    key = "emergency_accommodation"
    assert do(desk, reference, "wanted", key).status_code == 303
    assert do(desk, reference, "met", key, day="2026-11-24", clock_time="10:30").status_code == 303
    assert do(desk, reference, "slept", key).status_code == 303

    row = milestone(desk, reference, key)
    assert (row.settled, row.settled_at, row.slept_at) == (Settled.MET, now + HOUR / 2, now + HOUR)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"day": "2026-11-24", "clock_time": "09:59"}, "before the referral was received"),
        ({"day": "2026-11-25", "clock_time": "10:00"}, "still to come"),
        ({"day": "2026-11-24"}, "Give the day and the time"),
        ({"day": "2026-13-24", "clock_time": "10:00"}, "no day of the calendar"),
    ],
)
def test_bad_times_are_refused_and_change_nothing(desk: Desk, typed: dict[str, str], words: str) -> None:
    reference = desk.send()
    refused = do(desk, reference, "met", "safety_plan", **typed)

    assert refused.status_code == 400
    assert words in refused.text
    for value in typed.values():
        assert f'value="{value}"' in refused.text
    assert milestone(desk, reference, "safety_plan").settled is None


def test_twice_is_once(desk: Desk) -> None:
    reference = desk.send()
    assert do(desk, reference, "met", "safety_plan").status_code == 303
    again = do(desk, reference, "met", "safety_plan")

    assert again.status_code == 409
    assert "recorded already" in again.text


@pytest.mark.parametrize("key", ["received", "accepted", "first_contact"])
def test_what_an_agency_does_is_not_recorded_here(desk: Desk, key: str) -> None:
    reference = desk.send()

    assert do(desk, reference, "met", key).status_code == 409
    assert milestone(desk, reference, key).settled is None


def test_only_a_strand_is_hers_to_decline(desk: Desk) -> None:
    reference = desk.send()

    assert do(desk, reference, "declined", "safety_plan").status_code == 409
    assert do(desk, reference, "declined", "treatment").status_code == 303
    assert do(desk, reference, "wanted", "treatment").status_code == 303
    assert milestone(desk, reference, "treatment").settled is None
    assert milestone(desk, reference, "treatment").next_at is not None


def test_not_needed_takes_a_second_person(desk: Desk) -> None:
    reference = desk.send()
    assert do(desk, reference, "not-needed", "treatment").status_code == 303
    assert milestone(desk, reference, "treatment").settled is None
    assert do(desk, reference, "confirm", "treatment").status_code == 409
    assert do(desk, reference, "confirm", "treatment", staff=desk.second).status_code == 303

    assert milestone(desk, reference, "treatment").settled is Settled.NOT_NEEDED


def test_a_mistake_is_taken_back_by_a_second_person(desk: Desk) -> None:
    reference = desk.send()
    do(desk, reference, "met", "treatment")
    do(desk, reference, "mistake", "treatment")
    assert milestone(desk, reference, "treatment").settled is Settled.MET
    assert do(desk, reference, "refuse", "treatment", staff=desk.second).status_code == 303
    assert milestone(desk, reference, "treatment").settled is Settled.MET
    do(desk, reference, "mistake", "treatment", staff=desk.second)
    assert do(desk, reference, "confirm", "treatment", staff=desk.second).status_code == 409  # she asked for it
    assert do(desk, reference, "confirm", "treatment").status_code == 409  # she recorded it
    third = clocks.another_coordinator(desk)
    assert do(desk, reference, "confirm", "treatment", staff=third).status_code == 303

    row = milestone(desk, reference, "treatment")
    assert (row.settled, row.correction, row.is_wanted) == (None, None, True)
    assert row.next_at is not None


def test_the_lead_is_handed_on_to_who_has_taken_her(desk: Desk, now: datetime) -> None:
    reference = desk.send()
    legs = referrals.episode(desk.app, reference).legs
    assert do(desk, reference, "hand-on", leg=str(legs[1].id)).status_code == 409
    desk.act(desk.agency_worker, reference, "accept", number=2, worker="Alex", when="hour")
    assert do(desk, reference, "hand-on", leg=str(legs[1].id)).status_code == 303

    clock = desk.clock(reference)
    assert clock.lead_leg_id == legs[1].id
    assert desk.settled(reference)["accepted"] == "met"


@pytest.mark.parametrize("leg", ["", "nobody", "9f3b4a52-9f44-4a4e-8b1f-0a7d6a1e6f10"])
def test_nobody_strange_leads(desk: Desk, leg: str) -> None:
    reference = desk.send()

    assert do(desk, reference, "hand-on", leg=leg).status_code in {400, 409}


def test_pauses_count_in_the_second_figure_only(desk: Desk, now: datetime, at: Callable[[datetime], None]) -> None:
    reference = desk.send()
    assert do(desk, reference, "pause", reason="hospital").status_code == 303
    assert do(desk, reference, "pause", reason="custody").status_code == 409
    at(now + 5 * HOUR)
    assert do(desk, reference, "resume").status_code == 303

    (pause,) = desk.clock(reference).pauses
    assert (pause.reason, pause.begins_at, pause.ends_at) == (PauseReason.HOSPITAL, now, now + 5 * HOUR)
    assert desk.clock(reference).due_at == now + 72 * HOUR
    assert "Without its pauses: 0 min" in again(desk, desk.coordinator).get(f"/board/{reference}").text


def test_who_is_with_her_is_said_at_two_in_the_morning(
    desk: Desk, now: datetime, at: Callable[[datetime], None]
) -> None:
    reference = desk.send()
    at(now + 16 * HOUR)
    assert do(desk, reference, "safety", with_her="hospital", until="07:30").status_code == 303

    clock = desk.clock(reference)
    assert (clock.with_her, clock.safe_until) == (WithHer.HOSPITAL, now + 21 * HOUR + HOUR / 2)
    page = parser.fromstring(again(desk, desk.coordinator).get(f"/board/{reference}").text)
    night = " ".join(page.cssselect(".pw-night")[0].text_content().split())
    assert "Staff of a hospital, safe until 07:30" in night


def test_the_card_says_not_to_contact_her(desk: Desk) -> None:
    reference = desk.send()
    desk.referrer.post("/referrals/her-word", {"reference": reference, "word": "phone"})
    page = desk.coordinator.get(f"/board/{reference}").text

    assert "Somebody else has her phone" in page
    assert referrals.HER_NUMBER not in page
    assert referrals.ALIAS not in page


def test_all_is_done_and_the_clock_ends(desk: Desk, now: datetime, at: Callable[[datetime], None]) -> None:
    reference = desk.send()
    desk.act(desk.desk_worker, reference, "accept", worker="Sam", when="hour")
    desk.act(desk.desk_worker, reference, "contact", channel="call")
    at(now + 10 * HOUR)
    for key in ("safety_plan", "accommodation", "care_plan"):
        assert do(desk, reference, "met", key).status_code == 303
    for key in ("sexual_health", "treatment"):
        assert do(desk, reference, "declined", key).status_code == 303

    clock = desk.clock(reference)
    assert (clock.end_kind, clock.completed_at) == (ClockEnd.COMPLETED, now + 10 * HOUR)
    coordinator = again(desk, desk.coordinator)
    assert references(coordinator.get("/board")) == []
    assert references(coordinator.get("/board?show=ended")) == [reference]
    at(now + 100 * HOUR)  # nobody has closed it: it was done in time all the same
    coordinator = again(desk, desk.coordinator)
    for address in ("/board?show=ended", f"/board/{reference}"):
        page = coordinator.get(address).text
        assert "Done in 10 h" in page
        assert "Late by" not in page


def test_why_it_was_late_is_asked_and_noted(desk: Desk, now: datetime, at: Callable[[datetime], None]) -> None:
    reference = desk.send()
    at(now + 30 * HOUR)
    assert do(desk, reference, "late", "safety_plan").status_code == 400
    assert do(desk, reference, "late", "safety_plan", reason="no_capacity").status_code == 303

    assert milestone(desk, reference, "safety_plan").late_reason is LateReason.NO_CAPACITY


def test_what_changed_is_asked_with_the_reason_and_said_anew(
    desk: Desk, now: datetime, at: Callable[[datetime], None]
) -> None:
    reference = desk.send()
    asked = "Say why the 72 hours were not kept, and what has changed"
    at(now + 72 * HOUR)
    assert asked not in again(desk, desk.coordinator).get(f"/board/{reference}").text
    at(now + 73 * HOUR)
    assert asked in again(desk, desk.coordinator).get(f"/board/{reference}").text
    refused = do(desk, reference, "review", reason="staff_absent")
    assert (refused.status_code, desk.clock(reference).late_reason) == (400, None)
    assert "Choose what has changed, or “Nothing yet”" in refused.text
    assert do(desk, reference, "review", reason="staff_absent", changed="nothing_yet").status_code == 303
    assert do(desk, reference, "review", reason="staff_absent", changed="rota", staff=desk.second).status_code == 303

    clock = desk.clock(reference)
    assert (clock.late_reason, clock.what_changed) == (LateReason.STAFF_ABSENT, WhatChanged.ROTA)
    assert desk.events(reference)[-2:] == ["late_reason", "what_changed"]
    page = parser.fromstring(again(desk, desk.coordinator).get(f"/board/{reference}").text)
    words = " ".join(page.text_content().split())
    assert "What has changed since: who is on duty, or the rota." in words
    assert "What changed since (nothing yet)" in words
    chosen = page.cssselect("#review input[checked]")
    assert [radio.get("value") for radio in chosen] == ["staff_absent", "rota"]


def test_nobody_asks_why_of_what_was_in_time(desk: Desk, now: datetime, at: Callable[[datetime], None]) -> None:
    reference = desk.send()
    desk.act(desk.desk_worker, reference, "accept", worker="Sam", when="hour")
    desk.act(desk.desk_worker, reference, "contact", channel="call")
    at(now + 10 * HOUR)
    for key in ("safety_plan", "accommodation", "care_plan", "sexual_health", "treatment"):
        assert do(desk, reference, "met", key).status_code == 303
    at(now + 80 * HOUR)

    assert "Say why the 72 hours" not in again(desk, desk.coordinator).get(f"/board/{reference}").text


def test_a_warning_is_taken_from_the_page(desk: Desk, now: datetime, at: Callable[[datetime], None]) -> None:
    reference = desk.send()
    at(now + HOUR)
    with desk.app.app_context():
        clock_sweep.run(now + HOUR)
    page = again(desk, desk.coordinator).get(f"/board/{reference}").text
    assert "Nobody has taken this yet." in page
    assert "2 warnings nobody has taken" in again(desk, desk.coordinator).get("/board").text
    assert do(desk, reference, "take", "received").status_code == 303

    assert "has taken it, 11:00." in again(desk, desk.coordinator).get(f"/board/{reference}").text
    assert "nobody has taken" not in again(desk, desk.coordinator).get("/board").text
    assert do(desk, reference, "take", "received", staff=desk.second).status_code == 409


def test_the_page_of_a_clock_that_nobody_leads(desk: Desk) -> None:
    reference = desk.send()
    desk.act(desk.desk_worker, reference, "decline", reason="no_capacity", suggestion="")
    page = desk.coordinator.get(f"/board/{reference}")

    assert page.status_code == 200
    assert "No agency leads." in page.text


def test_a_referral_without_a_clock_is_no_page_here(desk: Desk) -> None:
    desk.turn(on=False)
    reference = desk.send()

    assert desk.coordinator.get(f"/board/{reference}").status_code == 404
    assert desk.coordinator.post(f"/board/{reference}/take-on", {"version": "1"}).status_code == 404
    assert desk.coordinator.get("/board/not-a-reference").status_code == 404
