"""How numbers, days, moments and slugs are written, in pages, files and commands alike."""

from datetime import date, datetime

from pathway.core.clock import LONDON

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


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Write "1 service" or "12 services"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def hyphenated(name: str) -> str:
    """Return the words of a name in small letters with hyphens between them, for a slug. Accents stay; "" for signs."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in name.lower()).split())
