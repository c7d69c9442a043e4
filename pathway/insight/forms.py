"""What may be asked about activity."""

from typing import Any

from wtforms import DateField, StringField
from wtforms.validators import Length, Optional

from pathway.insight.action_words import choices
from pathway.web.forms import BaseForm


class ActivityForm(BaseForm):
    """Which acts, from which day to which. An address may have the beginning of a code; the page has a list."""

    action = StringField("What was done", validators=[Length(max=60, message="Use 60 characters or fewer")])
    since = DateField("From day", validators=[Optional()])
    until = DateField("To day", validators=[Optional()])

    @property
    def is_backwards(self) -> bool:
        """Whether the period ends before it begins: no fault of the address, but nothing fits it."""
        return bool(self.since.data and self.until.data and self.until.data < self.since.data)

    @property
    def wanted_action(self) -> str:
        """Which acts are wanted: a code, how codes begin, or "" for anything."""
        return (self.action.data or "").strip()

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Return (code, words) of every act there is to pick."""
        return choices(self.wanted_action)

    @property
    def errors_in_words(self) -> list[tuple[str, str]]:
        """Return (address of the field, message): a day that cannot be read gets words of ours."""
        days: Any = (self.since, self.until)
        errors = [(f"#{day.id}", "Enter a day like 2026-11-24") for day in days if day.errors]
        if self.is_backwards:
            errors.append((f"#{self.until.id}", "The last day is before the first. Change one of them"))
        return [*errors, *((f"#{self.action.id}", str(error)) for error in self.action.errors)]
