"""Whether the rows of a listing fit their columns. Errors name the listing and the field.

The database would refuse most of it too, but SQLite keeps no lengths, and neither engine says which listing it was.
"""

from sqlalchemy import inspect

from pathway.core.database import Base
from pathway.core.errors import SeedError
from pathway.directory.exchange.importer.column_limits import age_fault, fault, point_fault
from pathway.directory.models import Service

_IN_THE_FILE = {"hours_description": "schedule_description", "is_free_to_ring": "phone_free"}
"""Fields of the file whose columns have another name."""


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
    faults = [point_fault(place.latitude, place.longitude) for place in places]
    faults.append(age_fault(service.minimum_age, service.maximum_age))
    if problem := next(filter(None, faults), None):
        raise SeedError(f"{slug}: {problem}")


def _refuse(slug: str, within: str, row: Base) -> None:
    for attribute in inspect(type(row)).column_attrs:
        column = attribute.columns[0]
        # A key to another row is filled when the rows are saved.
        problem = None if column.foreign_keys else fault(column, getattr(row, attribute.key))
        if problem:
            raise SeedError(f"{slug}: {within}{_IN_THE_FILE.get(attribute.key, attribute.key)} {problem}")
