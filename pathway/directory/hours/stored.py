"""Turns schedule rows into timetables, and timetables into JSON and back."""

import hashlib
import json
from datetime import date, time
from typing import Any

from pathway.directory.any_listing import Listed, ListedException, ListedSchedule
from pathway.directory.hours.opening_hours import ExceptionDay, Timetable, Window
from pathway.directory.models import HoursOfOneDate, RepeatingHours
from pathway.directory.vocabulary import BankHolidays, ScheduleKind, ServiceStatus

CLOSED_KEY = "temporarily-closed"


def window_of(row: ListedSchedule | RepeatingHours) -> Window:
    """Turn one schedule row into a window."""
    return Window(
        kind=row.kind,
        freq=row.freq,
        interval=row.interval,
        byday=tuple(row.byday.split(",")) if row.byday else (),
        bymonthday=tuple(int(day) for day in row.bymonthday.split(",")) if row.bymonthday else (),
        anchor=row.dtstart,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        bank_holidays=row.bank_holidays,
        note=row.note,
    )


def exception_of(row: ListedException | HoursOfOneDate) -> ExceptionDay:
    """Turn one dated exception into a plain value."""
    return ExceptionDay(on=row.on, opens_at=row.opens_at, closes_at=row.closes_at, note=row.note)


def timetable_of(service: Listed) -> Timetable:
    """Return a service's own hours, without the rows of its numbers."""
    return Timetable(
        windows=tuple(window_of(row) for row in service.schedules if row.phone_id is None),
        exceptions=tuple(exception_of(row) for row in service.schedule_exceptions),
    )


def as_json(timetable: Timetable) -> dict[str, Any]:
    """Return a timetable as JSON in one canonical form, so that equal timetables have equal keys."""
    return {
        "windows": [
            {
                "kind": w.kind.value,
                "freq": w.freq,
                "interval": w.interval,
                "byday": list(w.byday),
                "bymonthday": list(w.bymonthday),
                "anchor": _iso(w.anchor),
                "valid_from": _iso(w.valid_from),
                "valid_to": _iso(w.valid_to),
                "opens_at": w.opens_at.isoformat("minutes"),
                "closes_at": w.closes_at.isoformat("minutes"),
                "bank_holidays": w.bank_holidays.value,
                "note": w.note,
            }
            for w in timetable.windows
        ],
        "exceptions": [
            {
                "on": e.on.isoformat(),
                "opens_at": e.opens_at.isoformat("minutes") if e.opens_at else None,
                "closes_at": e.closes_at.isoformat("minutes") if e.closes_at else None,
                "note": e.note,
            }
            for e in timetable.exceptions
        ],
    }


def from_json(stored: dict[str, Any]) -> Timetable:
    """Read back what `as_json` wrote."""
    return Timetable(
        windows=tuple(
            Window(
                kind=ScheduleKind(w["kind"]),
                freq=w["freq"],
                interval=w["interval"],
                byday=tuple(w["byday"]),
                bymonthday=tuple(w["bymonthday"]),
                anchor=_date(w["anchor"]),
                valid_from=_date(w["valid_from"]),
                valid_to=_date(w["valid_to"]),
                opens_at=time.fromisoformat(w["opens_at"]),
                closes_at=time.fromisoformat(w["closes_at"]),
                bank_holidays=BankHolidays(w["bank_holidays"]),
                note=w["note"],
            )
            for w in stored["windows"]
        ),
        exceptions=tuple(
            ExceptionDay(
                on=date.fromisoformat(e["on"]),
                opens_at=time.fromisoformat(e["opens_at"]) if e["opens_at"] else None,
                closes_at=time.fromisoformat(e["closes_at"]) if e["closes_at"] else None,
                note=e["note"],
            )
            for e in stored["exceptions"]
        ),
    )


def key_of(timetable: Timetable, status: ServiceStatus) -> str:
    """Return the key under which equal hours are stored once. Closed for now has a key of its own."""
    if status is ServiceStatus.TEMPORARILY_CLOSED:
        return CLOSED_KEY
    text = json.dumps(as_json(timetable), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
