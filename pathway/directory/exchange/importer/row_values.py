"""The tables of a listing's rows, and records as the column values of their tables."""

from typing import Any

from pathway.directory import models
from pathway.directory.exchange.fields import ROW_RECORDS, fields_of

Values = dict[str, Any]

ROWS: dict[str, Any] = {
    name: getattr(models, record.__name__.removesuffix("Record")) for name, record in ROW_RECORDS.items()
}
"""The table of each of a listing's lists (phones, areas...), by the attribute of `listing_record.ServiceRecord`."""

_COLUMNS = {"on": "excepted_on"}
"""Columns whose names differ from the attributes."""


def values_of(record: Any, **more: Any) -> Values:
    """Return the single fields of a record by the names of their columns, and `more` columns that it does not have."""
    names = (field.name for field in fields_of(type(record)))
    return {**{_COLUMNS.get(name, name): getattr(record, name) for name in names}, **more}
