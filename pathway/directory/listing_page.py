"""One listing in full for its own page: facts in words, hours in rows, and the public part of its places."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pathway.directory import freshness
from pathway.directory.any_listing import Listed
from pathway.directory.hours.opening_hours import state_at
from pathway.directory.hours.phone_hours import PhoneHours
from pathway.directory.hours.stored import timetable_of
from pathway.directory.hours.timetable import london_date
from pathway.directory.hours.week_table import HoursRow, exception_rows, week_table
from pathway.directory.search.card_from_rows import single
from pathway.directory.search.cards import CardPhone, NumberNow, age_words, agency_types, area_words
from pathway.directory.search.results import ResultCard
from pathway.directory.vocabulary import AgencyType, LocationKind, TaxonomyName

NOT_KNOWN = "Not known"

_WHERE = {
    LocationKind.PHONE_OR_ONLINE: "By phone or online",
    LocationKind.CONFIDENTIAL: "The address is confidential and is not held here. Ring to arrange",
    LocationKind.AREA: "No fixed place that we can give. Ring to arrange",
}


@dataclass(frozen=True)
class DetailPhone:
    """A number, whether it is known to answer now, whether anybody rang it, and its own hours if it has any."""

    phone: CardPhone
    answers: bool
    number_is_fresh: bool
    is_free: bool
    hours: tuple[HoursRow, ...]


@dataclass(frozen=True)
class Detail:
    """What the page of a listing shows beside its card. Missing facts are "Not known".

    `phones` are in the order to try them; `where` is for a listing without a door.
    """

    service: Listed
    result_card: ResultCard
    state_reason: str
    phones: tuple[DetailPhone, ...]
    hours: tuple[HoursRow, ...]
    exceptions: tuple[HoursRow, ...]
    not_for: str
    ages: str
    area: str
    where: str
    sources: tuple[Any, ...]
    structured: dict[str, Any]


def detail_of(service: Listed, now: datetime) -> Detail:
    """Return a listing in words for `now` (aware UTC)."""
    today = london_date(now)
    timetable = timetable_of(service)
    state = state_at(timetable, now)
    result_card = single(service, now, state=state)
    closed = result_card.card.is_closed_for_now
    return Detail(
        service=service,
        result_card=result_card,
        state_reason="The service says it is closed for now." if closed else state.reason,
        phones=tuple(_phone(result_card, number, today) for number in result_card.numbers),
        hours=tuple(week_table(timetable, today)),
        exceptions=tuple(exception_rows(timetable, today)),
        not_for=", ".join(_names(service, TaxonomyName.EXCLUSION)) or NOT_KNOWN,
        ages=age_words(service.minimum_age, service.maximum_age) or NOT_KNOWN,
        area=area_words(service) or NOT_KNOWN,
        where=_where(service),
        sources=tuple(source for source in service.sources if source.url),
        structured=structured_data(service),
    )


def structured_data(service: Listed) -> dict[str, Any]:
    """Return the listing in schema.org terms (JSON-LD). Only a site has an address in it."""
    properties: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "EmergencyService" if AgencyType.POLICE_999 in agency_types(service) else "Organization",
        "name": service.name,
        "description": service.description,
        "parentOrganization": {"@type": "Organization", "name": service.organization.name},
        "areaServed": [area.name for area in service.areas],
        "telephone": [phone.number for phone in service.phones],
    }
    if service.url:
        properties["url"] = service.url
    for place in service.at_locations:
        if place.location.kind is LocationKind.SITE:
            for address in place.location.addresses:
                properties["address"] = {
                    "@type": "PostalAddress",
                    "streetAddress": address.address_1,
                    "addressLocality": address.city,
                    "postalCode": address.postal_code,
                    "addressCountry": address.country,
                }
    return {key: value for key, value in properties.items() if value}


def _phone(result_card: ResultCard, number: NumberNow, today: date) -> DetailPhone:
    phone = number.phone
    own = phone.hours.timetable if phone.hours.kind is PhoneHours.OWN else None
    return DetailPhone(
        phone=phone,
        answers=number.answers,
        number_is_fresh=freshness.is_number_fresh(phone.checked_on, today),
        # The listing says this of its own first number, whichever comes first at this hour.
        is_free=phone is result_card.card.phone and bool(result_card.card.is_free),
        hours=tuple(week_table(own, today)) if own else (),
    )


def _where(service: Listed) -> str:
    """Return in words where it is, for a listing without a door's address."""
    for place in service.at_locations:
        location = place.location
        if location.kind is LocationKind.AREA and location.addresses:
            return ", ".join(location.addresses[0].lines) + ". Ring to arrange"
        if location.kind in _WHERE:
            return _WHERE[location.kind]
    return NOT_KNOWN


def _names(service: Listed, taxonomy: TaxonomyName) -> list[str]:
    return [term.name for term in service.terms if term.taxonomy.name is taxonomy]
