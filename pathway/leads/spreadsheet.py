"""Leads as rows of a spreadsheet. A cell that would run as a formula is kept from it."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from pathway.directory.exchange.cells import guarded
from pathway.directory.hours.week_table import HoursRow
from pathway.leads.entry import LeadEntry, LeadPerson
from pathway.leads.vocabulary import Cover

COLUMNS = (
    *("role", "kind", "organisation", "area", "recommendation", "called_when", "cover", "team_mailbox", "team_number"),
    *("staffed_hours", "needs", "web_page", "confirmed_on", "confirmed_by", "review_due_on"),
)
STAFF_COLUMNS = tuple(
    f"{who}_{what}" for who in ("lead", "deputy") for what in ("name", "email", "number", "from_on", "until_on")
)

_COVER = {Cover.HELD: "held", Cover.DEPUTY: "deputy acting", Cover.VACANT: "vacant"}


def as_csv(entries: Iterable[LeadEntry], *, for_staff: bool) -> str:
    """Return a spreadsheet, one row for each role: RFC 4180 line ends. Columns about people are for staff only."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*COLUMNS, *(STAFF_COLUMNS if for_staff else ())])
    for entry in entries:
        people = [*_person(entry.holder), *_person(entry.deputy)] if for_staff else []
        writer.writerow(map(guarded, [*_public(entry), *people]))
    return text.getvalue()


def _public(entry: LeadEntry) -> Sequence[str]:
    return (
        entry.title,
        entry.kind.value,
        entry.organization,
        entry.area or "",
        str(entry.recommendation or ""),
        entry.escalation or "",
        _COVER[entry.cover],
        entry.email or "",
        entry.phone.number if entry.phone else "",
        "\n".join(map(_hours, entry.hours)),
        "\n".join(entry.missing),
        entry.url or "",
        _day(entry.confirmed_on),
        entry.confirmed_by or "",
        _day(entry.review_due_on),
    )


def _person(person: LeadPerson | None) -> Sequence[str]:
    if person is None:
        return ("",) * (len(STAFF_COLUMNS) // 2)
    number = person.phone.number if person.phone else ""
    return person.name, person.email or "", number, _day(person.from_on), _day(person.until_on)


def _hours(row: HoursRow) -> str:
    return f"{row.days}: {row.text}" + (f" ({row.note})" if row.note else "")


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
