"""Whoever answers through the mailbox of a service, as what she does is written down. Plain Python."""

from dataclasses import dataclass
from uuid import UUID

from pathway.core.actor import Actor


@dataclass(frozen=True)
class AgencyMailbox:
    """Somebody who reads the mailbox of a service. Nobody knows who: in the trail the service is the one that acted."""

    service_id: UUID
    organization_id: UUID

    @property
    def id(self) -> UUID:
        """The service."""
        return self.service_id


def account_id(by: Actor | None) -> UUID | None:
    """Return the account of who acts; None for a mailbox, which is no account, and where nobody did."""
    return None if by is None or isinstance(by, AgencyMailbox) else by.id
