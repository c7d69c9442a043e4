"""One listing of `listings.json` as rows. Nothing is made up: a field that the file leaves out stays empty."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from pathway.core.errors import ConfidentialLocationError, SeedError
from pathway.directory.client_groups import slug_of
from pathway.directory.confidential import fields_with_postcodes
from pathway.directory.hours.stored import window_of
from pathway.directory.models import (
    Address,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    Source,
    TaxonomyTerm,
)
from pathway.directory.phone_numbers import digits_of
from pathway.directory.scope import nations_in
from pathway.directory.vocabulary import (
    AgencyType,
    Approach,
    AreaKind,
    BankHolidays,
    Coverage,
    LocationKind,
    PhoneType,
    Publication,
    ReferralChannel,
    ScheduleKind,
    ServiceStatus,
    TaxonomyName,
)
from pathway.organizations.models import Organization
from pathway.upkeep.listing_checks import refuse_misfits

Terms = dict[tuple[TaxonomyName, str], TaxonomyTerm]
SeedId = Callable[[str, str], UUID]
SectorPoint = Callable[[str], tuple[float, float] | None]
Listing = Mapping[str, Any]

_KINDS = {
    "physical": LocationKind.SITE,
    "virtual": LocationKind.PHONE_OR_ONLINE,
    "postal": LocationKind.PHONE_OR_ONLINE,
    "area_only": LocationKind.AREA,
    "hospital_site_only": LocationKind.AREA,
    "confidential": LocationKind.CONFIDENTIAL,
}
_PLACE_FIELDS = (
    "address_1",
    "city",
    "postal_code",
    "latitude",
    "longitude",
    "coordinate_source",
    "sites",
    "notes_site",
    "location_name",
    "ward",
)


class TakesFrom(StrEnum):
    """Who may refer, as the file says it."""

    PROFESSIONAL = "professional"
    SELF = "self"
    POLICE = "police"
    VIA_FIRST_RESPONDER = "via-first-responder"
    VIA_OUTREACH = "via-outreach"


_NOTES = {
    TakesFrom.POLICE: "police may refer too",
    TakesFrom.VIA_FIRST_RESPONDER: "through a first responder",
    TakesFrom.VIA_OUTREACH: "through an outreach team",
}
_GRADES = {"A": Publication.PUBLISHED, "B": Publication.PUBLISHED, "C": Publication.DRAFT}


def term_names(listings: Iterable[Listing]) -> dict[tuple[TaxonomyName, str], str]:
    """Return the terms that the listings themselves bring: for whom, and topics."""
    listings = list(listings)
    groups = sorted({group for listing in listings for group in listing["for_whom"]})
    topics = sorted({topic for listing in listings for topic in listing["taxonomy_terms"]})
    return {
        **{(TaxonomyName.FOR_WHOM, slug_of(group)): group for group in groups},
        **{(TaxonomyName.TOPIC, topic): topic.replace("-", " ") for topic in topics},
    }


def service_rows(
    listing: Listing, owner: Organization, terms: Terms, sector_point: SectorPoint, seed_id: SeedId
) -> Service:
    """Build a service with all its rows. Raises SeedError naming the listing and the field at fault."""
    slug = listing["id"]
    listing = read = _Reading(listing)
    try:
        service = _service(listing, owner, seed_id("service", slug))
        service.phones = [_phone(row, place, slug, seed_id) for place, row in enumerate(listing["phones"])]
        service.schedules = [_schedule(row, place, slug, seed_id) for place, row in enumerate(listing["schedules"])]
        service.areas = [
            ServiceArea(id=seed_id("area", f"{slug}:{name}"), kind=kind, name=name, position=place)
            for place, (kind, name) in enumerate(_areas(listing["serves"]))
        ]
        service.sources = [_source(row, place, slug, seed_id) for place, row in enumerate(listing["sources"])]
        service.terms = [terms[key] for key in _term_keys(listing)]
        service.at_locations = [
            ServiceAtLocation(id=seed_id("at", slug), location=_location(listing, sector_point, seed_id), position=0)
        ]
    except KeyError as error:
        raise SeedError(f"{slug}: {read.field}: {error} is missing") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise SeedError(f"{slug}: {read.field}: {error}") from error
    refuse_misfits(service)
    return service


class _Reading(dict[str, Any]):
    """A listing that remembers which field was read last, to name it when its value makes no sense."""

    field = ""

    def __getitem__(self, field: str) -> Any:
        """Return a field's value."""
        self.field = field
        return super().__getitem__(field)


