"""Made-up listings as rows of every table: the computing part of a load, without a database, for many processes."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import inspect

from pathway.core.database import Base
from pathway.directory.hours.stored import as_json, key_of, timetable_of
from pathway.directory.models import (
    HoursPattern,
    SearchEntry,
    SearchPlace,
    Service,
    ServiceTerm,
    Taxonomy,
    TaxonomyTerm,
)
from pathway.directory.search.index.indexer import entry_values
from pathway.directory.vocabulary import AGENCY_LABELS, LocationKind, TaxonomyName
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind
from pathway.upkeep.listing_rows import Terms, service_rows, term_names
from pathway.upkeep.seed import seed_id

Listing = dict[str, Any]
Rows = dict[type[Base], list[dict[str, Any]]]


def rows_of(listings: Sequence[Listing]) -> Rows:
    """Return the rows of some listings by table, parents before the rows that refer to them.

    Organisations and terms are the caller's to add. Entries are numbered from 1 in the order of the listings.
    """
    rows: Rows = defaultdict(list, {HoursPattern: []})
    terms, owners, patterns = _terms(listings), _owners(listings), dict[str, Any]()
    for docid, listing in enumerate(listings, 1):
        service = _service(listing, owners[listing["organization_name"]], terms)
        _add(rows, service)
        _index(rows, service, docid, patterns)
    rows[HoursPattern] = [{"key": key, "timetable": timetable} for key, timetable in patterns.items()]
    return dict(rows)


def _terms(listings: Sequence[Listing]) -> Terms:
    """Make the terms as a load of the starting directory would, with the same ids."""
    taxonomies = {name: Taxonomy(name=name) for name in TaxonomyName}
    wanted = {
        **{(TaxonomyName.AGENCY_TYPE, kind.value): label for kind, label in AGENCY_LABELS.items()},
        **term_names(listings),
    }
    return {
        (name, code): TaxonomyTerm(id=seed_id(name, code), taxonomy=taxonomies[name], code=code, name=label)
        for (name, code), label in wanted.items()
    }


def _owners(listings: Sequence[Listing]) -> dict[str, Organization]:
    kinds = {listing["organization_name"]: OrganizationKind(listing["organization_kind"]) for listing in listings}
    return {
        name: Organization(id=seed_id("organization", name), name=name, kind=kind, is_first_responder=False)
        for name, kind in kinds.items()
    }


def _service(listing: Listing, owner: Organization, terms: Terms) -> Service:
    service = service_rows(listing, owner, terms, lambda _postcode: None, seed_id)
    service.organization = owner
    if listing["assured_date"]:
        service.assured_on = date.fromisoformat(listing["assured_date"])
        service.assured_by = "generated"
    return service


def _add(rows: Rows, service: Service) -> None:
    rows[Service].append(_values(service))
    for at in service.at_locations:
        rows[type(at.location)].append(_values(at.location))
        for address in at.location.addresses:
            rows[type(address)].append(_values(address, location_id=at.location.id))
        rows[type(at)].append(_values(at, service_id=service.id, location_id=at.location.id))
    for child in (*service.phones, *service.schedules, *service.areas):
        rows[type(child)].append(_values(child, service_id=service.id))
    rows[ServiceTerm] += [{"service_id": service.id, "term_id": term.id} for term in service.terms]


def _index(rows: Rows, service: Service, docid: int, patterns: dict[str, Any]) -> None:
    timetable = timetable_of(service)
    key = key_of(timetable, service.status)
    patterns.setdefault(key, as_json(timetable))
    rows[SearchEntry].append({**entry_values(service, timetable, key), "docid": docid})
    for at in service.at_locations:
        point = at.location
        if point.kind is LocationKind.SITE and point.latitude is not None:
            rows[SearchPlace].append(
                {
                    "docid": docid,
                    "location_id": point.id,
                    "location_kind": point.kind,
                    "latitude": point.latitude,
                    "longitude": point.longitude,
                    "is_approximate": bool(point.is_approximate),
                }
            )


def _values(row: Base, **more: Any) -> dict[str, Any]:
    """Return a row's columns; one that is not set is left to its default."""
    set_ = {name: value for name, value in row.__dict__.items() if name in _columns(type(row))}
    return {**set_, **more}


_column_names: dict[type[Base], frozenset[str]] = {}


def _columns(model: type[Base]) -> frozenset[str]:
    if model not in _column_names:
        _column_names[model] = frozenset(attribute.key for attribute in inspect(model).column_attrs)
    return _column_names[model]
