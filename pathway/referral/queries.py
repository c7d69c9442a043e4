"""The routing table in force, the signatures, and whether the 72-hour pathway runs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from pathway.core.errors import RoutingTableError
from pathway.extensions import db
from pathway.referral.models import PathwaySwitch, RoutingTable, SignOff, SignOffRole, TableStatus
from pathway.referral.table import Table, table_from

# Both run for every result: building them each time would take longer than running them.
_PUBLISHED = (
    select(RoutingTable.content, RoutingTable.content_hash)
    .where(RoutingTable.status == TableStatus.PUBLISHED, RoutingTable.effective_from <= bindparam("now"))
    .order_by(RoutingTable.effective_from.desc(), RoutingTable.number.desc())
    .limit(1)
)
_SIGNED = select(SignOff.role)
_RUNNING = select(PathwaySwitch.is_running).order_by(PathwaySwitch.number.desc()).limit(1)

NO_TABLE = "No routing table is published. Run pathway init, which loads the first one."


def published_table(now: datetime) -> Table:
    """Return the table in force at `now` (aware UTC). Raises RoutingTableError without one, or when it was altered."""
    row = db.session.execute(_PUBLISHED, {"now": now}).one_or_none()
    if row is None:
        raise RoutingTableError(NO_TABLE)
    return table_from(*row)


def sign_offs() -> Sequence[SignOff]:
    """Return the signatures, by role."""
    return db.session.scalars(select(SignOff).order_by(SignOff.role)).all()


def is_signed_off() -> bool:
    """Whether every role has signed, as live use needs."""
    return set(db.session.scalars(_SIGNED)) == set(SignOffRole)


def pathway_is_running() -> bool:
    """Whether the 72-hour pathway takes referrals: what the switch said last. Off until somebody turned it on."""
    return bool(db.session.scalar(_RUNNING))
