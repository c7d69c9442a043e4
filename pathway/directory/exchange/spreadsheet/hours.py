"""Hours as a manager types them: `Mon-Fri 09:00-17:00`, `Intake Tue 10:00-12:00 | ring first`, `2026-12-25 closed`.

Anything more is in named parts after that: `every=2`, `from=2026-01-01`, `phone=2`.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import time
from functools import lru_cache
from itertools import groupby
from typing import Any

from pathway.directory.exchange import cells
from pathway.directory.exchange.safe_text import shown
from pathway.directory.exchange.spreadsheet.line_form import LineForm
from pathway.directory.hours.timetable import WEEKDAY_CODES
from pathway.directory.listing_record import PhoneRecord, ScheduleExceptionRecord, ScheduleRecord, nth_phone
from pathway.directory.vocabulary import BankHolidays, ScheduleKind

ALL_DAY = "24 hours"
EVERY_DAY = "Every day"
CLOSED = "closed"

_SCHEDULE = LineForm(
    ScheduleRecord,
    ("head", "note"),
    {
        "byday": "byday",
        "every": "interval",
        "monthdays": "bymonthday",
        "starts": "dtstart",
        "from": "valid_from",
        "until": "valid_to",
        "bank_holidays": "bank_holidays",
        "phone": "phone_id",
    },
    in_words=("kind", "freq", "opens_at", "closes_at"),
)
_EXCEPTION = LineForm(ScheduleExceptionRecord, ("head", "note"), in_words=("on", "opens_at", "closes_at"))

_NAMES = dict(zip(WEEKDAY_CODES, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True))
_CODES = {name.casefold(): code for code, name in _NAMES.items()}
_MIDNIGHT = time()
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?"
_TIMES = rf"(?:24 hours|(?P<opens>{_CLOCK})\s*(?:-|\u2013|to)\s*(?P<closes>{_CLOCK}))"
_WINDOW = re.compile(
    rf"(?:(?P<intake>intake)\b\s*)?(?:(?P<monthly>monthly)\b\s*)?(?P<days>.*?)\s*{_TIMES}", re.IGNORECASE
)
_ON_A_DATE = re.compile(rf"(?P<on>\S+)\s+(?:closed|{_TIMES})", re.IGNORECASE)
_DAY = r"(?i:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*?)"
_TOKEN = re.compile(
    rf"\s*(?:(?P<first>{_DAY})\s*(?:-|\u2013|\bto\b)\s*(?P<last>{_DAY})|(?P<day>{_DAY})|(?P<code>[A-Z0-9+-]+))\s*"
)


def write_schedule(row: ScheduleRecord, usual: Mapping[str, Any], phones: Sequence[PhoneRecord]) -> str:
    """Write a window. `phones` are the listing's, to write which of them the window belongs to."""
    days = _write_days(row.byday)
    words = (
        "Intake" if row.kind is ScheduleKind.INTAKE else "",
        "Monthly" if row.freq == "MONTHLY" else "",
        days,
        _write_times(row.opens_at, row.closes_at),
    )
    ids = [phone.id for phone in phones]
    nth = str(ids.index(row.phone_id) + 1) if row.phone_id else None
    usual = {**usual, "byday": row.byday if days else None}
    return _SCHEDULE.write(row, usual, head=" ".join(filter(None, words)), phone_id=nth)


@lru_cache(10_000)
def read_schedule(text: str, place: int) -> ScheduleRecord:
    """Read a window; `place` is its line in the cell, from 0. Raises ValueError."""
    line = _SCHEDULE.line(text)
    head, named = line.part(0) or "", line.named
    window = _WINDOW.fullmatch(head.strip())
    if window is None:
        raise ValueError(f"{shown(head)} does not say when: write Mon-Fri 09:00-17:00, or Every day 24 hours")
    opens_at, closes_at = _read_times(window)
    return _SCHEDULE.read(
        line,
        place,
        opens_at=opens_at,
        closes_at=closes_at,
        phone_id=lambda: nth_phone(cells.read_whole(named["phone"])) if "phone" in named else None,
        kind=ScheduleKind.INTAKE if window["intake"] else ScheduleKind.OPENING,
        freq="MONTHLY" if window["monthly"] else "WEEKLY",
        byday=lambda: named.get("byday") or _read_days(window["days"]) or _days_of_bank_holidays(window, named),
    )


