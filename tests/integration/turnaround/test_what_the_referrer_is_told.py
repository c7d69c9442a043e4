"""What a referrer is told of the 72 hours: true at this hour, with numbers while nobody has her."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from flask import Flask

from pathway.extensions import db, writing
from pathway.leads.models import LeadSchedule
from pathway.leads.vocabulary import ClockDuty
from pathway.organizations.vocabulary import OrganizationKind
from tests import clocks, referrals
from tests.clocks import Desk
from tests.integration.reading import parser
from tests.staff import Staff, organization, signed_in, user


@pytest.fixture
def desk(app: Flask, now: datetime) -> Desk:
    return clocks.set_up(app)


def told(staff: Staff, reference: str, query: str = "") -> str:
    """What the note about the 72 hours says; "" where there is none."""
    page = parser.fromstring(staff.get(f"/referrals/{reference}{query}").text)
    notes = page.cssselect("[aria-label='Her 72 hours']")
    return " ".join(notes[0].text_content().split()) if notes else ""


def test_she_hears_by_when_and_what_if_nobody_does(desk: Desk) -> None:
    clocks.fill_role(desk.app, ClockDuty.ON_CALL_MANAGER, phone="020 7946 0222")
    words = told(desk.referrer, desk.send(), "?sent=1")

    assert words == (
        "The 72 hours end Friday 10:00. The duty desk says by 11:00 that it has received her. If nobody does, we tell "
        "the duty lead at once. At 12:00 we tell the on-call manager and you. She is with you until somebody takes "
        "her. Ring 020 7946 0222 On-call manager"
    )


def test_outside_staffed_hours_she_hears_until_when_she_keeps_her(
    desk: Desk, at: Callable[[datetime], None], now: datetime
) -> None:
    with desk.app.app_context(), writing():
        role_id = clocks.role_with(desk.app, ClockDuty.DUTY_COORDINATOR)
        db.session.add(
            LeadSchedule(role_id=role_id, freq="WEEKLY", byday="MO,TU,WE,TH,FR", opens_at=time(9), closes_at=time(17))
        )
    at(now + timedelta(hours=10))  # eight in the evening
    desk.referrer = signed_in(desk.app, desk.referrer.user_id)  # type: ignore[arg-type] # she has one
    reference = desk.send()

    assert "The duty desk is shut until Wednesday 09:00. She stays with you until it has her" in told(
        desk.referrer, reference
    )
    assert "The duty desk says by Wednesday 10:00 that it has received her." in told(desk.referrer, reference)
    clock = desk.clock(reference)
    assert clock.due_at == now + timedelta(hours=82)
    received = next(one for one in clock.milestones if one.key == "received")
    assert received.target_at == now + timedelta(hours=24)


def test_once_taken_no_number_is_shown(desk: Desk) -> None:
    clocks.fill_role(desk.app, ClockDuty.ON_CALL_MANAGER)
    reference = desk.send()
    desk.act(desk.desk_worker, reference, "acknowledge")
    assert "The duty desk has received her, 10:00." in told(desk.referrer, reference)
    desk.act(desk.desk_worker, reference, "accept", worker="Sam", when="hour")

    assert told(desk.referrer, reference) == "The 72 hours end Friday 10:00. Taken 10:00."


def test_a_constable_is_told_nothing_of_it(desk: Desk) -> None:
    police = organization(desk.app, OrganizationKind.ENFORCEMENT)
    constable = signed_in(desk.app, user(desk.app, police))
    reference = referrals.send(constable, clocks.FACTS)

    assert desk.has_clock(reference)
    assert told(constable, reference) == ""


def test_without_a_clock_nothing_is_promised(desk: Desk) -> None:
    desk.turn(on=False)

    assert told(desk.referrer, desk.send()) == ""
