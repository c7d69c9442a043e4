"""What may be typed about who holds a role."""

from datetime import date, timedelta
from typing import Any

from wtforms import ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from pathway.core.clock import london_today
from pathway.core.formats import long_date
from pathway.leads.forms.texts import at_most, british_number, text_of
from pathway.leads.holders import HolderDetails
from pathway.leads.models import LeadHolder
from pathway.web.forms import BaseForm, GovDateField, GovInput, GovInputField, GovRadioField, normal_address

LEAD, DEPUTY = "lead", "deputy"
EARLIEST = date(2000, 1, 1)
FARTHEST = timedelta(days=2 * 365)


class HandOverForm(BaseForm):
    """Who takes a role over, and from when."""

    name = GovInputField("Name", validators=[DataRequired("Enter a name"), at_most(100)])
    from_on = GovDateField("First day", validators=[InputRequired("Enter the first day")])
    agreed_on = GovDateField(
        "Day on which this person agreed to be shown to staff (optional)",
        description="Without it, only those who look after this role see the name",
        validators=[Optional()],
    )
    email = GovInputField(
        "Own work e-mail address (optional)",
        description="Staff who are signed in see it",
        widget=GovInput("email", classes="govuk-input--width-30"),
        validators=[Optional(), at_most(254), normal_address],
    )
    phone = GovInputField(
        "Own work number (optional)",
        description="Staff who are signed in see it",
        widget=GovInput("tel", classes="govuk-input--width-20"),
        validators=[Optional(), at_most(40), british_number],
    )

    def validate_from_on(self, field: Any) -> None:
        """Refuse a day that was mistyped: long ago, or far away."""
        if field.data and not EARLIEST <= field.data <= london_today() + FARTHEST:
            raise ValidationError(f"Enter a day between {long_date(EARLIEST)} and two years from now")

    def validate_agreed_on(self, field: Any) -> None:
        """Refuse a day that has not come."""
        if field.data and field.data > london_today():
            raise ValidationError("This day has not come yet")

    def validate(self, *given: Any, **more: Any) -> bool:
        """Check every field, and want the agreement of whoever is to be reached directly."""
        is_good: bool = super().validate(*given, **more)
        if is_good and not self.agreed_on.data and (text_of(self.email) or text_of(self.phone)):
            self.agreed_on.errors = ["Enter the day on which this person agreed, or leave address and number out"]
            return False
        return is_good

    def details(self, *, is_deputy: bool) -> HolderDetails:
        """Return what was typed."""
        return HolderDetails(
            name=" ".join(self.name.data.split()),
            email=text_of(self.email),
            phone=text_of(self.phone),
            agreed_on=self.agreed_on.data,
            from_on=self.from_on.data,
            is_deputy=is_deputy,
        )


class HolderForm(HandOverForm):
    """Who takes a role on, or what is known of who has it."""

    place = GovRadioField(
        "As what?",
        choices=[SelectChoice(LEAD, "Lead"), SelectChoice(DEPUTY, "Deputy")],
        validators=[InputRequired("Choose one")],
    )
    until_on = GovDateField(
        "Last day, if it is known", description="After it the role shows as vacant by itself", validators=[Optional()]
    )

    def validate_until_on(self, field: Any) -> None:
        """Refuse an end before the beginning."""
        first: date | None = self.from_on.data
        if field.data and first and field.data < first:
            raise ValidationError("The last day is before the first")

    def whole_details(self) -> HolderDetails:
        """Return what was typed."""
        plain = self.details(is_deputy=self.place.data == DEPUTY)
        return HolderDetails(**vars(plain) | {"until_on": self.until_on.data})


def typed_of_holder(holder: LeadHolder) -> dict[str, Any]:
    """Return a holder as the form shows her."""
    names = ("name", "email", "phone", "agreed_on", "from_on", "until_on")
    return {name: getattr(holder, name) for name in names} | {"place": DEPUTY if holder.is_deputy else LEAD}
