"""Legal holds: while there is one, nothing of a referral is forgotten, nor erased."""

from datetime import date, datetime
from uuid import uuid4

from pathway.accounts.permissions import Person
from pathway.audit import trail
from pathway.core.errors import InvalidTransitionError
from pathway.episodes.models import Episode
from pathway.episodes.retention.models import LegalHold
from pathway.extensions import db


def place(episode: Episode, reason: str, review_on: date, by: Person, now: datetime) -> LegalHold:
    """Keep a referral until somebody lifts it."""
    hold = LegalHold(
        id=uuid4(), episode_id=episode.id, reason=reason, placed_by=by.id, placed_at=now, review_on=review_on
    )
    db.session.add(hold)
    trail.record("hold.placed", episode.reference, by)
    return hold


def review(hold: LegalHold, episode: Episode, review_on: date, by: Person) -> None:
    """Keep it longer, and look again on another day. Raises InvalidTransitionError once it was lifted."""
    _refuse_lifted(hold)
    hold.review_on = review_on
    trail.record("hold.reviewed", episode.reference, by)


def lift(hold: LegalHold, episode: Episode, by: Person, now: datetime) -> None:
    """Let the periods count again. Raises InvalidTransitionError once it was lifted."""
    _refuse_lifted(hold)
    hold.lifted_at, hold.lifted_by = now, by.id
    trail.record("hold.lifted", episode.reference, by)


def _refuse_lifted(hold: LegalHold) -> None:
    if hold.lifted_at is not None:
        raise InvalidTransitionError("This hold was lifted already")
