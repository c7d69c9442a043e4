"""Whether the rows made from a listing fit their columns, said with the listing and the field's name.

The database would refuse most of it too, but SQLite keeps no lengths, and neither engine says which listing it was.
"""

from typing import Any

from sqlalchemy import String, inspect

from pathway.core.database import Base
from pathway.core.errors import SeedError
from pathway.directory.models import Service

_IN_THE_FILE = {"hours_description": "schedule_description", "is_free_to_ring": "phone_free"}
"""Fields of the file whose columns have another name."""

OLDEST = 120


def refuse_misfits(service: Service) -> None:
    """Raise SeedError when a row is missing a value it needs, or has one of the wrong kind, length or range."""
    slug = str(service.slug)
    places = [at.location for at in service.at_locations]
    for row in (service, *places, *(address for place in places for address in place.addresses)):
        _refuse(slug, "", row)
    for phone in service.phones:
        _refuse(slug, "phones: ", phone)
    for schedule in service.schedules:
        _refuse(slug, "schedules: ", schedule)
    for area in service.areas:
        _refuse(slug, "serves: ", area)
    for source in service.sources:
        _refuse(slug, "sources: ", source)
    for place in places:
        _refuse_point(slug, place.latitude, place.longitude)
    _refuse_ages(slug, service.minimum_age, service.maximum_age)


def _refuse(slug: str, within: str, row: Base) -> None:
    for attribute in inspect(type(row)).column_attrs:
        column = attribute.columns[0]
        # A key to another row is filled when the rows are saved.
        fault = None if column.foreign_keys else _fault(column, getattr(row, attribute.key))
        if fault:
            raise SeedError(f"{slug}: {within}{_IN_THE_FILE.get(attribute.key, attribute.key)} {fault}")


def _fault(column: Any, value: Any) -> str | None:
    if value is None:
        is_filled = column.nullable or column.default is not None or column.server_default is not None
        return None if is_filled else "is missing"
    kind = column.type.python_type
    if not isinstance(value, (int, float) if kind is float else kind):
        return f"is not {kind.__name__}: {value!r}"
    most = column.type.length if isinstance(column.type, String) else None
    if isinstance(value, str) and most and len(value) > most:
        return f"is longer than {most} characters"
    return None


def _refuse_ages(slug: str, minimum: int | None, maximum: int | None) -> None:
    for field, age in (("minimum_age", minimum), ("maximum_age", maximum)):
        if age is not None and not 0 <= age <= OLDEST:
            raise SeedError(f"{slug}: {field} is not from 0 to {OLDEST}")
    if minimum is not None and maximum is not None and minimum > maximum:
        raise SeedError(f"{slug}: minimum_age is above maximum_age")


def _refuse_point(slug: str, latitude: float | None, longitude: float | None) -> None:
    if (latitude is None) != (longitude is None):
        raise SeedError(f"{slug}: latitude and longitude go together")
    if latitude is not None and longitude is not None and not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise SeedError(f"{slug}: latitude and longitude are not degrees")
