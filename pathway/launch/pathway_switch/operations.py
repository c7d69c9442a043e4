"""Turning the 72-hour pathway on, and off."""

from uuid import UUID

from pathway.accounts.permissions import Person
from pathway.audit import trail
from pathway.core.clock import utc_now
from pathway.core.errors import ChangeRefusedError
from pathway.directory.search.index import indexer
from pathway.extensions import db
from pathway.launch.one_at_a_time import change_alone
from pathway.launch.pathway_switch import queries
from pathway.referral.models import PathwaySwitch
from pathway.referral.queries import pathway_is_running


class SwitchError(ChangeRefusedError):
    """The pathway is not turned on, or off; the message says why."""


def check(*, on: bool) -> None:
    """Raise SwitchError where the pathway cannot be turned so now, and let nobody else turn it meanwhile.

    It is never refused to turn it off while it runs.
    """
    change_alone(PathwaySwitch)
    if pathway_is_running() is on:
        raise SwitchError("It runs already" if on else "It does not run")
    if on and (missing := queries.missing(utc_now())):
        lines = "; ".join(requirement.words for requirement in missing)
        raise SwitchError(f"It cannot be turned on, because something is still missing: {lines}")


def turn(*, on: bool, why: str, asked_by: UUID, by: Person) -> None:
    """Turn the pathway on, or off, as two people have agreed. Raises SwitchError."""
    check(on=on)
    row = PathwaySwitch(is_running=on, at=utc_now(), asked_by=asked_by, approved_by=by.id, why=why)
    db.session.add(row)
    # The file for when the database is away says it too.
    indexer.count_change(db.session())
    trail.record(f"pathway.turned_{'on' if on else 'off'}", f"pathway_switch:{row.number}", by)
