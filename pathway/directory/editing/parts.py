"""The parts of a listing that are changed and compared one by one: its fields, its lists, the terms of each list.

A part has the name of its spreadsheet column where it is a list of terms ("needs"), else that of the record's field.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pathway.directory.exchange import load
from pathway.directory.exchange.terms import COLUMNS
from pathway.directory.listing_record import ServiceRecord, TermRecord

TAXONOMY_OF = {column: taxonomy for taxonomy, column in COLUMNS.items()}
"""The taxonomy whose terms a part is."""

Values = Mapping[str, Any]
"""Values of parts by their names."""


def part(service: ServiceRecord, name: str) -> Any:
    """Return one part of a listing."""
    if name in TAXONOMY_OF:
        return tuple(term for term in service.terms if term.taxonomy.name is TAXONOMY_OF[name])
    return getattr(service, name)


def is_same(one: Any, other: Any) -> bool:
    """Whether two values of a part are the same. Terms are, by their codes: a version has no other names of them."""
    return bool(_plain(one) == _plain(other))


def with_parts(service: ServiceRecord, values: Values) -> ServiceRecord:
    """Return a listing with these parts instead of its own."""
    terms = service.terms
    for name in values.keys() & TAXONOMY_OF.keys():
        others = (term for term in terms if term.taxonomy.name is not TAXONOMY_OF[name])
        terms = load.in_order("terms", (*others, *values[name]))
    fields = {name: value for name, value in values.items() if name not in TAXONOMY_OF}
    return replace(service, terms=terms, **fields)


def changed_parts(service: ServiceRecord, values: Values) -> list[str]:
    """Return the names of the parts that these values would change in a listing."""
    return [name for name, value in values.items() if not is_same(value, part(service, name))]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple) and value and all(isinstance(item, TermRecord) for item in value):
        return tuple(sorted(term.key for term in value))
    return value
