"""What there is to translate on a card, what a translation has to keep, and a card in another language."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pathway.cards.leaflet import (
    COVER,
    DAY_OR_NIGHT,
    LEFT,
    NO_CHOICE,
    OF_CHOICE,
    RIGHT,
    YOU_CHOOSE,
    Leaflet,
    Part,
    issued_on,
)
from pathway.cards.numbers import ANY_HOUR, BY_TEXT, FREE, TO_TALK, Line
from pathway.cards.vocabulary import Language

ISSUED = issued_on("{date}")
"""The line with the day it was made; a translation has `{date}` in it too."""

LONGER = 2
MORE = 16
"""A translation has at most so many times the letters of the English, and so many more."""

RTL_COMMA = "\N{ARABIC COMMA} "

_FIGURES = re.compile(r"\d+|\{date\}")


def _all() -> Iterator[str]:
    yield COVER
    for part in (DAY_OR_NIGHT, YOU_CHOOSE):
        yield part.heading
        yield from (line.words for line in part.lines)
    for usual in (*LEFT, *RIGHT):
        yield usual.heading
        yield from (listing.words for listing in usual.listings)
        yield usual.with_first
        yield from (line.words for line in usual.after)
    yield from OF_CHOICE
    yield from (NO_CHOICE, TO_TALK, ANY_HOUR, FREE, BY_TEXT, ISSUED)


PHRASES = tuple(dict.fromkeys(filter(None, _all())))
"""Every phrase of a card in English, once, in the order of its faces."""


def fault_of(phrase: str, text: str) -> str | None:
    """Say what is wrong with the translation of a phrase; None where nothing is."""
    if not text:
        return "Write it in the other language"
    if sorted(_FIGURES.findall(phrase)) != sorted(_FIGURES.findall(text)):
        return "Keep the same figures as the English has, and {date} where it has that"
    if len(text) > LONGER * len(phrase) + MORE:
        return f"Make it shorter: at most {LONGER * len(phrase) + MORE} characters"
    return None


def is_whole(words: Mapping[str, str]) -> bool:
    """Whether every phrase of today's card has its words: where ours were changed since, it is not."""
    return all(fault_of(phrase, words.get(phrase, "")) is None for phrase in PHRASES)


def translated(leaflet: Leaflet, words: Mapping[str, str], language: Language) -> Leaflet:
    """Return a card in another language. Names of services, and hours in their own words, stay as they are."""
    comma = RTL_COMMA if language.is_right_to_left else leaflet.comma
    day = f"{leaflet.issued_on:%d.%m.%Y}"
    return replace(
        leaflet,
        title=words[COVER],
        comma=comma,
        back=_part(leaflet.back, words, comma),
        left=tuple(_part(part, words, comma) for part in leaflet.left),
        right=tuple(_part(part, words, comma) for part in leaflet.right),
        issued=words[ISSUED].replace("{date}", day),
    )


def _part(part: Part, words: Mapping[str, str], comma: str) -> Part:
    lines = tuple(
        replace(line, words=words.get(line.words, line.words), then=_then(line, words, comma)) for line in part.lines
    )
    return Part(words.get(part.heading, part.heading), lines)


def _then(line: Line, words: Mapping[str, str], comma: str) -> str:
    return comma.join(words.get(bit, bit) for bit in line.then.split(", ")) if line.then else ""
