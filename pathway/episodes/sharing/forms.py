"""What may be typed of a sharing agreement."""

from collections.abc import Sequence
from typing import Any

from wtforms import ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from pathway.core.clock import london_today
from pathway.episodes.sharing.queries import may_never_receive
from pathway.organizations.models import Organization
from pathway.web.forms import BaseForm, GovDateField, GovInputField, GovSelectField

LONGEST_DOCUMENT = 120


class SharingForm(BaseForm):
    """Who signed which document, and when."""

    organization = GovSelectField("Organisation", validate_choice=False)
    document = GovInputField(
        "Title of the document",
        validators=[
            InputRequired("Give the title of what was signed"),
            Length(max=LONGEST_DOCUMENT, message=f"Use at most {LONGEST_DOCUMENT} characters"),
        ],
    )
    signed_on = GovDateField("Signed on", validators=[InputRequired("Give the day on which it was signed")])

    def __init__(self, formdata: Any = None, *, organizations: Sequence[Organization], **options: Any) -> None:
        super().__init__(formdata, **options)
        self._organizations = {str(one.id): one for one in organizations}
        offered = [SelectChoice(str(one.id), one.name) for one in organizations if not may_never_receive(one)]
        self.organization.choices = [SelectChoice("", "Choose one"), *offered]

    def validate_organization(self, field: Any) -> None:
        """Refuse what is not offered, and say why an enforcement body is not."""
        chosen = self.chosen
        if chosen is None:
            raise ValidationError("Choose an organisation that has no agreement yet")
        if may_never_receive(chosen):
            raise ValidationError(f"{chosen.name} is an enforcement body: it never receives a referral")

    def validate_signed_on(self, field: Any) -> None:
        """Refuse a day to come."""
        if field.data and field.data > london_today():
            raise ValidationError("This day is still to come. Give the day on which it was signed")

    @property
    def chosen(self) -> Organization | None:
        """The organisation."""
        return self._organizations.get(self.organization.data or "")
