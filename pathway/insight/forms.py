"""What may be asked about activity."""

from typing import Any

from wtforms import DateField, StringField
from wtforms.validators import Length, Optional

from pathway.web.forms import BaseForm


class ActivityForm(BaseForm):
    """Which acts, from which day to which."""

    action = StringField("What was done", validators=[Length(max=60, message="Use 60 characters or fewer")])
    since = DateField("From day", validators=[Optional()])
    until = DateField("To day", validators=[Optional()])

    @property
    def errors_in_words(self) -> list[tuple[str, str]]:
        """Return (address of the field, message): a day that is none is said in our words."""
        days: Any = (self.since, self.until)
        found = [(f"#{day.id}", "Enter a day like 2026-11-24") for day in days if day.errors]
        return [*found, *((f"#{self.action.id}", str(error)) for error in self.action.errors)]
