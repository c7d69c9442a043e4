"""Referrals that keep a listing from ending: those that nobody there has answered yet."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from pathway.core.formats import counted
from pathway.directory.editing.lifecycle import endings
from pathway.directory.editing.lifecycle.endings import Waiting
from pathway.episodes.models import Leg
from pathway.episodes.vocabulary import UNANSWERED
from pathway.extensions import db

WHO = "Its own people answer, or whoever sent it asks another service"


def init_listing_end() -> None:
    """Let no listing end while a referral waits there."""
    endings.ask_too(unanswered_at)


def unanswered_at(service_id: UUID) -> Sequence[Waiting]:
    """Return that referrals wait at a service, and how many; nothing of any of them."""
    waiting = select(func.count()).where(
        Leg.service_id == service_id, Leg.ended_at.is_(None), Leg.status.in_(sorted(UNANSWERED))
    )
    count = db.session.scalar(waiting) or 0
    if not count:
        return []
    return [Waiting(f"{counted(count, 'referral waits', 'referrals wait')} for an answer", WHO, "/referrals/inbox")]
