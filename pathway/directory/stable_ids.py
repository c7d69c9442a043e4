"""Ids computed from the content of a row, so that every installation gives the same listing the same ids.

The starting directory has such ids, and a file need not contain an id that follows from its other columns.
"""

from uuid import NAMESPACE_URL, UUID, uuid5

_NAMES = uuid5(NAMESPACE_URL, "pathway:seed")


def stable_id(kind: str, name: str) -> UUID:
    """Return the id of the row of this kind and name."""
    return uuid5(_NAMES, f"{kind}:{name}")
