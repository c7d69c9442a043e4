"""What a text about her should not hold: numbers, number plates, postcodes. Plain Python."""

import re
from enum import StrEnum

from pathway.directory.geography import postcodes_in
from pathway.directory.phone_numbers import numbers_in


class Unsafe(StrEnum):
    """What was found; the value is how a message names it."""

    POSTCODE = "a full postcode"
    NUMBER = "a telephone number"
    PLATE = "a number plate"


_PLATE = re.compile(
    r"(?i:\b[a-z]{2}[0-9]{2}\s?[a-z]{3}\b)|\b[A-Z][0-9]{1,3}\s?[A-Z]{3}\b|\b[A-Z]{3}\s?[0-9]{1,3}[A-Z]\b"
)


def unsafe_words(text: str) -> tuple[Unsafe, ...]:
    """Return what a text holds that it should not, the gravest first."""
    postcodes = bool(postcodes_in(text))
    found = {
        Unsafe.POSTCODE: postcodes,
        Unsafe.NUMBER: bool(numbers_in(text)),
        Unsafe.PLATE: not postcodes and bool(_PLATE.search(text)),
    }
    return tuple(unsafe for unsafe in Unsafe if found[unsafe])