def write_exception(row: ScheduleExceptionRecord, usual: Mapping[str, Any]) -> str:
    """Write a date with other hours, or closed."""
    times = CLOSED
    if row.opens_at is not None and row.closes_at is not None:
        times = _write_times(row.opens_at, row.closes_at)
    return _EXCEPTION.write(row, usual, head=f"{row.on.isoformat()} {times}")


def read_exception(text: str, place: int) -> ScheduleExceptionRecord:
    """Read a date with other hours, or closed."""
    line = _EXCEPTION.line(text)
    head = line.part(0) or ""
    match = _ON_A_DATE.fullmatch(head.strip())
    if match is None:
        raise ValueError(f"{shown(head)} does not say when: write 2026-12-25 closed, or 2026-12-24 10:00-14:00")
    is_closed = head.strip().casefold().endswith(CLOSED)
    opens_at, closes_at = (None, None) if is_closed else _read_times(match)
    on = match["on"]
    return _EXCEPTION.read(line, place, on=lambda: cells.read_day(on), opens_at=opens_at, closes_at=closes_at)


def _write_days(byday: str | None) -> str:
    """Return the days in words, or "" where the words would read back differently."""
    if not byday:
        return ""
    codes = byday.split(",")
    if codes == list(WEEKDAY_CODES):
        return EVERY_DAY
    runs = ([_NAMES.get(code, code) for code in run] for run in _runs(codes))
    text = ", ".join(f"{days[0]}-{days[-1]}" if len(days) > 2 else ", ".join(days) for days in runs)
    try:
        return text if _read_days(text) == byday else ""
    except ValueError:
        return ""


def _runs(codes: Sequence[str]) -> list[list[str]]:
    """Split days into runs of consecutive days."""

    def run(nth_code: tuple[int, str]) -> object:
        nth, code = nth_code
        return WEEKDAY_CODES.index(code) - nth if code in _NAMES else nth_code

    return [[code for _, code in group] for _, group in groupby(enumerate(codes), run)]


def _read_days(words: str) -> str | None:
    if not words:
        return None
    if words.casefold() in {"every day", "daily", "all days"}:
        return ",".join(WEEKDAY_CODES)
    parts = re.split(r",|&|\band\b", words, flags=re.IGNORECASE)
    return ",".join(code for part in parts for code in _read_day_words(part))


def _days_of_bank_holidays(window: re.Match[str], named: Mapping[str, str]) -> str | None:
    """Return every day for hours on bank holidays only that name no day; None for others."""
    names_another = window["monthly"] or named.keys() & {"monthdays", "starts"}
    is_only = named.get("bank_holidays", "").strip().casefold() == BankHolidays.ONLY
    return ",".join(WEEKDAY_CODES) if is_only and not names_another else None


def _read_day_words(part: str) -> list[str]:
    match = _TOKEN.fullmatch(part)
    if match is None:
        raise ValueError(f"{shown(part.strip())} is not days: write Mon-Fri, or Mon, Wed")
    if not match["first"]:
        return [_code(match["day"]) if match["day"] else match["code"]]
    first, last = (WEEKDAY_CODES.index(_code(match[end])) for end in ("first", "last"))
    span = range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]
    return [WEEKDAY_CODES[day] for day in span]


def _code(name: str) -> str:
    return _CODES[name[:3].casefold()]


def _write_times(opens_at: time, closes_at: time) -> str:
    if opens_at == closes_at == _MIDNIGHT:
        return ALL_DAY
    return f"{cells.write_time(opens_at)}-{cells.write_time(closes_at)}"


def _read_times(match: re.Match[str]) -> tuple[time, time]:
    if match["opens"] is None:
        return _MIDNIGHT, _MIDNIGHT
    return cells.read_time(match["opens"]), cells.read_time(match["closes"])
