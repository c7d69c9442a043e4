"""The words for when nothing suits. Each number in them is tied to its listing, so a page can say if it was checked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from phonenumbers import PhoneNumberMatcher

from pathway.directory import catalogue, queries
from pathway.directory.catalogue import Catalogue
from pathway.directory.phone_numbers import REGION, digits_of
from pathway.directory.vocabulary import AGENCY_LABELS, AgencyType

SHORT_CODES = re.compile(r"(?<!\d)(?:999|101|111|116 123)(?![\d ]*\d)")
ALWAYS_STAND = frozenset({"999", "101", "111", "116123"})


@dataclass(frozen=True)
class Part:
    """A stretch of the text. With `digits` it is a number; `is_listed` says that a published listing has it."""

    text: str
    digits: str | None = None
    is_listed: bool = False
    checked_on: date | None = None

    @property
    def always_stands(self) -> bool:
        """Whether the number needs nobody to check it: 999, 101, 111, 116 123."""
        return self.digits in ALWAYS_STAND


@dataclass(frozen=True)
class FallbackText:
    """One agency type's words, cut into parts."""

    title: str
    parts: tuple[Part, ...]

    @property
    def has_unchecked(self) -> bool:
        """Whether a number in it has not been rung by us."""
        return any(part.digits and not part.always_stands and part.checked_on is None for part in self.parts)


@lru_cache(maxsize=200)
def numbers_in(text: str) -> Sequence[tuple[int, int, str]]:
    """Return (start, end, digits) of every number in a text, in order: full numbers, and the short codes."""
    found = []
    for match in PhoneNumberMatcher(text, REGION):
        digits = digits_of(match.raw_string)
        if digits:
            found.append((match.start, match.end, digits))
    covered = [(start, end) for start, end, _ in found]
    found += [
        (code.start(), code.end(), code.group().replace(" ", ""))
        for code in SHORT_CODES.finditer(text)
        if not any(start < code.end() and code.start() < end for start, end in covered)
    ]
    return tuple(sorted(found))


def texts_for(agency_types: Sequence[AgencyType], known: Catalogue | None = None) -> list[FallbackText]:
    """Return what to say for these agency types, each number looked up; in the order of the vocabulary."""
    if not agency_types:
        return []
    wanted = set(agency_types)
    return [text for kind, text in texts_by_kind(known).items() if kind in wanted]


def texts_by_kind(known: Catalogue | None = None) -> Mapping[AgencyType, FallbackText]:
    """Return what to say for every agency type; in the order of the vocabulary."""
    return (known or catalogue.current()).remember("fallbacks", _read)


def _read() -> dict[AgencyType, FallbackText]:
    rows = queries.fallbacks_for(AgencyType)
    spans = {row.agency_type: numbers_in(row.text) for row in rows}
    phones = queries.phones_by_digits(digits for found in spans.values() for _, _, digits in found)
    checked = {digits: phone.number_checked_on for digits, phone in phones.items()}
    return {
        row.agency_type: FallbackText(AGENCY_LABELS[row.agency_type], _parts(row.text, spans[row.agency_type], checked))
        for row in rows
    }


def _parts(text: str, spans: Sequence[tuple[int, int, str]], checked: Mapping[str, date | None]) -> tuple[Part, ...]:
    parts: list[Part] = []
    at = 0
    for start, end, digits in spans:
        if start > at:
            parts.append(Part(text[at:start]))
        parts.append(Part(text[start:end], digits, digits in checked, checked.get(digits)))
        at = end
    if at < len(text):
        parts.append(Part(text[at:]))
    return tuple(parts)
