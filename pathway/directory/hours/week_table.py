"""A timetable as rows to read: "Monday to Thursday", "10am to 8.30pm"."""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, time
from typing import TypeVar

from pathway.core.formats import long_date
from pathway.directory.hours import clock_words
from pathway.directory.hours.timetable import ONE_DAY, Timetable, Window, fill_the_week
from pathway.directory.vocabulary import BankHolidays, ScheduleKind

Member = TypeVar("Member")
Key = TypeVar("Key")

_NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}
_RULES = {
    BankHolidays.AS_USUAL: "as usual",
    BankHolidays.CLOSED: "closed",
    BankHolidays.NOT_KNOWN: "hours not known",
}
_LOOK_AHEAD = 400
"""How many days ahead the next date of a row with an interval may be."""


@dataclass(frozen=True)
class HoursRow:
    """One line of opening times. `kind` is None for a dated exception, which applies to both kinds."""

    kind: ScheduleKind | None
    days: str
    text: str
    note: str | None = None


def week_table(timetable: Timetable, today: date | None = None) -> list[HoursRow]:
    """The usual hours, opening rows before intake rows, each kind ending with its bank holidays.

    With `today` (a London day), rows that have ended are left out, a first day in the past is not mentioned, and
    a row with an interval names its next date.
    """
    rows = []
    for kind in (ScheduleKind.OPENING, ScheduleKind.INTAKE):
        windows = [row for row in timetable.windows if row.kind is kind and not _has_ended(row, today)]
        special = [window for window in windows if window.bank_holidays is BankHolidays.ONLY]
        usual = [window for window in windows if window.bank_holidays is not BankHolidays.ONLY]
        rows += _rows(kind, usual, today)
        rows += [replace(row, days=_on_bank_holidays(row.days)) for row in _rows(kind, special, today)]
        rows += _bank_holiday_rules(kind, usual, special, today)
    return rows


def exception_rows(timetable: Timetable, today: date) -> list[HoursRow]:
    """Each dated exception from today (a London day) on, soonest first."""
    ahead = [exception for exception in timetable.exceptions if exception.on >= today]
    ahead.sort(key=lambda exception: (exception.on, exception.opens_at or time(0)))
    rows = []
    for exception in ahead:
        text = "closed"
        if exception.opens_at is not None and exception.closes_at is not None:
            text = clock_words.span(exception.opens_at, exception.closes_at)
        rows.append(HoursRow(None, clock_words.full_day(exception.on), text, exception.note))
    return rows


def _has_ended(window: Window, today: date | None) -> bool:
    return bool(today and window.valid_to and window.valid_to < today)


def _rows(kind: ScheduleKind, windows: Sequence[Window], today: date | None) -> list[HoursRow]:
    """Weekly rows in the order of the week, then monthly ones in the given order."""
    weekly = [window for window in windows if window.freq == "WEEKLY"]
    rows_by_days = []
    for remarks, alike in _grouped(weekly, lambda window: (window.note, _limits(window, today))):
        by_day = {day: _spans(w for w in alike if (0, day) in w.weekdays) for day in range(7)}
        for spans, days in _grouped([day for day in by_day if by_day[day]], by_day.__getitem__):
            note, limits = remarks
            rows_by_days.append((days, HoursRow(kind, days_in_words(days), spans + limits, note)))
    rows_by_days.sort(key=lambda pair: pair[0])
    monthly = [window for window in windows if window.freq == "MONTHLY"]
    return [row for _, row in rows_by_days] + [
        HoursRow(kind, _month_in_words(window), _spans([window]) + _limits(window, today), window.note)
        for window in monthly
    ]


def _grouped(members: Iterable[Member], key: Callable[[Member], Key]) -> list[tuple[Key, list[Member]]]:
    """Members grouped by key, in the order of first appearance."""
    groups: dict[Key, list[Member]] = {}
    for member in members:
        groups.setdefault(key(member), []).append(member)
    return list(groups.items())


def _spans(windows: Iterable[Window]) -> str:
    """9am to midday and 1pm to 5pm; hours that touch or overlap on the day read as one."""
    joined: list[tuple[time, time]] = []
    for opens_at, closes_at in sorted({(window.opens_at, window.closes_at) for window in windows}):
        if joined and opens_at <= joined[-1][1] and joined[-1][0] < joined[-1][1]:
            start, end = joined.pop()
            overnight = closes_at <= opens_at
            joined.append((start, closes_at if overnight else max(end, closes_at)))
        else:
            joined.append((opens_at, closes_at))
    return clock_words.listed([clock_words.span(*hours) for hours in joined])


def _limits(window: Window, today: date | None) -> str:
    """From 1 December 2026 to 31 March 2027; and for an interval, the next date."""
    words = ""
    first = max(window.valid_from or date.min, window.anchor or date.min)
    if window.valid_from and (today is None or first > today):
        words += f", from {long_date(first)}"
    if window.valid_to:
        words += f", until {long_date(window.valid_to)}"
    if window.interval > 1:
        words = f", every {window.interval} {'weeks' if window.freq == 'WEEKLY' else 'months'}{words}"
        if today and (following := _next_date(window, today)):
            words += f", next on {clock_words.full_day(following)}"
    return words


