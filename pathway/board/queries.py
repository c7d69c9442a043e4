"""Every question of the board: open clocks, a page at a time, and how many are late, soon and on course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, select

from pathway.accounts.models import User
from pathway.board.time_on_clock import (
    ClockTime,
    MilestoneNow,
    clock_time,
    ended_time,
    latest_of,
    milestone_now,
    next_of,
)
from pathway.directory.models import Service
from pathway.episodes.models import Episode, Leg
from pathway.extensions import db
from pathway.turnaround import queries as turnaround
from pathway.turnaround.models import EpisodeClock, EpisodeMilestone, Escalation

PAGE = 50

# Which clocks are shown is asked by indexes of what runs or is open, which are few, and then row by row. Joined in one
# question, PostgreSQL reads every clock and every leg there ever was as soon as it takes that for cheaper.
_RUNNING = (
    select(EpisodeClock.episode_id, EpisodeClock.due_at, EpisodeClock.owner_id, EpisodeClock.lead_leg_id)
    .where(EpisodeClock.ended_at.is_(None))
    .cte("running")
    .prefix_with("MATERIALIZED")
)
_TAKEN_AT = select(Leg.accepted_at).where(Leg.id == _RUNNING.c.lead_leg_id).scalar_subquery()
_IS_UNOWNED = and_(_RUNNING.c.owner_id.is_(None), _TAKEN_AT.is_(None))
"""Nobody has taken her, and no coordinator has taken her on."""

_OPEN = (
    select(
        Episode.id,
        select(EpisodeClock.ended_at).where(EpisodeClock.episode_id == Episode.id).scalar_subquery().label("ended_at"),
    )
    .where(Episode.closed_at.is_(None))
    .cte("open")
    .prefix_with("MATERIALIZED")
)
"""Referrals that are open, each with when its clock ended; NULL where it runs, or there is none."""

_SOON, _LATE = 1, 2
"""How bad a milestone is, to take the worst of a clock."""


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
    ordered = select(_RUNNING.c.episode_id).order_by(_IS_UNOWNED.desc(), _RUNNING.c.due_at, _RUNNING.c.episode_id)
    return _page(ordered, now, page)


def to_close(now: datetime, page: int = 1) -> tuple[list[BoardRow], bool]:
    """Return one page of the clocks that ended while their referral is still open, the oldest end first."""
    ended = select(_OPEN.c.id).where(_OPEN.c.ended_at.is_not(None))
    return _page(ended.order_by(_OPEN.c.ended_at, _OPEN.c.id), now, page)


def _page(of_ids: Select[UUID], now: datetime, page: int) -> tuple[list[BoardRow], bool]:
    found = db.session.scalars(of_ids.limit(PAGE + 1).offset((page - 1) * PAGE)).all()
    if not found:
        return [], False
    clocks = {row.episode_id: row for row in db.session.execute(_clocks(found[:PAGE]))}
    ids = [episode_id for episode_id in found if episode_id in clocks]  # one may have been forgotten meanwhile
    versions = {episode_id: row.policy_version for episode_id, row in clocks.items()}
    milestones, untaken = _milestones(ids, versions, now), untaken_of(ids)
    return [
        _row(clocks[episode_id], milestones[episode_id], untaken.get(episode_id, 0), now) for episode_id in ids
    ], len(found) > PAGE


def _clocks(ids: Sequence[UUID]) -> Any:
    return (
        select(
            EpisodeClock.episode_id,
            EpisodeClock.received_at,
            EpisodeClock.due_at,
            EpisodeClock.policy_version,
            EpisodeClock.version,
            EpisodeClock.is_demo,
            EpisodeClock.owner_id,
            EpisodeClock.completed_at,
            EpisodeClock.ended_at,
            Episode.reference,
            Service.name.label("lead"),
            Leg.accepted_at,
            User.name.label("owner"),
        )
        .join(Episode, Episode.id == EpisodeClock.episode_id)
        .outerjoin(Leg, Leg.id == EpisodeClock.lead_leg_id)
        .outerjoin(Service, Service.id == Leg.service_id)
        .outerjoin(User, User.id == EpisodeClock.owner_id)
        .where(EpisodeClock.episode_id.in_(ids))
    )


def _row(row: Any, milestones: list[MilestoneNow], untaken: int, now: datetime) -> BoardRow:
    return BoardRow(
        reference=row.reference,
        received_at=row.received_at,
        due_at=row.due_at,
        version=row.version,
        is_unowned=row.owner_id is None and row.accepted_at is None,
        is_demo=row.is_demo,
        lead=row.lead or "",
        is_accepted=row.accepted_at is not None,
        owner=row.owner or "",
        time=ended_time(row.received_at, row.completed_at, row.ended_at)
        if row.ended_at
        else clock_time(row.received_at, row.due_at, milestones, now),
        latest=latest_of(milestones),
        next=next_of(milestones),
        untaken=untaken,
    )


def _milestones(ids: Sequence[UUID], versions: dict[UUID, int], now: datetime) -> dict[UUID, list[MilestoneNow]]:
    policies = {
        version: {milestone.key: milestone for milestone in turnaround.policy(version).milestones}
        for version in set(versions.values())
    }
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
                policies[versions[row.episode_id]][row.key],
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
    has_passed = (EpisodeMilestone.next_threshold > 0) | (EpisodeMilestone.next_at <= now)
    worst = select(func.max(case((EpisodeMilestone.target_at <= now, _LATE), (has_passed, _SOON), else_=0))).where(
        EpisodeMilestone.episode_id == _RUNNING.c.episode_id, EpisodeMilestone.settled.is_(None)
    )
    each = select(
        _IS_UNOWNED.label("unowned"),
        case((_RUNNING.c.due_at <= now, _LATE), else_=worst.scalar_subquery()).label("worst"),
    )
    clocks = each.cte("clocks").prefix_with("MATERIALIZED")
    counted = select(
        func.count(),
        func.count(case((clocks.c.unowned, 1))),
        func.count(case((clocks.c.worst == _LATE, 1))),
        func.count(case((clocks.c.worst == _SOON, 1))),
    ).select_from(clocks)
    waiting = select(func.count()).where(_OPEN.c.ended_at.is_not(None))
    every, unowned, is_late, is_soon = db.session.execute(counted).one()
    return Totals(
        unowned=unowned,
        late=is_late,
        soon=is_soon,
        on_course=every - is_late - is_soon,
        to_close=db.session.scalar(waiting) or 0,
    )
