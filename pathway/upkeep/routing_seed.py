"""Loading the product's own version of the routing table from `seed/`, as published. Versions there are left alone."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from pathway.core.errors import SeedError
from pathway.directory.stable_ids import stable_id
from pathway.referral.models import RoutingTable, TableStatus
from pathway.referral.table import Table, TableError

FILE = "routing_table.json"
AUTHOR = "Pathway, the starting rules"
FIRST_IN_FORCE_FROM = datetime(2010, 1, 1, tzinfo=UTC)


def in_force_from(number: int) -> datetime:
    """Return when the product's version of that number takes effect: each a day after the one before.

    All of these days are before any referral, so a version that an installation's own people publish is later than
    every one of ours, and stays in force.
    """
    return FIRST_IN_FORCE_FROM + timedelta(days=number - 1)


def load(session: Session, folder: Path) -> bool:
    """Add the product's table if its number is not taken; return whether it was added. The caller commits.

    Older versions of ours stay as they are. A number that is taken was published by the installation's own people.
    """
    table = read(folder)
    if session.scalar(select(RoutingTable.id).where(RoutingTable.number == table.number)) is not None:
        return False
    session.add(
        RoutingTable(
            id=stable_id("routing_table", str(table.number)),
            number=table.number,
            status=TableStatus.PUBLISHED,
            content=table.content(),
            content_hash=table.content_hash,
            author=AUTHOR,
            effective_from=in_force_from(table.number),
        )
    )
    session.flush()
    return True


def read(folder: Path) -> Table:
    """Read the product's table. Raises SeedError with the row at fault."""
    try:
        return Table.read(json.loads((folder / FILE).read_text("utf-8")))
    except (OSError, ValueError, TableError) as error:
        raise SeedError(f"{FILE} cannot be read: {error}") from error
