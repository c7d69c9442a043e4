"""Leads as a spreadsheet."""

import csv
import io
from datetime import date

import pytest

from pathway.directory.hours.week_table import HoursRow
from pathway.directory.vocabulary import ScheduleKind
from pathway.leads.entry import LeadEntry
from pathway.leads.spreadsheet import COLUMNS, STAFF_COLUMNS, as_csv
from tests.unit.leads.entries import entry, person


def rows(*entries: LeadEntry, for_staff: bool = False) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(entries, for_staff=for_staff), newline="")))


def test_a_row_has_what_the_page_has() -> None:
    hours = (HoursRow(ScheduleKind.OPENING, "Every day", "9am to 5pm", "ring twice"),)

    (row,) = rows(entry(hours=hours, missing=("a deputy",), confirmed_on=date(2026, 11, 24)))

    assert tuple(row) == COLUMNS
    assert (row["role"], row["kind"], row["organisation"], row["cover"]) == (
        "Duty lead",
        "tactical",
        "Example Trust",
        "held",
    )
    assert row["staffed_hours"] == "Every day: 9am to 5pm (ring twice)"
    assert (row["needs"], row["confirmed_on"], row["team_number"]) == ("a deputy", "2026-11-24", "020 7946 0101")


def test_people_are_in_the_staff_s_only() -> None:
    held = entry(holder=person())

    (public,), (staffs,) = rows(held), rows(held, for_staff=True)

    assert "Sam Example" not in str(public)
    assert tuple(staffs) == (*COLUMNS, *STAFF_COLUMNS)
    assert (staffs["lead_name"], staffs["lead_email"], staffs["lead_from_on"]) == (
        "Sam Example",
        "sam@example.org",
        "2026-11-01",
    )
    assert staffs["deputy_name"] == ""


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-2", "@SUM(A1)", "\t=1", "\N{FULLWIDTH EQUALS SIGN}1"])
def test_what_would_run_as_a_formula_does_not(text: str) -> None:
    (row,) = rows(entry(title=text, organization=text, holder=person(name=text)), for_staff=True)

    assert row["role"] == row["organisation"] == row["lead_name"] == f"'{text}"
