"""Two coordinators who act on one clock at the same moment: one does, the other is shown what was done."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask

from tests import clocks
from tests.clocks import Desk
from tests.integration.reading import words_of
from tests.pairs import Act, Pair, pairs_over
from tests.staff import Staff

ROUNDS = 4
MEANWHILE = "Somebody else changed this since you loaded the page"


@pytest.fixture
def desk(app: Flask, now: datetime) -> Desk:
    return clocks.set_up(app)


@pytest.fixture
def pair(desk: Desk, own_database: str) -> Iterator[Pair]:
    with pairs_over(own_database) as make:
        yield make(desk.coordinator, desk.second)


def acting(desk: Desk, staff: Staff, reference: str, act: str, key: str = "", **typed: str) -> Act:
    """Send a form of the page of a clock, as it is now."""
    begin = f"{act}-{key}" if key else act
    fields = {f"{begin}-{name}": value for name, value in typed.items()}
    fields |= {"version": str(desk.clock(reference).version)} | ({"key": key} if key else {})
    return lambda: staff.post(f"/board/{reference}/{act}", fields)


@pytest.mark.parametrize(
    ("first", "second", "events"),
    [
        (("take-on", ""), ("take-on", ""), ["taken_on"]),
        (("met", "treatment"), ("met", "treatment"), ["met:treatment"]),
        (("met", "treatment"), ("declined", "treatment"), ["met:treatment", "declined:treatment"]),
        (("not-needed", "care_plan"), ("met", "care_plan"), ["correction_asked:care_plan", "met:care_plan"]),
        (("met", "treatment"), ("declined", "sexual_health"), ["met:treatment", "declined:sexual_health"]),
    ],
    ids=["take on", "record", "done or declined", "not needed or done", "of two milestones"],
)
def test_one_acts_and_the_other_is_told(
    desk: Desk, pair: Pair, first: tuple[str, str], second: tuple[str, str], events: list[str]
) -> None:
    for number in range(ROUNDS):
        reference = desk.send()
        answers = pair.at_once(
            acting(desk, pair.first, reference, *first),
            acting(desk, pair.second, reference, *second),
            second_leads=bool(number % 2),
        )

        assert sorted(answer.status_code for answer in answers) == [303, 409]
        place = [answer.status_code for answer in answers].index(303)
        assert MEANWHILE in words_of(answers[1 - place].text)
        assert desk.events(reference)[1:] == [events[min(place, len(events) - 1)]]


def test_one_confirms_or_refuses_what_a_third_asked(desk: Desk, pair: Pair) -> None:
    third = clocks.another_coordinator(desk)
    for number in range(ROUNDS):
        reference = desk.send()
        assert acting(desk, third, reference, "not-needed", "treatment")().status_code == 303
        answers = pair.at_once(
            acting(desk, pair.first, reference, "confirm", "treatment"),
            acting(desk, pair.second, reference, "refuse", "treatment"),
            second_leads=bool(number % 2),
        )

        assert sorted(answer.status_code for answer in answers) == [303, 409]
        is_confirmed = answers[0].status_code == 303
        decided = "correction_confirmed:treatment" if is_confirmed else "correction_refused:treatment"
        assert desk.events(reference)[-1] == decided
        assert desk.settled(reference)["treatment"] == ("not_needed" if is_confirmed else None)


def test_an_agency_and_a_coordinator_record_the_same_once(desk: Desk, own_database: str, now: datetime) -> None:
    with pairs_over(own_database) as make:
        both = make(desk.coordinator, desk.desk_worker)
        for number in range(ROUNDS):
            reference = desk.send()
            desk.act(desk.desk_worker, reference, "accept", worker="Sam", when="hour")
            answers = both.at_once(
                acting(desk, both.first, reference, "met", "safety_plan"),
                theirs(desk, both.second, reference),
                second_leads=bool(number % 2),
            )

            assert sorted(answer.status_code for answer in answers) == [303, 409]
            assert desk.events(reference).count("met:safety_plan") == 1


def theirs(desk: Desk, worker: Staff, reference: str) -> Act:
    """Send the form of an agency's page of her clock, as it is now."""
    fields = {"version": str(desk.clock(reference).version), "key": "safety_plan"}
    return lambda: worker.post(f"/referrals/{reference}/received/1/clock/met", fields)
