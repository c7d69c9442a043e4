"""Hours of a week in words: "Monday to Thursday 5pm to 9am the next day; Friday 5pm to Monday 9am". Plain values."""

from collections.abc import Sequence
from datetime import time
from itertools import takewhile

from pathway.directory.hours import clock_words
from pathway.directory.hours.ordinary_week import DAY_HOURS, WEEK_HOURS
from pathway.directory.hours.week_table import days_in_words

Run = tuple[int, int]
"""Hours that follow one another: the first, from Monday midnight, and how many. Sunday's last may go on on Monday."""


def hour_words(hour: int) -> str:
    """Saturday 02:00."""
    day, of_day = divmod(hour, DAY_HOURS)
    return f"{clock_words.WEEKDAYS[day]} {of_day:02}:00"


def runs_of(hours: Sequence[bool]) -> list[Run]:
    """Return the runs among 168 hours, in the order they begin. All of them are one run from Monday midnight."""
    if all(hours):
        return [(0, WEEK_HOURS)]
    starts = [hour for hour in range(WEEK_HOURS) if hours[hour] and not hours[hour - 1]]
    return [(start, _length(hours, start)) for start in starts]


def hours_words(hours: Sequence[bool]) -> str:
    """Say which of 168 hours: days with the same hours together. "" for none."""
    runs = runs_of(hours)
    if runs == [(0, WEEK_HOURS)]:
        return "at every hour of the week"
    days_of: dict[tuple[int, int], list[int]] = {}
    parts: list[tuple[int, str]] = []
    for start, length in runs:
        day, of_day = divmod(start, DAY_HOURS)
        if length % DAY_HOURS == 0 and of_day == 0:
            days_of.setdefault((0, DAY_HOURS), []).extend((day + more) % 7 for more in range(length // DAY_HOURS))
        elif length < DAY_HOURS:
            days_of.setdefault((of_day, length), []).append(day)
        else:
            parts.append((start, _from_day_to_day(start, length)))
    for (of_day, length), days in days_of.items():
        parts.append((min(days) * DAY_HOURS + of_day, f"{_days(days)} {_span(of_day, length)}"))
    return "; ".join(words for _, words in sorted(parts))


def _length(hours: Sequence[bool], start: int) -> int:
    following = (hours[(start + more) % WEEK_HOURS] for more in range(WEEK_HOURS))
    return sum(1 for _ in takewhile(bool, following))


def _from_day_to_day(start: int, length: int) -> str:
    """Friday 5pm to Monday 9am. A midnight belongs to two days, so the start or the end of one is said."""
    end = (start + length) % WEEK_HOURS
    day, of_day = divmod(start, DAY_HOURS)
    last, ends_at = divmod(end, DAY_HOURS)
    first = f"{_named(day)} {_clock(of_day)}" if of_day else f"the start of {_named(day)}"
    if not ends_at:
        return f"{first} to the end of {_named(last - 1)}"
    return f"{first} to {'the next ' if last == day else ''}{_named(last)} {_clock(ends_at)}"


def _days(days: Sequence[int]) -> str:
    words = days_in_words(sorted(days))
    return "every day" if len(days) == len(clock_words.WEEKDAYS) else words


def _span(of_day: int, length: int) -> str:
    if length == DAY_HOURS:
        return "all day"
    return clock_words.span(time(of_day), time((of_day + length) % DAY_HOURS))


def _named(day: int) -> str:
    return clock_words.WEEKDAYS[day]


def _clock(of_day: int) -> str:
    return clock_words.clock(time(of_day))
