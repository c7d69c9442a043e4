"""Reads a stored routing table, and refuses one that was altered after it was published."""

import hashlib
import json

from pathway.core.errors import RoutingTableError
from pathway.referral.table import Table, TableError


def table_from(content: str, content_hash: str) -> Table:
    """Read a table from its stored text. Raises RoutingTableError when the text does not match the hash."""
    if hashlib.sha256(content.encode()).hexdigest() != content_hash:
        raise RoutingTableError("The published routing table was altered, so nobody is routed by it.")
    try:
        table = Table.read(json.loads(content))
    except (ValueError, TableError) as error:
        raise RoutingTableError(f"The published routing table cannot be read: {error}") from error
    if table.content_hash != content_hash:
        raise RoutingTableError("The published routing table does not say what it said, so nobody is routed by it.")
    return table
