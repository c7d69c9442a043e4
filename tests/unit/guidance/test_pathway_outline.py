"""The outline says what the commission and the proposal say."""

from datetime import timedelta

import pytest

from pathway.guidance.pathway_outline import STRANDS, TURNAROUND, deadlines, goes_to, in_words
from pathway.turnaround.policy import FIRST_POLICY

MILESTONES = FIRST_POLICY.milestones


def test_the_pathway_turns_round_in_72_hours() -> None:
    assert timedelta(hours=72) == TURNAROUND
    assert max(milestone.target for milestone in MILESTONES) == TURNAROUND


def test_the_deadlines_are_those_of_the_proposal() -> None:
    deadlines = [
        (milestone.what, milestone.target // timedelta(hours=1), milestone.owner.value) for milestone in MILESTONES
    ]

    assert deadlines == [
        ("Received by the duty coordinator", 1, "Duty coordinator"),
        ("Emergency accommodation offered, if she has nowhere tonight", 3, "Housing"),
        ("Accepted by the lead agency", 4, "Lead agency"),
        ("First contact made with her", 24, "Named worker"),
        ("Safety plan made with her", 24, "Named worker"),
        ("Accommodation offered, if she has somewhere tonight", 24, "Housing"),
        ("Sexual health: seen or booked", 48, "Sexual health"),
        ("Treatment appointment offered", 72, "Substance misuse service"),
        ("Health and social care plan agreed with her", 72, "Coordinator"),
    ]


def test_somebody_is_warned_before_each_deadline_and_told_when_it_is_late() -> None:
    assert all(timedelta() < milestone.amber < milestone.target for milestone in MILESTONES)
    assert all(goes_to(milestone) for milestone in MILESTONES)


def test_who_hears_of_it_is_said_as_the_proposal_says_it() -> None:
    assert [goes_to(milestone) for milestone in MILESTONES[:3]] == [
        "Duty lead. At 2 hours: on-call manager and whoever referred her.",
        "Housing duty manager",
        "Partnership lead. The next agency is offered.",
    ]


def test_each_of_the_four_strands_has_something_due() -> None:
    due = {milestone.strand for milestone in MILESTONES if milestone.strand}

    assert due == {offer.strand for offer in STRANDS}
    assert len(STRANDS) == 4


def test_the_deadlines_have_every_milestone_once_soonest_first() -> None:
    gathered = [milestone for deadline in deadlines(MILESTONES) for milestone in deadline.milestones]

    assert gathered == list(MILESTONES)
    assert [deadline.by // timedelta(hours=1) for deadline in deadlines(MILESTONES)] == [1, 3, 4, 24, 48, 72]


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(minutes=45), "45 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=72), "72 hours"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(hours=4, minutes=30), "4 hours 30 minutes"),
        (timedelta(hours=2, minutes=1), "2 hours 1 minute"),
        (timedelta(minutes=1), "1 minute"),
    ],
)
def test_a_length_of_time_is_said_as_people_say_it(length: timedelta, words: str) -> None:
    assert in_words(length) == words
