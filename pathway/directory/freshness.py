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

FUNDING_AHEAD = timedelta(days=30)
"""This long before its funding ends, a service is asked again."""


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


def tier(confirmed_on: date | None, today: date, due: date | None = None) -> Tier:
    """Return the tier of a listing last confirmed on this day. None, or a day in the future, is never confirmed.

    `due`: the day from which it is due (`due_on`), where something else than its age may make it so.
    """
    if confirmed_on is None or confirmed_on > today:
        return Tier.NEVER
    age = today - confirmed_on
    if age <= FRESH_FOR:
        return Tier.DUE if due is not None and today >= due else Tier.FRESH
    return Tier.DUE if age <= DUE_UNTIL else Tier.STALE


def due_on(
    confirmed_on: date | None, funded_until: date | None = None, unanswered_on: date | None = None
) -> date | None:
    """Return the first day on which a listing is due again; None where it was never confirmed.

    By its age; or because its funding ends, once in the 30 days up to that day and once after it; or because nobody
    answered its number (`unanswered_on`) since it was confirmed.
    """
    if confirmed_on is None:
        return None
    days = [_after(confirmed_on, FRESH_FOR)]
    if funded_until is not None and funded_until >= confirmed_on:
        is_asked_before = funded_until - confirmed_on > FUNDING_AHEAD
        days.append(funded_until - FUNDING_AHEAD if is_asked_before else _after(funded_until, timedelta(0)))
    if unanswered_on is not None and unanswered_on > confirmed_on:
        days.append(unanswered_on)
    return min(days)


def _after(day: date, more: timedelta) -> date:
    """Return the day after so many more. A file may have any day, so also the last one of the calendar."""
    return date.max if date.max - day <= more else day + more + timedelta(days=1)


def is_number_fresh(checked_on: date | None, today: date) -> bool:
    """Whether a number was rung, or confirmed, recently enough to print. A day in the future does not count."""
    return checked_on is not None and timedelta(0) <= today - checked_on <= NUMBER_FRESH_FOR
