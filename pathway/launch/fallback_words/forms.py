"""What may be typed as fallback words."""

from typing import Any

from wtforms import IntegerField, ValidationError
from wtforms.validators import InputRequired, Optional

from pathway.web.forms import BaseForm, GovTextField

MOST = 320
"""Characters of a text: what fits on a card of a result and on a line of a printed list."""


class WordsForm(BaseForm):
    """The words of a row. Line ends and double spaces become one space: pages show one paragraph."""

    text = GovTextField(
        "What to do and whom to ring",
        validators=[InputRequired("Write what to do")],
        description=f"At most {MOST} characters. Numbers become links, and are tied to the listing that has them.",
    )
    seen = IntegerField(validators=[Optional()])

    def validate_text(self, field: Any) -> None:
        """Keep it to what fits."""
        field.data = " ".join((field.data or "").split())
        if not field.data:
            raise ValidationError("Write what to do")
        if len(field.data) > MOST:
            raise ValidationError(f"Use at most {MOST} characters: this has {len(field.data)}")
