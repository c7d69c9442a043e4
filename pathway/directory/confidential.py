"""Finds postcodes in a confidential listing, which must not say where it is, even in passing. Every way in uses it."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from pathway.directory.geography import postcodes_in


def fields_with_postcodes(listing: Mapping[str, Any]) -> Iterator[str]:
    """Yield the name of every field of a listing with a full postcode in it, at any depth."""
    for field, value in listing.items():
        if any(postcodes_in(words) for words in _texts(value)):
            yield field


def _texts(value: Any) -> Iterator[str]:
    """Yield every text inside a value: a number's description, a source's address."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from chain.from_iterable(map(_texts, value.values()))
    elif isinstance(value, list | tuple):
        yield from chain.from_iterable(map(_texts, value))
