"""Every question about clocks, their milestones and the policy in force."""

import json
from functools import lru_cache
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from pathway.extensions import db
from pathway.turnaround.models import ClockEvent, EpisodeClock, MilestonePolicy
from pathway.turnaround.policy import FIRST_POLICY, Milestone, Policy


def clock_of(episode_id: UUID, *, hold: bool = False) -> EpisodeClock | None:
    """Return the clock of a referral with its milestones and pauses; None where it has none.

    `hold` locks it until the transaction ends, and reads it again as it is then.
    """
    query = select(EpisodeClock).where(EpisodeClock.episode_id == episode_id)
    query = query.options(selectinload(EpisodeClock.milestones), selectinload(EpisodeClock.pauses))
    if hold:
        query = query.with_for_update(of=EpisodeClock).execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none()


def last_event(episode_id: UUID) -> int:
    """Return the number of the last event of a clock, 0 before the first."""
    query = select(func.max(ClockEvent.number)).where(ClockEvent.episode_id == episode_id)
    return db.session.scalar(query) or 0


def newest_version() -> int:
    """Return the number of the policy by which a new clock runs."""
    return db.session.scalar(select(func.max(MilestonePolicy.version))) or FIRST_POLICY.version


def policy(version: int) -> Policy:
    """Return one version of the policy. Raises LookupError for one that was never published."""
    if version == FIRST_POLICY.version:
        return FIRST_POLICY
    written = db.session.scalar(select(MilestonePolicy.milestones).where(MilestonePolicy.version == version))
    if written is None:
        raise LookupError(f"there is no policy of milestones {version}")
    return _read(version, written)


def policy_now() -> Policy:
    """Return the policy by which a new clock runs."""
    return policy(newest_version())


@lru_cache(maxsize=50)
def _read(version: int, written: str) -> Policy:
    return Policy(version, tuple(map(Milestone.from_json, json.loads(written))))
