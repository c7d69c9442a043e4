"""The roles that the clock calls on and the coordinators, as they are at one moment: each is looked up once."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from types import MappingProxyType

from pathway.accounts.queries import people_who_reach_all
from pathway.core.permission import Permission
from pathway.directory.phone_numbers import is_mobile
from pathway.leads import queries as leads
from pathway.leads.entry import LeadEntry, LeadPerson
from pathway.leads.vocabulary import ClockDuty
from pathway.organizations.queries import organization
from pathway.organizations.vocabulary import OrganizationKind
from pathway.turnaround.recipients import RoleNow


class RoleBook:
    """Who can be reached at a moment, by role, and every coordinator."""

    def __init__(self, now: datetime, *, texts: bool = True) -> None:
        """Look nothing up before it is asked for. `now`: aware UTC; `texts`: whether text messages can leave here."""
        self._now = now
        self._texts = texts

    @cached_property
    def roles(self) -> Mapping[ClockDuty, RoleNow]:
        """Each role that is on the list, by its duty."""
        entries = {duty: leads.role_with(duty, self._now) for duty in ClockDuty}
        # An enforcement body never hears anything about a woman, whatever role of ours it was given.
        return MappingProxyType(
            {
                duty: role_now(entry, texts=self._texts)
                for duty, entry in entries.items()
                if entry and not _of_enforcement(entry)
            }
        )

    @cached_property
    def coordinators(self) -> tuple[str, ...]:
        """The mailbox of every active coordinator."""
        return tuple(user.email for user in people_who_reach_all(Permission.READ_BOARD))


def role_now(entry: LeadEntry, *, texts: bool) -> RoleNow:
    """Return how a role can be reached. What somebody did not agree to have shown is not used either."""
    own_mobile = _mobile(entry.holder) or _mobile(entry.deputy)
    return RoleNow(
        is_held=not entry.is_vacant,
        is_staffed=entry.is_reachable,
        team=entry.email,
        holder=entry.holder.email if entry.holder else None,
        deputy=entry.deputy.email if entry.deputy else None,
        mobile=_mobile(entry) if texts else None,
        own_mobile=own_mobile if texts else None,
    )


def _of_enforcement(entry: LeadEntry) -> bool:
    owner = organization(entry.organization_id) if entry.organization_id else None
    return owner is not None and owner.kind is OrganizationKind.ENFORCEMENT


def _mobile(reached: LeadEntry | LeadPerson | None) -> str | None:
    digits = reached.phone.digits if reached and reached.phone else ""
    return digits if is_mobile(digits) else None
