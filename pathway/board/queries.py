"""Every question of the board: open clocks, a page at a time, and how many are late, soon and on course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, exists, func, or_, select

from pathway.accounts.models import User
from pathway.board.time_on_clock import ClockTime, MilestoneNow, clock_time, latest_of, milestone_now, next_of
from pathway.directory.models import Service
from pathway.episodes.models import Episode, Leg
from pathway.extensions import db
from pathway.turnaround import queries as turnaround
from pathway.turnaround.models import EpisodeClock, EpisodeMilestone, Escalation

PAGE = 50

_RUNS = EpisodeClock.ended_at.is_(None)
_IS_UNOWNED = and_(EpisodeClock.owner_id.is_(None), or_(EpisodeClock.lead_leg_id.is_(None), Leg.accepted_at.is_(None)))
"""Nobody has taken her, and no coordinator has taken her on."""


_TO_CLOSE = select(Episode.id).where(
    Episode.closed_at.is_(None),
    exists().where(EpisodeClock.episode_id == Episode.id, EpisodeClock.ended_at.is_not(None)),
)
"""Referrals that are open while their clock has ended: asked of those that are open, which are few."""


@dataclass(frozen=True)
class BoardRow:
    """One clock as the board shows it: nothing of what she told, and not who she is.

    `lead`: the service that leads, "" where none does. `owner`: the coordinator who has taken her on, "" for nobody.
    `untaken`: how many warnings nobody has taken.
    """

    reference: str
    received_at: datetime
    due_at: datetime
    version: int
    is_unowned: bool
    is_demo: bool
    lead: str
    is_accepted: bool
    owner: str
    time: ClockTime
    latest: MilestoneNow | None
    next: MilestoneNow | None
    untaken: int


@dataclass(frozen=True)
class Totals:
    """How many clocks run: unowned and late, late, soon, on course; and how many ended that nobody has closed."""

    unowned: int
    late: int
    soon: int
    on_course: int
    to_close: int

    @property
    def running(self) -> int:
        """All that run."""
        return self.late + self.soon + self.on_course


def rows(now: datetime, page: int = 1) -> tuple[list[BoardRow], bool]:
    """Return one page of the clocks that run, unowned first, then by time left; and whether there are more."""
    ordered = _clocks().where(_RUNS).order_by(_IS_UNOWNED.desc(), EpisodeClock.due_at, EpisodeClock.episode_id)
    return _page(ordered, now, page)


def to_close(now: datetime, page: int = 1) -> tuple[list[BoardRow], bool]:
    """Return one page of the clocks that ended while their referral is still open, the oldest end first."""
    ended = _clocks().where(EpisodeClock.episode_id.in_(_TO_CLOSE))
    return _page(ended.order_by(EpisodeClock.ended_at, EpisodeClock.episode_id), now, page)


def _clocks() -> Any:
    return (
        select(
            EpisodeClock,
            Episode.reference,
            _IS_UNOWNED.label("is_unowned"),
            Service.name.label("lead"),
            Leg.accepted_at,
            User.name.label("owner"),
        )
        .join(Episode, Episode.id == EpisodeClock.episode_id)
        .outerjoin(Leg, Leg.id == EpisodeClock.lead_leg_id)
        .outerjoin(Service, Service.id == Leg.service_id)
        .outerjoin(User, User.id == EpisodeClock.owner_id)
    )


def _page(query: Any, now: datetime, page: int) -> tuple[list[BoardRow], bool]:
    found = db.session.execute(query.limit(PAGE + 1).offset((page - 1) * PAGE)).all()
    shown = found[:PAGE]
    ids = [row.EpisodeClock.episode_id for row in shown]
    versions = {row.EpisodeClock.episode_id: row.EpisodeClock.policy_version for row in shown}
    milestones, untaken = _milestones(ids, versions, now), untaken_of(ids)
    return [
        _row(row, milestones[row.EpisodeClock.episode_id], untaken.get(row.EpisodeClock.episode_id, 0), now)
        for row in shown
    ], len(found) > PAGE


def _row(row: Any, milestones: list[MilestoneNow], untaken: int, now: datetime) -> BoardRow:
    clock: EpisodeClock = row.EpisodeClock
    return BoardRow(
        reference=row.reference,
        received_at=clock.received_at,
        due_at=clock.due_at,
        version=clock.version,
        is_unowned=bool(row.is_unowned),
        is_demo=clock.is_demo,
        lead=row.lead or "",
        is_accepted=row.accepted_at is not None,
        owner=row.owner or "",
        time=clock_time(clock.received_at, clock.due_at, milestones, now),
        latest=latest_of(milestones),
        next=next_of(milestones),
        untaken=untaken,
    )


def _milestones(ids: Sequence[UUID], versions: dict[UUID, int], now: datetime) -> dict[UUID, list[MilestoneNow]]:
    policies = {version: turnaround.policy(version) for version in set(versions.values())}
    of: dict[UUID, list[MilestoneNow]] = {episode_id: [] for episode_id in ids}
    query = select(
        EpisodeMilestone.episode_id,
        EpisodeMilestone.key,
        EpisodeMilestone.starts_at,
        EpisodeMilestone.target_at,
        EpisodeMilestone.settled,
        EpisodeMilestone.settled_at,
        EpisodeMilestone.is_wanted,
    ).where(EpisodeMilestone.episode_id.in_(ids))
    for row in db.session.execute(query):
        of[row.episode_id].append(
            milestone_now(
                policies[versions[row.episode_id]].milestone(row.key),
                row.starts_at,
                row.target_at,
                now,
                settled=row.settled,
                settled_at=row.settled_at,
                is_wanted=row.is_wanted,
            )
        )
    return of


def untaken_of(ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many warnings of each clock nobody has taken, and of what is not settled since."""
    query = (
        select(Escalation.episode_id, func.count())
        .join(
            EpisodeMilestone,
            and_(EpisodeMilestone.episode_id == Escalation.episode_id, EpisodeMilestone.key == Escalation.key),
        )
        .where(Escalation.episode_id.in_(ids), Escalation.taken_at.is_(None), EpisodeMilestone.settled.is_(None))
        .group_by(Escalation.episode_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def totals(now: datetime) -> Totals:
    """Count the clocks that run, by the worst of each, and those that wait to be closed."""
    # Asked clock by clock: grouped, SQLite would read every clock there ever was, to have them in order.
    unsettled = exists().where(
        EpisodeMilestone.episode_id == EpisodeClock.episode_id, EpisodeMilestone.settled.is_(None)
    )
    has_passed = (EpisodeMilestone.next_threshold > 0) | (EpisodeMilestone.next_at <= now)
    each = (
        select(
            _IS_UNOWNED.label("unowned"),
            ((EpisodeClock.due_at <= now) | unsettled.where(EpisodeMilestone.target_at <= now)).label("late"),
            unsettled.where(has_passed).label("soon"),
        )
        .outerjoin(Leg, Leg.id == EpisodeClock.lead_leg_id)
        .where(_RUNS)
        .subquery()
    )
    counted = select(
        func.count(),
        func.count(case((each.c.unowned, 1))),
        func.count(case((each.c.late, 1))),
        func.count(case((each.c.soon & ~each.c.late, 1))),
    ).select_from(each)
    waiting = select(func.count()).select_from(_TO_CLOSE.subquery())
    every, unowned, is_late, is_soon = db.session.execute(counted).one()
    return Totals(
        unowned=unowned,
        late=is_late,
        soon=is_soon,
        on_course=every - is_late - is_soon,
        to_close=db.session.scalar(waiting) or 0,
    )
