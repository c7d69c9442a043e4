"""Reads from a number's description when it answers; only plain statements count.

Mistaking a day number for the night number would put it first at 3am. So words for the night count only if nothing
contradicts them, and only if they mean every hour outside office hours.
"""

import re
from enum import StrEnum

_OF_OFFICE = r"(?:(?:office|working|business)[ -])?hours"
_OFFICE = r"\b(?:office hours|working hours|business hours|(?:in the )?daytime|weekdays)\b"
_OUT = (
    rf"\b(?:out[ -]of[ -]{_OF_OFFICE}|outside (?:of )?(?:office|working|business) hours|after[ -]hours"
    r"|(?:evenings?, )?(?:nights?|overnight)(?:,| and| &|/) ?weekends?|weekends?(?:,| and| &|/) ?nights?)\b"
)
_OTHER = r"\b(?:nights?|overnight|evenings?|weekends?|saturdays?|sundays?|sat|sun)\b"
_AND = r"(?: and | or | & | ?/ ?)"

_ANY_HOUR = re.compile(r"\b24[ -]?hours?\b|24/7|\bround the clock\b|\bday (?:and|or) night\b|\b(?:any|all) hours?\b")
_BOTH = re.compile(rf"{_OFFICE}{_AND}{_OUT}|{_OUT}{_AND}{_OFFICE}|\bin(?:side)?{_AND}out[ -]of[ -]{_OF_OFFICE}\b")
_MORE = re.compile(rf"{_OFFICE}(?:{_AND}|, ?){_OTHER}|{_OTHER}(?:{_AND}|, ?){_OFFICE}")
_NOT_OFFICE = re.compile(rf"\b(?:not|no|never|except|closed)(?: (?:in|on|during|for|the))* {_OFFICE}")
_OUT_OF_HOURS = re.compile(_OUT)
_IN_OFFICE_HOURS = re.compile(_OFFICE)

_PART = re.compile(r"[;.()]")
_NOT = re.compile(r"\b(?:not|no|never|closed|shut|except|excluding|excludes|without|unavailable|until|till)\b|n't\b")
_OF_HOURS = re.compile(rf"{_OTHER}|\bhours\b")
_MACHINE = re.compile(r"\b(?:answer ?phone|answering (?:machine|service)|voice ?mail|leave (?:a|your) message)\b")


class StatedHours(StrEnum):
    """The hours that a description states."""

    OFFICE = "office"
    OUT_OF_HOURS = "out_of_hours"
    BOTH = "both"


def stated_hours(description: str | None) -> StatedHours | None:
    """Return the hours that a description states; None if it states none for sure.

    If it has words for office hours and for others, office hours count, unless one phrase covers both.
    """
    words = " ".join((description or "").casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    if _ANY_HOUR.search(words):
        return None
    is_refused = _is_refused(words)
    if not is_refused and _BOTH.search(words):
        return StatedHours.BOTH
    if _IN_OFFICE_HOURS.search(_OUT_OF_HOURS.sub(" ", _NOT_OFFICE.sub(" ", words))):
        return None if not is_refused and _MORE.search(words) else StatedHours.OFFICE
    return StatedHours.OUT_OF_HOURS if not is_refused and _OUT_OF_HOURS.search(words) else None


def _is_refused(words: str) -> bool:
    """Whether the words rule out hours outside the office's, or say that a machine answers then."""
    if _MACHINE.search(words):
        return True
    return any(_NOT.search(part) and _OF_HOURS.search(part) for part in _PART.split(words))
