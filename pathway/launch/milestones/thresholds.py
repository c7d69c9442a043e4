"""Thresholds by milestone: what an edit changes of the policy, and what it says before and after. Plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from pathway.guidance.pathway_outline import in_words
from pathway.turnaround.policy import Level, Milestone, Policy, Threshold, Told

Thresholds = Mapping[str, tuple[Threshold, ...]]
"""By the key of a milestone. Which milestones there are, whose they are and of what strand is fixed."""


@dataclass(frozen=True)
class MilestoneChange:
    """A milestone whose thresholds change: a line for each, before and after."""

    what: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def with_thresholds(policy: Policy, thresholds: Thresholds) -> tuple[Milestone, ...]:
    """Return the milestones of a policy with other thresholds; a key left out keeps its own."""
    return tuple(
        replace(milestone, thresholds=thresholds[milestone.key]) if _is_changed(milestone, thresholds) else milestone
        for milestone in policy.milestones
    )


def changes(policy: Policy, thresholds: Thresholds) -> list[MilestoneChange]:
    """Return what would change of a policy, milestone by milestone, in its order."""
    return [
        MilestoneChange(milestone.what, lines(milestone.thresholds), lines(thresholds[milestone.key]))
        for milestone in policy.milestones
        if _is_changed(milestone, thresholds)
    ]


def _is_changed(milestone: Milestone, thresholds: Thresholds) -> bool:
    after = thresholds.get(milestone.key, milestone.thresholds)
    return [_in_order(one) for one in after] != [_in_order(one) for one in milestone.thresholds]


def _in_order(threshold: Threshold) -> Threshold:
    """Return a threshold with who is told in the order of a form: whom it names first is no change."""
    return replace(threshold, tells=tuple(told for told in Told if told in threshold.tells))


def lines(thresholds: Sequence[Threshold]) -> tuple[str, ...]:
    """Say each threshold in a line: "Red after 2 hours: Whoever referred her, On-call manager"."""
    return tuple(
        f"{threshold.level.value.capitalize()} after {in_words(threshold.after)}: "
        f"{', '.join(told.label for told in threshold.tells)}"
        for threshold in map(_in_order, thresholds)
    )


def as_details(thresholds: Thresholds) -> dict[str, Any]:
    """Write thresholds as plain values, as a proposal keeps them; lengths are whole minutes."""
    return {
        key: [
            [int(one.after.total_seconds() // 60), one.level.value, [told.value for told in one.tells]] for one in rows
        ]
        for key, rows in thresholds.items()
    }


def from_details(details: Mapping[str, Any]) -> dict[str, tuple[Threshold, ...]]:
    """Read what `as_details` wrote. Raises ValueError for anything else."""
    return {
        key: tuple(
            Threshold(timedelta(minutes=minutes), Level(level), tuple(map(Told, tells)))
            for minutes, level, tells in rows
        )
        for key, rows in details.items()
    }
