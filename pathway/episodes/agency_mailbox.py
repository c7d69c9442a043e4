"""Whoever answers through the mailbox of a service, as what she does is written down. Plain Python."""

from dataclasses import dataclass

from pathway.core.actor import ServiceActor


@dataclass(frozen=True)
class AgencyMailbox(ServiceActor):
    """Somebody who reads the mailbox of a service. Nobody knows who: in the trail the service is the one that acted."""
