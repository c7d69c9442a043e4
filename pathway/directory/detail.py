"""One listing in full, as its page shows it: facts in words, hours in rows, and of its place only what may be known."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pathway.core.clock import LONDON
from pathway.directory import freshness
from pathway.directory.cards import age_words, agency_types, for_whom, how_to_refer
from pathway.directory.hours_wording import Wording, describe
from pathway.directory.models import Phone, Service, Source
from pathway.directory.moment import CLOSED_FOR_NOW
from pathway.directory.opening_hours import Timetable, state_at
from pathway.directory.timetables import timetable_of, window_of
from pathway.directory.vocabulary import (
    AGENCY_LABELS,
    APPROACH_LABELS,
    AgencyType,
    LocationKind,
    PhoneType,
    ServiceStatus,
    TaxonomyName,
)
from pathway.directory.week_table import HoursRow, exception_rows, week_table

NOT_KNOWN = "Not known"

_WHERE = {
    LocationKind.PHONE_OR_ONLINE: "By phone or online",
    LocationKind.CONFIDENTIAL: "The address is confidential and is not held here. Ring to arrange",
    LocationKind.AREA: "No fixed place that we can give. Ring to arrange",
}


@dataclass(frozen=True)
class DetailPhone:
    """A number, whether anybody rang it, and its own hours if it has any."""

    phone: Phone
    number_is_fresh: bool
    hours: tuple[HoursRow, ...]


@dataclass(frozen=True)
class Detail:
    """Everything the page says. Words that nobody gave us are "Not known"."""

    service: Service
    state: Wording
    state_reason: str
    hours_note: str | None
    tier: freshness.Tier
    phones: tuple[DetailPhone, ...]
    hours: tuple[HoursRow, ...]
    exceptions: tuple[HoursRow, ...]
    refer: str
    for_whom: str
    not_for: str
    ages: str
    kinds: tuple[str, ...]
    area: str
    where: tuple[str, ...]
    is_approximate: bool
    approach: str | None
    sources: tuple[Source, ...]
    structured: dict[str, Any]


def detail_of(service: Service, now: datetime) -> Detail:
    """Put a listing into words for `now` (aware UTC)."""
    today = now.astimezone(LONDON).date()
    timetable = timetable_of(service)
    state = state_at(timetable, now)
    rings = any(phone.type is PhoneType.VOICE for phone in service.phones)
    closed = service.status is ServiceStatus.TEMPORARILY_CLOSED
    where, is_approximate = _where(service)
    return Detail(
        service=service,
        state=CLOSED_FOR_NOW if closed else describe(state, now, by_phone=rings),
        state_reason="The service says it is closed for now." if closed else state.reason,
        hours_note=state.note,
        tier=freshness.tier(service.assured_on, today),
        phones=tuple(_phone(service, phone, today) for phone in service.phones),
        hours=tuple(week_table(timetable, today)),
        exceptions=tuple(exception_rows(timetable, today)),
        refer=how_to_refer(service),
        for_whom=for_whom(service),
        not_for=", ".join(_names(service, TaxonomyName.EXCLUSION)) or NOT_KNOWN,
        ages=age_words(service.minimum_age, service.maximum_age) or NOT_KNOWN,
        kinds=tuple(AGENCY_LABELS[kind] for kind in agency_types(service)),
        area=service.service_area_description or ", ".join(area.name for area in service.areas) or NOT_KNOWN,
        where=where,
        is_approximate=is_approximate,
        approach=APPROACH_LABELS[service.approach] if service.approach else None,
        sources=tuple(source for source in service.sources if source.url),
        structured=structured_data(service),
    )


def structured_data(service: Service) -> dict[str, Any]:
    """Describe the listing in schema.org terms (JSON-LD). An address stands in it only for a site."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "EmergencyService" if AgencyType.POLICE_999 in agency_types(service) else "Organization",
        "name": service.name,
        "description": service.description,
        "parentOrganization": {"@type": "Organization", "name": service.organization.name},
        "areaServed": [area.name for area in service.areas],
        "telephone": [phone.number for phone in service.phones],
    }
    if service.url:
        data["url"] = service.url
    for place in service.at_locations:
        if place.location.kind is LocationKind.SITE:
            for address in place.location.addresses:
                data["address"] = {
                    "@type": "PostalAddress",
                    "streetAddress": address.address_1,
                    "addressLocality": address.city,
                    "postalCode": address.postal_code,
                    "addressCountry": address.country,
                }
    return {key: value for key, value in data.items() if value}


def _phone(service: Service, phone: Phone, today: date) -> DetailPhone:
    own = Timetable(
        windows=tuple(window_of(row) for row in service.schedules if row.phone_id == phone.id), exceptions=()
    )
    return DetailPhone(phone, freshness.is_number_fresh(phone.number_checked_on, today), tuple(week_table(own, today)))


def _where(service: Service) -> tuple[tuple[str, ...], bool]:
    for place in service.at_locations:
        location = place.location
        if location.kind is LocationKind.SITE and location.addresses:
            return tuple(location.addresses[0].lines), location.is_approximate
        if location.kind is LocationKind.AREA and location.addresses:
            return (", ".join(location.addresses[0].lines) + ". Ring to arrange",), False
        if location.kind in _WHERE:
            return (_WHERE[location.kind],), False
    return (NOT_KNOWN,), False


def _names(service: Service, taxonomy: TaxonomyName) -> list[str]:
    return [term.name for term in service.terms if term.taxonomy.name is taxonomy]
