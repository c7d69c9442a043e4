"""Phone numbers as printed, checked by `phonenumbers`."""

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import PhoneNumberMatcher, shortnumberinfo

REGION = "GB"

_BEGUN = re.compile(r"(?<![\d+-])(?:\+44|0\d)")
_GROUP = re.compile(r"[ -]?\(?\d+\)?")
LONGEST = 16
"""Digits of a number with its country's, and then some."""


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


def numbers_in(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, digits) of every full number in a text, in order."""
    found = [
        (match.start, match.end, digits)
        for match in PhoneNumberMatcher(text, REGION)
        if (digits := digits_of(match.raw_string))
    ]
    # The matcher finds no number with hours or another number beside it and only a space between: "24/7 020 7946 0123".
    # See findings/phone-number-beside-hours.sh.
    covered = [(start, end) for start, end, _ in found]
    found += [one for one in _begun_in(text) if not any(start < one[1] and one[0] < end for start, end in covered)]
    return sorted(found)


def _begun_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Read on, group by group, from whatever begins like a number, until it is one."""
    at = 0
    while begun := _BEGUN.search(text, at):
        start, at = begun.start(), begun.end()
        end = at
        while (group := _GROUP.match(text, end)) and group.end() - start <= LONGEST:
            end = group.end()
            if digits := digits_of(text[start:end]):
                yield start, end, digits
                at = end
                break
