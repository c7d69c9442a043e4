"""Phone numbers as printed, checked by `phonenumbers`."""

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import PhoneNumberMatcher, shortnumberinfo

from pathway.core.formats import counted

REGION = "GB"

_BEGUN = re.compile(r"(?<![\d+-])(?:\+44|0\d)")
_GROUP = re.compile(r"[ -]?\(?\d+\)?")
# 070 are numbers that follow a person at a price, 076 pagers, but for 07624 on the Isle of Man.
_MOBILE = re.compile(r"07(?:[1-57-9]\d{8}|624\d{6})")
LONGEST = 16
"""Characters of a number with its country code and spaces, and then some."""


def digits_of(printed: str) -> str | None:
    """Return the digits to dial for a printed number, or None if it is not a British number or short code."""
    try:
        parsed = phonenumbers.parse(printed, REGION)
    except phonenumbers.NumberParseException:
        return None
    if shortnumberinfo.is_valid_short_number_for_region(parsed, REGION):
        return str(parsed.national_number)
    if phonenumbers.is_valid_number_for_region(parsed, REGION):
        return f"0{parsed.national_number}"
    return None


def why_no_number(printed: str) -> str | None:
    """Say which rule a printed number breaks, and what to do; None when it can be rung from Britain."""
    # Before anything else: phonenumbers passes over words before a number.
    if re.search(r"[^\W\d_]", printed) and any(letter.isdigit() for letter in printed):
        return "A number has no letters in it. Put an extension, and words about it, in their own fields"
    if digits_of(printed):
        return None
    digits = sum(letter.isdigit() for letter in printed)
    if not digits:
        return "Give a number: there is no digit in it"
    if printed.strip().startswith(("+", "00")) and not re.match(r"\s*(?:\+|00)\s*44", printed):
        return "This is a number of another country. Give one that can be rung from Britain"
    if not 9 <= digits <= 14:
        return (
            f"This has {counted(digits, 'digit')}. A British number has 11, the 0 at its start among them; "
            "only a short code, such as 999 or 116 123, has fewer"
        )
    return "No British number begins like this. Compare it digit by digit with where you have it from"


def numbers_in(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, digits) of every full number in a text, in order."""
    numbers = [
        (match.start, match.end, digits)
        for match in PhoneNumberMatcher(text, REGION)
        if (digits := digits_of(match.raw_string))
    ]
    # The matcher misses a number next to hours or another number with only a space between: "24/7 020 7946 0123".
    # See findings/phone-number-beside-hours.sh.
    covered = [(start, end) for start, end, _ in numbers]
    numbers += [
        number for number in _begun_in(text) if not any(start < number[1] and number[0] < end for start, end in covered)
    ]
    return sorted(numbers)


def _begun_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield numbers: from each start of one, add groups of digits until they are a valid number."""
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


def is_mobile(digits: str) -> bool:
    """Whether the digits of a number are those of a British mobile, which takes text messages. By its shape alone."""
    return _MOBILE.fullmatch(digits) is not None
