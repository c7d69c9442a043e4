"""What stays of clocks: each is counted once, a week after its month or when it is forgotten before that.

A month is shown once all its clocks are counted. What is counted never changes: a later correction is of the referral,
and not of what was told.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import selectinload

from pathway.accounts.models import User
from pathway.core.clock import LONDON
from pathway.core.months import month_before, month_of, months_between
from pathway.core.small_numbers import Published
from pathway.extensions import db, insert_into, writing
from pathway.turnaround.clock import Pause
from pathway.turnaround.disclosure import publish
from pathway.turnaround.measures import Cell, ClockHistory, MilestoneHistory, cells_of
from pathway.turnaround.models import ClockEvent, EpisodeClock, EpisodeMilestone, TurnaroundCount
from pathway.turnaround.vocabulary import ClockEventKind, Correction

logger = logging.getLogger("pathway.turnaround")

WAITS = timedelta(days=7)
"""How long after a month its clocks are counted: the 72 hours of the last are over, and what was done is recorded."""

AT_ONCE = 200
MOST = 20_000
"""In one run, so that it ends well within a job's lease; the next goes on."""


def count_due(now: datetime) -> None:
    """Count the clocks of months that have been over for long enough: the job."""
    done = 0
    while done < MOST:
        with writing():
            clocks = _due(now)
            count(clocks, now)
        done += len(clocks)
        if len(clocks) < AT_ONCE:
            break
    if done:
        logger.info("clocks counted: %s", done)


def count_before_forgetting(episode_ids: Sequence[UUID], now: datetime) -> None:
    """Count the clocks of referrals that are forgotten in this transaction, but those that are counted already."""
    query = (
        select(EpisodeClock)
        .where(EpisodeClock.episode_id.in_(episode_ids), EpisodeClock.counted_at.is_(None))
        .where(EpisodeClock.is_demo.is_(False))
        .order_by(EpisodeClock.received_at, EpisodeClock.episode_id)
    )
    count(db.session.scalars(query.options(*_WHOLE).with_for_update(of=EpisodeClock)).all(), now)


def count(clocks: Sequence[EpisodeClock], now: datetime) -> None:
    """Add clocks to the counts, with their milestones and pauses loaded, and note that they are in them."""
    cells: Counter[Cell] = Counter()
    for history in histories(clocks):
        cells += cells_of(history, now)
    if cells:
        row = insert_into(TurnaroundCount)
        keys = ("month", "figure", "value")
        added = {"number": TurnaroundCount.number + row.excluded.number}
        rows = [dict(zip(keys, cell, strict=True)) | {"number": number} for cell, number in sorted(cells.items())]
        db.session.execute(row.on_conflict_do_update(index_elements=keys, set_=added), rows)
    ids = [clock.episode_id for clock in clocks]
    # Plainly: whoever has the clock open sees no change that concerns her.
    noted = update(EpisodeClock).where(EpisodeClock.episode_id.in_(ids)).values(counted_at=now)
    db.session.execute(noted, execution_options={"synchronize_session": False})


def histories(clocks: Sequence[EpisodeClock]) -> list[ClockHistory]:
    """Return what the measures need to know of clocks, in the same order."""
    ids = [clock.episode_id for clock in clocks]
    reviewers, mistakes = _reviewers(ids), _mistakes(ids)
    return [_history(clock, reviewers.get(clock.episode_id), mistakes[clock.episode_id]) for clock in clocks]


def published(now: datetime, *, with_demo: bool) -> Published:
    """Return all that may be shown at a moment. `with_demo`: made-up clocks too, wherever nothing is in live use."""
    cells: Counter[Cell] = Counter()
    rows = select(TurnaroundCount.month, TurnaroundCount.figure, TurnaroundCount.value, TurnaroundCount.number)
    for month, figure, value, number in db.session.execute(rows):
        cells[month, figure, value] += number
    if with_demo:
        clocks = db.session.scalars(
            select(EpisodeClock).where(EpisodeClock.is_demo).order_by(EpisodeClock.episode_id).options(*_WHOLE)
        )
        for history in histories(clocks.all()):
            cells += cells_of(history, now)
    last = last_complete_month(now)
    shown = {cell: number for cell, number in cells.items() if cell[0] <= last}
    first = min((month for month, _figure, _value in shown), default=None)
    return publish(shown, months_between(first, last) if first else [])


def last_complete_month(now: datetime) -> date:
    """Return the last month of which every clock is counted."""
    last = month_before(month_of(now - WAITS))
    waiting = select(func.min(EpisodeClock.received_at)).where(
        EpisodeClock.counted_at.is_(None), EpisodeClock.is_demo.is_(False)
    )
    oldest: datetime | None = db.session.scalar(waiting)
    return last if oldest is None else min(last, month_before(month_of(oldest)))


_WHOLE = (selectinload(EpisodeClock.milestones), selectinload(EpisodeClock.pauses))


def _due(now: datetime) -> Sequence[EpisodeClock]:
    begins = datetime.combine(month_of(now - WAITS), time(), LONDON).astimezone(UTC)
    query = (
        select(EpisodeClock)
        .where(EpisodeClock.counted_at.is_(None), EpisodeClock.is_demo.is_(False), EpisodeClock.received_at < begins)
        .order_by(EpisodeClock.received_at, EpisodeClock.episode_id)
        .limit(AT_ONCE)
    )
    return db.session.scalars(query.options(*_WHOLE).with_for_update(of=EpisodeClock)).all()


def _reviewers(ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the role of who last said why the whole was late."""
    query = (
        select(ClockEvent.episode_id, User.role)
        .join(User, User.id == ClockEvent.by_id)
        .where(ClockEvent.episode_id.in_(ids), ClockEvent.kind == ClockEventKind.LATE_REASON, ClockEvent.key.is_(None))
        .order_by(ClockEvent.episode_id, ClockEvent.number)
    )
    return {episode_id: role.value for episode_id, role in db.session.execute(query)}


def _mistakes(ids: Sequence[UUID]) -> Counter[UUID]:
    query = select(ClockEvent.episode_id).where(
        ClockEvent.episode_id.in_(ids),
        ClockEvent.kind == ClockEventKind.CORRECTION_CONFIRMED,
        ClockEvent.detail == Correction.ENTERED_IN_ERROR.value,
    )
    return Counter(db.session.scalars(query))


def _history(clock: EpisodeClock, reviewed_by: str | None, mistakes: int) -> ClockHistory:
    return ClockHistory(
        received_at=clock.received_at,
        milestones=tuple(map(_milestone, clock.milestones)),
        pauses=tuple(Pause(pause.reason, pause.begins_at, pause.ends_at) for pause in clock.pauses),
        completed_at=clock.completed_at,
        ended_at=clock.ended_at,
        end=clock.end_kind,
        late_reason=clock.late_reason,
        reviewed_by=reviewed_by,
        what_changed=clock.what_changed,
        mistakes=mistakes,
    )


def _milestone(milestone: EpisodeMilestone) -> MilestoneHistory:
    return MilestoneHistory(
        key=milestone.key,
        starts_at=milestone.starts_at,
        target_at=milestone.target_at,
        settled=milestone.settled,
        settled_at=milestone.settled_at,
        slept=milestone.slept_at is not None,
        late_reason=milestone.late_reason,
    )
