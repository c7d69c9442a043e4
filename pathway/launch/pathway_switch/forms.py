"""What may be typed about turning the 72-hour pathway on or off."""

from typing import Any

from wtforms import ValidationError
from wtforms.validators import InputRequired

from pathway.web.forms import BaseForm, GovTextField

MOST = 500


class WhyForm(BaseForm):
    """Why something is asked for."""

    why = GovTextField(
        "Why",
        description="Whoever decides reads it, and it stays in the history. Nothing about any woman.",
        validators=[InputRequired("Say why")],
    )

    def validate_why(self, field: Any) -> None:
        """Keep it to what its column holds; several lines become one."""
        field.data = " ".join((field.data or "").split())
        if not field.data:
            raise ValidationError("Say why")
        if len(field.data) > MOST:
            raise ValidationError(f"Use at most {MOST} characters: this has {len(field.data)}")
