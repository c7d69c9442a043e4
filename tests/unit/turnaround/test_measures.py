"""What is counted of one clock, and the XmR chart."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pathway.turnaround.clock import Pause, PauseReason
from pathway.turnaround.measures import (
    ClockHistory,
    MilestoneHistory,
    cells_of,
    chart_of,
)
from pathway.turnaround.vocabulary import ClockEnd, LateReason, Settled, WhatChanged

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
RECEIVED = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
NOW = RECEIVED + timedelta(days=30)
NOVEMBER = date(2026, 11, 1)
CLOCK = ClockHistory(RECEIVED)


def completed(after: timedelta, **more: object) -> ClockHistory:
    done = RECEIVED + after
    return replace(CLOCK, completed_at=done, ended_at=done, end=ClockEnd.COMPLETED, **more)  # type: ignore[arg-type] # of many types


def values(clock: ClockHistory, figure: str, now: datetime = NOW) -> list[str]:
    return [value for (_month, of, value) in cells_of(clock, now) if of == figure]


@pytest.mark.parametrize(
    ("after", "hours"),
    [
        (timedelta(0), "0"),
        (SECOND, "1"),
        (72 * HOUR, "72"),
        (72 * HOUR + timedelta(microseconds=1), "73"),
        (5000 * HOUR, "999"),
    ],
)
def test_hours_are_rounded_up(after: timedelta, hours: str) -> None:
    assert values(completed(after), "gross") == [hours]


def test_net_leaves_pauses_out_and_gross_does_not() -> None:
    pauses = (
        Pause(PauseReason.HOSPITAL, RECEIVED + 10 * HOUR, RECEIVED + 30 * HOUR),
        Pause(PauseReason.HER_CHOICE, RECEIVED + 20 * HOUR, RECEIVED + 40 * HOUR),
        Pause(PauseReason.CUSTODY, RECEIVED + 90 * HOUR, None),
    )
    clock = completed(100 * HOUR, pauses=pauses)

    assert (values(clock, "gross"), values(clock, "net")) == (["100"], ["60"])


@pytest.mark.parametrize(
    ("clock", "gross"),
    [
        (CLOCK, "unfinished"),
        (replace(CLOCK, ended_at=RECEIVED + 10 * HOUR, end=ClockEnd.CLOSED), "unfinished"),
        (replace(CLOCK, ended_at=RECEIVED + 10 * HOUR, end=ClockEnd.SHE_STOPPED), "not_due"),
        (replace(CLOCK, ended_at=RECEIVED + 100 * HOUR, end=ClockEnd.NOT_REACHED), "not_due"),
    ],
    ids=["open and late", "closed undone", "she stopped", "not reached, late"],
)
def test_what_was_not_done(clock: ClockHistory, gross: str) -> None:
    assert values(clock, "gross") == [gross]


def test_one_that_is_open_and_not_late_is_not_counted_yet() -> None:
    assert values(CLOCK, "gross", RECEIVED + 72 * HOUR) == ["not_due"]
    assert values(CLOCK, "gross", RECEIVED + 72 * HOUR + SECOND) == ["unfinished"]


def test_one_entered_in_error_counts_as_that_alone() -> None:
    milestone = MilestoneHistory("accepted", RECEIVED, RECEIVED + 4 * HOUR)
    clock = ClockHistory(RECEIVED, (milestone,), ended_at=NOW, end=ClockEnd.ENTERED_IN_ERROR)

    assert cells_of(clock, NOW) == Counter({(NOVEMBER, "end", "entered_in_error"): 1})


@pytest.mark.parametrize(
    ("settled", "after", "value"),
    [
        (Settled.MET, 4 * HOUR, "4"),
        (Settled.MET, 4 * HOUR + SECOND, "5 late"),
        (Settled.MET, -HOUR, "0"),
        (Settled.DECLINED, 90 * HOUR, "declined"),
        (Settled.NOT_NEEDED, HOUR, "not_needed"),
        (None, None, "unfinished"),
    ],
)
def test_a_milestone(settled: Settled | None, after: timedelta | None, value: str) -> None:
    at = None if after is None else RECEIVED + after
    milestone = MilestoneHistory("accepted", RECEIVED, RECEIVED + 4 * HOUR, settled, at)

    assert values(replace(CLOCK, milestones=(milestone,)), "accepted") == [value]


@pytest.mark.parametrize(
    ("end", "after", "value"),
    [
        (ClockEnd.SHE_STOPPED, 4 * HOUR, "not_due"),
        (ClockEnd.SHE_STOPPED, 4 * HOUR + SECOND, "unfinished"),
        (ClockEnd.CLOSED, HOUR, "unfinished"),
    ],
)
def test_a_milestone_that_its_clock_ended_before(end: ClockEnd, after: timedelta, value: str) -> None:
    milestone = MilestoneHistory("accepted", RECEIVED, RECEIVED + 4 * HOUR)
    clock = replace(CLOCK, milestones=(milestone,), ended_at=RECEIVED + after, end=end)

    assert values(clock, "accepted") == [value]


def test_reasons_count_only_where_it_was_late() -> None:
    late, in_time = completed(80 * HOUR), completed(70 * HOUR)
    for clock, reasons in ((late, ["no_capacity"]), (in_time, [])):
        told = replace(
            clock, late_reason=LateReason.NO_CAPACITY, reviewed_by="coordinator", what_changed=WhatChanged.ROTA
        )
        assert values(told, "late_reason") == reasons
        assert values(told, "reviewed_by") == ["coordinator"] * len(reasons)
        assert values(told, "what_changed") == ["rota"] * len(reasons)


FLOW = (49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)
"""Ten flow rates: the worked example of NIST/SEMATECH's e-Handbook of Statistical Methods, section 6.3.2.2."""


def test_limits_are_those_of_a_worked_example() -> None:
    chart = chart_of(FLOW)

    assert chart is not None
    assert chart.mean == pytest.approx(50.81)
    assert (chart.lower, chart.upper) == pytest.approx((45.8159, 55.8041), abs=0.005)
    assert chart.is_trial
    assert dict(chart.signals) == {}


def test_a_point_outside_the_limits_is_a_signal() -> None:
    chart = chart_of((50, 51, 50, 51, 50, 51, 50, 51, 50, 51, 50, 51, 90))

    assert chart is not None
    assert chart.signals[12] == "outside the limits"
    assert not chart.is_trial


def test_seven_on_one_side_are_a_signal_and_six_are_not() -> None:
    wave = (10.0, 14.0) * 3
    six, seven = chart_of((*wave, *(20.0, 21.0) * 3)), chart_of((*wave, 10.0, *(20.0, 21.0) * 3, 20.0))

    assert six is not None
    assert seven is not None
    assert not any("one side" in why for why in six.signals.values())
    assert "one side" in seven.signals[13]


def test_seven_that_rise_are_a_signal_and_six_are_not() -> None:
    rising = (5.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
    six, seven = chart_of((*rising, 3.0, 9.0, 0.0)), chart_of((*rising, 7.0, 3.0, 9.0, 0.0, 12.0))

    assert six is not None
    assert seven is not None
    assert six.signals.get(6) is None
    assert seven.signals[7].startswith("seven in a row that rise")


def test_one_point_has_no_chart() -> None:
    assert chart_of((50.0,)) is None
