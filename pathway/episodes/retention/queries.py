"""Every question about what is due to be forgotten, and what keeps it."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import selectinload

from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.episodes.models import Episode, Identity, Leg
from pathway.episodes.retention.models import LegalHold
from pathway.episodes.retention.periods import EVERYTHING_AFTER_CLOSING, OPEN_TOO_LONG
from pathway.extensions import db


def _is_held() -> ColumnElement[bool]:
    return exists().where(LegalHold.episode_id == Episode.id, LegalHold.lifted_at.is_(None))


def _has_open_legs() -> ColumnElement[bool]:
    return exists().where(Leg.episode_id == Episode.id, Leg.ended_at.is_(None))


def _identity_due(now: datetime) -> ColumnElement[bool]:
    return Identity.forget_at <= now


def _episode_due(now: datetime) -> ColumnElement[bool]:
    # A made-up one that holds nothing of what she told is a clock in the figures of a demo, and stays.
    holds_anything = Episode.is_demo.is_(False) | Episode.facts_sealed.is_not(None)
    return and_(Episode.closed_at <= now - EVERYTHING_AFTER_CLOSING, holds_anything)


def identities_due(now: datetime, limit: int) -> Sequence[tuple[Identity, Episode]]:
    """Return who is to be forgotten, and in which referral, held until the transaction ends."""
    query = (
        select(Identity, Episode)
        .join(Episode, Episode.id == Identity.episode_id)
        .where(_identity_due(now), ~_is_held(), ~_has_open_legs())
        .order_by(Identity.forget_at, Identity.id)
        .limit(limit)
    )
    return [(identity, episode) for identity, episode in db.session.execute(query.with_for_update())]


def episodes_due(now: datetime, limit: int) -> Sequence[Episode]:
    """Return the referrals of which only counts are to stay, with their legs, held until the transaction ends."""
    query = (
        select(Episode)
        .where(_episode_due(now), ~_is_held(), ~_has_open_legs())
        .options(selectinload(Episode.legs))
        .order_by(Episode.closed_at, Episode.id)
        .limit(limit)
    )
    return db.session.scalars(query.with_for_update(of=Episode)).all()


def open_too_long(now: datetime, limit: int) -> Sequence[Episode]:
    """Return the referrals that have been open for long, and that nobody was told of yet."""
    query = select(Episode).where(
        Episode.closed_at.is_(None), Episode.received_at <= now - OPEN_TOO_LONG, Episode.warned_open_at.is_(None)
    )
    return db.session.scalars(query.order_by(Episode.received_at, Episode.id).limit(limit).with_for_update()).all()


def due_counts(now: datetime) -> dict[str, int]:
    """Return how many are due, and how many would be but for what keeps them."""
    of_identity = select(func.count()).select_from(Identity).join(Episode, Episode.id == Identity.episode_id)
    of_episode = select(func.count()).select_from(Episode)
    free = ~_is_held() & ~_has_open_legs()
    counted = {
        "identities": of_identity.where(_identity_due(now), free),
        "referrals": of_episode.where(_episode_due(now), free),
        "kept_by_a_hold": of_episode.where(_is_held()),
        "kept_by_an_open_leg": of_identity.where(_identity_due(now), _has_open_legs()),
        "open_too_long": of_episode.where(Episode.closed_at.is_(None), Episode.received_at <= now - OPEN_TOO_LONG),
    }
    return {name: db.session.scalar(query) or 0 for name, query in counted.items()}


def coordinators() -> Sequence[User]:
    """Return the coordinators who are active."""
    query = select(User).where(User.role == Role.COORDINATOR, User.status == UserStatus.ACTIVE)
    return db.session.scalars(query.order_by(User.id)).all()


def is_held(episode_id: UUID) -> bool:
    """Whether something keeps a referral for now."""
    query = select(LegalHold.id).where(LegalHold.episode_id == episode_id, LegalHold.lifted_at.is_(None))
    return db.session.scalar(query.limit(1)) is not None


def holds_on(episode_id: UUID) -> Sequence[LegalHold]:
    """Return what keeps a referral or kept it, the latest first."""
    query = select(LegalHold).where(LegalHold.episode_id == episode_id)
    return db.session.scalars(query.order_by(LegalHold.placed_at.desc(), LegalHold.id)).all()


def holds_to_review(today: date) -> Sequence[str]:
    """Return the references of what is kept and due for another look."""
    query = (
        select(Episode.reference)
        .join(LegalHold, LegalHold.episode_id == Episode.id)
        .where(LegalHold.lifted_at.is_(None), LegalHold.review_on <= today)
        .order_by(LegalHold.review_on, Episode.reference)
    )
    return db.session.scalars(query).all()


def review_counting(today: date) -> Select[int]:
    """Return the query that counts them."""
    return (
        select(func.count()).select_from(LegalHold).where(LegalHold.lifted_at.is_(None), LegalHold.review_on <= today)
    )
