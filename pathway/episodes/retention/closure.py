"""Closing a referral: a person does it once every agency is done, and what is known of her begins to run out."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from pathway.accounts.permissions import Person
from pathway.audit import trail
from pathway.core.errors import InvalidTransitionError
from pathway.episodes.models import Episode, Leg
from pathway.episodes.open_parts import was_taken
from pathway.episodes.retention.periods import IDENTITY_AFTER_CLOSING, IDENTITY_IF_NOBODY_TOOK_HER
from pathway.episodes.sight import Sight, was_stopped
from pathway.episodes.vocabulary import EpisodeStatus
from pathway.turnaround import operations as clock
from pathway.turnaround.vocabulary import ClockEnd


def why_not_close(episode: Episode, sight: Sight) -> str | None:
    """Say why somebody may not close a referral; None where she may."""
    still_has_it = "An agency still has it. It is closed once each of them is done"
    if sight.only_receipt and was_taken(episode.legs):
        return still_has_it  # what became of her afterwards is not hers to find out
    if episode.closed_at is not None:
        return "This referral is closed already"
    if any(leg.is_open for leg in episode.legs):
        return still_has_it
    if sight.is_coordinator or (sight.is_referrer and not was_taken(episode.legs)):
        return None
    return "The coordinator closes what an agency took"


def close(episode: Episode, sight: Sight, now: datetime) -> None:
    """Close a referral; from now its periods run. Raises InvalidTransitionError."""
    if problem := why_not_close(episode, sight):
        raise InvalidTransitionError(problem)
    stopped = bool(episode.legs) and all(was_stopped(leg) for leg in episode.legs)
    episode.status = EpisodeStatus.REVOKED if stopped else EpisodeStatus.COMPLETED
    episode.closed_at, episode.closed_by = now, sight.person.id
    identity = episode.identity
    if identity is not None:
        forget_at = now + keeps_identity(episode.legs)
        identity.forget_at = min(forget_at, identity.forget_at or forget_at)
    clock.end_of(episode.id, ClockEnd.CLOSED, sight.person)
    _record(episode, sight.person)


def keeps_identity(legs: Iterable[Leg]) -> timedelta:
    """Return how long who she is stays after closing."""
    return IDENTITY_AFTER_CLOSING if was_taken(legs) else IDENTITY_IF_NOBODY_TOOK_HER


def _record(episode: Episode, by: Person) -> None:
    trail.record("referral.closed", episode.reference, by)
