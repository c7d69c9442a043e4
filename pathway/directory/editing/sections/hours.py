"""The hours of a service and of its numbers."""

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms.fields import SelectChoice
from wtforms.validators import Length

from pathway.directory.editing.parts import Values
from pathway.directory.editing.sections.hours_rows import data_of_date, data_of_row, exception_of, schedule_of
from pathway.directory.editing.sections.section import Around, SectionForm, rows_in_place, words_or_none
from pathway.directory.editing.sections.timetable_form import TimetableForm
from pathway.directory.exchange import load
from pathway.directory.listing_record import ServiceRecord
from pathway.web.forms import GovInputField


class HoursForm(TimetableForm, SectionForm):
    """Hours."""

    parts = ("schedules", "schedule_exceptions", "hours_description")
    columns: ClassVar[Mapping[str, str]] = {"hours": "schedules", "hours_exceptions": "schedule_exceptions"}

    hours_description = GovInputField(
        "Hours in words",
        description="Shown only while no rows say more.",
        validators=[Length(max=300, message="Use at most 300 characters")],
    )

    @classmethod
    def data_of(cls, service: ServiceRecord) -> dict[str, Any]:
        """Return what its fields hold for a listing."""
        return {
            "schedules": [data_of_row(row) for row in service.schedules] or [{}],
            "schedule_exceptions": [data_of_date(row) for row in service.schedule_exceptions],
            "hours_description": service.hours_description or "",
        }

    def know(self, service: ServiceRecord) -> None:
        """Offer its numbers for whose hours a row is, and tell each row which one it changes."""
        choices = [SelectChoice("", "The service")]
        choices += [SelectChoice(str(phone.id), f"The number {phone.number}") for phone in service.phones]
        self.know_rows(service.schedules, service.schedule_exceptions, choices)

    def values(self, service: ServiceRecord, _around: Around) -> Values:
        """Return the hours as typed, with the ids that a file with the same rows would give them."""
        rows = [schedule_of(row) for row in self.schedules.counting]
        dates = [exception_of(row) for row in self.schedule_exceptions.counting]
        exceptions = rows_in_place("schedule_exceptions", dates, service.schedule_exceptions, service.slug)
        return {
            "schedules": rows_in_place("schedules", rows, service.schedules, service.slug),
            "schedule_exceptions": load.in_order("schedule_exceptions", exceptions),
            "hours_description": words_or_none(self.hours_description.data),
        }