def _service(listing: Listing, owner: Organization, service_id: UUID) -> Service:
    takes = {TakesFrom(referrer) for referrer in listing["takes_referrals_from"]}
    notes = [words for key, words in _NOTES.items() if key in takes]
    return Service(
        id=service_id,
        organization_id=owner.id,
        slug=listing["id"],
        name=listing["name"],
        alternate_name=listing["alternate_name"],
        description=listing["description"],
        url=listing["url"],
        email=listing["email"],
        status=ServiceStatus(listing["status"]),
        publication=_GRADES[listing["confidence"]],
        # Neighbouring boroughs are "elsewhere": a facet for distance, not for belonging.
        coverage=Coverage.ELSEWHERE if listing["coverage"] == "near" else Coverage(listing["coverage"]),
        service_area_description=listing["service_area_description"],
        # The file says it in words only.
        nations=nations_in(listing["service_area_description"]) if listing["serves"] == "national" else None,
        eligibility_description=listing["eligibility_description"],
        minimum_age=listing["minimum_age"],
        maximum_age=listing["maximum_age"],
        women_only=listing["women_only"],
        is_free_to_ring=listing["phone_free"],
        approach=Approach(listing["approach"]) if listing["approach"] else None,
        interpretation_services=listing["interpretation_services"],
        alert=listing["alert"],
        hours_description=listing["schedule_description"],
        referral_channel=ReferralChannel(listing["referral_channel"]) if listing["referral_channel"] else None,
        # Police, and "via somebody", are professionals too; the note says which.
        takes_professionals=bool(takes - {TakesFrom.SELF}),
        takes_self=TakesFrom.SELF in takes,
        referral_note="; ".join(notes) or None,
        evidence_grade=listing["confidence"],
        verification_notes=listing["verification_notes"],
    )


def _phone(row: Mapping[str, str], place: int, slug: str, seed_id: SeedId) -> Phone:
    digits = digits_of(row["number"])
    if digits is None:
        raise SeedError(f"{slug}: phones: {row['number']} is not a number that can be rung from Britain")
    return Phone(
        id=seed_id("phone", f"{slug}:{digits}:{place}"),
        number=row["number"],
        digits=digits,
        extension=row.get("extension"),
        type=PhoneType(row.get("type", "voice")),
        description=row.get("description"),
        position=place,
    )


def _schedule(row: Mapping[str, str], place: int, slug: str, seed_id: SeedId) -> Schedule:
    schedule = Schedule(
        id=seed_id("schedule", f"{slug}:{place}"),
        kind=ScheduleKind(row["kind"]),
        freq=row["freq"],
        byday=row["byday"],
        opens_at=time.fromisoformat(row["opens_at"]),
        closes_at=time.fromisoformat(row["closes_at"]),
        note=row.get("note"),
        interval=1,
        bank_holidays=BankHolidays.NOT_KNOWN,
        position=place,
    )
    window_of(schedule)  # raises ValueError on a row that does not say when
    return schedule


def _areas(serves: str | list[str]) -> list[tuple[AreaKind, str]]:
    names = [serves] if isinstance(serves, str) else serves
    return [_area(name) for name in names]


def _area(name: str) -> tuple[AreaKind, str]:
    if name.lower() == "national":
        return AreaKind.NATIONAL, "National"
    if name.lower() == "london":
        return AreaKind.LONDON, "London"
    return AreaKind.PLACE, name


def _source(row: Mapping[str, Any], place: int, slug: str, seed_id: SeedId) -> Source:
    return Source(
        id=seed_id("source", f"{slug}:{place}"),
        title=row["title"],
        url=row["url"],
        type=row["type"],
        page_date=row["page_date"],
        seen_on=date.fromisoformat(row["seen_on"]) if row["seen_on"] else None,
        position=place,
    )


def _term_keys(listing: Listing) -> Iterable[tuple[TaxonomyName, str]]:
    for kind in dict.fromkeys(listing["agency_types"]):
        yield TaxonomyName.AGENCY_TYPE, AgencyType(kind).value
    for group in dict.fromkeys(listing["for_whom"]):
        yield TaxonomyName.FOR_WHOM, slug_of(group)
    for topic in dict.fromkeys(listing["taxonomy_terms"]):
        yield TaxonomyName.TOPIC, topic


def _location(listing: Listing, sector_point: SectorPoint, seed_id: SeedId) -> Location:
    slug, kind = listing["id"], _KINDS[listing["location_type"]]
    location = Location(id=seed_id("location", slug), kind=kind)
    if kind is LocationKind.CONFIDENTIAL:
        _refuse_place(listing)
        return location
    if any(listing[field] for field in ("address_1", "postal_code")):
        location.addresses = [
            Address(
                id=seed_id("address", slug),
                location_kind=kind,
                address_1=listing["address_1"],
                city=listing["city"],
                postal_code=listing["postal_code"],
                country=listing["country"],
            )
        ]
    if kind is LocationKind.SITE:
        _put_on_the_map(location, listing, sector_point)
    return location


def _put_on_the_map(location: Location, listing: Listing, sector_point: SectorPoint) -> None:
    if listing["latitude"] is not None:
        location.latitude, location.longitude = listing["latitude"], listing["longitude"]
        location.coordinate_source = listing["coordinate_source"]
    elif listing["postal_code"] and (point := sector_point(listing["postal_code"])):
        location.latitude, location.longitude = point
        location.is_approximate = True
        location.coordinate_source = "middle of its postcode sector"


def _refuse_place(listing: Listing) -> None:
    """A confidential listing may say nothing of where it is, in a field of its own or in passing."""
    for field in _PLACE_FIELDS:
        if listing.get(field) not in (None, "", []):
            raise ConfidentialLocationError(f"{listing['id']}: a confidential listing cannot have {field}")
    for field in fields_with_postcodes(listing):
        raise ConfidentialLocationError(f"{listing['id']}: a confidential listing has a postcode in {field}")
