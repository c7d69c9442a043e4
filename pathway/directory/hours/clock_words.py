"""Times and dates as a person says them: 9am, 1.30pm, midday, Monday 7 December."""

from collections.abc import Sequence
from datetime import date, time

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def clock(at: time) -> str:
    """9am, 1.30pm, midday, midnight."""
    if at.minute == 0 and at.hour in (0, 12):
        return "midday" if at.hour else "midnight"
    hour = at.hour % 12 or 12
    minutes = f".{at.minute:02}" if at.minute else ""
    return f"{hour}{minutes}{'am' if at.hour < 12 else 'pm'}"


def span(opens_at: time, closes_at: time) -> str:
    """9am to 5pm; 8pm to 6am the next day; 24 hours when it closes as it opens, both at midnight."""
    if opens_at == closes_at == time(0):
        return "24 hours"
    next_day = closes_at <= opens_at and closes_at != time(0)
    return f"{clock(opens_at)} to {clock(closes_at)}{' the next day' if next_day else ''}"


def weekday(on: date) -> str:
    """Monday."""
    return WEEKDAYS[on.weekday()]


def day_and_month(on: date) -> str:
    """7 December."""
    return f"{on.day} {on:%B}"


def day(on: date) -> str:
    """Monday 7 December."""
    return f"{weekday(on)} {day_and_month(on)}"


def full_day(on: date) -> str:
    """Monday 7 December 2026."""
    return f"{day(on)} {on.year}"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 11th, 22nd."""
    ending = "th" if 10 < number % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def listed(words: Sequence[str]) -> str:
    """Joined with commas, and "and" before the last."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
