"""Find one place inside a longer phrase, such as "clinic nw10" or "somewhere to sleep in Willesden Green"."""

import re
from collections.abc import Callable, Container, Sequence
from typing import NamedTuple

from pathway.directory.geography.text import Word, lead_in, name_key, place_key, plain, start_of, tidy

MOST_WORDS_IN_A_NAME = 4
_JOINING = re.compile(r"[\s-]*")
_CODE = re.compile(r"(?P<area>[A-Z]{1,2})(?P<space>\s*)[0-9][A-Z0-9]?(?:\s+[0-9])?", re.IGNORECASE)

# South Kilburn, North Wembley: parts of a place the table has.
_COMPASS = re.compile(r"(?<![^\s(,;])(?:north|south|east|west)\s+\Z", re.IGNORECASE)
_LEAD_TOWN = re.compile(r"(?<![^\s(,;])(?:(?:near|close)\s+to|near|in|around|outside)\s+\Z", re.IGNORECASE)
# "From Leeds" is not where she is.
_FROM = re.compile(r"(?<![^\s(,;])from\s+\Z", re.IGNORECASE)
_LAST_OF_A_LEAD = frozenset({"to", "near", "in", "around", "outside"})

LARGE_TOWN = 40_000
"""Least population of a town that counts as a place at the end of a search without "in" or "near"."""

CITY = 350_000
"""Least population of a town that counts as a place alone: a smaller one may be the name of a street."""

KNOWN_TOWN = 10_000
"""Least population of a town after "in" without a capital: "in hose", "in wall" and "in over" are not villages."""

_WORDS_TOO = frozenset(
    (
        "alton arnold ash ashley ashton barking barrow barry bath battle belmont blackburn boston bourne bow bury"
        " carlisle chard chester christchurch coity colne crewe dale deal dingle diss douglas dudley fleet flint"
        " ford grays hale halling harlow hatfield hayes hook hyde irvine kimberley kirkby lee leek lees leigh"
        " lincoln louth march marple middleton mold morden nelson newton northwood oldham paisley peel poole"
        " preston reading ripley ripon ross rugby royston sale sandy send settle shipley shirley slough stanley"
        " stoke stone street stroud sutton walton ware warwick washington wells weston wing york"
    ).split()
)
"""Names of towns that are also a word or a person's name. They need "in" or "near", and a capital."""


# After a place name these make the name of a street ("Preston Road"), which the search looks up in addresses.
_STREETS = frozenset(
    {"avenue", "broadway", "crescent", "drive", "gardens", "grove"}
    | {"high", "lane", "rd", "road", "street", "terrace"}
)

# After a town's name these make the name of a building ("Hope House").
_HOUSES = _STREETS | {"centre", "close", "court", "hall", "hospital", "house", "lodge", "surgery", "way"}


class Span(NamedTuple):
    """Part of a text: from `start` up to `end`."""

    start: int
    end: int


class PlaceKeys(NamedTuple):
    """What a phrase is looked up in: names by `name_key`, areas such as NW, codes and towns that are in a table.

    `towns` has every `place_key` of a town, `regions` every `name_key` of a county or a nation. `people_in` returns the
    population of the largest town with a `name_key`, or None for a name that stays a word of a search.
    """

    names: Container[str]
    london_areas: Container[str]
    is_code: Callable[[str], bool]
    towns: Container[str]
    regions: Container[str]
    people_in: Callable[[str], int | None]


def place_in(text: str, words: Sequence[Word], keys: PlaceKeys, *, or_town: bool) -> tuple[Span, bool] | None:
    """Return the span of the longest place name, sector or outward code; of two as long, the first.

    `words` are those of the text. If there is no such place, and `or_town`, the span of a town. Beside the span:
    whether it is a town.
    """
    best: Span | None = None
    first = 0
    while first < len(words):
        size, is_name = _place_at(text, words[first : first + MOST_WORDS_IN_A_NAME], keys)
        after = first + (size or 1)
        street = is_name and after < len(words) and words[after].key in _STREETS
        if size and not street:
            span = Span(words[first].start, words[after - 1].end)
            best = max(best or span, span, key=lambda each: each.end - each.start)
        first = after
    if best is not None:
        return best, False
    town = _town_in(text, words, keys) if or_town else None
    return (town, True) if town else None


