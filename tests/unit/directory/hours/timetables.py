"""Timetables and moments as the tests of opening hours write them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from pathway.directory.hours.opening_hours import Timetable, Window
from pathway.directory.vocabulary import BankHolidays, ScheduleKind

LONDON = ZoneInfo("Europe/London")
EVERY_DAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKDAYS = EVERY_DAY[:5]


def weekly(
    days: tuple[str, ...],
    hours: str,
    bank_holidays: BankHolidays = BankHolidays.NOT_KNOWN,
    kind: ScheduleKind = ScheduleKind.OPENING,
    valid_from: date | None = None,
    valid_to: date | None = None,
    note: str | None = None,
) -> Window:
    """A weekly window; hours as 09:00-17:00."""
    opens_at, closes_at = (time.fromisoformat(text) for text in hours.split("-"))
    return Window(
        kind=kind,
        freq="WEEKLY",
        byday=days,
        opens_at=opens_at,
        closes_at=closes_at,
        bank_holidays=bank_holidays,
        valid_from=valid_from,
        valid_to=valid_to,
        note=note,
    )


def london(text: str, fold: int = 0) -> datetime:
    """The UTC moment of a London wall time."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON, fold=fold).astimezone(UTC)


OFFICE = Timetable((weekly(WEEKDAYS, "09:00-17:00"),))
ALWAYS = Timetable((weekly(EVERY_DAY, "00:00-00:00"),))
