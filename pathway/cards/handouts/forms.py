"""What may be typed of cards that were handed out."""

from datetime import timedelta
from typing import Any

from wtforms import ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from pathway.cards.models import MOST_CARDS
from pathway.cards.vocabulary import PlaceKind
from pathway.core.clock import london_today
from pathway.web.forms import BaseForm, GovDateField, GovInput, GovInputField, GovSelectField

LONGEST_AGO = timedelta(days=400)
"""How long ago a day may be: further back it is a wrong year."""


class HandoutForm(BaseForm):
    """So many cards, on a day, at a kind of place."""

    place = GovSelectField("Where", choices=[SelectChoice(place.value, place.label) for place in PlaceKind])
    cards = GovInputField(
        "How many cards",
        widget=GovInput(inputmode="numeric", classes="govuk-input--width-4"),
        validators=[InputRequired("Say how many cards")],
    )
    on = GovDateField("Day", validators=[InputRequired("Say on which day")])

    @property
    def number(self) -> int:
        """How many cards, after it was validated."""
        return int(self.cards.data)

    def validate_cards(self, field: Any) -> None:
        """Want a whole number of cards."""
        text = (field.data or "").strip()
        if not (
            text.isascii() and text.isdigit() and len(text) <= len(str(MOST_CARDS)) and 1 <= int(text) <= MOST_CARDS
        ):
            raise ValidationError(f"Enter a whole number from 1 to {MOST_CARDS:,}, in figures")

    def validate_on(self, field: Any) -> None:
        """Want a day that has been, and not long ago."""
        today = london_today()
        if field.data and field.data > today:
            raise ValidationError("This day is still to come")
        if field.data and field.data < today - LONGEST_AGO:
            raise ValidationError("This is more than a year ago. Look at the year")
