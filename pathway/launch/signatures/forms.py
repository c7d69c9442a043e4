"""What may be typed of a signature."""

from datetime import date
from typing import Any

from wtforms import ValidationError
from wtforms.validators import InputRequired, Length

from pathway.core.clock import london_today
from pathway.web.forms import BaseForm, GovDateField, GovInputField


class SignatureForm(BaseForm):
    """Who signed, and on which day."""

    signed_by = GovInputField(
        "Who signed",
        validators=[
            InputRequired("Enter the name of who signed"),
            Length(max=120, message="Use at most 120 characters"),
        ],
        description="Name and organisation. Everybody reads it on the page “About”.",
    )
    signed_on = GovDateField("On which day", validators=[InputRequired("Enter the day")])

    def validate_signed_on(self, field: Any) -> None:
        """Refuse a day to come."""
        if field.data and field.data > london_today():
            raise ValidationError("This day is still to come. Give the day on which it was signed")

    @property
    def name(self) -> str:
        """Who signed, with single spaces."""
        return " ".join(self.signed_by.data.split())

    @property
    def day(self) -> date:
        """The day."""
        day: date = self.signed_on.data
        return day
