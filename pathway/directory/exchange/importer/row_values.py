"""A listing's records as the column values of their tables."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any
from uuid import UUID

from pathway.directory.exchange.importer.statements import Values
from pathway.directory.exchange.importer.tables import ROWS
from pathway.directory.listing_record import LocationRecord, ServiceAtLocationRecord, ServiceRecord

_LISTS = {*ROWS, "organization", "terms", "at_locations", "former_identifiers"}
_SINGLE = tuple(field.name for field in fields(ServiceRecord) if field.name not in _LISTS)
_COLUMNS = {"on": "excepted_on"}
"""Columns whose names differ from the attributes."""


def service_values(service: ServiceRecord) -> Values:
    """Return the columns of the service table, except the number that counts its changes."""
    return {**{name: getattr(service, name) for name in _SINGLE}, "organization_id": service.organization.id}


def row_values(row: Any, **more: Any) -> Values:
    """Return the columns of a phone, a schedule or another of `ROWS`."""
    return {**{_COLUMNS.get(name, name): value for name, value in row._asdict().items()}, **more}


def place_values(place: ServiceAtLocationRecord, service_id: UUID) -> Values:
    """Return the columns of a service's row for one of its places."""
    return {"id": place.id, "service_id": service_id, "location_id": place.location.id, "position": place.position}


def location_values(location: LocationRecord) -> Values:
    """Return the columns of a place, without its addresses."""
    return {name: value for name, value in location._asdict().items() if name != "addresses"}


def address_values(location: LocationRecord) -> Iterator[Values]:
    """Yield the columns of each address of a place."""
    for address in location.addresses:
        yield {**address._asdict(), "location_id": location.id, "location_kind": location.kind}