def _town_in(text: str, words: Sequence[Word], keys: PlaceKeys) -> Span | None:
    """Return the span of a town: the last one after "in" or "near", or a large one at the very end.

    A village, and a town whose name is a word ("Reading", "Bath"), needs "in" or "near" and a capital. One after "from"
    is ignored: she, or the man who beat her, may be far from it by now.
    """
    origins = _origins(text, words, keys) if "from" in text.casefold() else ()
    for first in range(len(words) - 1, -1, -1):
        if first in origins:
            continue
        is_led_to = _is_led_to(text, words, first)
        for size in range(min(MOST_WORDS_IN_A_NAME, len(words) - first), 0, -1):
            at_end = first + size == len(words)
            if not is_led_to and not at_end:
                continue
            span = Span(words[first].start, words[first + size - 1].end)
            key = words[first].key if size == 1 else name_key(text[span.start : span.end])
            people = _people_in(key, keys)
            if people is None or (not at_end and words[first + size].key in _HOUSES):
                continue
            is_named = is_led_to and text[span.start].isupper()
            is_all = span == Span(words[0].start, words[-1].end)
            least = KNOWN_TOWN if is_led_to else CITY if is_all else LARGE_TOWN
            if is_named or (people >= least and key not in _WORDS_TOO):
                return span
    return None


def _is_led_to(text: str, words: Sequence[Word], first: int) -> bool:
    """Whether "in", "near" or "outside" comes directly before this word."""
    if not first or words[first - 1].key not in _LAST_OF_A_LEAD:
        return False
    return lead_in_town(text, words[first].start) < words[first].start


def _people_in(key: str, keys: PlaceKeys) -> int | None:
    spelled = place_key(key) if "saint" in key else key
    return keys.people_in(key) if spelled in keys.towns or key in keys.regions else None


def _origins(text: str, words: Sequence[Word], keys: PlaceKeys) -> set[int]:
    """Return the indexes of words of towns after "from", the longest name each: "from Kingston upon Hull"."""
    origins: set[int] = set()
    for first, word in enumerate(words):
        if _is_origin(text, word.start):
            ends = range(min(first + MOST_WORDS_IN_A_NAME, len(words)), first, -1)
            named = (
                end for end in ends if _people_in(name_key(text[word.start : words[end - 1].end]), keys) is not None
            )
            origins.update(range(first, next(named, 0)))
    return origins


def without_town(text: str, span: Span) -> str:
    """Return the text without the town and the "in" or "near" before it."""
    return tidy(f"{text[: lead_in_town(text, span.start)]} {text[span.end :]}")


def lead_in_town(text: str, start: int) -> int:
    """Return where the "in", "near" or "outside" directly before `start` begins, or `start`."""
    return start_of(_LEAD_TOWN, text, start)


def without(text: str, span: Span) -> str:
    """Return the text without the span and the words before it ("near", "in", "south")."""
    start = lead_in(text, start_of(_COMPASS, text, span.start))
    return tidy(f"{text[:start]} {text[span.end :]}")


def _place_at(text: str, words: Sequence[Word], keys: PlaceKeys) -> tuple[int, bool]:
    """Return how many of these words are a place, 0 for none, and whether it is a name and not a code."""
    joined = 1
    while joined < len(words) and _JOINING.fullmatch(text, words[joined - 1].end, words[joined].start):
        joined += 1
    for size in range(joined, 0, -1):
        if " ".join(word.key for word in words[:size]) in keys.names:
            return size, True
        # A code has a figure in its last word.
        if not words[size - 1].key.isalpha() and _is_code_at(text, Span(words[0].start, words[size - 1].end), keys):
            return size, False
    return 0, False


def _is_code_at(text: str, span: Span, keys: PlaceKeys) -> bool:
    code = _CODE.fullmatch(plain(text[span.start : span.end]))
    if not code:
        return False
    area = code["area"].upper()
    in_london = area in keys.london_areas
    if not in_london and _is_origin(text, span.start):
        return False
    if code["space"] and (len(area) == 1 or not in_london):
        # "NW 10" is typed for NW10, but "so 24" and "me 12" are ordinary words.
        return False
    if len(area) == 1 and not in_london and lead_in(text, span.start) == span.start:
        # S47 and S21 are sections of Acts and B12 a vitamin: only "near S47" is Sheffield.
        return False
    return keys.is_code(code[0])


def _is_origin(text: str, start: int) -> bool:
    """Whether "from" comes directly before `start`."""
    return start_of(_FROM, text, start) < start
