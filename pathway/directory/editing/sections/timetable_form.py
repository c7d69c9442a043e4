"""A form of hours: rows of a usual week and single dates, with the week drawn from them as they are typed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from pathway.core.clock import london_today
from pathway.directory.editing.sections.hours_rows import DateForm, WindowForm, exception_of, schedule_of
from pathway.directory.editing.sections.row_fields import ADD, Rows
from pathway.directory.editing.sections.section import errors_of, is_of_our_time, typed_id
from pathway.directory.hours import clock_words, stored
from pathway.directory.hours.overlap import overlaps
from pathway.directory.hours.timetable import ONE_DAY, WEEKDAY_CODES, Timetable
from pathway.directory.listing_record import ScheduleExceptionRecord, ScheduleRecord
from pathway.web.forms import BaseForm, GovDateField

ADD_DATE, FROM = "add-date", "from"
"""What the buttons send: one date more, other hours from a date on."""

WORKING_DAYS, EVERY_DAY = "working-days-", "every-day-"
"""What the buttons of a row send, with its place: Monday to Friday, and all seven."""

MOST_ROWS, MOST_DATES = 28, 60


class TimetableForm(BaseForm):
    """The hours of whoever has a timetable: a service and its numbers, or a lead."""

    schedules = Rows(WindowForm, "The usual week", row_name="Row", at_most=MOST_ROWS)
    new_from = GovDateField(
        "Other hours from a date on?",
        validators=[Optional()],
        description="The rows end on the day before, and a copy of each begins on this date for you to change.",
    )
    schedule_exceptions = Rows(DateForm, "Single dates with other hours", row_name="Date", at_most=MOST_DATES)

    @property
    def error_list(self) -> list[tuple[str, str]]:
        """Return (address of the field, message), the fields of rows too."""
        return list(errors_of(self))

    def know_rows(
        self,
        schedules: Sequence[ScheduleRecord],
        exceptions: Sequence[ScheduleExceptionRecord],
        whose: Sequence[SelectChoice],
    ) -> None:
        """Tell each row which row it changes, and whose hours it may be. A row that was sent names it by its id."""
        rows, dates = {row.id: row for row in schedules}, {row.id: row for row in exceptions}
        for entry in self.schedules.entries:
            entry.form.know(whose, rows.get(typed_id(entry.form.row_id.data, rows)))
        for entry in self.schedule_exceptions.entries:
            entry.form.earlier = dates.get(typed_id(entry.form.row_id.data, dates))

    def press(self, action: str) -> None:
        """Do what a button within the form asks for."""
        if action == ADD:
            self.schedules.grow()
        elif action == ADD_DATE:
            self.schedule_exceptions.grow()
        elif action == FROM and self.new_from.data and is_of_our_time(self.new_from.data):
            self._begin_anew(self.new_from.data)
        for start, codes in ((WORKING_DAYS, WEEKDAY_CODES[:5]), (EVERY_DAY, WEEKDAY_CODES)):
            place = action.removeprefix(start)
            if action.startswith(start) and place.isascii() and place.isdigit() and len(place) <= 3:
                for entry in self.schedules.entries[int(place) : int(place) + 1]:
                    entry.form.days.data = list(codes)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check each row, and then all of them together."""
        is_right = bool(super().validate(*args, **kwargs))
        if is_right and (faults := self._overlaps()):
            self.schedules.errors = faults
            is_right = False
        dates = [(row.on.data, row.times()) for row in self.schedule_exceptions.counting]
        if is_right and len(set(dates)) < len(dates):
            again = next(day for day in dates if dates.count(day) > 1)[0]
            self.schedule_exceptions.errors = [f"{clock_words.full_day(again)} stands twice with the same hours"]
            is_right = False
        return is_right

    def timetable(self) -> Timetable:
        """Return the hours that are no number's own, as far as the rows can be read: to draw them."""
        rows = [row for row in self.schedules.counting if not row.whose.data and row.validate()]
        dates = [row for row in self.schedule_exceptions.counting if row.validate()]
        return Timetable(
            tuple(stored.window_of(schedule_of(row)) for row in rows),
            tuple(stored.exception_of(exception_of(row)) for row in dates),
        )

    def _begin_anew(self, on: date) -> None:
        """End the rows on the day before a date, and let a copy of each begin on it."""
        for row in self.schedules.counting:
            ends, begins = row.valid_to.data, row.valid_from.data
            if (ends and ends < on) or (begins and begins >= on) or not self.schedules.may_grow:
                continue
            copy = {name: field.data for name, field in row._fields.items()}
            self.schedules.append_entry({**copy, "row_id": "", "valid_from": on})
            self.schedules.entries[-1].form.know(row.whose.choices, None)
            row.valid_to.data, row.valid_to.raw_data = on - ONE_DAY, None
        self.new_from.data, self.new_from.raw_data = None, None

    def _overlaps(self) -> list[str]:
        """Say which rows run into each other, of the service and of each number."""
        faults: list[str] = []
        rows = self.schedules.counting
        for owner in sorted({row.whose.data or "" for row in rows}):
            hers = [row for row in rows if (row.whose.data or "") == owner]
            windows = [stored.window_of(schedule_of(row)) for row in hers]
            for first, second, words in overlaps(windows, london_today()):
                places = [rows.index(hers[place]) + 1 for place in (first, second)]
                faults.append(
                    f"Rows {places[0]} and {places[1]}: {words[:1].lower()}{words[1:]}. Change one, or take it out"
                )
        return faults
