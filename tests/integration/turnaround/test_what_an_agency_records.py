"""What the agency that leads, and those of a strand, record of a woman's 72 hours on their own page."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from pathway.turnaround.vocabulary import Settled
from tests import clocks
from tests.clocks import Desk
from tests.staff import Staff, signed_in


@pytest.fixture
def desk(app: Flask, now: datetime) -> Desk:
    return clocks.set_up(app)


@pytest.fixture
def taken(desk: Desk) -> str:
    reference = desk.send()
    desk.act(desk.desk_worker, reference, "accept", worker="Sam", when="hour")
    return reference


def record(desk: Desk, staff: Staff, reference: str, act: str, key: str, number: int = 1, **typed: str) -> TestResponse:
    fields = {f"{act}-{key}-{name}": value for name, value in typed.items()}
    version = str(desk.clock(reference).version)
    return staff.post(
        f"/referrals/{reference}/received/{number}/clock/{act}", fields | {"key": key, "version": version}
    )


def test_the_lead_records_what_was_done(desk: Desk, taken: str, now: datetime) -> None:
    page = desk.desk_worker.get(f"/referrals/{taken}")
    assert f"/referrals/{taken}/received/1/clock" in page.text
    assert record(desk, desk.desk_worker, taken, "met", "safety_plan").status_code == 303
    assert record(desk, desk.desk_worker, taken, "declined", "treatment").status_code == 303

    settled = desk.settled(taken)
    assert (settled["safety_plan"], settled["treatment"]) == ("met", "declined")
    (row,) = [one for one in desk.clock(taken).milestones if one.key == "safety_plan"]
    assert (row.recorded_by, row.settled_at) == (desk.desk_worker.user_id, now)


def test_another_agency_records_nothing_of_the_lead(desk: Desk, taken: str) -> None:
    desk.act(desk.agency_worker, taken, "accept", number=2, worker="Alex", when="hour")
    page = desk.agency_worker.get(f"/referrals/{taken}/received/2/clock")

    assert page.status_code == 200
    assert "Nothing of her 72 hours is for you to record" in page.text
    for key in ("safety_plan", "treatment", "nothing"):
        assert record(desk, desk.agency_worker, taken, "met", key, number=2).status_code == 404
    assert desk.settled(taken)["safety_plan"] is None


def test_nothing_is_recorded_before_she_is_taken(desk: Desk) -> None:
    reference = desk.send()

    assert desk.desk_worker.get(f"/referrals/{reference}/received/1/clock").status_code == 404
    assert record(desk, desk.desk_worker, reference, "met", "safety_plan").status_code == 404


@pytest.mark.parametrize("key", ["received", "accepted", "first_contact"])
def test_what_a_leg_says_is_not_recorded_twice(desk: Desk, taken: str, key: str) -> None:
    assert record(desk, desk.desk_worker, taken, "met", key).status_code == 404


def test_who_is_not_of_the_agency_may_not(desk: Desk, taken: str) -> None:
    address = f"/referrals/{taken}/received/1/clock"

    assert desk.coordinator.get(address).status_code == 403
    assert desk.referrer.get(address).status_code in {403, 404}
    stranger = clocks.another_caseworker(desk)
    assert stranger.get(address).status_code == 404
    assert record(desk, stranger, taken, "met", "safety_plan").status_code == 404


def test_a_bad_time_is_kept_and_changes_nothing(desk: Desk, taken: str) -> None:
    refused = record(desk, desk.desk_worker, taken, "met", "safety_plan", day="2026-11-23", clock_time="10:00")

    assert refused.status_code == 400
    assert "before the referral was received" in refused.text
    assert 'value="2026-11-23"' in refused.text
    assert desk.settled(taken)["safety_plan"] is None


def test_the_second_of_two_sees_that_it_changed(desk: Desk, taken: str) -> None:
    fields = {"key": "safety_plan", "version": str(desk.clock(taken).version)}
    address = f"/referrals/{taken}/received/1/clock/met"
    assert desk.desk_worker.post(address, fields).status_code == 303

    assert desk.desk_worker.post(address, fields).status_code == 409


def test_she_sleeps_where_she_was_offered_a_place(desk: Desk, taken: str, now: datetime) -> None:
    record(desk, desk.desk_worker, taken, "met", "accommodation")
    assert record(desk, desk.desk_worker, taken, "slept", "accommodation").status_code == 303

    (row,) = [one for one in desk.clock(taken).milestones if one.key == "accommodation"]
    assert (row.settled, row.slept_at) == (Settled.MET, now)


def test_once_the_lead_is_handed_on_the_desk_records_no_more(desk: Desk, taken: str, now: datetime) -> None:
    desk.act(desk.agency_worker, taken, "accept", number=2, worker="Alex", when="hour")
    clock = desk.clock(taken)
    legs = {leg.number: leg.id for leg in clocks.legs_of(desk, taken)}
    handed = signed_in(desk.app, desk.coordinator.user_id).post(  # type: ignore[arg-type] # she has one
        f"/board/{taken}/hand-on", {"hand-on-leg": str(legs[2]), "version": str(clock.version)}
    )
    assert handed.status_code == 303

    assert record(desk, desk.desk_worker, taken, "met", "safety_plan").status_code == 404
    assert record(desk, desk.agency_worker, taken, "met", "safety_plan", number=2).status_code == 303
    assert now + timedelta(hours=72) == desk.clock(taken).due_at
