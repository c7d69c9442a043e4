"""Finds in a confidential listing what would say where it is, even in passing. Every way in uses it."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from pathway.directory.geography import postcodes_in

_STREET = (
    r"(?:Road|Rd|Street|Avenue|Ave|Lane|Close|Crescent|Gardens|Grove|Terrace|Drive|Way|Square|Place|Mews|Hill|Parade"
    r"|Broadway|High Road|Court|Walk|Row|Vale)"
)
_NAME = r"[A-Z][\w'\u2019-]+"
_SIGNS = {
    "a link to a map": re.compile(
        r"(?:google\.[a-z.]+/maps|maps\.|goo\.gl/maps|openstreetmap\.|osm\.org|what3words|w3w\.co|bing\.com/maps"
        r"|citymapper\.|///\w+\.\w+\.\w+)",
        re.IGNORECASE,
    ),
    "a street": re.compile(
        rf"\b\d+[a-zA-Z]?,?\s+(?:{_NAME}\s+){{1,4}}{_STREET}\b|\b(?:{_NAME}\s+){{1,3}}(?:Road|Street|Avenue|Lane|Crescent|Mews)\b"
    ),
    "a station that it is near": re.compile(
        r"\b(?i:near|by|opposite|behind|beside|next to|close to|from|around the corner from)\s+(?:the\s+)?"
        rf"(?:{_NAME}\s+){{0,4}}(?:tube |underground |overground |train |railway |bus )?(?:station|stop)\b",
    ),
}
"""What says where something is, by its name in a message. Names have capitals: "women on the street" has none."""


def what_says_where(text: str) -> str | None:
    """Return what in a text says where something is: "a postcode", "a street"; None when nothing does."""
    if postcodes_in(text):
        return "a postcode"
    return next((name for name, sign in _SIGNS.items() if sign.search(text)), None)


def fields_with_places(listing: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (field, what it has in it) for every field of a listing that says where it is, at any depth."""
    for field, value in listing.items():
        if found := next(filter(None, map(what_says_where, _texts(value))), None):
            yield field, found


def _texts(value: Any) -> Iterator[str]:
    """Yield every text inside a value: a number's description, a source's address."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from chain.from_iterable(map(_texts, value.values()))
    elif isinstance(value, list | tuple):
        yield from chain.from_iterable(map(_texts, value))
