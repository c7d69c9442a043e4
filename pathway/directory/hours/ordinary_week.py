"""An ordinary week: the dates taken for its days, and whether hours are known to be open at each of its 168 hours.

The dates are real ones, so that whatever is true of an ordinary Saturday night is what a page would say on it. Dated
exceptions are left out: they are of one date, and not of every such weekday.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from pathway.directory.hours.bank_holidays import is_bank_holiday
from pathway.directory.hours.days import doubt_on, midnight
from pathway.directory.hours.opening_hours import Openness, windows_between
from pathway.directory.hours.timetable import ONE_DAY, Timetable

DAYS, DAY_HOURS = 7, 24
WEEK_HOURS = DAYS * DAY_HOURS
ONE_HOUR = timedelta(hours=1)


def ordinary_days(today: date) -> tuple[date, ...]:
    """Return the dates, Monday first: of each weekday the first from a London day on that is ordinary.

    None is a bank holiday, or the day after one, whose small hours belong to it; on none do the clocks change.
    """
    days: dict[int, date] = {}
    on = today
    while len(days) < DAYS:
        if on.weekday() not in days and _is_ordinary(on):
            days[on.weekday()] = on
        on += ONE_DAY
    return tuple(days[weekday] for weekday in range(DAYS))


def moments_of(days: Sequence[date]) -> list[datetime]:
    """Return the UTC instants at which the hours of ordinary days begin, 24 of each day."""
    return [midnight(on) + ONE_HOUR * hour for on in days for hour in range(DAY_HOURS)]


def openness_by_hour(timetable: Timetable, days: Sequence[date]) -> list[Openness]:
    """Return OPEN, UNKNOWN or CLOSED for each of `moments_of(days)`, without the dated exceptions.

    It is what `state_at` says of these moments, with LATER as CLOSED, in one reading of each day.
    """
    usual = replace(timetable, exceptions=())
    return [openness for on in days for openness in _of_day(usual, on)]


def _of_day(timetable: Timetable, on: date) -> list[Openness]:
    # The day before is no bank holiday, so no doubt about it runs past its midnight.
    otherwise = Openness.UNKNOWN if doubt_on(timetable, on) else Openness.CLOSED
    openness = [otherwise] * DAY_HOURS
    begins = midnight(on)
    for start, end in windows_between(timetable, begins, midnight(on + ONE_DAY)):
        first, last = (-((begins - moment) // ONE_HOUR) for moment in (start, end))
        openness[first:last] = [Openness.OPEN] * (last - first)
    return openness


def _is_ordinary(on: date) -> bool:
    is_whole = midnight(on + ONE_DAY) - midnight(on) == ONE_DAY
    return is_whole and not is_bank_holiday(on) and not is_bank_holiday(on - ONE_DAY)
