"""Who is reminded of a listing that is due, and when: its owner, then her colleagues, then the coordinators.

Plain Python over plain values; days are London days, moments aware UTC.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from uuid import UUID

from pathway.core.clock import LONDON
from pathway.directory.freshness import Tier, tier

A_WEEK = timedelta(days=7)
"""Between two mails to the same person, at least."""

COLLEAGUES_AFTER = timedelta(days=30)
"""So long after a listing is due, her colleagues are reminded too."""

_OPENS, _CLOSES = 8, 18


class Rung(IntEnum):
    """How far up a listing's reminder has climbed. Whoever is lower is still reminded."""

    OWNER = 1
    COLLEAGUES = 2
    COORDINATORS = 3


@dataclass(frozen=True)
class Listing:
    """A listing that was confirmed once. `owner_id`: who of its organisation confirmed or changed it last.

    `due_on`: the first day on which it is due, as `freshness.due_on` has it.
    """

    id: UUID
    organization_id: UUID
    owner_id: UUID | None
    assured_on: date
    due_on: date


@dataclass(frozen=True)
class People:
    """Who may be reminded: the active managers of each organisation, and the coordinators."""

    managers: Mapping[UUID, Sequence[UUID]]
    coordinators: Sequence[UUID]


def rung(listing: Listing, today: date) -> Rung | None:
    """Return how far up the reminder of a listing has climbed; None while it is not due."""
    match tier(listing.assured_on, today, listing.due_on):
        case Tier.STALE:
            return Rung.COORDINATORS
        case Tier.DUE:
            return Rung.COLLEAGUES if today - listing.due_on >= COLLEAGUES_AFTER else Rung.OWNER
        case _:
            return None


def recipients(listing: Listing, people: People, today: date) -> frozenset[UUID]:
    """Return who is reminded of a listing today.

    Where it has no owner her organisation's managers do, and where there are none, the coordinators.
    """
    reached = rung(listing, today)
    if reached is None:
        return frozenset()
    managers = frozenset(people.managers.get(listing.organization_id, ()))
    owner = frozenset({listing.owner_id}) & managers if listing.owner_id else frozenset[UUID]()
    asked = (owner or managers) if reached is Rung.OWNER else managers
    if reached is Rung.COORDINATORS or not asked:
        asked |= frozenset(people.coordinators)
    return asked


def by_person(listings: Iterable[Listing], people: People, today: date) -> dict[UUID, list[Listing]]:
    """Return what each person is reminded of today, the longest due first: one mail each."""
    mails: dict[UUID, list[Listing]] = defaultdict(list)
    for listing in sorted(listings, key=lambda one: (one.due_on, one.id)):
        for person_id in sorted(recipients(listing, people, today)):
            mails[person_id].append(listing)
    return dict(mails)


def may_write(last_sent_at: datetime | None, now: datetime) -> bool:
    """Whether somebody may get a mail again: seven whole days after the last, whatever the clocks did between."""
    return last_sent_at is None or now - last_sent_at >= A_WEEK


def is_office_hour(now: datetime) -> bool:
    """Whether a mail may leave at this moment: a weekday in London between 8 and 18. No phone rings at night."""
    there = now.astimezone(LONDON)
    return there.weekday() < 5 and _OPENS <= there.hour < _CLOSES
