"""Loading the first version of the routing table from `seed/`, as published. One that is there is left alone."""

import json
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from pathway.core.errors import SeedError
from pathway.referral.models import RoutingTable, TableStatus
from pathway.referral.table import Table, TableError
from pathway.upkeep.seed import seed_id

FILE = "routing_table.json"
AUTHOR = "Pathway, the starting rules"
IN_FORCE_FROM = datetime(2010, 1, 1, tzinfo=UTC)
"""Before any referral: the starting rules hold wherever no later ones do."""


def load(session: Session, folder: Path) -> bool:
    """Add the starting table if its number is not held; return whether it was added. The caller commits."""
    table = read(folder)
    if session.scalar(select(RoutingTable.id).where(RoutingTable.number == table.number)) is not None:
        return False
    session.add(
        RoutingTable(
            id=seed_id("routing_table", str(table.number)),
            number=table.number,
            status=TableStatus.PUBLISHED,
            content=table.content(),
            content_hash=table.content_hash,
            author=AUTHOR,
            effective_from=IN_FORCE_FROM,
        )
    )
    session.flush()
    return True


def read(folder: Path) -> Table:
    """Read the starting table. Raises SeedError with the row at fault."""
    try:
        return Table.read(json.loads((folder / FILE).read_text("utf-8")))
    except (OSError, ValueError, TableError) as error:
        raise SeedError(f"{FILE} cannot be read: {error}") from error
