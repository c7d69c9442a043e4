"""How long ago a listing was confirmed, or its number rung, and what follows from it.

Two separate facts: a service's own people confirmed it, or somebody rang the number. Days are London days.
Forms and imports refuse a day in the future. If there is one anyway it is ignored, so that one bad row makes one
listing look unconfirmed and does not break the page.
"""

from datetime import date, timedelta
from enum import StrEnum

FRESH_FOR = timedelta(days=90)
"""A confirmation is fresh up to this age, inclusive."""

DUE_UNTIL = timedelta(days=180)
"""Up to this age, inclusive, it is due again; beyond it, stale."""

NUMBER_FRESH_FOR = timedelta(days=90)
"""A card prints only numbers rung within this time, inclusive."""


class Tier(StrEnum):
    """How recently the service's own people confirmed a listing."""

    FRESH = "fresh"
    DUE = "due"
    STALE = "stale"
    NEVER = "never"

    @property
    def rank(self) -> int:
        """The rank for sorting, lowest first: fresh, due, never confirmed, stale."""
        return _ORDER.index(self)

    @property
    def routable(self) -> bool:
        """Whether a woman may be sent there. Never confirmed may, after the confirmed ones; stale may not."""
        return self is not Tier.STALE


_ORDER = (Tier.FRESH, Tier.DUE, Tier.NEVER, Tier.STALE)


def tier(confirmed_on: date | None, today: date) -> Tier:
    """Return the tier of a listing last confirmed on this day. None, or a day in the future, is never confirmed."""
    if confirmed_on is None or confirmed_on > today:
        return Tier.NEVER
    age = today - confirmed_on
    if age <= FRESH_FOR:
        return Tier.FRESH
    return Tier.DUE if age <= DUE_UNTIL else Tier.STALE


def is_number_fresh(checked_on: date | None, today: date) -> bool:
    """Whether a number was rung, or confirmed, recently enough to print. A day in the future does not count."""
    return checked_on is not None and timedelta(0) <= today - checked_on <= NUMBER_FRESH_FOR
