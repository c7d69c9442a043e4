"""A made-up listing that fills every column and every kind of row, with words that files find hard."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

from pathway.directory.models import (
    Address,
    FormerIdentifier,
    Language,
    Location,
    Phone,
    Schedule,
    ScheduleException,
    ServiceArea,
    Source,
)
from pathway.directory.vocabulary import (
    Approach,
    AreaKind,
    BankHolidays,
    Coverage,
    LocationKind,
    Nations,
    PhoneType,
    ReferralChannel,
    ScheduleKind,
    ServiceStatus,
)
from tests.factories import hours

HARD = "=cmd|' /C calc'!A0 \\ | \n\t\"quoted\", 'so' <img src=x onerror=window.PWN=1>${window.PWN=1}</script>"


def a_full_listing() -> dict[str, Any]:
    """Arguments for `factories.publish`, with every field and kind of row."""
    ring, write = uuid4(), uuid4()
    return {
        "slug": "a-listing-with-everything",
        "name": "<img src=x onerror=window.PWN=1>${window.PWN=1}</script>",
        "alternate_name": "+44 things",
        "description": HARD,
        "url": "https://everything.example.org/?a=b|c",
        "email": "everything@example.org",
        "status": ServiceStatus.TEMPORARILY_CLOSED,
        "coverage": Coverage.LONDON,
        "service_area_description": "-1 and @2",
        "nations": Nations.ENGLAND_WALES,
        "eligibility_description": "\n leading and trailing \r\n",
        "minimum_age": 0,
        "maximum_age": 120,
        "women_only": False,
        "is_free_to_ring": True,
        "approach": Approach.HARM_REDUCTION,
        "interpretation_services": "id=5 | kind=x",
        "alert": "\N{ZERO WIDTH SPACE}'=1+1",
        "hours_description": "also",
        "referral_channel": ReferralChannel.EMAIL_LINK,
        "takes_professionals": False,
        "takes_self": False,
        "referral_note": "''",
        "response_time": "24 hours",
        "what_happens_next": "She is rung back.",
        "assured_on": date(2026, 11, 1),
        "assured_by": "Somebody made up",
        "evidence_grade": "B",
        "verification_notes": HARD,
        "last_modified_at": datetime(2026, 11, 2, 3, 4, 5, 678901, tzinfo=UTC),
        "phones": [
            Phone(
                id=ring,
                number="+44 20 7946 0000",
                digits="02079460000",
                extension="12",
                description="| and \\",
                number_checked_on=date(2026, 10, 1),
                number_checked_by="Somebody | made up",
                position=3,
            ),
            Phone(id=write, number="07700 900123", digits="07700900123", type=PhoneType.SMS, position=3),
        ],
        "schedules": [
            hours(note="by | appointment", position=0),
            hours(
                "22:00", "02:00:30", "FR,MO", kind=ScheduleKind.INTAKE, bank_holidays=BankHolidays.CLOSED, position=1
            ),
            Schedule(
                freq="MONTHLY",
                byday="2TU,-1FR",
                opens_at=time(10),
                closes_at=time(12),
                interval=2,
                dtstart=date(2026, 1, 6),
                valid_from=date(2026, 1, 1),
                valid_to=date(2027, 1, 1),
                phone_id=write,
                position=1,
            ),
            Schedule(freq="MONTHLY", bymonthday="1,-1", opens_at=time(0), closes_at=time(0), position=9),
        ],
        "schedule_exceptions": [
            ScheduleException(on=date(2026, 12, 25), note="closed | all day"),
            ScheduleException(on=date(2026, 12, 24), opens_at=time(10), closes_at=time(14)),
        ],
        "areas": [
            ServiceArea(kind=AreaKind.PLACE, name="London", position=0),
            ServiceArea(kind=AreaKind.LONDON, name="London", position=1),
            ServiceArea(kind=AreaKind.PLACE, name="kind=place", position=1),
        ],
        "languages": [Language(name="Polish", note="Mondays"), Language(name="=Welsh")],
        "sources": [
            Source(
                title="A page", url="https://example.org/", type="official", page_date="2025", seen_on=date(2026, 1, 1)
            ),
            Source(title="@somebody said", position=0),
        ],
        "former_identifiers": [FormerIdentifier(value="an-old-name"), FormerIdentifier(value="another|name")],
        "at": Location(
            id=uuid4(),
            kind=LocationKind.SITE,
            name="The | house",
            ward="Stonebridge",
            latitude=51.5365,
            longitude=-0.0,
            is_approximate=True,
            coordinate_source="somebody",
            addresses=[
                Address(location_kind=LocationKind.SITE, address_1="1 Example Street", postal_code="NW10 4LT"),
                Address(location_kind=LocationKind.SITE, city="London", state_province="Greater London", country="FR"),
                Address(location_kind=LocationKind.SITE),
            ],
        ),
    }
