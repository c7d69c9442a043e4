"""What an agency that has taken a woman may record of her 72 hours: the lead of all, others of their own strand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from pathway.directory.vocabulary import AgencyType
from pathway.episodes.models import Leg
from pathway.episodes.vocabulary import TAKEN
from pathway.turnaround import queries
from pathway.turnaround.models import EpisodeClock, EpisodeMilestone
from pathway.turnaround.operations import BY_ITSELF
from pathway.turnaround.policy import Milestone, Strand
from pathway.turnaround.vocabulary import Settled

STRAND_OF: Mapping[AgencyType, Strand] = MappingProxyType(
    {
        AgencyType.EMERGENCY_ACCOMMODATION: Strand.ACCOMMODATION,
        AgencyType.HOUSING_ADVICE: Strand.ACCOMMODATION,
        AgencyType.SEXUAL_HEALTH: Strand.SEXUAL_HEALTH,
        AgencyType.SARC: Strand.SEXUAL_HEALTH,
        AgencyType.SUBSTANCE_MISUSE: Strand.TREATMENT,
    }
)
"""Which of the four strands an agency's help belongs to."""


@dataclass(frozen=True)
class HerMilestone:
    """One milestone as an agency sees it. `acts`: what it may record now, by the names of the forms."""

    key: str
    milestone: Milestone
    target_at: datetime
    is_late: bool
    settled: Settled | None
    settled_at: datetime | None
    is_wanted: bool | None
    acts: tuple[str, ...]


def milestones_of(clock: EpisodeClock, leg: Leg, now: datetime) -> tuple[HerMilestone, ...]:
    """Return what an agency may record for its leg, in order of target; nothing before it has taken her."""
    if leg.status not in TAKEN:
        return ()
    policy = queries.policy(clock.policy_version)
    return tuple(
        HerMilestone(
            key=row.key,
            milestone=policy.milestone(row.key),
            target_at=row.target_at,
            is_late=row.settled is None and now >= row.target_at,
            settled=row.settled,
            settled_at=row.settled_at,
            is_wanted=row.is_wanted,
            acts=_acts(clock, row, policy.milestone(row.key)),
        )
        for row in clock.milestones
        if row.key not in BY_ITSELF and _is_theirs(clock, leg, policy.milestone(row.key))
    )


def _is_theirs(clock: EpisodeClock, leg: Leg, milestone: Milestone) -> bool:
    if leg.id == clock.lead_leg_id:
        return True
    return milestone.strand is not None and STRAND_OF.get(leg.agency_type) is milestone.strand


def _acts(clock: EpisodeClock, row: EpisodeMilestone, milestone: Milestone) -> tuple[str, ...]:
    if clock.ended_at is not None:
        return ()
    is_strand = milestone.strand is not None
    if row.settled is None:
        return ("met", *(["wanted"] if is_strand and not row.is_wanted else []), *(["declined"] if is_strand else []))
    if row.settled is Settled.DECLINED:
        return ("wanted",)
    may_say_slept = milestone.strand is Strand.ACCOMMODATION and row.settled is Settled.MET and row.slept_at is None
    return ("slept",) if may_say_slept else ()
