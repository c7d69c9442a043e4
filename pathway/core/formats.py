"""How numbers, days, moments and slugs are written, in pages, files and commands alike."""

from datetime import date, datetime

from pathway.core.clock import LONDON


def long_date(day: date) -> str:
    """Write a day as "23 November 2026"."""
    return f"{day.day} {day:%B %Y}"


def moment(when: datetime) -> str:
    """Write a moment as London's clocks show it: "23 November 2026, 16:50"."""
    local = when.astimezone(LONDON)
    return f"{long_date(local.date())}, {local:%H:%M}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Write "1 service" or "12 services"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def hyphenated(name: str) -> str:
    """Return the words of a name in small letters with hyphens between them, for a slug. Accents stay; "" for signs."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in name.lower()).split())
