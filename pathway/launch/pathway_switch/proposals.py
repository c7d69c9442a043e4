"""Turning the 72-hour pathway on or off takes two people: one asks, and somebody else agrees."""

from typing import Any
from uuid import UUID

from pathway.accounts.permissions import Person
from pathway.accounts.proposals import lifecycle
from pathway.accounts.proposals.lifecycle import Details, ProposalKind, register
from pathway.core.permission import Permission
from pathway.launch.pathway_switch import operations
from pathway.launch.pathway_switch.operations import SwitchError
from pathway.launch.single_proposal import waiting_one

TURNING = "pathway.turning"


def _describe(details: Details) -> str:
    return f"Turn the 72-hour pathway {'on' if details['on'] else 'off'}: {details['why']}"


def _turn(details: Details, by: Any) -> None:
    operations.turn(on=details["on"], why=details["why"], asked_by=UUID(details["asked_by"]), by=by)


TURN = register(ProposalKind(TURNING, Permission.PUBLISH_ROUTING, _describe, _turn))


def propose(*, on: bool, why: str, by: Person) -> None:
    """Ask somebody else to turn it on, or off. Raises SwitchError where that cannot be, or something waits already."""
    operations.check(on=on)
    if waiting_one(TURN) is not None:
        raise SwitchError("Somebody has asked for this already. It has to be decided or taken back first")
    lifecycle.propose(TURN, {"on": on, "why": why, "asked_by": str(by.id)}, by)
