"""Where a milestone of one woman is at a moment: its start, which thresholds have passed, its colour."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pathway.turnaround.policy import Level, Milestone, Threshold


class Colour(StrEnum):
    """How a milestone is shown: always with its word and a shape of its own."""

    MET = "met"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True)
class Passed:
    """A threshold that has passed, and when it did."""

    threshold: Threshold
    at: datetime


def starts_at(milestone: Milestone, received_at: datetime, opens_at: datetime | None) -> datetime:
    """Return from when a milestone counts. `opens_at`: when its owner is staffed next; None: is now, or always is.

    The 72 hours run on regardless.
    """
    return max(received_at, opens_at) if milestone.from_opening and opens_at else received_at


def target_at(milestone: Milestone, started_at: datetime) -> datetime:
    """Return when a milestone is late."""
    return started_at + milestone.target


def threshold_at(milestone: Milestone, started_at: datetime, number: int) -> datetime | None:
    """Return when a threshold passes, counted from 0; None after the last."""
    return started_at + milestone.thresholds[number].after if number < len(milestone.thresholds) else None


def passed(milestone: Milestone, started_at: datetime, now: datetime) -> list[Passed]:
    """Return the thresholds that have passed, in order. A threshold has passed at its very moment."""
    moments = ((threshold, started_at + threshold.after) for threshold in milestone.thresholds)
    return [Passed(threshold, at) for threshold, at in moments if at <= now]


def colour(milestone: Milestone, started_at: datetime, now: datetime, met_at: datetime | None = None) -> Colour:
    """Return how a milestone is shown. One that was met late is met; that it was late, its time says."""
    if met_at is not None:
        return Colour.MET
    levels = [one.threshold.level for one in passed(milestone, started_at, now)]
    if Level.RED in levels:
        return Colour.RED
    return Colour.AMBER if levels else Colour.GREEN


def was_late(milestone: Milestone, started_at: datetime, met_at: datetime) -> bool:
    """Whether a milestone was met after its target. At the very moment is in time."""
    return met_at > target_at(milestone, started_at)
