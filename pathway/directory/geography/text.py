"""What people type where a place may be: one spelling for each thing, and full postcodes cut out of it.

A full postcode can mean one house, so it must not reach any address, log, cookie or audit row. A string that
might be one counts as one: losing a word of a search costs less than storing where somebody lives.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:['\u2019\u02bc`][^\W_]+)*|&")
_NOT_A_WORD = re.compile(r"[\W_]+")
_SAINT = re.compile(r"\bsaint ")
# Straight, curly, modifier and grave: people type any of them in "Queen's Park".
_APOSTROPHES = str.maketrans("", "", "'\u2018\u2019\u02bc`")
_LEAD = re.compile(r"(?<![^\s(,;])(?:(?:near|close)\s+to|near|in|around)\s+\Z", re.IGNORECASE)
_LONGEST_LEAD = 40

_AREA = "[A-Za-z]{1,2}"
_DISTRICT = "[0-9][A-Za-z0-9]?"
# The unit never has C, I, K, M, O or V; leaving them out keeps "9am" and "1to1" out as well.
_UNIT = "[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}"
_GAP = r"(?:%20|[\W_])*"
_SPACE = r"[\W_]{1,3}"
# "24hr" and "21st" after a short word or a district: likelier than a postcode with its space out of place.
_NOT_A_COUNT = "(?!(?i:hr|yr|st|nd|rd|th))"

# Inside a lookahead, so that postcodes run into each other are all found: "E1 2HA0 1AA" holds two.
_POSTCODE = re.compile(
    rf"""(?=(
        {_AREA}{_DISTRICT}{_GAP}[0-9]{_UNIT}                           # NW10 4LT, nw104lt, even inside a word
      | (?<![A-Za-z0-9])(?:
            {_AREA}{_SPACE}{_DISTRICT}{_SPACE}[0-9]{_UNIT}             # NW 10 4LT
          | {_AREA}{_SPACE}{_DISTRICT}[0-9]{_NOT_A_COUNT}{_UNIT}       # NW 104LT
          | {_AREA}[0-9]{_SPACE}[A-Za-z0-9][0-9]{_NOT_A_COUNT}{_UNIT}  # NW1 04LT
          | {_AREA}{_DISTRICT}{_SPACE}[0-9]{_SPACE}{_UNIT}             # NW10 4 LT
        )(?![A-Za-z0-9])
    ))""",
    re.VERBOSE,
)
_BETWEEN = re.compile(r"%20|[\W_]+")

# Cutting one can join the halves of another. Nobody nests more than a few; beyond this, all of the text goes.
MOST_NESTED = 8


def plain(text: str) -> str:
    """Return the text with full-width, circled and styled letters and figures made plain.

    The length stays the same, so a position in one is a position in the other.
    """
    if text.isascii():
        return text
    folded = (unicodedata.normalize("NFKC", character) for character in text)
    return "".join(new if len(new) == 1 else old for old, new in zip(text, folded, strict=True))


def tidy(text: str) -> str:
    """Return the text with single spaces, without the lone punctuation that cutting out words leaves."""
    words = (word.strip(",;") for word in text.split())
    return " ".join(word for word in words if any(map(str.isalnum, word)))


def name_key(name: str) -> str:
    """Return a key that spellings of one place name share: "Queen's Park" and "queens park", "&" and "and"."""
    words = plain(name).translate(_APOSTROPHES).replace("&", " and ").casefold()
    return _NOT_A_WORD.sub(" ", words).strip()


def place_key(name: str) -> str:
    """Return a key that spellings of one town's name share: `name_key`, with "Saint" as "St"."""
    return _SAINT.sub("st ", name_key(name))


class Word(NamedTuple):
    """One word of a text: from `start` up to `end`, and its `name_key`."""

    start: int
    end: int
    key: str


def words_in(text: str) -> list[Word]:
    """Return the words of the text in order."""
    return [Word(*word.span(), name_key(word[0])) for word in _WORD.finditer(plain(text))]


def lead_in(text: str, start: int, earliest: int = 0) -> int:
    """Return where the "near", "in", "around" or "close to" directly before `start` begins, or `start`."""
    return start_of(_LEAD, text, start, earliest)


def start_of(pattern: re.Pattern[str], text: str, start: int, earliest: int = 0) -> int:
    """Return where the words directly before `start` begin if they match a pattern, or `start`."""
    match = pattern.search(text, max(earliest, start - _LONGEST_LEAD), start)
    return match.start() if match else start


@dataclass(frozen=True, slots=True)
class PostcodeSpan:
    """Where a full postcode is in a text, and its sector. The postcode itself is not stored."""

    start: int
    end: int
    sector: str


def postcodes_in(text: str) -> list[PostcodeSpan]:
    """Find every full postcode in the text, in order of their start; two may overlap.

    A sector or an outward code alone is not one.
    """
    by_end: dict[int, PostcodeSpan] = {}
    for match in _POSTCODE.finditer(plain(text)):
        code = _BETWEEN.sub("", match[1]).upper()
        # "W10 4LT" also matches inside "NW10 4LT": the one that starts first is the one that was typed.
        by_end.setdefault(match.end(1), PostcodeSpan(match.start(1), match.end(1), f"{code[:-3]} {code[-3]}"))
    return list(by_end.values())


def without_postcodes(text: str) -> tuple[str, list[str]]:
    """Return the text with every full postcode cut out, and their sectors in order, each once.

    A "near" or "in" directly before a postcode goes with it. Text without a postcode comes back as it was.
    """
    sectors: dict[str, None] = {}
    for _ in range(MOST_NESTED):
        spans = postcodes_in(text)
        if not spans:
            return text, list(sectors)
        sectors.update(dict.fromkeys(span.sector for span in spans))
        text = _cut(text, spans)
    return "", list(sectors)


def split_phrase(text: str) -> tuple[str, list[str], list[Word]]:
    """Return a phrase without its full postcodes, their sectors in order, and the words of the rest."""
    rest, sectors = without_postcodes(text)
    return rest, sectors, words_in(rest)


def _cut(text: str, spans: list[PostcodeSpan]) -> str:
    pieces: list[str] = []
    position = 0
    for span in spans:
        if span.start > position:
            pieces.append(text[position : lead_in(text, span.start, position)])
        position = span.end
    pieces.append(text[position:])
    return tidy(" ".join(pieces))
