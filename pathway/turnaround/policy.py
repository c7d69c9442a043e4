"""What is due by when, who owns it, and who hears if it is late: data with a version.

The 72 hours are the scrutiny commission's. Each shorter target is a proposal until the partnership has signed it. Every
length is elapsed time from the moment the referral is received, but for the first milestone: outside the staffed
hours of its owner it counts from their next opening.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from pathway.leads.vocabulary import ClockDuty
from pathway.turnaround.clock import HOUR, TURNAROUND


class Strand(StrEnum):
    """One of the four kinds of help that she is offered. Only those she wants become due."""

    ACCOMMODATION = "accommodation"
    SEXUAL_HEALTH = "sexual_health"
    HEALTH_AND_SOCIAL_CARE = "health_and_social_care"
    TREATMENT = "treatment"


class Owner(StrEnum):
    """Who has to see to a milestone."""

    DUTY_COORDINATOR = "Duty coordinator"
    LEAD_AGENCY = "Lead agency"
    NAMED_WORKER = "Named worker"
    HOUSING = "Housing"
    SEXUAL_HEALTH = "Sexual health"
    SUBSTANCE_MISUSE = "Substance misuse service"
    COORDINATOR = "Coordinator"


class Told(StrEnum):
    """Who hears that something is late: roles of the leads list by their titles, and three by their part in it."""

    OWNER = "owner"
    REFERRER = "referrer"
    SERVICE_MANAGER = "service_manager"
    DUTY_LEAD = "duty_lead"
    ON_CALL_MANAGER = "on_call_manager"
    PARTNERSHIP_LEAD = "partnership_lead"
    HOUSING_DUTY_MANAGER = "housing_duty_manager"
    SEXUAL_HEALTH_CLINIC_LEAD = "sexual_health_clinic_lead"
    SUBSTANCE_MISUSE_COMMISSIONER = "substance_misuse_commissioner"

    @property
    def duty(self) -> ClockDuty | None:
        """Which role of the leads list it is; None for those who are told by their part in this referral."""
        return ClockDuty(self.value) if self.value in set(ClockDuty) else None

    @property
    def label(self) -> str:
        """Who it is, as a page says it."""
        return self.duty.label if self.duty else _PART_WORDS[self]


_PART_WORDS = MappingProxyType(
    {
        Told.OWNER: "Whoever owns it",
        Told.REFERRER: "Whoever referred her",
        Told.SERVICE_MANAGER: "Service manager of the lead agency",
    }
)


class Level(StrEnum):
    """How pressing something is. A milestone is late at its first red threshold, which is its target."""

    AMBER = "amber"
    RED = "red"


class Applies(StrEnum):
    """To whom a milestone applies."""

    ALWAYS = "always"
    NOWHERE_TONIGHT = "nowhere_tonight"
    SOMEWHERE_TONIGHT = "somewhere_tonight"


@dataclass(frozen=True)
class Threshold:
    """How long after its start a milestone that is not met tells somebody, and whom."""

    after: timedelta
    level: Level
    tells: tuple[Told, ...]


@dataclass(frozen=True)
class Milestone:
    """One thing that must have happened. `key` is stable across versions; `then`: what else comes of being late."""

    key: str
    what: str
    owner: Owner
    thresholds: tuple[Threshold, ...]
    strand: Strand | None = None
    applies: Applies = Applies.ALWAYS
    from_opening: bool = False
    then: str = ""

    @property
    def name(self) -> str:
        """What it is, without the condition under which it applies."""
        return self.what.partition(", if ")[0]

    @property
    def amber(self) -> timedelta:
        """How long after its start it is about to be late."""
        return self._first(Level.AMBER)

    @property
    def target(self) -> timedelta:
        """How long after its start it is late."""
        return self._first(Level.RED)

    def _first(self, level: Level) -> timedelta:
        return next(threshold.after for threshold in self.thresholds if threshold.level is level)

    def as_json(self) -> dict[str, Any]:
        """Write it as plain values; lengths are whole minutes."""
        return {
            "key": self.key,
            "what": self.what,
            "owner": self.owner.name,
            "strand": self.strand.value if self.strand else None,
            "applies": self.applies.value,
            "from_opening": self.from_opening,
            "then": self.then,
            "thresholds": [
                [int(one.after.total_seconds() // 60), one.level.value, [told.value for told in one.tells]]
                for one in self.thresholds
            ],
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Milestone":
        """Read what `as_json` wrote. Raises KeyError or ValueError for anything else."""
        return cls(
            key=row["key"],
            what=row["what"],
            owner=Owner[row["owner"]],
            strand=Strand(row["strand"]) if row["strand"] else None,
            applies=Applies(row["applies"]),
            from_opening=row["from_opening"],
            then=row["then"],
            thresholds=tuple(
                Threshold(timedelta(minutes=minutes), Level(level), tuple(map(Told, tells)))
                for minutes, level, tells in row["thresholds"]
            ),
        )


@dataclass(frozen=True)
class Policy:
    """All milestones, in order of target. An episode keeps the version under which it began."""

    version: int
    milestones: tuple[Milestone, ...]

    def milestone(self, key: str) -> Milestone:
        """Return one by its key. Raises KeyError."""
        return {milestone.key: milestone for milestone in self.milestones}[key]

    def applying(self, *, nowhere_tonight: bool) -> tuple[Milestone, ...]:
        """Return what applies to one woman: accommodation is due sooner where she has nowhere to sleep tonight."""
        other = Applies.SOMEWHERE_TONIGHT if nowhere_tonight else Applies.NOWHERE_TONIGHT
        return tuple(milestone for milestone in self.milestones if milestone.applies is not other)


def _amber(hours: float) -> Threshold:
    return Threshold(hours * HOUR, Level.AMBER, (Told.OWNER,))


def _red(hours: float, *tells: Told) -> Threshold:
    return Threshold(hours * HOUR, Level.RED, tells)


FIRST_POLICY = Policy(
    version=1,
    milestones=(
        Milestone(
            "received",
            "Received by the duty coordinator",
            Owner.DUTY_COORDINATOR,
            (_amber(0.75), _red(1, Told.DUTY_LEAD), _red(2, Told.ON_CALL_MANAGER, Told.REFERRER)),
            from_opening=True,
        ),
        Milestone(
            "emergency_accommodation",
            "Emergency accommodation offered, if she has nowhere tonight",
            Owner.HOUSING,
            (_amber(1), _red(3, Told.HOUSING_DUTY_MANAGER)),
            Strand.ACCOMMODATION,
            Applies.NOWHERE_TONIGHT,
        ),
        Milestone(
            "accepted",
            "Accepted by the lead agency",
            Owner.LEAD_AGENCY,
            (_amber(3), _red(4, Told.PARTNERSHIP_LEAD)),
            then="The next agency is offered.",
        ),
        Milestone(
            "first_contact",
            "First contact made with her",
            Owner.NAMED_WORKER,
            (_amber(18), _red(24, Told.SERVICE_MANAGER)),
        ),
        Milestone(
            "safety_plan",
            "Safety plan made with her",
            Owner.NAMED_WORKER,
            (_amber(18), _red(24, Told.SERVICE_MANAGER)),
        ),
        Milestone(
            "accommodation",
            "Accommodation offered, if she has somewhere tonight",
            Owner.HOUSING,
            (_amber(18), _red(24, Told.HOUSING_DUTY_MANAGER)),
            Strand.ACCOMMODATION,
            Applies.SOMEWHERE_TONIGHT,
        ),
        Milestone(
            "sexual_health",
            "Sexual health: seen or booked",
            Owner.SEXUAL_HEALTH,
            (_amber(36), _red(48, Told.SEXUAL_HEALTH_CLINIC_LEAD)),
            Strand.SEXUAL_HEALTH,
        ),
        Milestone(
            "treatment",
            "Treatment appointment offered",
            Owner.SUBSTANCE_MISUSE,
            (_amber(60), _red(72, Told.SUBSTANCE_MISUSE_COMMISSIONER)),
            Strand.TREATMENT,
        ),
        Milestone(
            "care_plan",
            "Health and social care plan agreed with her",
            Owner.COORDINATOR,
            (_amber(60), _red(72, Told.PARTNERSHIP_LEAD)),
            Strand.HEALTH_AND_SOCIAL_CARE,
        ),
    ),
)
"""As proposed in section 4 of the rules of referral."""


@dataclass(frozen=True)
class Fault:
    """Why a milestone cannot be published, and which part of it: "after", "level" or "tells".

    `row`: of which threshold, None where it is about all of them.
    """

    words: str
    part: str
    row: int | None = None


def faults(milestones: Sequence[Milestone]) -> list[str]:
    """Say in a sentence each why milestones cannot be published; an empty list when they can."""
    said = []
    keys = [milestone.key for milestone in milestones]
    said += [f"{key} is there twice" for key in sorted({key for key in keys if keys.count(key) > 1})]
    for milestone in milestones:
        said += dict.fromkeys(f"{milestone.what}: {fault.words}" for fault in faults_in(milestone))
    return said


def faults_in(milestone: Milestone) -> list[Fault]:
    """Return why one milestone cannot be published, each with the threshold that it is about."""
    thresholds = milestone.thresholds
    levels = [threshold.level for threshold in thresholds]
    problems = []
    if Level.AMBER not in levels or Level.RED not in levels:
        problems.append(Fault("it needs an amber threshold and a red one", "level"))
    for row, threshold in enumerate(thresholds):
        before = thresholds[:row]
        if threshold.after <= timedelta(0):
            problems.append(Fault("a threshold has to be later than its start", "after", row))
        if threshold.after > TURNAROUND:
            problems.append(Fault("a threshold is later than 72 hours", "after", row))
        if any(other.after == threshold.after for other in before):
            problems.append(Fault("two thresholds are at the same hour", "after", row))
        elif before and threshold.after < before[-1].after:
            problems.append(Fault("each threshold has to be later than the one before it", "after", row))
        if threshold.level is Level.AMBER and Level.RED in levels[:row]:
            problems.append(Fault("amber has to come before red", "level", row))
        if not threshold.tells:
            problems.append(Fault("a threshold tells nobody", "tells", row))
        elif threshold.level is Level.RED and set(threshold.tells) <= {Told.OWNER}:
            problems.append(Fault("red has to tell somebody other than whoever owns it", "tells", row))
    return problems
