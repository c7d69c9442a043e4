"""The 72-hour pathway in outline: who it is for, what is offered, who does what by when.

The 72 hours come from recommendation 12 of the 2010 scrutiny review. Every shorter target is a proposal until it is
signed off. All lengths are elapsed time from the moment the referral is received: weekends and holidays count.
"""

from dataclasses import dataclass
from datetime import timedelta

HOUR = timedelta(hours=1)
TURNAROUND = 72 * HOUR


@dataclass(frozen=True)
class Milestone:
    """One thing that must have happened, by when, and who hears if it has not."""

    what: str
    by: timedelta
    owner: str
    warned_at: timedelta
    goes_to: str
    strand: str = ""


@dataclass(frozen=True)
class Deadline:
    """The milestones that share a deadline."""

    by: timedelta
    milestones: tuple[Milestone, ...]


@dataclass(frozen=True)
class Strand:
    """One of the four kinds of help offered to her. Only those she wants are due."""

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
    Strand("Accommodation", "Somewhere safe to stay, tonight if she has nowhere."),
    Strand("Sexual health", "A clinic: seen, or a time booked."),
    Strand("Health and social care", "One plan, agreed with her, that says who does what."),
    Strand("Treatment", "An appointment about drugs or alcohol."),
)

MILESTONES = (
    Milestone(
        what="Received by the duty coordinator",
        by=1 * HOUR,
        owner="Duty coordinator",
        warned_at=timedelta(minutes=45),
        goes_to="Duty lead. At 2 hours: on-call manager, and the person who referred her is told.",
    ),
    Milestone(
        what="Emergency accommodation offered, if she has nowhere tonight",
        by=3 * HOUR,
        owner="Housing",
        warned_at=1 * HOUR,
        goes_to="Housing duty manager",
        strand="Accommodation",
    ),
    Milestone(
        what="Accepted by the lead agency",
        by=4 * HOUR,
        owner="Lead agency",
        warned_at=3 * HOUR,
        goes_to="Partnership lead. The next agency is offered.",
    ),
    Milestone(
        what="First contact made with her",
        by=24 * HOUR,
        owner="Named worker",
        warned_at=18 * HOUR,
        goes_to="Service manager of the lead agency",
    ),
    Milestone(
        what="Safety plan made with her",
        by=24 * HOUR,
        owner="Named worker",
        warned_at=18 * HOUR,
        goes_to="Service manager of the lead agency",
    ),
    Milestone(
        what="Accommodation offered, if she has somewhere tonight",
        by=24 * HOUR,
        owner="Housing",
        warned_at=18 * HOUR,
        goes_to="Housing duty manager",
        strand="Accommodation",
    ),
    Milestone(
        what="Sexual health: seen or booked",
        by=48 * HOUR,
        owner="Sexual health",
        warned_at=36 * HOUR,
        goes_to="Sexual health clinic lead",
        strand="Sexual health",
    ),
    Milestone(
        what="Treatment appointment offered",
        by=72 * HOUR,
        owner="Substance misuse service",
        warned_at=60 * HOUR,
        goes_to="Substance misuse commissioner",
        strand="Treatment",
    ),
    Milestone(
        what="Health and social care plan agreed with her",
        by=72 * HOUR,
        owner="Coordinator",
        warned_at=60 * HOUR,
        goes_to="Partnership lead",
        strand="Health and social care",
    ),
)
"""In order of deadline. A milestone is late at its deadline."""


def deadlines() -> tuple[Deadline, ...]:
    """Return the milestones grouped by deadline, soonest first."""
    lengths = sorted({milestone.by for milestone in MILESTONES})
    return tuple(Deadline(by, tuple(milestone for milestone in MILESTONES if milestone.by == by)) for by in lengths)


def in_words(length: timedelta) -> str:
    """Say a length of time as people do: "45 minutes", "1 hour", "72 hours"."""
    minutes = int(length.total_seconds() // 60)
    count, unit = (minutes // 60, "hour") if minutes % 60 == 0 else (minutes, "minute")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
