"""Find full postcodes inside free text, and cut them out before the text goes anywhere.

A full postcode can stand for one house, so it may reach no address, log, cookie or audit row. Where a string
might be one, it is taken to be one: losing a word of a search costs less than keeping where somebody lives.
"""

import re
from dataclasses import dataclass

from pathway.directory.geography.phrases import lead_in
from pathway.directory.geography.text import plain, tidy

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

# Cutting one can join the halves of another. Nobody nests more than a few: past this, all of the text goes.
MOST_NESTED = 8


@dataclass(frozen=True, slots=True)
class FoundPostcode:
    """Where a full postcode stands in a text, and its sector. The postcode itself is not held."""

    start: int
    end: int
    sector: str


def postcodes_in(text: str) -> list[FoundPostcode]:
    """Find every full postcode in the text, in order of their start; two may overlap.

    A sector or an outward code alone is not one.
    """
    by_end: dict[int, FoundPostcode] = {}
    for match in _POSTCODE.finditer(plain(text)):
        code = _BETWEEN.sub("", match[1]).upper()
        # "W10 4LT" also matches inside "NW10 4LT": the one that starts first is the one that was typed.
        by_end.setdefault(match.end(1), FoundPostcode(match.start(1), match.end(1), f"{code[:-3]} {code[-3]}"))
    return list(by_end.values())


def without_postcodes(text: str) -> tuple[str, list[str]]:
    """Return the text with every full postcode cut out, and their sectors in order, each once.

    A "near" or "in" directly before a postcode goes with it. Text without a postcode comes back as it was.
    """
    sectors: dict[str, None] = {}
    for _ in range(MOST_NESTED):
        found = postcodes_in(text)
        if not found:
            return text, list(sectors)
        sectors.update(dict.fromkeys(postcode.sector for postcode in found))
        text = _cut(text, found)
    return "", list(sectors)


def _cut(text: str, found: list[FoundPostcode]) -> str:
    kept: list[str] = []
    position = 0
    for postcode in found:
        if postcode.start > position:
            kept.append(text[position : lead_in(text, postcode.start, position)])
        position = postcode.end
    kept.append(text[position:])
    return tidy(" ".join(kept))
