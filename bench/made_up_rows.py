"""Made-up listings as rows of every table: the computing part of a load, without a database, for many processes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from pathway.core.database import Base
from pathway.directory.client_groups import slug_of
from pathway.directory.exchange import row_ids
from pathway.directory.exchange.cells import area_of
from pathway.directory.exchange.importer.row_values import ROWS, values_of
from pathway.directory.exchange.row_ids import ROW_ID
from pathway.directory.exchange.terms import label_of, place_of
from pathway.directory.hours.stored import as_json, key_of, timetable_of
from pathway.directory.listing_record import (
    NO_ID,
    AddressRecord,
    LocationRecord,
    OrganizationRecord,
    PhoneRecord,
    ScheduleRecord,
    ServiceAreaRecord,
    ServiceAtLocationRecord,
    ServiceRecord,
    TaxonomyRecord,
    TermRecord,
)
from pathway.directory.models import (
    Address,
    HoursPattern,
    Location,
    SearchEntry,
    SearchPlace,
    Service,
    ServiceAtLocation,
    ServiceTerm,
)
from pathway.directory.phone_numbers import digits_of
from pathway.directory.search.index.indexer import entry_values, points_of
from pathway.directory.vocabulary import (
    Approach,
    Coverage,
    LocationKind,
    Publication,
    ReferralChannel,
    TaxonomyName,
)
from pathway.organizations.vocabulary import OrganizationKind

_KINDS = {
    "physical": LocationKind.SITE,
    "virtual": LocationKind.PHONE_OR_ONLINE,
    "area_only": LocationKind.AREA,
    "confidential": LocationKind.CONFIDENTIAL,
}

Listing = dict[str, Any]
Rows = dict[type[Base], list[dict[str, Any]]]


def rows_of(services: Sequence[ServiceRecord]) -> Rows:
    """Return the rows of some listings by table, parents before the rows that refer to them.

    Organisations and terms are the caller's to add. Entries are numbered from 1 in the order of the listings.
    """
    rows: Rows = defaultdict(list, {HoursPattern: []})
    patterns = dict[str, Any]()
    for docid, service in enumerate(services, 1):
        _add(rows, service)
        _index(rows, service, docid, patterns)
    rows[HoursPattern] = [{"key": key, "timetable": timetable} for key, timetable in patterns.items()]
    return dict(rows)


def record_of(listing: Listing, made_at: datetime) -> ServiceRecord:
    """Return a listing of `generator` as a record, with the ids that an import would give its rows."""
    slug, takes, serves = listing["id"], listing["takes_referrals_from"], listing["serves"]
    assured = listing["assured_date"]
    return ServiceRecord(
        id=row_ids.service_id(slug),
        organization=_owner(listing),
        slug=slug,
        name=listing["name"],
        description=listing["description"],
        publication=Publication.PUBLISHED,
        url=listing["url"],
        is_free_to_ring=listing["phone_free"],
        coverage=Coverage.ELSEWHERE if listing["coverage"] == "near" else Coverage(listing["coverage"]),
        eligibility_description=listing["eligibility_description"],
        minimum_age=listing["minimum_age"],
        women_only=listing["women_only"],
        interpretation_services=listing["interpretation_services"],
        referral_channel=ReferralChannel(listing["referral_channel"]) if listing["referral_channel"] else None,
        takes_professionals="professional" in takes,
        takes_self="self" in takes,
        approach=Approach(listing["approach"]) if listing["approach"] else None,
        assured_on=date.fromisoformat(assured) if assured else None,
        assured_by="generated" if assured else None,
        last_modified_at=made_at,
        evidence_grade=listing["confidence"],
        phones=_with_ids("phones", slug, map(_phone, listing["phones"])),
        schedules=_with_ids("schedules", slug, map(_schedule, listing["schedules"])),
        areas=_with_ids("areas", slug, map(_area, [serves] if isinstance(serves, str) else serves)),
        terms=tuple(_terms(listing)),
        at_locations=(_place(listing),),
    )


def _owner(listing: Listing) -> OrganizationRecord:
    name = listing["organization_name"]
    return OrganizationRecord(
        id=row_ids.organization_id(name),
        slug=slug_of(name),
        name=name,
        kind=OrganizationKind(listing["organization_kind"]),
        is_first_responder=False,
    )


def _with_ids(kind: str, slug: str, rows: Iterable[Any]) -> tuple[Any, ...]:
    numbered = (row._replace(position=place) for place, row in enumerate(rows))
    return tuple(row._replace(id=ROW_ID[kind](slug, row, row.position)) for row in numbered)


def _phone(row: dict[str, str]) -> PhoneRecord:
    return PhoneRecord(id=NO_ID, number=row["number"], digits=digits_of(row["number"]) or "")


def _schedule(row: dict[str, str]) -> ScheduleRecord:
    opens_at, closes_at = (time.fromisoformat(row[edge]) for edge in ("opens_at", "closes_at"))
    return ScheduleRecord(id=NO_ID, opens_at=opens_at, closes_at=closes_at, byday=row["byday"])


def _area(name: str) -> ServiceAreaRecord:
    kind, spelt = area_of(name)
    return ServiceAreaRecord(id=NO_ID, kind=kind, name=spelt)


def _terms(listing: Listing) -> Iterator[TermRecord]:
    """Yield its terms, in the order of the lists."""
    for kind in sorted(listing["agency_types"]):
        yield _term(TaxonomyName.AGENCY_TYPE, kind, label_of(TaxonomyName.AGENCY_TYPE, kind))
    for group in listing["for_whom"]:
        yield _term(TaxonomyName.FOR_WHOM, slug_of(group), group)
    for topic in sorted(listing["taxonomy_terms"]):
        yield _term(TaxonomyName.TOPIC, topic, label_of(TaxonomyName.TOPIC, topic))


def _term(taxonomy: TaxonomyName, code: str, name: str) -> TermRecord:
    return TermRecord(row_ids.term_id(taxonomy, code), TaxonomyRecord(taxonomy), code, name, place_of(taxonomy, code))


def _place(listing: Listing) -> ServiceAtLocationRecord:
    slug, kind = listing["id"], _KINDS[listing["location_type"]]
    address = AddressRecord(id=row_ids.place_id("address", slug), address_1=listing["address_1"], city=listing["city"])
    location = LocationRecord(
        id=row_ids.place_id("location", slug),
        kind=kind,
        latitude=listing["latitude"],
        longitude=listing["longitude"],
        coordinate_source=listing["coordinate_source"],
        addresses=(address,) if kind is LocationKind.SITE else (),
    )
    return ServiceAtLocationRecord(id=row_ids.place_id("at", slug), location=location)


def _add(rows: Rows, service: ServiceRecord) -> None:
    rows[Service].append(values_of(service, organization_id=service.organization.id, version=1))
    for at in service.at_locations:
        location = at.location
        rows[Location].append(values_of(location))
        rows[Address] += [
            values_of(address, location_id=location.id, location_kind=location.kind) for address in location.addresses
        ]
        rows[ServiceAtLocation].append(values_of(at, service_id=service.id, location_id=location.id))
    for name, model in ROWS.items():
        rows[model] += [values_of(row, service_id=service.id) for row in getattr(service, name)]
    rows[ServiceTerm] += [{"service_id": service.id, "term_id": term.id} for term in service.terms]


def _index(rows: Rows, service: ServiceRecord, docid: int, patterns: dict[str, Any]) -> None:
    timetable = timetable_of(service)
    key = key_of(timetable, service.status)
    patterns.setdefault(key, as_json(timetable))
    rows[SearchEntry].append({**entry_values(service, timetable, key), "docid": docid})
    rows[SearchPlace] += points_of(service, docid)
