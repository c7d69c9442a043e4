"""How a text, a number and its length are checked."""

import re
from typing import Any

from wtforms import Form, ValidationError
from wtforms.validators import Length

from pathway.directory.phone_numbers import digits_of

_NUMBER = re.compile(r"[\d+() -]+")


def at_most(most: int) -> Length:
    """Refuse more characters than its column has."""
    return Length(max=most, message=f"Use {most} characters or fewer")


def british_number(_form: Form, field: Any) -> None:
    """Refuse what cannot be rung from Britain. Words are refused too: letters would be dialled as figures."""
    if not _NUMBER.fullmatch(field.data) or digits_of(field.data) is None:
        raise ValidationError("Enter a number that can be rung from Britain, in figures only, like 020 7946 0123")


def text_of(field: Any) -> str | None:
    """Return what was typed, None where that is nothing."""
    return (field.data or "").strip() or None
