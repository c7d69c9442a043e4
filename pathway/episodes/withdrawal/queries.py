"""Every question about her word."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select, union

from pathway.episodes import queries
from pathway.episodes.leg_link.models import LegLink
from pathway.episodes.models import Agreement, Episode, Identity, Leg, LegEvent, LegNotice
from pathway.episodes.vocabulary import LegEventKind
from pathway.episodes.withdrawal.models import LegWord
from pathway.extensions import db

_TOLD = (LegEventKind.RUNG, LegEventKind.ACCEPTED)
"""What is recorded of a call in which an agency may have heard of her."""


def held(reference: str) -> Episode | None:
    """Return a referral with its legs and identity, held until the transaction ends: itself, then its legs."""
    episode = queries.episode(reference, hold=True)
    if episode is None:
        return None
    legs = select(Leg).where(Leg.episode_id == episode.id).order_by(Leg.id).with_for_update()
    db.session.scalars(legs.execution_options(populate_existing=True)).all()
    identity = select(Identity).where(Identity.episode_id == episode.id).order_by(Identity.id).with_for_update()
    db.session.scalars(identity.execution_options(populate_existing=True)).all()
    return episode


def agreements_of(episode_id: UUID) -> Sequence[Agreement]:
    """Return her agreements that still hold."""
    query = select(Agreement).join(Leg, Leg.id == Agreement.leg_id)
    query = query.where(Leg.episode_id == episode_id, Agreement.withdrawn_at.is_(None))
    return db.session.scalars(query.order_by(Agreement.leg_id)).all()


def messages_about(leg_ids: Sequence[UUID]) -> Sequence[UUID]:
    """Return the messages that tell an agency of these legs."""
    query = select(LegNotice.message_id).where(LegNotice.leg_id.in_(leg_ids))
    return db.session.scalars(query.order_by(LegNotice.message_id)).all()


def words_about(leg_ids: Sequence[UUID]) -> dict[UUID, LegWord]:
    """Return what she said last about each of these legs."""
    rows = db.session.scalars(select(LegWord).where(LegWord.leg_id.in_(leg_ids)).order_by(LegWord.leg_id))
    return {row.leg_id: row for row in rows}


def untold_among(legs: Iterable[Leg]) -> frozenset[UUID]:
    """Return the legs whose agency knows nothing of her: it is to be rung, and nobody recorded that it was.

    One that was sent a link, which works no more, is rung from then on, and may have read it.
    """
    rung = [leg.id for leg in legs if leg.is_rung]
    told = select(LegEvent.leg_id).where(LegEvent.leg_id.in_(rung), LegEvent.kind.in_(_TOLD))
    written = select(LegLink.leg_id).where(LegLink.leg_id.in_(rung))
    return frozenset(rung) - frozenset(db.session.scalars(union(told, written)))


def word_about(leg_id: UUID) -> LegWord | None:
    """Return what she said last about a leg, held until the transaction ends."""
    return db.session.scalar(select(LegWord).where(LegWord.leg_id == leg_id).with_for_update())
