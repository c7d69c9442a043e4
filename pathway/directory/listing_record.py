"""A listing and all its rows as plain values, for reading and writing files.

Attribute names are those of the tables, so that cards and index entries can be made from records too. Days are
London days, times London wall time, moments aware UTC datetimes, degrees WGS 84.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID

from pathway.directory.freshness import due_on
from pathway.directory.vocabulary import (
    Approach,
    AreaKind,
    BankHolidays,
    Coverage,
    LocationKind,
    Nations,
    PhoneType,
    Publication,
    ReferralChannel,
    ScheduleKind,
    ServiceStatus,
    TaxonomyName,
)
from pathway.organizations.vocabulary import OrganizationKind

NO_ID = UUID(int=0)
"""The id of a row that has none in the file."""

STAFF_ONLY = {"is_staff_only": True}
"""The metadata of a value that only staff may read."""

LARGEST_STAND_IN = 1 << 32
"""Ids below this are placeholders: `NO_ID`, and the results of `nth_phone`."""


def nth_phone(place: int) -> UUID:
    """Return the placeholder for the id of a listing's nth number, from 1, until it has an id."""
    return UUID(int=place)


class OrganizationRecord(NamedTuple):
    """Who runs the service."""

    id: UUID
    slug: str
    name: str
    kind: OrganizationKind
    is_first_responder: bool


class PhoneRecord(NamedTuple):
    """A number, and who last rang it to see whether it answers."""

    id: UUID
    number: str
    digits: str
    extension: str | None = None
    type: PhoneType = PhoneType.VOICE
    description: str | None = None
    number_checked_on: date | None = None
    number_checked_by: str | None = None
    position: int = 0

    @property
    def is_text(self) -> bool:
        """Whether one writes to this number rather than rings it."""
        return self.type is PhoneType.SMS

    @property
    def href(self) -> str:
        """The address that opens the phone's dialler or messages."""
        return f"{'sms' if self.is_text else 'tel'}:{self.digits}"


class ContactRecord(NamedTuple):
    """A role or desk to ask for."""

    id: UUID
    title: str | None = None
    department: str | None = None
    email: str | None = None


class ScheduleRecord(NamedTuple):
    """One repeating window; with `phone_id`, that number's own."""

    id: UUID
    opens_at: time
    closes_at: time
    phone_id: UUID | None = None
    kind: ScheduleKind = ScheduleKind.OPENING
    freq: str = "WEEKLY"
    interval: int = 1
    byday: str | None = None
    bymonthday: str | None = None
    dtstart: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    bank_holidays: BankHolidays = BankHolidays.NOT_KNOWN
    note: str | None = None
    position: int = 0


class ScheduleExceptionRecord(NamedTuple):
    """Other hours, or none, on one date."""

    id: UUID
    on: date
    opens_at: time | None = None
    closes_at: time | None = None
    note: str | None = None


class ServiceAreaRecord(NamedTuple):
    """An area that the service works in."""

    id: UUID
    kind: AreaKind
    name: str
    position: int = 0


class LanguageRecord(NamedTuple):
    """A language the service works in."""

    id: UUID
    name: str
    note: str | None = None


class SourceRecord(NamedTuple):
    """A source of the listing's facts."""

    id: UUID
    title: str
    url: str | None = None
    type: str | None = None
    page_date: str | None = None
    seen_on: date | None = None
    position: int = 0


class TaxonomyRecord(NamedTuple):
    """The list of a term."""

    name: TaxonomyName


class TermRecord(NamedTuple):
    """A word of one list. Two terms are the same when list and code are."""

    id: UUID
    taxonomy: TaxonomyRecord
    code: str
    name: str
    position: int | None = None

    @property
    def key(self) -> tuple[TaxonomyName, str]:
        """The list and code that identify it."""
        return self.taxonomy.name, self.code


class AddressRecord(NamedTuple):
    """An address of a place that is not confidential."""

    id: UUID
    address_1: str | None = None
    city: str | None = None
    state_province: str | None = None
    postal_code: str | None = None
    country: str = "GB"

    @property
    def lines(self) -> list[str]:
        """The lines of the address for a page."""
        return [part for part in (self.address_1, self.city, self.postal_code) if part]


class LocationRecord(NamedTuple):
    """A place, with as much as its kind allows."""

    id: UUID
    kind: LocationKind
    name: str | None = None
    ward: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    is_approximate: bool = False
    coordinate_source: str | None = None
    addresses: tuple[AddressRecord, ...] = ()

    @property
    def says_where(self) -> bool:
        """Whether it has anything but its kind."""
        return bool(self.addresses or self.name or self.ward or self.coordinate_source) or self.latitude is not None


class ServiceAtLocationRecord(NamedTuple):
    """The service at a location."""

    id: UUID
    location: LocationRecord
    position: int = 0


@dataclass(slots=True, kw_only=True)
class ServiceRecord:
    """A listing with all its columns and rows, except the number that counts its changes.

    The single values come first, in the order in which a JSON file has them. Files take their fields from here: what
    each is called, of what type it is, whether it may be empty, and who may read it.
    """

    id: UUID
    organization: OrganizationRecord
    slug: str
    name: str
    alternate_name: str | None = None
    description: str
    status: ServiceStatus = ServiceStatus.ACTIVE
    publication: Publication = Publication.DRAFT
    url: str | None = None
    email: str | None = None
    is_free_to_ring: bool | None = None
    hours_description: str | None = None
    coverage: Coverage
    service_area_description: str | None = None
    nations: Nations | None = None
    eligibility_description: str | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    women_only: bool | None = None
    interpretation_services: str | None = None
    referral_channel: ReferralChannel | None = None
    takes_professionals: bool = False
    takes_self: bool = False
    referral_note: str | None = None
    response_time: str | None = None
    what_happens_next: str | None = None
    approach: Approach | None = None
    alert: str | None = None
    closed_until: date | None = None
    closed_note: str | None = None
    assured_on: date | None = None
    assured_by: str | None = None
    last_modified_at: datetime
    funded_until: date | None = field(default=None, metadata=STAFF_ONLY)
    unanswered_on: date | None = field(default=None, metadata=STAFF_ONLY)
    evidence_grade: str | None = field(default=None, metadata=STAFF_ONLY)
    verification_notes: str | None = field(default=None, metadata=STAFF_ONLY)
    phones: tuple[PhoneRecord, ...] = ()
    contacts: tuple[ContactRecord, ...] = ()
    schedules: tuple[ScheduleRecord, ...] = ()
    schedule_exceptions: tuple[ScheduleExceptionRecord, ...] = ()
    areas: tuple[ServiceAreaRecord, ...] = ()
    languages: tuple[LanguageRecord, ...] = ()
    sources: tuple[SourceRecord, ...] = ()
    terms: tuple[TermRecord, ...] = ()
    at_locations: tuple[ServiceAtLocationRecord, ...] = ()
    former_identifiers: tuple[str, ...] = ()

    @property
    def is_visible(self) -> bool:
        """Whether the public may read this listing."""
        return self.publication is Publication.PUBLISHED and self.status in {
            ServiceStatus.ACTIVE,
            ServiceStatus.TEMPORARILY_CLOSED,
        }

    @property
    def due_on(self) -> date | None:
        """The first day on which it is due again; None where nobody ever confirmed it."""
        return due_on(self.assured_on, self.funded_until, self.unanswered_on)

    @property
    def is_confidential(self) -> bool:
        """Whether any of its places is confidential."""
        return any(place.location.kind is LocationKind.CONFIDENTIAL for place in self.at_locations)
