"""How numbers, days, moments and slugs are written, in pages, files and commands alike."""

from datetime import date, datetime, time, timedelta

from pathway.core.clock import LONDON, utc_now

SMALL_HOURS_END = time(5)
"""Until then a night worker is still in the evening before: "tomorrow" would be read as the day that has begun."""

NEAR_DAYS = 6
"""Up to so many days ahead the name of a day can mean no other day."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def long_date(day: date) -> str:
    """Write a day as "23 November 2026"."""
    # Not by strftime, which takes longer than all else in a row of a list, and asks the locale.
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def moment(when: datetime) -> str:
    """Write a moment as London's clocks show it: "23 November 2026, 16:50"."""
    local = when.astimezone(LONDON)
    return f"{long_date(local)}, {local.hour:02}:{local.minute:02}"


def near(when: datetime, now: datetime | None = None) -> str:
    """Write a moment to come as it is said: "16:50" on the same day, "Sunday 16:50", or else as `moment` does."""
    local, today = when.astimezone(LONDON), (now or utc_now()).astimezone(LONDON).date()
    days = (local.date() - today).days
    if days == 0:
        return f"{local:%H:%M}"
    return f"{local:%A %H:%M}" if 0 < days <= NEAR_DAYS else moment(when)


def around(when: datetime, now: datetime | None = None) -> str:
    """Write a moment of these days, past or to come: "16:50" on the same day, "Sunday 16:50", or as `moment` does."""
    local, today = when.astimezone(LONDON), (now or utc_now()).astimezone(LONDON).date()
    days = abs((local.date() - today).days)
    if days == 0:
        return f"{local:%H:%M}"
    return f"{local:%A %H:%M}" if days <= NEAR_DAYS else moment(when)


def next_day(now: datetime) -> str:
    """Return "tomorrow", or in the small hours the name of that day; `now` is aware."""
    local = now.astimezone(LONDON)
    return f"{local.date() + timedelta(days=1):%A}" if local.time() < SMALL_HOURS_END else "tomorrow"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Write "1 service" or "12 services"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def hyphenated(name: str) -> str:
    """Return the words of a name in small letters with hyphens between them, for a slug. Accents stay; "" for signs."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in name.lower()).split())
