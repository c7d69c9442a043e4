"""What is counted of one clock, by whole hours. Everything that is ever shown is reckoned from these counts.

A count has a month, a figure and a value. Figures: `gross` and `net` (the whole, with and without its pauses), the key
of each milestone, and the words of `Beside`. Values: hours begun, as "31", or one of `Value` or of our other words.

Hours are rounded up, so that 72 is in time and 73 is late, to the second.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from pathway.core.months import month_of
from pathway.turnaround.clock import HOUR, TURNAROUND, Pause, gross, net
from pathway.turnaround.vocabulary import ClockEnd, LateReason, Settled, WhatChanged

GROSS, NET = "gross", "net"
LATE = " late"
"""Follows the hours of a milestone that was met after its target."""
MOST_HOURS = 999
"""As far as hours are counted one by one."""

_HERS = frozenset({ClockEnd.SHE_STOPPED, ClockEnd.NOT_REACHED})
"""Ends that are counted beside the headline, and not in it."""


class Beside(StrEnum):
    """Figures beside the headline.

    `REVIEWED_BY`: the role of whoever said why the whole was late; `WHAT_CHANGED`: what came of it.
    """

    END = "end"
    SLEPT = "slept"
    LATE_REASON = "late_reason"
    MILESTONE_LATE_REASON = "milestone_late_reason"
    REVIEWED_BY = "reviewed_by"
    WHAT_CHANGED = "what_changed"
    MISTAKE = "mistake"


class Value(StrEnum):
    """How something ended that did not take a number of hours.

    `UNFINISHED`: past its time and not done, or closed with it undone: it counts as late. `NOT_DUE`: she stopped, or
    was not reached, before its time; or its time is still to come.
    """

    UNFINISHED = "unfinished"
    DECLINED = "declined"
    NOT_NEEDED = "not_needed"
    NOT_DUE = "not_due"


@dataclass(frozen=True)
class MilestoneHistory:
    """One milestone of one woman, as it was when it was counted. `slept`: she slept where she was offered a place."""

    key: str
    starts_at: datetime
    target_at: datetime
    settled: Settled | None = None
    settled_at: datetime | None = None
    slept: bool = False
    late_reason: LateReason | None = None


@dataclass(frozen=True)
class ClockHistory:
    """One clock, as it was when it was counted. `mistakes`: records of milestones that were entered in error."""

    received_at: datetime
    milestones: tuple[MilestoneHistory, ...] = ()
    pauses: tuple[Pause, ...] = ()
    completed_at: datetime | None = None
    ended_at: datetime | None = None
    end: ClockEnd | None = None
    late_reason: LateReason | None = None
    reviewed_by: str | None = None
    what_changed: WhatChanged | None = None
    mistakes: int = 0


Cell = tuple[date, str, str]
"""Month of receipt in London (its first day), figure, value."""


def hours_begun(length: timedelta) -> int:
    """Return a length in hours, rounded up: 72 hours and a second are 73."""
    return min(MOST_HOURS, max(0, -(-length // HOUR)))


def cells_of(clock: ClockHistory, now: datetime) -> Counter[Cell]:
    """Return everything that is counted of one clock. One that was entered in error counts as that, and no more."""
    counted: Counter[tuple[str, str]] = Counter()
    if clock.end is not None:
        counted[Beside.END, clock.end.value] += 1
    if clock.end is not ClockEnd.ENTERED_IN_ERROR:
        counted += _of_the_whole(clock, now)
        for milestone in clock.milestones:
            counted += _of_milestone(milestone, clock, now)
    month = month_of(clock.received_at)
    return Counter({(month, figure, value): number for (figure, value), number in counted.items()})


def _of_the_whole(clock: ClockHistory, now: datetime) -> Counter[tuple[str, str]]:
    until = clock.completed_at or clock.ended_at or now
    lengths = {
        GROSS: gross(clock.received_at, until),
        NET: net(clock.received_at, until, clock.pauses),
    }
    counted = Counter({(figure, _whole(clock, length)): 1 for figure, length in lengths.items()})
    if is_breach(lengths[GROSS], clock.end) and clock.late_reason is not None:
        counted[Beside.LATE_REASON, clock.late_reason.value] += 1
        if clock.reviewed_by is not None:
            counted[Beside.REVIEWED_BY, clock.reviewed_by] += 1
        if clock.what_changed is not None:
            counted[Beside.WHAT_CHANGED, clock.what_changed.value] += 1
    if clock.mistakes:
        counted[Beside.MISTAKE, "entered_in_error"] += clock.mistakes
    return counted


def is_breach(length: timedelta, end: ClockEnd | None) -> bool:
    """Whether the 72 hours were not kept: of a clock that took so long, or runs for so long, and ended like this."""
    if end in _HERS or end is ClockEnd.ENTERED_IN_ERROR:
        return False
    return length > TURNAROUND or end is ClockEnd.CLOSED


def _whole(clock: ClockHistory, length: timedelta) -> str:
    if clock.end in _HERS:
        return Value.NOT_DUE
    if clock.completed_at is not None:
        return str(hours_begun(length))
    # Closing what is not done never makes the figures better.
    return Value.UNFINISHED if clock.end is ClockEnd.CLOSED or length > TURNAROUND else Value.NOT_DUE


def _of_milestone(milestone: MilestoneHistory, clock: ClockHistory, now: datetime) -> Counter[tuple[str, str]]:
    counted = Counter({(milestone.key, _outcome(milestone, clock, now)): 1})
    if milestone.slept:
        counted[Beside.SLEPT, milestone.key] += 1
    if milestone.late_reason is not None:
        counted[Beside.MILESTONE_LATE_REASON, milestone.late_reason.value] += 1
    return counted


def _outcome(milestone: MilestoneHistory, clock: ClockHistory, now: datetime) -> str:
    if milestone.settled is Settled.MET and milestone.settled_at is not None:
        is_late = milestone.settled_at > milestone.target_at
        return f"{hours_begun(milestone.settled_at - milestone.starts_at)}{LATE if is_late else ''}"
    if milestone.settled is not None:
        return Value(milestone.settled.value)
    was_late = (clock.ended_at or now) > milestone.target_at
    return Value.UNFINISHED if was_late or clock.end is ClockEnd.CLOSED else Value.NOT_DUE


@dataclass(frozen=True)
class Chart:
    """The values of an XmR chart: a mean, two limits, and which points (by place, from 0) are a signal, and why."""

    points: tuple[float, ...]
    mean: float
    lower: float
    upper: float
    signals: Mapping[int, str]
    is_trial: bool


ENOUGH_POINTS = 12
IN_A_ROW = 7
_WIDTH = 2.66
"""Three standard deviations, as the mean moving range of two tells them: 3 / 1.128."""


def chart_of(points: tuple[float, ...]) -> Chart | None:
    """Return the chart of points in order of time; None for fewer than two."""
    if len(points) < 2:
        return None
    mean = sum(points) / len(points)
    spread = _WIDTH * sum(abs(later - earlier) for earlier, later in pairwise(points)) / (len(points) - 1)
    signals: dict[int, str] = {}
    for place in range(len(points)):
        last = points[place - IN_A_ROW + 1 : place + 1] if place >= IN_A_ROW - 1 else ()
        if not mean - spread <= points[place] <= mean + spread:
            signals[place] = "outside the limits"
        elif last and (all(point > mean for point in last) or all(point < mean for point in last)):
            signals[place] = "seven in a row on one side of the mean"
        elif last and (
            all(after > before for before, after in pairwise(last))
            or all(after < before for before, after in pairwise(last))
        ):
            signals[place] = "seven in a row that rise or fall"
    return Chart(points, mean, mean - spread, mean + spread, signals, is_trial=len(points) < ENOUGH_POINTS)
