"""The milestones as proposed, and what no edit may make of them."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.turnaround.clock import HOUR, TURNAROUND
from pathway.turnaround.policy import FIRST_POLICY, Level, Milestone, Owner, Threshold, Told, faults
from pathway.turnaround.progress import Colour, colour, passed, starts_at, target_at, was_late

RECEIVED = datetime(2026, 10, 23, 22, 30, tzinfo=ZoneInfo("Europe/London"))
MINUTE = timedelta(minutes=1)

thresholds = st.lists(
    st.builds(
        Threshold,
        st.integers(-60, 80 * 60).map(lambda minutes: minutes * MINUTE),
        st.sampled_from(Level),
        st.lists(st.sampled_from(Told), max_size=2).map(tuple),
    ),
    max_size=4,
).map(tuple)
edited = thresholds.map(lambda given: Milestone("one", "A thing", Owner.HOUSING, given))


def amber(hours: float, *tells: Told) -> Threshold:
    return Threshold(hours * HOUR, Level.AMBER, tells or (Told.OWNER,))


def red(hours: float, *tells: Told) -> Threshold:
    return Threshold(hours * HOUR, Level.RED, tells or (Told.DUTY_LEAD,))


def test_the_first_policy_is_one_that_could_be_published() -> None:
    assert faults(FIRST_POLICY.milestones) == []
    assert max(milestone.target for milestone in FIRST_POLICY.milestones) == TURNAROUND


@pytest.mark.parametrize("nowhere", [True, False])
def test_one_woman_has_accommodation_once_and_all_four_strands(nowhere: bool) -> None:
    applying = FIRST_POLICY.applying(nowhere_tonight=nowhere)
    strands = [milestone.strand for milestone in applying if milestone.strand]

    assert len(strands) == len(set(strands)) == 4
    assert len(applying) == 8
    beds = {milestone.key: milestone.target for milestone in applying if "accommodation" in milestone.key}
    assert beds == ({"emergency_accommodation": 3 * HOUR} if nowhere else {"accommodation": 24 * HOUR})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((red(1), amber(2)), "amber has to come before red"),
        ((amber(2), red(1)), "each threshold has to be later"),
        ((amber(1), red(1)), "two thresholds are at the same hour"),
        ((amber(1), red(2), red(2)), "two thresholds are at the same hour"),
        ((red(1),), "it needs an amber threshold and a red one"),
        ((amber(1),), "it needs an amber threshold and a red one"),
        ((), "it needs an amber threshold and a red one"),
        ((amber(0), red(1)), "later than its start"),
        ((amber(1), red(73)), "later than 72 hours"),
        ((amber(1), red(2, Told.OWNER)), "somebody other than whoever owns it"),
        ((amber(1), Threshold(2 * HOUR, Level.RED, ())), "tells nobody"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(given: tuple[Threshold, ...], words: str) -> None:
    milestone = replace(FIRST_POLICY.milestones[0], thresholds=given)

    said = faults([milestone])

    assert any(words in sentence and sentence.startswith("Received by the duty coordinator: ") for sentence in said)


def test_a_milestone_that_is_there_twice_is_refused() -> None:
    first = FIRST_POLICY.milestones[0]

    assert faults([first, first]) == ["received is there twice"]


@given(edited)
def test_what_is_accepted_rises_strictly_from_amber_to_red(milestone: Milestone) -> None:
    if faults([milestone]):
        return
    after = [threshold.after for threshold in milestone.thresholds]
    levels = [threshold.level for threshold in milestone.thresholds]

    assert all(sooner < later for sooner, later in pairwise(after))
    assert timedelta(0) < milestone.amber < milestone.target <= TURNAROUND
    assert Level.AMBER not in levels[levels.index(Level.RED) :]
    for threshold in milestone.thresholds:
        assert threshold.tells
        assert threshold.level is Level.AMBER or set(threshold.tells) - {Told.OWNER}


@given(st.sampled_from(FIRST_POLICY.milestones), st.integers(0, 75 * 60), st.integers(0, 75 * 60))
def test_it_never_gets_less_pressing_as_time_goes_on(milestone: Milestone, one: int, other: int) -> None:
    sooner, later = (RECEIVED + minutes * MINUTE for minutes in sorted((one, other)))
    order = [Colour.GREEN, Colour.AMBER, Colour.RED]
    before, after = (passed(milestone, RECEIVED, now) for now in (sooner, later))

    assert after[: len(before)] == before
    assert order.index(colour(milestone, RECEIVED, sooner)) <= order.index(colour(milestone, RECEIVED, later))


@pytest.mark.parametrize("milestone", FIRST_POLICY.milestones, ids=lambda milestone: milestone.key)
def test_each_threshold_passes_at_its_very_moment(milestone: Milestone) -> None:
    for threshold in milestone.thresholds:
        at = RECEIVED + threshold.after
        assert threshold in [one.threshold for one in passed(milestone, RECEIVED, at)]
        assert threshold not in [one.threshold for one in passed(milestone, RECEIVED, at - MINUTE)]
    target = target_at(milestone, RECEIVED)
    assert colour(milestone, RECEIVED, target) is Colour.RED
    assert colour(milestone, RECEIVED, target - MINUTE) is Colour.AMBER
    assert colour(milestone, RECEIVED, target + HOUR, met_at=target) is Colour.MET
    assert not was_late(milestone, RECEIVED, target)
    assert was_late(milestone, RECEIVED, target + MINUTE)


def test_only_the_first_counts_from_the_next_opening_of_its_owner() -> None:
    opens = RECEIVED + 10 * HOUR
    starts = {milestone.key: starts_at(milestone, RECEIVED, opens) for milestone in FIRST_POLICY.milestones}

    assert {key for key, start in starts.items() if start == opens} == {"received"}
    assert set(starts.values()) == {RECEIVED, opens}
    assert starts_at(FIRST_POLICY.milestones[0], RECEIVED, RECEIVED - HOUR) == RECEIVED
    assert starts_at(FIRST_POLICY.milestones[0], RECEIVED, None) == RECEIVED
