"""Single values as text, and the guard against cells that a spreadsheet would run as formulas."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache, lru_cache
from math import isfinite, nan
from typing import TypeVar
from uuid import UUID

from pathway.directory.exchange.safe_text import nearest, shown
from pathway.directory.listing_record import LARGEST_STAND_IN
from pathway.directory.phone_numbers import digits_of
from pathway.directory.vocabulary import AreaKind

Words = TypeVar("Words", bound=StrEnum)

# The full-width forms too: some spreadsheets read them as the plain ones.
_RUNS = re.compile("['\"]*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_BRITISH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_YES_NO = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
_WIDE = {"national": (AreaKind.NATIONAL, "National"), "london": (AreaKind.LONDON, "London")}
LARGEST_WHOLE = 10**9


@cache
def _by_word(words: type[StrEnum]) -> dict[str, StrEnum]:
    return {str(word): word for word in words}


def guarded(cell: str) -> str:
    """Return the cell, with an apostrophe before a text that a spreadsheet might run."""
    return "'" + cell if _RUNS.match(cell) else cell


def unguarded(cell: str) -> str:
    """Remove the apostrophe that `guarded` added, and no other."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell, 1) else cell


def write_yes_no(value: bool) -> str:
    """Write yes or no."""
    return "yes" if value else "no"


def read_yes_no(text: str) -> bool:
    """Read yes or no, also as a spreadsheet writes it. Raises ValueError, as does every reader below."""
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
    """Read a number of degrees. The range is checked later, with the listing (`importer.validate`)."""
    try:
        number = float(text)
    except ValueError:
        number = nan
    if not isfinite(number):
        raise ValueError(f"{shown(text)} is not a number of degrees")
    return number + 0.0  # -0.0 becomes 0.0: only some databases distinguish them


def read_day(text: str) -> date:
    """Read 2026-11-23, or 23/11/2026 as a British spreadsheet saves it."""
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
    """Write a UTC moment to the microsecond, so that it reads back unchanged."""
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def read_moment(text: str) -> datetime:
    """Read a moment with its zone."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{shown(text)} is not a time such as 2026-11-23T09:30:00Z") from None
    if moment.tzinfo is None:
        raise ValueError(f"{shown(text)} needs a zone: put Z at its end")
    return moment


def write_time(moment: time) -> str:
    """Write a time of day, with seconds only when they are not 0."""
    return moment.isoformat("auto" if moment.second or moment.microsecond else "minutes")


def read_time(text: str) -> time:
    """Read 09:00, or 9:00. London wall time: a zone is refused."""
    hour, colon, rest = text.strip().partition(":")
    try:
        parsed = time.fromisoformat(f"{int(hour):02d}{colon}{rest}") if colon else None
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is not None:
        raise ValueError(f"{shown(text)} is not a time of day such as 09:00")
    return parsed


def read_id(text: str) -> UUID:
    """Read a UUID."""
    try:
        parsed = UUID(text.strip())
    except ValueError:
        raise ValueError(f"{shown(text)} is not an id (a UUID)") from None
    if parsed.int < LARGEST_STAND_IN:
        raise ValueError(f"{shown(text)} cannot be an id")
    return parsed


def read_word(words: type[Words], text: str, also: Mapping[str, Words] | None = None) -> Words:
    """Read one of our own words in any capitals, with spaces, hyphens or underscores; `also` has other spellings."""
    word = text.strip().casefold()
    if also and word in also:
        return also[word]
    by_word = _by_word(words)
    for spelling in (word, word.replace(" ", "_"), word.replace(" ", "-")):
        if spelling in by_word:
            return words(by_word[spelling])
    hint = f" Use one of: {', '.join(by_word)}." if len(by_word) <= 6 else nearest(word, by_word)
    raise ValueError(f"{shown(text)} is not a word we know here.{hint}")


cached_digits = lru_cache(100_000)(digits_of)


def dialled(number: str, stated_digits: str | None = None) -> str:
    """Return the digits to dial. ValueError when it is no British number, or when the stated digits are not its own.

    Stated digits let through a well-formed number that no network uses, such as those reserved for fiction.
    """
    digits = cached_digits(number)
    bare = re.sub(r"^(?:\+44|0044)0?", "0", re.sub(r"\(0\)|[^\d+]", "", number))
    if stated_digits is not None and stated_digits == (digits or bare) and 2 < len(bare) < 16:
        return stated_digits
    if stated_digits is not None:
        raise ValueError(f"digits={stated_digits} are not those of {shown(number)}")
    if digits is None:
        raise ValueError(f"{shown(number)} is not a number that can be rung from Britain")
    return digits


def area_of(name: str) -> tuple[AreaKind, str]:
    """Return the kind of an area by its name, and the name as we spell it."""
    return _WIDE.get(name.casefold(), (AreaKind.PLACE, name))
