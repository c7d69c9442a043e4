"""Who acts: what operations, queries and the audit trail need to know of a signed-in person."""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class ServiceActor:
    """Somebody who acts for a service without an account, so that nobody knows who: the service is what acted."""

    service_id: UUID
    organization_id: UUID

    @property
    def id(self) -> UUID:
        """The service."""
        return self.service_id


def account_id(by: Actor | None) -> UUID | None:
    """Return the account of who acts; None where it is none, and where nobody did."""
    return None if by is None or isinstance(by, ServiceActor) else by.id
