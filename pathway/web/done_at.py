"""When something was done: just now, or at a day and a time of the clock."""

from datetime import UTC, datetime

from wtforms.validators import Optional

from pathway.core.clock import LONDON, utc_now
from pathway.web.forms import BaseForm, GovDateField, GovTimeField

HALF = "Give the day and the time, or neither if it was just now"
TO_COME = "This time is still to come"


def day_field() -> GovDateField:
    """Return the field of the day."""
    return GovDateField("If it was not just now: the day", validators=[Optional()])


def time_field() -> GovTimeField:
    """Return the field of the time, to follow the day's."""
    return GovTimeField("and the time", validators=[Optional()])


class DoneAtForm(BaseForm):
    """A form about something that was done. Without a day and a time it was just now.

    Each form places the two itself, `day` and `clock_time`: fields show in the order in which they are made.
    """

    day: GovDateField
    clock_time: GovTimeField

    def validate(self, *args: object, **kwargs: object) -> bool:
        """Refuse a time to come, and half of one: the validators of a field that may be empty are not asked then."""
        is_good = bool(super().validate(*args, **kwargs))
        if self.day.errors or self.clock_time.errors:
            return is_good
        problem = HALF if bool(self.day.data) != bool(self.clock_time.data) else ""
        if not problem and self.at > utc_now():
            problem = TO_COME
        if problem:
            self.clock_time.errors = [*self.clock_time.errors, problem]
        return is_good and not problem

    @property
    def at(self) -> datetime:
        """When it was, aware UTC."""
        day, clock_time = self.day.data, self.clock_time.data
        if not day or not clock_time:
            return utc_now()
        return datetime.combine(day, clock_time, LONDON).astimezone(UTC)
