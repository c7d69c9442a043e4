"""Phone numbers as printed, checked by `phonenumbers`."""

import phonenumbers
from phonenumbers import shortnumberinfo

REGION = "GB"


def digits_of(printed: str) -> str | None:
    """Return the digits to dial for a number as printed, or None when it is no British number or short code."""
    try:
        parsed = phonenumbers.parse(printed, REGION)
    except phonenumbers.NumberParseException:
        return None
    if shortnumberinfo.is_valid_short_number_for_region(parsed, REGION):
        return str(parsed.national_number)
    if phonenumbers.is_valid_number_for_region(parsed, REGION):
        return f"0{parsed.national_number}"
    return None
