"""Hours as a manager types them: `Mon-Fri 09:00-17:00`, `Intake Tue 10:00-12:00 | ring first`, `2026-12-25 closed`.

Anything more is in named parts after that: `every=2`, `from=2026-01-01`, `phone=2`.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from functools import lru_cache
from uuid import UUID

from pathway.directory.exchange import cells, lines
from pathway.directory.exchange.safe_text import shown
from pathway.directory.hours.timetable import WEEKDAY_CODES
from pathway.directory.listing_record import NO_ID, PhoneRecord, ScheduleExceptionRecord, ScheduleRecord, nth_phone
from pathway.directory.vocabulary import BankHolidays, ScheduleKind

ALL_DAY = "24 hours"
EVERY_DAY = "Every day"
CLOSED = "closed"
SCHEDULE_PARTS = frozenset(
    "byday every monthdays starts from until bank_holidays phone position id".split()  # as written below
)

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


def write_schedule(row: ScheduleRecord, phones: Sequence[PhoneRecord], named: Mapping[str, str | None]) -> str:
    """Write a window. `phones` are the listing's, to write which of them the window belongs to."""
    days, byday = _write_days(row.byday)
    head = " ".join(
        word
        for word in (
            "Intake" if row.kind is ScheduleKind.INTAKE else "",
            "Monthly" if row.freq == "MONTHLY" else "",
            days,
            _write_times(row.opens_at, row.closes_at),
        )
        if word
    )
    more = {
        "byday": byday,
        "every": str(row.interval) if row.interval != 1 else None,
        "monthdays": row.bymonthday,
        "starts": _iso(row.dtstart),
        "from": _iso(row.valid_from),
        "until": _iso(row.valid_to),
        "bank_holidays": row.bank_holidays.value if row.bank_holidays is not BankHolidays.NOT_KNOWN else None,
        "phone": _which(row.phone_id, phones),
    }
    return lines.write((head, row.note), {**more, **named})


@lru_cache(10_000)
def read_schedule(text: str, place: int) -> ScheduleRecord:
    """Read a window; `place` is its line in the cell, from 0. Raises ValueError."""
    line = lines.read(text, 2, SCHEDULE_PARTS)
    head, named = line.part(0) or "", line.named
    window = _WINDOW.fullmatch(head.strip())
    if window is None:
        raise ValueError(f"{shown(head)} does not say when: write Mon-Fri 09:00-17:00, or Every day 24 hours")
    opens_at, closes_at = _read_times(window)
    return ScheduleRecord(
        id=cells.read_id(named["id"]) if "id" in named else NO_ID,
        phone_id=nth_phone(cells.read_whole(named["phone"])) if "phone" in named else None,
        kind=ScheduleKind.INTAKE if window["intake"] else ScheduleKind.OPENING,
        freq="MONTHLY" if window["monthly"] else "WEEKLY",
        interval=cells.read_whole(named.get("every", "1")),
        byday=named.get("byday") or _read_days(window["days"]),
        bymonthday=named.get("monthdays"),
        dtstart=_day(named.get("starts")),
        valid_from=_day(named.get("from")),
        valid_to=_day(named.get("until")),
        opens_at=opens_at,
        closes_at=closes_at,
        bank_holidays=cells.read_word(BankHolidays, named.get("bank_holidays", BankHolidays.NOT_KNOWN)),
        note=line.part(1),
        position=cells.read_whole(named["position"]) if "position" in named else place,
    )


def write_exception(row: ScheduleExceptionRecord, named: Mapping[str, str | None]) -> str:
    """Write a date with other hours, or closed."""
    times = CLOSED
    if row.opens_at is not None and row.closes_at is not None:
        times = _write_times(row.opens_at, row.closes_at)
    return lines.write((f"{row.on.isoformat()} {times}", row.note), named)


def read_exception(text: str, _place: int) -> ScheduleExceptionRecord:
    """Read a date with other hours, or closed."""
    line = lines.read(text, 2, {"id"})
    head = line.part(0) or ""
    match = _ON_A_DATE.fullmatch(head.strip())
    if match is None:
        raise ValueError(f"{shown(head)} does not say when: write 2026-12-25 closed, or 2026-12-24 10:00-14:00")
    is_closed = head.strip().casefold().endswith(CLOSED)
    opens_at, closes_at = (None, None) if is_closed else _read_times(match)
    id_ = cells.read_id(line.named["id"]) if "id" in line.named else NO_ID
    return ScheduleExceptionRecord(id_, cells.read_day(match["on"]), opens_at, closes_at, line.part(1))


def _write_days(byday: str | None) -> tuple[str, str | None]:
    """Return the days in words, and None; or "" and the days as stored, where the words would read back differently."""
    if not byday:
        return "", None
    codes = byday.split(",")
    if codes == list(WEEKDAY_CODES):
        return EVERY_DAY, None
    words: list[str] = []
    for run in _runs(codes):
        named = [_NAMES.get(code, code) for code in run]
        words += [f"{named[0]}-{named[-1]}"] if len(run) > 2 else named
    text = ", ".join(words)
    try:
        return (text, None) if _read_days(text) == byday else ("", byday)
    except ValueError:
        return "", byday


def _runs(codes: Sequence[str]) -> list[list[str]]:
    """Split days into runs of consecutive days."""
    runs: list[list[str]] = []
    for code in codes:
        before = runs[-1][-1] if runs else ""
        place = WEEKDAY_CODES.index(code) if code in _NAMES else 0
        if place and before == WEEKDAY_CODES[place - 1]:
            runs[-1].append(code)
        else:
            runs.append([code])
    return runs


def _read_days(words: str) -> str | None:
    if not words:
        return None
    if words.casefold() in {"every day", "daily", "all days"}:
        return ",".join(WEEKDAY_CODES)
    codes: list[str] = []
    for part in re.split(r",|&|\band\b", words, flags=re.IGNORECASE):
        codes += _read_day_words(part)
    return ",".join(codes)


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


def _which(phone_id: UUID | None, phones: Sequence[PhoneRecord]) -> str | None:
    if phone_id is None:
        return None
    return next(str(place) for place, phone in enumerate(phones, 1) if phone.id == phone_id)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return cells.read_day(text) if text else None
