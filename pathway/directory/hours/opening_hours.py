"""Whether a service takes calls at a moment, until when, and when it next opens.

All arithmetic is on UTC instants, so lengths are elapsed time and both clock changes come out right.
If nobody knows the hours the answer says so; it never guesses that a service is open or shut.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from pathway.directory.hours import clock_words
from pathway.directory.hours.days import Doubt, Period, doubt_on, midnight, periods_on
from pathway.directory.hours.timetable import ONE_DAY, ExceptionDay, Timetable, Window, london_date

__all__ = [
    "HORIZON",
    "ExceptionDay",
    "Openness",
    "State",
    "Timetable",
    "Window",
    "state_at",
    "windows_between",
]

HORIZON = timedelta(days=60)
"""How far ahead an answer looks: to the end of the 60th London day after today."""


class Openness(StrEnum):
    """The four answers."""

    OPEN = "open"
    LATER = "later"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class State:
    """The answer at one moment. All datetimes are UTC.

    `until`: when it closes (OPEN only; None with `all_hours`). `opens_at`: the next known opening (LATER only).
    `note`: from the schedule row that applies. `reason`: a sentence or two that names the days, so that it stays true
    when read later. `changes_at`: when the answer expires; None: never.
    """

    status: Openness
    reason: str
    until: datetime | None = None
    all_hours: bool = False
    opens_at: datetime | None = None
    note: str | None = None
    changes_at: datetime | None = None


def state_at(timetable: Timetable, now: datetime) -> State:
    """Whether calls are taken at `now` (aware; ValueError if naive), and what comes next."""
    now = _as_utc(now)
    today = london_date(now)
    horizon = midnight(today + HORIZON + ONE_DAY)
    start, end = next(windows_between(timetable, now, horizon), (None, None))
    if start == now:
        return _open(timetable, now, today, None if end == horizon else end)
    if doubt := _doubt_at(timetable, now, today):
        return _unknown(doubt, today, start)
    if start is None:
        reason = f"We know of no opening in the next {HORIZON.days} days."
        note, changes_at = _why_shut(timetable, today), midnight(today + ONE_DAY)
        return State(Openness.CLOSED, reason, note=note, changes_at=changes_at)
    return _later(timetable, today, start)


def windows_between(timetable: Timetable, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The known opening periods: (start, end) in UTC, in order, touching ones joined, cut to the two moments.

    Both moments are aware (ValueError if naive). Unknown hours, as on some bank holidays, are left out.
    """
    return _joined(timetable, _as_utc(start), _as_utc(end))


def _joined(timetable: Timetable, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    if timetable.never_closes and start < end:
        yield start, end
        return
    opened = closed = start
    for period in _periods_between(timetable, start, end):
        if period.start > closed:
            if opened < closed:
                yield opened, closed
            opened = period.start
        closed = max(closed, min(period.end, end))
        if closed == end:
            break
    if opened < closed:
        yield opened, closed


def _periods_between(timetable: Timetable, start: datetime, end: datetime) -> Iterator[Period]:
    """The hours of each row that overlap the period from start to end, in the order they begin."""
    if not (timetable.deciding or timetable.exceptions):
        return
    # No row lasts longer than a day, so one day back is enough.
    on, last = london_date(start) - ONE_DAY, london_date(end)
    while on <= last:
        for period in periods_on(timetable, on):
            if period.end > start and period.start < end:
                yield period
        on += ONE_DAY


def _open(timetable: Timetable, now: datetime, today: date, until: datetime | None) -> State:
    tomorrow = midnight(today + ONE_DAY)
    concerned = next(_periods_between(timetable, now, tomorrow))
    note = concerned.note
    if until is not None:
        return State(Openness.OPEN, f"{_hours(concerned)}.", until, note=note, changes_at=concerned.end)
    changes_at: datetime | None = min(concerned.end, tomorrow)
    if timetable.never_closes and len({window.note for window in timetable.deciding}) == 1:
        changes_at = None
    return State(Openness.OPEN, "Open 24 hours.", all_hours=True, note=note, changes_at=changes_at)


def _unknown(doubt: Doubt, today: date, opens_at: datetime | None) -> State:
    ends = [opens_at] if opens_at else []
    if doubt.ends_at:
        # A doubt that runs past midnight may meet another one, with its own reason.
        ends += [doubt.ends_at, midnight(today + ONE_DAY)]
    return State(Openness.UNKNOWN, doubt.why, note=doubt.note, changes_at=min(ends, default=None))


def _later(timetable: Timetable, today: date, opens_at: datetime) -> State:
    opens_on = london_date(opens_at)
    concerned = next(_periods_between(timetable, opens_at, midnight(opens_on + ONE_DAY)))
    reason = f"The next hours we know of are {_hours(concerned)}."
    note, changes_at = concerned.note, opens_at
    if why_shut := _why_shut(timetable, today):
        # Why it is shut today matters more than a note on the next opening, and is true until midnight.
        note, changes_at = why_shut, min(opens_at, midnight(today + ONE_DAY))
    on = today
    while on < opens_on:
        on += ONE_DAY
        if doubt := doubt_on(timetable, on):
            reason, changes_at = f"{doubt.why} {reason}", min(changes_at, midnight(on))
            break
    return State(Openness.LATER, reason, opens_at=opens_at, note=note, changes_at=changes_at)


def _doubt_at(timetable: Timetable, now: datetime, today: date) -> Doubt | None:
    """Return today's doubt, or yesterday's if it runs past midnight and has not ended yet."""
    if doubt := doubt_on(timetable, today):
        return doubt
    yesterday = doubt_on(timetable, today - ONE_DAY)
    return yesterday if yesterday and yesterday.ends_at and now < yesterday.ends_at else None


def _why_shut(timetable: Timetable, today: date) -> str | None:
    """The first note among today's exceptions."""
    return next((exception.note for exception in timetable.exceptions_on(today) if exception.note), None)


def _hours(period: Period) -> str:
    """Monday 23 November, 9am to 5pm."""
    return f"{clock_words.day(period.on)}, {clock_words.span(period.opens_at, period.closes_at)}"


def _as_utc(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError("the moment carries no time zone")
    return at.astimezone(UTC)
