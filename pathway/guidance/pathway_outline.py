"""The 72-hour pathway in outline: who it is for, what is offered, who does what by when.

What is due by when comes from the policy in force, which each new clock follows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from pathway.core.formats import counted
from pathway.turnaround.clock import TURNAROUND
from pathway.turnaround.policy import Milestone, Strand, Told

__all__ = ["TURNAROUND"]

MINUTES_ALONE = 120
"""Minutes up to which a length is said without hours: "90 minutes"."""


@dataclass(frozen=True)
class Deadline:
    """The milestones that share a deadline."""

    by: timedelta
    milestones: tuple[Milestone, ...]


@dataclass(frozen=True)
class Offer:
    """What one of the four strands offers her. Only those she wants are due."""

    strand: Strand
    name: str
    offer: str


BEFORE = (
    "Danger now? Ring 999 first.",
    "Under 18, or might be? Children's services now. Not this pathway.",
    (
        "18 or over and not away from Brent. She fears violence in the next few days, and meets people on the "
        "street or you do not know where. Or: you judge that she needs it."
    ),
    "Ask her. She says yes or no to each agency.",
)
"""What comes before the clock, in order."""

STARTS = "The duty desk receives it. The clock starts."

STRANDS = (
    Offer(Strand.ACCOMMODATION, "Accommodation", "Somewhere safe to stay, tonight if she has nowhere."),
    Offer(Strand.SEXUAL_HEALTH, "Sexual health", "A clinic: seen, or a time booked."),
    Offer(
        Strand.HEALTH_AND_SOCIAL_CARE, "Health and social care", "One plan, agreed with her, that says who does what."
    ),
    Offer(Strand.TREATMENT, "Treatment", "An appointment about drugs or alcohol."),
)


def by_deadline(milestones: Sequence[Milestone]) -> tuple[Milestone, ...]:
    """Return milestones by their deadline, soonest first. A milestone is late at its deadline."""
    return tuple(sorted(milestones, key=lambda milestone: milestone.target))


def deadlines(milestones: Sequence[Milestone]) -> tuple[Deadline, ...]:
    """Return the milestones grouped by deadline, soonest first."""
    lengths = sorted({milestone.target for milestone in milestones})
    return tuple(Deadline(by, tuple(one for one in milestones if one.target == by)) for by in lengths)


def goes_to(milestone: Milestone) -> str:
    """Say who hears that a milestone is late: at its target first, and later others."""
    at_target, *later = (threshold for threshold in milestone.thresholds if threshold.after >= milestone.target)
    sentences = [f"At {in_words(threshold.after)}: {_names(threshold.tells)}." for threshold in later]
    sentences += [milestone.then] if milestone.then else []
    first = _names(at_target.tells)
    return f"{first[0].upper()}{first[1:]}{'.' if sentences else ''} {' '.join(sentences)}".strip()


def _names(tells: tuple[Told, ...]) -> str:
    return " and ".join(told.label[0].lower() + told.label[1:] for told in tells)


def in_words(length: timedelta) -> str:
    """Say a length of time as people do: "45 minutes", "1 hour", "4 hours 30 minutes"."""
    minutes = int(length.total_seconds() // 60)
    if minutes % 60 and minutes < MINUTES_ALONE:
        return counted(minutes, "minute")
    hours, rest = divmod(minutes, 60)
    return f"{counted(hours, 'hour')} {counted(rest, 'minute')}" if rest else counted(hours, "hour")


def in_short(length: timedelta) -> str:
    """Say a length of time where there is little room: "4 h 30 min" for what takes two units."""
    words = in_words(length)
    minutes = int(length.total_seconds() // 60)
    return f"{minutes // 60} h {minutes % 60} min" if " hour" in words and " minute" in words else words
