"""The versions of the milestone policy: when each was published, by whom, and what it changed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from pathway.accounts.models import User
from pathway.extensions import db
from pathway.launch.milestones.thresholds import MilestoneChange, changes
from pathway.turnaround.models import MilestonePolicy
from pathway.turnaround.policy import FIRST_POLICY, Milestone, Policy


@dataclass(frozen=True)
class Version:
    """A version that was published, and what it changed of the one before it."""

    number: int
    published_at: datetime
    written_by: str
    approved_by: str
    why: str
    changes: tuple[MilestoneChange, ...]


def history() -> Sequence[Version]:
    """Return the versions after the first, the latest first."""
    written_by, approved_by = aliased(User), aliased(User)
    query = (
        select(MilestonePolicy, written_by.name, approved_by.name)
        .join(written_by, written_by.id == MilestonePolicy.written_by)
        .join(approved_by, approved_by.id == MilestonePolicy.approved_by)
        .order_by(MilestonePolicy.version)
    )
    versions, before = [], FIRST_POLICY
    for row, author, approver in db.session.execute(query):
        now = Policy(row.version, tuple(map(Milestone.from_json, json.loads(row.milestones))))
        changed = changes(before, {milestone.key: milestone.thresholds for milestone in now.milestones})
        versions.append(Version(row.version, row.published_at, author, approver, row.why, tuple(changed)))
        before = now
    return versions[::-1]
