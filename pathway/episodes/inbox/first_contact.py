"""When an agency means to reach her first: a few shortcuts, or a day and a time. Plain Python."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from pathway.core.clock import LONDON
from pathway.core.formats import next_day
from pathway.directory.hours.bank_holidays import is_bank_holiday

AFTERNOON, MORNING = time(17), time(10)
LATEST = timedelta(days=14)
_SATURDAY = 5


class When(StrEnum):
    """A shortcut, or `OTHER` for a day and a time of her own."""

    HOUR = "hour"
    TODAY = "today"
    TOMORROW = "tomorrow"
    WORKING_DAY = "working_day"
    OTHER = "other"


def shortcuts(now: datetime) -> Iterator[tuple[When, str]]:
    """Yield the shortcuts that still make sense at `now` (aware UTC), with their words."""
    local = now.astimezone(LONDON)
    yield When.HOUR, "Within an hour"
    if now < _at(local.date(), AFTERNOON):
        yield When.TODAY, "Today, by 17:00"
    yield When.TOMORROW, f"{next_day(now).capitalize()}, by 10:00"
    following = _next_working_day(local.date())
    if following != local.date() + timedelta(days=1):
        yield When.WORKING_DAY, f"{following:%A}, by 10:00"
    yield When.OTHER, "Another time"


def planned(when: When, now: datetime, day: date | None = None, clock_time: time | None = None) -> datetime:
    """Return the moment that was meant. Raises ValueError with what to do about it."""
    today = now.astimezone(LONDON).date()
    if when is When.HOUR:
        return now + timedelta(hours=1)
    if when is When.TOMORROW:
        return _at(today + timedelta(days=1), MORNING)
    if when is When.WORKING_DAY:
        return _at(_next_working_day(today), MORNING)
    if when is When.OTHER and (day is None or clock_time is None):
        raise ValueError("Give the day and the time of the first contact")
    moment = _at(today, AFTERNOON) if when is When.TODAY or day is None or clock_time is None else _at(day, clock_time)
    if moment < now:
        raise ValueError("This time is over. Choose one that is still to come")
    if moment > now + LATEST:
        raise ValueError(f"This is too far off: {LATEST.days} days at most. If it takes longer, do not take her")
    return moment


def _at(day: date, clock_time: time) -> datetime:
    return datetime.combine(day, clock_time, LONDON)


def _next_working_day(day: date) -> date:
    following = day + timedelta(days=1)
    while following.weekday() >= _SATURDAY or is_bank_holiday(following):
        following += timedelta(days=1)
    return following
