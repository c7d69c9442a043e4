"""The usual hours in a line: as they are now, and a line more for each date from which they are others."""

from dataclasses import dataclass, replace
from datetime import date

from pathway.core.formats import long_date
from pathway.directory.hours.timetable import ONE_DAY, Timetable, Window
from pathway.directory.hours.week_table import HoursRow, week_table
from pathway.directory.vocabulary import ScheduleKind


@dataclass(frozen=True)
class HoursLine:
    """The usual hours from a day on; `from_on` is None for those of now."""

    from_on: date | None
    text: str


def week_lines(timetable: Timetable, today: date) -> tuple[HoursLine, ...]:
    """The usual hours as of a London day, and as of each day after it from which some begin; () when there are none.

    "Monday to Friday 9am to 5pm, bank holidays: closed; taking referrals Monday 9am to 5pm".
    """
    begins = sorted({first for window in timetable.windows if (first := _first_day(window)) > today})
    lines = []
    for on, following in zip([today, *begins], [*begins, None], strict=True):
        windows = tuple(_without_end_before(window, following) for window in timetable.windows if window.in_force(on))
        if text := _in_one(Timetable(windows), on):
            lines.append(HoursLine(on if on != today else None, text))
    return tuple(lines)


def week_line(timetable: Timetable, today: date) -> str | None:
    """The same on one line; None when there are none."""
    said = (
        f"from {long_date(line.from_on)}: {line.text}" if line.from_on else line.text
        for line in week_lines(timetable, today)
    )
    return "; ".join(said) or None


def _first_day(window: Window) -> date:
    return max(window.valid_from or date.min, window.anchor or date.min)


def _without_end_before(window: Window, following: date | None) -> Window:
    """Leave the last day of a row unsaid where the line after says what follows it on the next day."""
    return replace(window, valid_to=None) if following and window.valid_to == following - ONE_DAY else window


def _in_one(timetable: Timetable, on: date) -> str:
    parts = []
    for kind, start in ((ScheduleKind.OPENING, ""), (ScheduleKind.INTAKE, "taking referrals ")):
        rows = [_in_line(row) for row in week_table(timetable, on) if row.kind is kind]
        if rows:
            parts.append(start + ", ".join(rows))
    return "; ".join(parts)


def _in_line(row: HoursRow) -> str:
    days, gap = (row.days[:1].lower() + row.days[1:], ": ") if row.days.startswith("Bank holidays") else (row.days, " ")
    return f"{days}{gap}{row.text}"
