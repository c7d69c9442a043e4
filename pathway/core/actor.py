"""Who acts: what operations, queries and the audit trail need to know of a signed-in person."""

from typing import Protocol
from uuid import UUID


class Actor(Protocol):
    """A person as the trail records her: by ids, never by name."""

    @property
    def id(self) -> UUID:
        """Who."""

    @property
    def organization_id(self) -> UUID:
        """Of which organisation."""


class NamedActor(Actor, Protocol):
    """The same with the name of her organisation, which a listing says when she confirms it."""

    @property
    def organization_name(self) -> str:
        """What her organisation is called."""
