"""What whoever referred a woman is told of her 72 hours: by when, what if nobody answers, and whom to ring then."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pathway.core.formats import around
from pathway.leads import queries as leads
from pathway.leads.entry import LeadNumber
from pathway.leads.vocabulary import ClockDuty
from pathway.turnaround import queries
from pathway.turnaround.models import EpisodeClock
from pathway.turnaround.operations import ACCEPTED, RECEIVED, milestone_of
from pathway.turnaround.policy import Level, Milestone
from pathway.turnaround.vocabulary import Settled


@dataclass(frozen=True)
class ClockWords:
    """Sentences in order, and the numbers to ring where nobody answers; none once somebody has her."""

    sentences: tuple[str, ...]
    numbers: tuple[LeadNumber, ...]


def clock_words(episode_id: UUID, now: datetime) -> ClockWords | None:
    """Return what is said of a referral's clock at `now` (aware UTC); None where it has none."""
    clock = queries.clock_of(episode_id)
    if clock is None:
        return None
    received, accepted = milestone_of(clock, RECEIVED), milestone_of(clock, ACCEPTED)
    sentences = [f"The 72 hours end {_at(clock.due_at, now)}."] if clock.ended_at is None else []
    if clock.ended_at is not None:
        return ClockWords(("Her 72 hours have ended.",), ())
    if accepted.settled is Settled.MET and accepted.settled_at is not None:
        return ClockWords((*sentences, f"Taken {_at(accepted.settled_at, now)}."), ())
    policy = queries.policy(clock.policy_version)
    if received.settled is Settled.MET and received.settled_at is not None:
        sentences.append(f"The duty desk has received her, {_at(received.settled_at, now)}.")
        sentences.append(f"An agency takes her by {_at(accepted.target_at, now)}. She is with you until then.")
    else:
        sentences += _until_received(clock, policy.milestone(RECEIVED), received.starts_at, now)
    return ClockWords(tuple(sentences), _numbers(now))


def _until_received(clock: EpisodeClock, milestone: Milestone, starts_at: datetime, now: datetime) -> list[str]:
    sentences = []
    if starts_at > clock.received_at and now < starts_at:
        sentences.append(
            f"The duty desk is shut until {_at(starts_at, now)}. She stays with you until it has her: "
            "if it cannot wait, ring."
        )
    reds = [threshold for threshold in milestone.thresholds if threshold.level is Level.RED]
    sentences.append(f"The duty desk says by {_at(starts_at + reds[0].after, now)} that it has received her.")
    for number, threshold in enumerate(reds):
        told = " and ".join("you" if one.value == "referrer" else f"the {_lower(one.label)}" for one in threshold.tells)
        when = "If nobody does, we tell" if number == 0 else f"At {_at(starts_at + threshold.after, now)} we tell"
        sentences.append(f"{when} {told}{' at once' if number == 0 else ''}.")
    return [*sentences, "She is with you until somebody takes her."]


def _numbers(now: datetime) -> tuple[LeadNumber, ...]:
    roles = [leads.role_with(duty, now) for duty in (ClockDuty.DUTY_COORDINATOR, ClockDuty.ON_CALL_MANAGER)]
    return tuple(role.phone for role in roles if role and role.phone)


def _at(moment: datetime, now: datetime) -> str:
    return around(moment, now)


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]
