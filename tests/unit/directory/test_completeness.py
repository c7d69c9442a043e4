"""What a listing lacks, and the two floors under it."""

from dataclasses import replace
from datetime import UTC, datetime, time
from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.directory.completeness import Part, may_be_chosen, may_publish, missing
from pathway.directory.listing_record import (
    LocationRecord,
    OrganizationRecord,
    PhoneRecord,
    ScheduleRecord,
    ServiceAreaRecord,
    ServiceAtLocationRecord,
    ServiceRecord,
)
from pathway.directory.vocabulary import AreaKind, Coverage, LocationKind, PhoneType, ReferralChannel
from pathway.organizations.vocabulary import OrganizationKind

BARE = ServiceRecord(
    id=UUID(int=1),
    organization=OrganizationRecord(UUID(int=2), "o", "O", OrganizationKind.CHARITY, is_first_responder=False),
    slug="a",
    name="A",
    description="A.",
    coverage=Coverage.BRENT,
    last_modified_at=datetime(2026, 11, 23, tzinfo=UTC),
)
NUMBER = PhoneRecord(UUID(int=3), "07700 900001", "07700900001")
TEXTS = NUMBER._replace(type=PhoneType.SMS)
GIVEN = {
    "way": {"referral_channel": ReferralChannel.INBOX, "takes_professionals": True},
    "number": {"phones": (NUMBER,)},
    "hours": {"schedules": (ScheduleRecord(UUID(int=4), time(9), time(17), byday="MO"),)},
    "for_whom": {"minimum_age": 18},
    "area": {"areas": (ServiceAreaRecord(UUID(int=5), AreaKind.PLACE, "Brent"),)},
    "page": {"url": "https://example.org/"},
    "door": {"at_locations": (ServiceAtLocationRecord(UUID(int=6), LocationRecord(UUID(int=7), LocationKind.SITE)),)},
}


def listing(*parts: str, **values: object) -> ServiceRecord:
    """A listing that says these things and nothing else."""
    said = {name: value for part in parts for name, value in GIVEN[part].items()}
    return replace(BARE, **(said | values))


def test_a_listing_that_says_nothing_lacks_everything_in_the_order_of_need() -> None:
    assert missing(BARE) == (Part.WAY, Part.NUMBER, Part.HOURS, Part.FOR_WHOM, Part.AREA)


def test_a_complete_listing_lacks_nothing() -> None:
    assert missing(listing(*Part)) == ()


@pytest.mark.parametrize("part", Part)
def test_each_part_is_missed_by_itself(part: Part) -> None:
    assert missing(listing(*(other for other in Part if other is not part))) == (part,)


@pytest.mark.parametrize(
    ("channel", "has", "knows"),
    [
        (ReferralChannel.PHONE, (), False),
        (ReferralChannel.PHONE, ("number",), True),
        (ReferralChannel.WEB_FORM, ("number",), False),
        (ReferralChannel.WEB_FORM, ("page",), True),
        (ReferralChannel.SELF_ONLY, (), False),
        (ReferralChannel.SELF_ONLY, ("door",), True),
        (None, ("number", "page", "door"), False),
    ],
)
def test_a_way_to_refer_needs_what_it_takes(channel: ReferralChannel | None, has: tuple[str, ...], knows: bool) -> None:
    found = missing(listing(*has, referral_channel=channel, takes_self=True))

    assert (Part.WAY not in found) is knows


def test_nobody_refers_where_neither_worker_nor_woman_may_get_in_touch() -> None:
    assert Part.WAY in missing(listing("number", referral_channel=ReferralChannel.PHONE))


def test_a_number_for_texts_is_a_number_and_nothing_to_ring() -> None:
    lacks = missing(listing(phones=(TEXTS,), referral_channel=ReferralChannel.PHONE, takes_self=True))

    assert Part.NUMBER not in lacks
    assert Part.WAY in lacks


def test_hours_that_a_number_states_are_hours() -> None:
    assert Part.HOURS not in missing(listing(phones=(NUMBER._replace(description="office hours"),)))


def test_hours_in_words_only_are_none() -> None:
    assert Part.HOURS in missing(listing(hours_description="most mornings"))


@pytest.mark.parametrize("reach", ["number", "page", "door"])
def test_what_can_be_reached_and_says_where_may_be_published(reach: str) -> None:
    assert may_publish(listing("area", reach))
    assert not may_publish(listing(reach))


def test_what_nobody_can_reach_is_not_published() -> None:
    assert not may_publish(listing("area", "way", "hours", "for_whom"))


def test_a_number_or_a_known_way_is_enough_to_be_chosen() -> None:
    assert may_be_chosen(listing("area", "number"))
    assert may_be_chosen(listing("area", "way", "page"))
    assert not may_be_chosen(listing("area", "page", "door", "hours", "for_whom"))


@given(st.sets(st.sampled_from(sorted(GIVEN))), st.sampled_from(sorted(GIVEN)))
def test_to_say_more_never_takes_anything_away(said: set[str], more: str) -> None:
    before, after = listing(*said), listing(*said, more)

    assert set(missing(after)) <= set(missing(before))
    assert may_publish(before) <= may_publish(after)
    assert may_be_chosen(before) <= may_be_chosen(after)


def test_what_may_be_chosen_may_be_published() -> None:
    sets = [said for size in range(len(GIVEN) + 1) for said in combinations(GIVEN, size)]

    assert all(may_publish(listing(*said)) for said in sets if may_be_chosen(listing(*said)))
    assert any(may_publish(listing(*said)) and not may_be_chosen(listing(*said)) for said in sets)
