"""Who holds a role on a day: plain rules over days from and until, both included."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol, TypeVar

from pathway.leads.vocabulary import Cover

ONE_DAY = timedelta(days=1)
REVIEWED_FOR = timedelta(days=180)
"""How long after a confirmation a role is to be looked at again, unless a day was set."""

NAME_KEPT_MONTHS = 24
"""Months after her last day until a former holder's name is forgotten."""


class Tenure(Protocol):
    """A time in which somebody holds a role. Without `until_on` it has no end yet."""

    @property
    def from_on(self) -> date:
        """The first day."""

    @property
    def until_on(self) -> date | None:
        """The last day."""

    @property
    def is_deputy(self) -> bool:
        """Whether she is the deputy only."""


Held = TypeVar("Held", bound=Tenure)


def is_present(tenure: Tenure, on: date) -> bool:
    """Whether somebody holds the role on a day."""
    return tenure.from_on <= on and (tenure.until_on is None or on <= tenure.until_on)


def is_over(tenure: Tenure, on: date) -> bool:
    """Whether a day comes after the last one."""
    return tenure.until_on is not None and tenure.until_on < on


def holder_on(tenures: Iterable[Held], on: date, *, deputy: bool) -> Held | None:
    """Return who holds the role on a day, or who is its deputy."""
    return next((one for one in tenures if one.is_deputy is deputy and is_present(one, on)), None)


def cover_on(tenures: Iterable[Tenure], on: date) -> Cover:
    """Return whether a role is held, acted for by a deputy, or vacant on a day."""
    present = [one for one in tenures if is_present(one, on)]
    if any(not one.is_deputy for one in present):
        return Cover.HELD
    return Cover.DEPUTY if present else Cover.VACANT


def overlap(first: Tenure, second: Tenure) -> bool:
    """Whether two tenures share a day."""
    first_end, second_end = first.until_on or date.max, second.until_on or date.max
    return first.from_on <= second_end and second.from_on <= first_end


def forgets_names_until(today: date) -> date:
    """Return the last day on which whoever left is 24 months gone: her name, and older ones, are forgotten."""
    years, month = divmod(today.year * 12 + today.month - 1 - NAME_KEPT_MONTHS, 12)
    first_of_month = date(years, month + 1, 1)
    last_of_month = (first_of_month + timedelta(days=31)).replace(day=1) - ONE_DAY
    return min(first_of_month + timedelta(days=today.day - 1), last_of_month)
