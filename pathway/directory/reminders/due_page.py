"""A listing as the page of a reminder shows it: what a manager has to look at before she says that it is right."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pathway.directory.hours.stored import timetable_of
from pathway.directory.hours.week_table import HoursRow, exception_rows, week_table
from pathway.directory.listing_record import PhoneRecord, ServiceRecord
from pathway.directory.search.cards import area_words, for_whom, how_to_refer


@dataclass(frozen=True)
class DueListing:
    """What is asked about. `hours` and `exceptions` are empty where nobody knows them."""

    id: UUID
    name: str
    assured_on: date | None
    phones: tuple[PhoneRecord, ...]
    hours: tuple[HoursRow, ...]
    exceptions: tuple[HoursRow, ...]
    hours_description: str | None
    refer: str
    for_whom: str
    area: str
    funded_until: date | None


def as_shown(listing: ServiceRecord, today: date) -> DueListing:
    """Return a listing as the page shows it on a London day."""
    timetable = timetable_of(listing)
    return DueListing(
        id=listing.id,
        name=listing.name,
        assured_on=listing.assured_on,
        phones=listing.phones,
        hours=tuple(week_table(timetable, today)),
        exceptions=tuple(exception_rows(timetable, today)),
        hours_description=listing.hours_description,
        refer=how_to_refer(listing),
        for_whom=for_whom(listing),
        area=area_words(listing) or "not known",
        funded_until=listing.funded_until,
    )
