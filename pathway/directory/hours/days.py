"""The hours of one date: those that begin on it, and whether some are in doubt.

Dated exceptions come first, then the bank-holiday rules, then the ordinary week.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from pathway.directory.hours import clock_words
from pathway.directory.hours.bank_holidays import is_bank_holiday
from pathway.directory.hours.timetable import ONE_DAY, ExceptionDay, Timetable, Window, instants, opening_instant
from pathway.directory.vocabulary import BankHolidays


@dataclass(frozen=True, slots=True)
class Period:
    """The hours of one row that begin on one date: `start` and `end` in UTC, the rest from the row."""

    start: datetime
    end: datetime
    on: date
    opens_at: time
    closes_at: time
    note: str | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a date's hours are not known, and when that ends in UTC (None: not before the rows change)."""

    why: str
    ends_at: datetime | None
    note: str | None = None


def periods_on(timetable: Timetable, on: date) -> list[Period]:
    """The hours that begin on this date, earliest first, without any the clocks skip altogether."""
    periods = []
    for row in _rows(timetable, on)[0]:
        if row.opens_at is None or row.closes_at is None:
            continue
        start, end = instants(on, row.opens_at, row.closes_at)
        if start < end:
            periods.append(Period(start, end, on, row.opens_at, row.closes_at, row.note))
    periods.sort(key=lambda period: period.start)
    return periods


def doubt_on(timetable: Timetable, on: date) -> Doubt | None:
    """Why the date's hours are not known, or None when they are.

    A doubtful bank holiday is doubtful all day, since the service may have any other hours, and past midnight for as
    long as its windows would run. `valid_to` is the last day of a row (HSDS), so when every row has ended nobody knows;
    before the first row begins, the service is simply closed.
    """
    if timetable.exceptions_on(on):
        return None
    if not timetable.deciding:
        return Doubt("We do not know the hours.", _next_exception(timetable, on))
    lapsed_on = timetable.lapsed_on
    if lapsed_on and lapsed_on < on:
        why = f"The hours we had ran out on {clock_words.full_day(lapsed_on)}."
        return Doubt(why, _next_exception(timetable, on))
    unsure = _rows(timetable, on)[1]
    if not unsure:
        return None
    ends_at = max(midnight(on + ONE_DAY), *(instants(on, row.opens_at, row.closes_at)[1] for row in unsure))
    why = f"{clock_words.day(on)} is a bank holiday, and we do not know its hours."
    return Doubt(why, ends_at, unsure[0].note)


def midnight(on: date) -> datetime:
    """The UTC instant at which the date begins in London."""
    return opening_instant(on, time(0))


def _rows(timetable: Timetable, on: date) -> tuple[list[Window | ExceptionDay], list[Window]]:
    """The rows that apply on this date, and the windows that may or may not apply."""
    if exceptions := timetable.exceptions_on(on):
        return [*exceptions], []
    falling = [window for window in timetable.deciding if window.falls_on(on)]
    special = [window for window in falling if window.bank_holidays is BankHolidays.ONLY]
    if not is_bank_holiday(on):
        return [window for window in falling if window not in special], []
    as_usual = [window for window in falling if window.bank_holidays is BankHolidays.AS_USUAL]
    unsure = [window for window in falling if window.bank_holidays is BankHolidays.NOT_KNOWN]
    if special:
        # Hours listed for bank holidays settle the whole day.
        return [*as_usual, *special], []
    if unsure and timetable.is_round_the_clock(on):
        return [*as_usual, *unsure], []
    return [*as_usual], unsure


def _next_exception(timetable: Timetable, on: date) -> datetime | None:
    ahead = min((exception.on for exception in timetable.exceptions if exception.on > on), default=None)
    return midnight(ahead) if ahead else None
