"""Single values as words: what a cell says, and no cell that a spreadsheet would take for a formula."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache, lru_cache
from math import isfinite
from typing import TypeVar
from uuid import UUID

from pathway.directory.exchange.safe_text import nearest, shown
from pathway.directory.listing_record import LARGEST_STAND_IN
from pathway.directory.phone_numbers import digits_of
from pathway.directory.vocabulary import AreaKind

Words = TypeVar("Words", bound=StrEnum)

# The full-width forms too: some spreadsheets take them for the plain ones.
_RUNS = re.compile("['\"]*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_BRITISH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_YES_NO = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
LARGEST_WHOLE = 10**9


@cache
def _by_word(words: type[StrEnum]) -> dict[str, StrEnum]:
    return {str(word): word for word in words}


def guarded(cell: str) -> str:
    """Return the cell with an apostrophe before what a spreadsheet might run."""
    return "'" + cell if _RUNS.match(cell) else cell


def unguarded(cell: str) -> str:
    """Take off the apostrophe that `guarded` put on, and no other."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell, 1) else cell


def write_yes_no(value: bool) -> str:
    """Write yes or no."""
    return "yes" if value else "no"


def read_yes_no(text: str) -> bool:
    """Read yes or no, also as a spreadsheet writes it. ValueError otherwise, as in every function below."""
    try:
        return _YES_NO[text.strip().lower()]
    except KeyError:
        raise ValueError(f"{shown(text)} is not yes or no") from None


def read_whole(text: str) -> int:
    """Read a whole number."""
    stripped = text.strip()
    if not re.fullmatch(r"-?[0-9]{1,9}", stripped):
        raise ValueError(f"{shown(text)} is not a whole number")
    return int(stripped)


def read_degrees(text: str) -> float:
    """Read a number of degrees. It is for the listing's own checks to say whether there are so many."""
    try:
        number = float(text)
    except ValueError:
        raise ValueError(f"{shown(text)} is not a number of degrees") from None
    if not isfinite(number):
        raise ValueError(f"{shown(text)} is not a number of degrees")
    return number + 0.0  # -0.0 becomes 0.0: not every database tells them apart


def read_day(text: str) -> date:
    """Read 2026-11-23, or 23/11/2026 as a British spreadsheet gives it back."""
    stripped = text.strip()
    try:
        if british := _BRITISH_DAY.fullmatch(stripped):
            return date(int(british[3]), int(british[2]), int(british[1]))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", stripped):
            return date.fromisoformat(stripped)
    except ValueError:
        raise ValueError(f"{shown(text)} is not a day of the calendar") from None
    raise ValueError(f"{shown(text)} is not a day such as 2026-11-23")


def write_moment(moment: datetime) -> str:
    """Write a UTC moment to the microsecond, so that it is read back as it was."""
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def read_moment(text: str) -> datetime:
    """Read a moment that says its zone."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{shown(text)} is not a time such as 2026-11-23T09:30:00Z") from None
    if moment.tzinfo is None:
        raise ValueError(f"{shown(text)} needs a zone: put Z at its end")
    return moment


def write_time(moment: time) -> str:
    """Write a time of day, with seconds only where it has any."""
    return moment.isoformat("auto" if moment.second or moment.microsecond else "minutes")


def read_time(text: str) -> time:
    """Read 09:00, or 9:00. London wall time: a zone is refused."""
    hour, colon, rest = text.strip().partition(":")
    try:
        found = time.fromisoformat(f"{int(hour):02d}{colon}{rest}") if colon else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None:
        raise ValueError(f"{shown(text)} is not a time of day such as 09:00")
    return found


def read_id(text: str) -> UUID:
    """Read a UUID."""
    try:
        found = UUID(text.strip())
    except ValueError:
        raise ValueError(f"{shown(text)} is not an id (a UUID)") from None
    if found.int < LARGEST_STAND_IN:
        raise ValueError(f"{shown(text)} cannot be an id")
    return found


def read_word(words: type[Words], text: str, also: Mapping[str, Words] | None = None) -> Words:
    """Read one of our own words, however it is spaced and capitalised; `also` gives further spellings."""
    said = text.strip().casefold()
    if also and said in also:
        return also[said]
    known = _by_word(words)
    for spelling in (said, said.replace(" ", "_"), said.replace(" ", "-")):
        if spelling in known:
            return words(known[spelling])
    listed = f" Use one of: {', '.join(known)}." if len(known) <= 6 else nearest(said, known)
    raise ValueError(f"{shown(text)} is not a word we know here.{listed}")


_WIDE = {"National": AreaKind.NATIONAL, "London": AreaKind.LONDON}


known_digits = lru_cache(100_000)(digits_of)


def dialled(number: str, said: str | None = None) -> str:
    """Return the digits to dial. ValueError when it is no British number, or when `said` are not its digits.

    Said digits let through a number that is right in form and given to nobody, such as those kept for fiction.
    """
    known = known_digits(number)
    bare = re.sub(r"^(?:\+44|0044)0?", "0", re.sub(r"\(0\)|[^\d+]", "", number))
    if said is not None and said == (known or bare) and 2 < len(bare) < 16:
        return said
    if said is not None:
        raise ValueError(f"digits={said} are not those of {shown(number)}")
    if known is None:
        raise ValueError(f"{shown(number)} is not a number that can be rung from Britain")
    return known


def area_of(name: str) -> tuple[AreaKind, str]:
    """Return how wide an area of this name is, and the name as we write it."""
    wide = next((wide for wide in _WIDE if wide.casefold() == name.casefold()), None)
    return (_WIDE[wide], wide) if wide else (AreaKind.PLACE, name)
