"""How long ago somebody vouched for a listing, and what follows from it.

Two separate facts: a service's own people confirmed it, or somebody rang the number. Days are London days.
Forms and imports refuse a day that has not come yet; should one be met all the same it counts for nothing, so
that one bad row makes one listing look unconfirmed and does not take the page down.
"""

from datetime import date, timedelta
from enum import StrEnum

FRESH_FOR = timedelta(days=90)
"""A confirmation is fresh to this age, inclusive."""

DUE_UNTIL = timedelta(days=180)
"""From there to this age, inclusive, it is due again; beyond it, stale."""

NUMBER_FRESH_FOR = timedelta(days=90)
"""A card prints only numbers checked this lately, inclusive."""


class Tier(StrEnum):
    """How a listing stands with the service's own people."""

    FRESH = "fresh"
    DUE = "due"
    STALE = "stale"
    NEVER = "never"

    @property
    def rank(self) -> int:
        """Place in an ordering, lowest first: fresh, due, never confirmed, stale."""
        return _ORDER.index(self)

    @property
    def routable(self) -> bool:
        """Whether a woman may be sent there. Never confirmed may, after the confirmed ones; stale may not."""
        return self is not Tier.STALE


_ORDER = (Tier.FRESH, Tier.DUE, Tier.NEVER, Tier.STALE)


def tier(confirmed_on: date | None, today: date) -> Tier:
    """Where a listing stands, last confirmed on this day. None, or a day yet to come, is never confirmed."""
    if confirmed_on is None or confirmed_on > today:
        return Tier.NEVER
    age = today - confirmed_on
    if age <= FRESH_FOR:
        return Tier.FRESH
    return Tier.DUE if age <= DUE_UNTIL else Tier.STALE


def is_number_fresh(checked_on: date | None, today: date) -> bool:
    """Whether a number was rung, or confirmed, lately enough to print. A day yet to come does not count."""
    return checked_on is not None and timedelta(0) <= today - checked_on <= NUMBER_FRESH_FOR