def _next_date(window: Window, today: date) -> date | None:
    return next((on for days in range(_LOOK_AHEAD) if window.falls_on(on := today + days * ONE_DAY)), None)


def days_in_words(days: Sequence[int]) -> str:
    """Monday to Thursday; Saturday and Sunday; Every day. Three days or more in a row are "A to C"."""
    if len(days) == len(clock_words.WEEKDAYS):
        return "Every day"
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    words: list[str] = []
    for run in runs:
        names = [clock_words.WEEKDAYS[day] for day in run]
        words += [f"{names[0]} to {names[-1]}"] if len(names) > 2 else names
    return clock_words.listed(words)


def _month_in_words(window: Window) -> str:
    """First Monday of the month; 1st and 15th of the month; Friday, when it is the 13th of the month."""
    monthdays = sorted(window.monthdays, key=lambda day: (day < 0, day))
    weekdays = sorted(window.weekdays, key=lambda pair: (pair[0] < 0, pair))
    dates = clock_words.listed([_monthday(day) for day in monthdays])
    named = clock_words.listed([_nth_weekday(nth, day) for nth, day in weekdays])
    if named and dates:
        words = f"{named}, when it is the {dates} of the month"
    else:
        words = f"{named or dates} of the month" if dates or any(nth for nth, _ in weekdays) else named
    return words[0].upper() + words[1:]


def _monthday(day: int) -> str:
    if day > 0:
        return clock_words.ordinal(day)
    return "last day" if day == -1 else f"{clock_words.ordinal(-day)} to last day"


def _nth_weekday(nth: int, day: int) -> str:
    name = clock_words.WEEKDAYS[day]
    if nth == 0:
        return name
    if nth == -1:
        return f"last {name}"
    return f"{_NTH[nth]} {name}" if nth > 0 else f"{_NTH[-nth]} to last {name}"


def _on_bank_holidays(days: str) -> str:
    return "Bank holidays" if days == "Every day" else f"Bank holidays ({days})"


def _plain_days(window: Window) -> frozenset[int]:
    """Return the weekdays that a row may fall on."""
    days = {day for _, day in window.weekdays}
    return frozenset(range(7)) if window.monthdays and not days else frozenset(days)


def _bank_holiday_rules(
    kind: ScheduleKind, usual: Sequence[Window], special: Sequence[Window], today: date | None
) -> list[HoursRow]:
    """Return what ordinary rows say of bank holidays, beside hours for those only; nothing when nothing is to be added.

    One row where all agree. Where they differ a row for each rule names its days; and its hours, where another rule, or
    hours for bank holidays only, have a day of them too. Hours for bank holidays only settle the whole of their days,
    but for rows that run as usual.
    """
    settled = {day for window in special if window.is_unlimited and window.interval == 1 for day in _plain_days(window)}
    unsettled = [
        window
        for window in usual
        if (special and window.bank_holidays is BankHolidays.AS_USUAL) or _plain_days(window) - settled
    ]
    if not unsettled or fill_the_week(usual):
        return []
    by_rule = _grouped(unsettled, lambda window: (window.bank_holidays, _dates(window, today)))
    if not special and len({rule for (rule, _), _ in by_rule}) == 1:
        return [HoursRow(kind, "Bank holidays", _RULES[usual[0].bank_holidays])]
    days: list[set[int]] = [set().union(*map(_plain_days, alike)) for _, alike in by_rule]
    rows = []
    for place, ((rule, dates), alike) in enumerate(by_rule):
        shared = [nth for nth, other in enumerate(days) if nth != place and days[place] & other]
        hours = _spans(alike)
        if any((_spans(by_rule[nth][1]), by_rule[nth][0][1]) == (hours, dates) for nth in shared):
            return [HoursRow(kind, "Bank holidays", "hours may differ")]
        is_as_usual = rule is BankHolidays.AS_USUAL
        said = f"{hours}, {_RULES[rule]}" if shared or (special and is_as_usual) else _RULES[rule]
        named = _days_of(alike, set() if is_as_usual else settled)
        rows.append(HoursRow(kind, f"Bank holidays ({named})", said + dates))
    return rows


def _days_of(windows: Sequence[Window], settled: Set[int]) -> str:
    weekly = {day for window in windows if window.freq == "WEEKLY" for _, day in window.weekdays} - settled
    monthly = [_month_in_words(window) for window in windows if window.freq == "MONTHLY"]
    return clock_words.listed([*([days_in_words(sorted(weekly))] if weekly else []), *dict.fromkeys(monthly)])


def _dates(window: Window, today: date | None) -> str:
    """From which day, until which, a row holds; not how often."""
    return _limits(replace(window, interval=1), today)
