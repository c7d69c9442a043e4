"""Strategies for any listing that the database could store, with text that file formats find hard."""

from datetime import UTC, date, datetime, time
from uuid import UUID

from hypothesis import strategies as st

from pathway.directory import listing_record
from pathway.directory.exchange.terms import label_of
from pathway.directory.hours.timetable import WEEKDAY_CODES
from pathway.directory.listing_record import (
    AddressRecord,
    ContactRecord,
    LanguageRecord,
    LocationRecord,
    OrganizationRecord,
    PhoneRecord,
    ScheduleExceptionRecord,
    ScheduleRecord,
    ServiceAreaRecord,
    ServiceAtLocationRecord,
    ServiceRecord,
    SourceRecord,
    TaxonomyRecord,
    TermRecord,
)
from pathway.directory.vocabulary import (
    AgencyType,
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

# Marks with a meaning in a line, a cell or a spreadsheet.
_NASTY = st.text("|\\=\n\r\t '\"+-@,;ansd=;idx", max_size=12)
_ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
words = (_NASTY | _ANY | st.sampled_from(["=1+1", "'=1", "''@x", "\t=1", "id=5", " ", "\\", "also", "| |"])).filter(
    bool
)
maybe = st.none() | words
not_blank = words.filter(str.strip)
ids = st.uuids()
positions = st.integers(0, 5)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
times = st.times()
numbers = st.sampled_from(["020 7946 0000", "+44 20 7946 0123", "999", "116 123", "0808 2000 247"])

_DIGITS = {
    "020 7946 0000": "02079460000",
    "+44 20 7946 0123": "02079460123",
    "999": "999",
    "116 123": "116123",
    "0808 2000 247": "08082000247",
}

phones = numbers.flatmap(
    lambda number: st.builds(
        PhoneRecord,
        id=ids,
        number=st.just(number),
        digits=st.just(_DIGITS[number]),
        extension=maybe,
        type=st.sampled_from(PhoneType),
        description=maybe,
        number_checked_on=st.none() | days,
        number_checked_by=maybe,
        position=positions,
    )
)
contacts = st.builds(ContactRecord, id=ids, title=maybe, department=maybe, email=maybe)
bydays = st.none() | st.sampled_from(
    ["MO", "MO,TU,WE,TH,FR", "MO,TU,WE,TH,FR,SA,SU", "FR,MO", "SA,SU", "MO,TU", "2TU", "-1FR,+1MO", "MO,WE,TH,FR", "XX"]
)


def _on_some_day(row: ScheduleRecord) -> ScheduleRecord:
    """Name every day for a week on bank holidays only that names none: files say the same by naming no day."""
    says_no_day = row.freq == "WEEKLY" and not (row.byday or row.bymonthday or row.dtstart)
    if row.bank_holidays is BankHolidays.ONLY and says_no_day:
        return row._replace(byday=",".join(WEEKDAY_CODES))
    return row


schedules = st.builds(
    ScheduleRecord,
    id=ids,
    opens_at=times,
    closes_at=times,
    phone_id=st.none(),
    kind=st.sampled_from(ScheduleKind),
    freq=st.sampled_from(["WEEKLY", "MONTHLY"]),
    interval=st.integers(1, 52),
    byday=bydays,
    bymonthday=st.none() | st.sampled_from(["1", "-1,15"]),
    dtstart=st.none() | days,
    valid_from=st.none() | days,
    valid_to=st.none() | days,
    bank_holidays=st.sampled_from(BankHolidays),
    note=maybe,
    position=positions,
).map(_on_some_day)
round_the_clock = st.builds(
    lambda id_, byday: ScheduleRecord(id=id_, opens_at=time(), closes_at=time(), byday=byday), ids, bydays
)
exceptions = st.builds(
    ScheduleExceptionRecord, id=ids, on=days, opens_at=times, closes_at=times, note=maybe
) | st.builds(ScheduleExceptionRecord, id=ids, on=days, opens_at=st.none(), closes_at=st.none(), note=maybe)
areas = st.builds(
    ServiceAreaRecord, id=ids, kind=st.sampled_from(AreaKind), name=words, position=positions
) | st.builds(
    ServiceAreaRecord,
    id=ids,
    kind=st.sampled_from(AreaKind),
    name=st.sampled_from(["London", "National", "Brent", "london"]),
    position=positions,
)
languages = st.builds(LanguageRecord, id=ids, name=words, note=maybe)
sources = st.builds(
    SourceRecord,
    id=ids,
    title=words,
    url=maybe,
    type=maybe,
    page_date=maybe,
    seen_on=st.none() | days,
    position=positions,
)
addresses = st.builds(
    AddressRecord,
    id=ids,
    address_1=maybe,
    city=maybe,
    state_province=maybe,
    postal_code=maybe,
    country=st.sampled_from(["GB", "FR"]),
)
degrees = st.none() | st.floats(-90, 90).map(lambda number: number + 0.0)
locations = st.builds(
    LocationRecord,
    id=ids,
    kind=st.sampled_from(LocationKind),
    name=maybe,
    ward=maybe,
    latitude=degrees,
    longitude=degrees,
    is_approximate=st.booleans(),
    coordinate_source=maybe,
    addresses=st.lists(addresses, max_size=3).map(tuple),
)
at_locations = st.builds(ServiceAtLocationRecord, id=ids, location=locations, position=positions)
our_terms = st.sampled_from(AgencyType).flatmap(
    lambda code: st.builds(
        TermRecord,
        id=ids,
        taxonomy=st.just(TaxonomyRecord(TaxonomyName.AGENCY_TYPE)),
        code=st.just(code.value),
        name=words | st.just(label_of(TaxonomyName.AGENCY_TYPE, code.value)),
        position=st.none(),
    )
)
free_terms = st.builds(
    TermRecord,
    id=ids,
    taxonomy=st.sampled_from([TaxonomyName.FOR_WHOM, TaxonomyName.EXCLUSION, TaxonomyName.TOPIC]).map(TaxonomyRecord),
    code=words | st.sampled_from(["women", "under-19"]),
    name=words | st.sampled_from(["women", "under 19"]),
    position=st.none(),
)
terms = our_terms | free_terms
organizations = st.builds(
    OrganizationRecord,
    id=ids,
    slug=words,
    name=words,
    kind=st.sampled_from(OrganizationKind),
    is_first_responder=st.booleans(),
)


def _many(rows: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(rows, max_size=3).map(tuple)


services = st.builds(
    ServiceRecord,
    id=ids,
    slug=not_blank,
    name=not_blank,
    description=not_blank,
    organization=organizations,
    coverage=st.sampled_from(Coverage),
    last_modified_at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    alternate_name=maybe,
    url=maybe,
    email=maybe,
    status=st.sampled_from(ServiceStatus),
    publication=st.sampled_from(Publication),
    service_area_description=maybe,
    nations=st.none() | st.sampled_from(Nations),
    eligibility_description=maybe,
    minimum_age=st.none() | st.integers(0, 120),
    maximum_age=st.none() | st.integers(0, 120),
    women_only=st.none() | st.booleans(),
    is_free_to_ring=st.none() | st.booleans(),
    approach=st.none() | st.sampled_from(Approach),
    interpretation_services=maybe,
    alert=maybe,
    hours_description=maybe,
    referral_channel=st.none() | st.sampled_from(ReferralChannel),
    takes_professionals=st.booleans(),
    takes_self=st.booleans(),
    referral_note=maybe,
    response_time=maybe,
    what_happens_next=maybe,
    assured_on=st.none() | days,
    assured_by=maybe,
    evidence_grade=st.none() | st.sampled_from("ABC"),
    verification_notes=maybe,
    phones=_many(phones),
    contacts=_many(contacts),
    schedules=_many(schedules | round_the_clock),
    schedule_exceptions=_many(exceptions),
    areas=_many(areas),
    languages=_many(languages),
    sources=_many(sources),
    terms=_many(terms),
    at_locations=_many(at_locations),
    former_identifiers=_many(words),
)


ROWS = {
    "phones": phones,
    "contacts": contacts,
    "schedules": schedules | round_the_clock,
    "schedule_exceptions": exceptions,
    "areas": areas,
    "languages": languages,
    "sources": sources,
    "terms": terms,
    "at_locations": at_locations,
    "former_identifiers": words,
}
"""Any row of each kind."""

SINGLE = {"name", "description", "alternate_name", "url", "email", "alert", "verification_notes", "slug", "assured_by"}
"""Fields of text."""


def a_service(**values: object) -> ServiceRecord:
    """A made-up listing; a test passes only the fields it is about."""
    plain: dict[str, object] = {
        "id": UUID("aaaaaaaa-0000-4000-8000-000000000001"),
        "slug": "made-up-service",
        "name": "Made-up service",
        "description": "It is made up.",
        "organization": OrganizationRecord(
            UUID("aaaaaaaa-0000-4000-8000-000000000002"),
            "made-up-trust",
            "Made-up Trust",
            OrganizationKind.CHARITY,
            False,
        ),
        "coverage": Coverage.BRENT,
        "last_modified_at": datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
    }
    return listing_record.ServiceRecord(**(plain | values))  # type: ignore[arg-type]  # what a test names is of the right kind
