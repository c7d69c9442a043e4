"""Months as London has them: each is the date of its first day."""

from datetime import date, datetime, timedelta

from pathway.core.clock import LONDON


def month_of(moment: datetime) -> date:
    """Return the first day of the London month in which a moment lies."""
    return moment.astimezone(LONDON).date().replace(day=1)


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return (month + timedelta(days=31)).replace(day=1)


def month_before(month: date) -> date:
    """Return the first day of the month before."""
    return (month - timedelta(days=1)).replace(day=1)


def months_between(first: date, last: date) -> list[date]:
    """Return the months from one to another, both included; none where the last is before the first."""
    months = []
    while first <= last:
        months.append(first)
        first = next_month(first)
    return months
