"""What may be typed of a sharing agreement."""

from collections.abc import Sequence
from typing import Any

from wtforms import ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from pathway.accounts.models import User
from pathway.core.clock import london_today
from pathway.web.forms import BaseForm, GovDateField, GovInputField, GovSelectField

LONGEST_DOCUMENT = 120


class SharingForm(BaseForm):
    """Who answers, for which organisation, after what was signed there and when."""

    holder = GovSelectField("Who there holds the mailbox", validate_choice=False)
    document = GovInputField(
        "Title of the document",
        validators=[
            InputRequired("Give the title of what was signed"),
            Length(max=LONGEST_DOCUMENT, message=f"Use at most {LONGEST_DOCUMENT} characters"),
        ],
    )
    signed_on = GovDateField("Signed on", validators=[InputRequired("Give the day on which it was signed")])

    def __init__(self, formdata: Any = None, *, holders: Sequence[User], **options: Any) -> None:
        super().__init__(formdata, **options)
        self._holders = {str(user.id): user for user in holders}
        offered = [SelectChoice(id_, f"{user.organization.name}: {user.name}") for id_, user in self._holders.items()]
        self.holder.choices = [SelectChoice("", "Choose one"), *offered]

    def validate_holder(self, field: Any) -> None:
        """Refuse who is not offered."""
        if self.chosen is None:
            raise ValidationError("Choose somebody who can answer referrals there")

    def validate_signed_on(self, field: Any) -> None:
        """Refuse a day to come."""
        if field.data and field.data > london_today():
            raise ValidationError("This day is still to come. Give the day on which it was signed")

    @property
    def chosen(self) -> User | None:
        """Who holds the mailbox."""
        return self._holders.get(self.holder.data or "")
