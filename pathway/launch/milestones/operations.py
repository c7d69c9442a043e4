"""Publishing a version of the milestone policy."""

import json
from uuid import UUID

from pathway.accounts.permissions import Person
from pathway.audit import trail
from pathway.core.errors import ChangeRefusedError
from pathway.extensions import db
from pathway.launch.milestones.thresholds import Thresholds, changes, with_thresholds
from pathway.launch.one_at_a_time import change_alone
from pathway.turnaround.models import MilestonePolicy
from pathway.turnaround.policy import Policy, faults
from pathway.turnaround.queries import policy_now


class MilestoneError(ChangeRefusedError):
    """A policy is not published; the message says why."""


def check(thresholds: Thresholds, *, of_version: int) -> Policy:
    """Return the policy in force, which nobody else changes until the transaction ends.

    Raises MilestoneError where it is another one by now, nothing would change, or it could not be published.
    """
    change_alone(MilestonePolicy)
    now = policy_now()
    if now.version != of_version:
        raise MilestoneError(f"Version {now.version} came into force meanwhile. Look at it, and change that one")
    if not changes(now, thresholds):
        raise MilestoneError("Nothing is changed yet")
    if problems := faults(with_thresholds(now, thresholds)):
        raise MilestoneError("; ".join(problems))
    return now


def publish(thresholds: Thresholds, why: str, *, of_version: int, written_by: UUID, by: Person) -> None:
    """Publish a version with other thresholds, for new clocks only. Raises MilestoneError."""
    now = check(thresholds, of_version=of_version)
    in_order = sorted(with_thresholds(now, thresholds), key=lambda milestone: milestone.target)
    milestones = [milestone.as_json() for milestone in in_order]
    row = MilestonePolicy(
        version=now.version + 1,
        milestones=json.dumps(milestones),
        why=why,
        written_by=written_by,
        approved_by=by.id,
    )
    db.session.add(row)
    db.session.flush()
    trail.record("milestones.published", f"milestone_policy:{row.version}", by)
