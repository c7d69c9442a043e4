"""Every column has a name for those who look after a listing, and no change is told in the words of a file."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import UUID

from pathway.directory.editing.change_words import LABELS, changes
from pathway.directory.exchange.spreadsheet.listing_row import COLUMNS
from pathway.directory.listing_record import OrganizationRecord, PhoneRecord, ScheduleRecord, ServiceRecord
from pathway.directory.vocabulary import BankHolidays, Coverage, ServiceStatus
from pathway.organizations.vocabulary import OrganizationKind

LISTING = ServiceRecord(
    id=UUID(int=7 << 64),
    organization=OrganizationRecord(UUID(int=8 << 64), "trust", "Trust", OrganizationKind.CHARITY, False),
    slug="listing",
    name="Listing",
    description="Help.",
    coverage=Coverage.BRENT,
    phones=(PhoneRecord(UUID(int=9 << 64), "020 7946 0000", "02079460000"),),
    last_modified_at=datetime(2026, 11, 24, tzinfo=UTC),
)


def test_every_column_has_a_name() -> None:
    assert set(LABELS) == set(COLUMNS)
    assert not [label for label in LABELS.values() if "_" in label]


def test_a_closure_is_told_in_words() -> None:
    closed = replace(
        LISTING, status=ServiceStatus.TEMPORARILY_CLOSED, closed_until=date(2026, 12, 27), closed_note="Flood."
    )

    assert list(changes(closed, LISTING)) == [
        "Whether it runs: “running”, now “closed for now”",
        "Closed up to and including: nothing, now “2026-12-27”",
        "Why it is closed: nothing, now “Flood.”",
    ]


def test_a_number_taken_out_and_one_added_are_told_in_words() -> None:
    other = replace(LISTING, phones=(PhoneRecord(UUID(int=5 << 64), "020 7946 0001", "02079460001"),))

    lines = list(changes(other, LISTING))

    assert lines == ["Numbers, taken out: 020 7946 0000", "Numbers, added: 020 7946 0001"]
    assert not re.search(r"_", " ".join(lines))


def test_rows_are_said_as_a_person_says_them() -> None:
    window = ScheduleRecord(
        UUID(int=5 << 64),
        time(9),
        time(17),
        byday="MO,TU",
        valid_to=date(2026, 12, 13),
        bank_holidays=BankHolidays.CLOSED,
        note="ring first",
    )

    assert list(changes(replace(LISTING, schedules=(window,)), LISTING)) == [
        "Hours, added: Mon, Tue 09:00-17:00, ring first, until 13 December 2026, closed on bank holidays"
    ]
