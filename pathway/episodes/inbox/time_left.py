"""How long is left, in words, with a shape for the eye. Plain Python; times are aware UTC."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SOON = timedelta(minutes=30)


class Pressure(StrEnum):
    """How pressing something is. The value is the name of its style."""

    LATE = "late"
    SOON = "soon"
    IN_TIME = "in-time"


@dataclass(frozen=True)
class TimeLeft:
    """The time until a moment: `words` say it, `shape` is for the eye only."""

    pressure: Pressure
    words: str

    @property
    def shape(self) -> str:
        """A sign that differs for each."""
        return {Pressure.LATE: "\N{BLACK UP-POINTING TRIANGLE}", Pressure.SOON: "\N{BLACK DIAMOND}"}.get(
            self.pressure, "\N{BLACK CIRCLE}"
        )


def time_left(until: datetime, now: datetime) -> TimeLeft:
    """Return the time left until a moment, or how late it is."""
    if now > until:
        return TimeLeft(Pressure.LATE, f"Late by {in_words(now - until)}")
    pressure = Pressure.SOON if until - now <= SOON else Pressure.IN_TIME
    return TimeLeft(pressure, f"{in_words(until - now)} left")


def in_words(length: timedelta) -> str:
    """Write a length of time in at most two units: "2 days 3 h", "1 h 20 min", "5 min"."""
    minutes = int(length.total_seconds()) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} {'day' if days == 1 else 'days'}{f' {hours} h' if hours else ''}"
    if hours:
        return f"{hours} h{f' {minutes} min' if minutes else ''}"
    return f"{minutes} min" if minutes else "less than a minute"
