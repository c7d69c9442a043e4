"""What is typed about keeping a referral longer."""

from datetime import date, timedelta
from typing import Any

from wtforms import ValidationError
from wtforms.validators import InputRequired, Length

from pathway.core.clock import london_today
from pathway.web.forms import BaseForm, GovDateField, GovTextField

LONGEST_REASON = 500
LONGEST_HOLD = timedelta(days=366)


class ReviewForm(BaseForm):
    """When to look at a hold again."""

    review_on = GovDateField(
        "When is it looked at again?",
        description="It stays until somebody lifts it. A year at most.",
        validators=[InputRequired("Say when it is looked at again")],
    )

    def validate_review_on(self, field: Any) -> None:
        """Refuse a day that is over, or too far off."""
        day: date | None = field.data
        if day is not None and not london_today() < day <= london_today() + LONGEST_HOLD:
            raise ValidationError("Choose a day after today, within a year")


class HoldForm(ReviewForm):
    """Why, and until when at first."""

    reason = GovTextField(
        "Why must it be kept?",
        description="Such as: a court order, an inquiry, a complaint; with its reference, and nobody's name.",
        validators=[
            InputRequired("Say why it must be kept"),
            Length(max=LONGEST_REASON, message=f"At most {LONGEST_REASON} characters"),
        ],
    )
