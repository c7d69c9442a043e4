"""In which hours a role is staffed, as typed: the rows of a listing's hours, of one kind."""

from typing import Any

from wtforms.fields import SelectChoice

from pathway.directory.editing.sections.hours_rows import data_of_date, data_of_row, exception_of, schedule_of
from pathway.directory.editing.sections.timetable_form import TimetableForm
from pathway.directory.listing_record import ScheduleExceptionRecord, ScheduleRecord
from pathway.directory.vocabulary import ScheduleKind
from pathway.leads.models import LeadRole
from pathway.leads.staffed_hours import records_of

_STAFFED = [SelectChoice(ScheduleKind.OPENING.value, "It is staffed")]


class StaffedHoursForm(TimetableForm):
    """Staffed hours."""

    def know(self, role: LeadRole) -> None:
        """Tell each row which row of the role it changes."""
        self.know_rows(*records_of(role), [SelectChoice("", "The role")])
        for entry in self.schedules.entries:
            entry.form.kind.choices, entry.form.kind.data = _STAFFED, ScheduleKind.OPENING.value

    def records(self) -> tuple[list[ScheduleRecord], list[ScheduleExceptionRecord]]:
        """Return what was typed."""
        rows, dates = self.schedules.counting, self.schedule_exceptions.counting
        return [schedule_of(row) for row in rows], [exception_of(date) for date in dates]


def typed_of_hours(role: LeadRole) -> dict[str, Any]:
    """Return the hours of a role as their form shows them."""
    rows, dates = records_of(role)
    return {
        "schedules": [data_of_row(row) for row in rows] or [{}],
        "schedule_exceptions": [data_of_date(date) for date in dates],
    }
