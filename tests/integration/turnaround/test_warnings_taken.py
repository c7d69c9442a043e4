"""Whoever takes a warning is left in peace until the next; what nobody takes is told again, and what ended is not."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from threading import Barrier

import pytest
from sqlalchemy import select

from pathway import create_app
from pathway.core.errors import InvalidTransitionError
from pathway.extensions import db, writing
from pathway.turnaround import operations, queries
from pathway.turnaround.models import Escalation
from pathway.turnaround.policy import FIRST_POLICY
from pathway.turnaround.vocabulary import ClockEnd
from tests.clocks import Desk
from tests.integration.conftest import settings_for
from tests.integration.turnaround.what_was_told import DAY, HOUR, MINUTE, At, addresses, id_of, mail_of, of, take
from tests.services import dispose
from tests.staff import signed_in
from tests.sweeps import heard, sweep


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
