"""Every question about referrals that are to be counted, and about the counts."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from pathway.directory.vocabulary import AgencyType
from pathway.episodes.evidence.measures import AskedLeg, Cell, ReferralHistory, cells_of
from pathway.episodes.evidence.models import EvidenceCount
from pathway.episodes.models import Episode
from pathway.extensions import db


def uncounted(before: datetime, limit: int) -> Sequence[Episode]:
    """Return referrals received before a moment that nobody has counted, locked, the oldest first."""
    query = (
        select(Episode)
        .where(Episode.counted_at.is_(None), Episode.is_demo.is_(False), Episode.received_at < before)
        .options(selectinload(Episode.legs))
        .order_by(Episode.received_at, Episode.id)
        .limit(limit)
    )
    return db.session.scalars(query.with_for_update(of=Episode)).all()


def oldest_uncounted() -> datetime | None:
    """Return when the oldest referral was received that nobody has counted."""
    waiting = select(func.min(Episode.received_at)).where(Episode.counted_at.is_(None), Episode.is_demo.is_(False))
    oldest: datetime | None = db.session.scalar(waiting)
    return oldest


def kept_cells() -> Counter[Cell]:
    """Return what was counted so far."""
    query = select(EvidenceCount.month, EvidenceCount.figure, EvidenceCount.value, EvidenceCount.number)
    return Counter({(month, figure, value): number for month, figure, value, number in db.session.execute(query)})


def cells_of_demo() -> Counter[Cell]:
    """Return what would be counted of made-up referrals; those without answers are there for their clocks alone."""
    with_answers = select(Episode).where(Episode.is_demo, Episode.facts_sealed.is_not(None))
    query = with_answers.options(selectinload(Episode.legs)).order_by(Episode.id)
    cells: Counter[Cell] = Counter()
    for episode in db.session.scalars(query):
        cells += cells_of(history_of(episode))
    return cells


def history_of(episode: Episode) -> ReferralHistory:
    """Return what is counted of a referral, whose legs are loaded."""
    answers = episode.answers
    routing = json.loads(episode.routing) if episode.routing else {}
    return ReferralHistory(
        received_at=episode.received_at,
        area=answers.area if answers else None,
        needs=answers.needs if answers else (),
        legs=tuple(
            AskedLeg(leg.agency_type, leg.status, leg.accepted_at is not None, leg.reason) for leg in episode.legs
        ),
        unlisted=tuple(map(AgencyType, routing.get("unlisted", ()))),
    )
