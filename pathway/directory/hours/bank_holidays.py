"""The bank holidays of England, from the `holidays` library, cached by year."""

from datetime import date
from functools import lru_cache

from holidays import country_holidays


@lru_cache(maxsize=32)
def bank_holidays_in(year: int) -> frozenset[date]:
    """Every bank holiday of the year in England.

    If Christmas, Boxing Day or New Year's Day is at a weekend, both that day and its substitute weekday are in the
    list: a service may be shut on either.
    """
    return frozenset(country_holidays("GB", subdiv="ENG", years=year, expand=False))


def is_bank_holiday(on: date) -> bool:
    """Whether England has a bank holiday on this date."""
    return on in bank_holidays_in(on.year)
