"""Ids that follow from what a row is, so that every installation gives the same listing the same ones.

The starting directory is loaded with them, and a file need not write an id that follows from the rest of it.
"""

from uuid import NAMESPACE_URL, UUID, uuid5

_NAMES = uuid5(NAMESPACE_URL, "pathway:seed")


def stable_id(kind: str, name: str) -> UUID:
    """Return the id of the row of a kind that is known by a name."""
    return uuid5(_NAMES, f"{kind}:{name}")
