"""What may not be said of a confidential listing: where it is, not even in passing. Every way in asks here."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from pathway.directory.geography import postcodes_in


def fields_with_postcodes(listing: Mapping[str, Any]) -> Iterator[str]:
    """Yield the name of every field of a listing that holds a full postcode, however deep it stands."""
    for field, value in listing.items():
        if any(postcodes_in(words) for words in _texts(value)):
            yield field


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a value: a number's description, a source's address."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from chain.from_iterable(map(_texts, value.values()))
    elif isinstance(value, list | tuple):
        yield from chain.from_iterable(map(_texts, value))
