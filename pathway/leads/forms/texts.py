"""How a text, a number and its length are checked."""

import re
from typing import Any

from wtforms import Form, ValidationError
from wtforms.validators import Length

from pathway.directory.phone_numbers import why_no_number

_NOT_OF_A_NUMBER = re.compile(r"[^\d\s+()./-]")


def at_most(most: int) -> Length:
    """Refuse more characters than its column has."""
    return Length(max=most, message=f"Use {most} characters or fewer")


def british_number(_form: Form, field: Any) -> None:
    """Refuse what cannot be rung from Britain. Words are refused too: letters would be dialled as figures."""
    if _NOT_OF_A_NUMBER.search(field.data):
        raise ValidationError("Give one number, in figures only: words, and a second number, have no place here")
    if problem := why_no_number(field.data):
        raise ValidationError(problem)


def text_of(field: Any) -> str | None:
    """Return what was typed, None where that is nothing."""
    return (field.data or "").strip() or None
