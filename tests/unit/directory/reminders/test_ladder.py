"""Who is reminded, of what and how often: to the day, and over both changes of the clocks."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.core.clock import LONDON
from pathway.directory.freshness import DUE_UNTIL, FRESH_FOR, Tier, due_on, tier
from pathway.directory.reminders.ladder import (
    A_WEEK,
    COLLEAGUES_AFTER,
    Listing,
    People,
    Rung,
    by_person,
    is_office_hour,
    may_write,
    recipients,
    rung,
)

TODAY = date(2026, 11, 24)
FORWARD, BACK = date(2027, 3, 28), date(2026, 10, 25)
HOME, OTHER = UUID(int=100), UUID(int=200)
OWNER, COLLEAGUE, STRANGER, COORDINATOR = (UUID(int=number) for number in range(1, 5))
PEOPLE = People({HOME: [OWNER, COLLEAGUE], OTHER: [STRANGER]}, [COORDINATOR])


def listing(age: int, owner_id: UUID | None = OWNER, today: date = TODAY, **given_values: object) -> Listing:
    """A listing that was confirmed so many days ago."""
    confirmed_on, funded_until = today - timedelta(days=age), given_values.pop("funded_until", None)
    plain = {"id": UUID(int=9), "organization_id": HOME, "owner_id": owner_id, "assured_on": confirmed_on}
    return Listing(**(plain | {"due_on": due_on(confirmed_on, funded_until)} | given_values))


@pytest.mark.parametrize("today", [TODAY, FORWARD, FORWARD + timedelta(days=1), BACK, BACK + timedelta(days=1)])
@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (90, None),
        (91, Rung.OWNER),
        (120, Rung.OWNER),
        (121, Rung.COLLEAGUES),
        (180, Rung.COLLEAGUES),
        (181, Rung.COORDINATORS),
    ],
)
def test_a_reminder_climbs_to_the_day(age: int, expected: Rung | None, today: date) -> None:
    assert rung(listing(age, today=today), today) is expected


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (90, set()),
        (91, {OWNER}),
        (121, {OWNER, COLLEAGUE}),
        (181, {OWNER, COLLEAGUE, COORDINATOR}),
    ],
)
def test_whoever_stands_lower_is_still_reminded(age: int, expected: set[UUID]) -> None:
    assert recipients(listing(age), PEOPLE, TODAY) == expected


@pytest.mark.parametrize("owner_id", [None, STRANGER, UUID(int=77)])
def test_without_an_owner_of_its_own_all_managers_are_asked_at_once(owner_id: UUID | None) -> None:
    assert recipients(listing(91, owner_id), PEOPLE, TODAY) == {OWNER, COLLEAGUE}


def test_without_any_manager_the_coordinators_are() -> None:
    assert recipients(listing(91, None, organization_id=UUID(int=300)), PEOPLE, TODAY) == {COORDINATOR}


def test_the_end_of_funding_climbs_by_its_own_day() -> None:
    ends = TODAY + timedelta(days=30)

    assert rung(listing(40, funded_until=ends), TODAY) is Rung.OWNER
    assert rung(listing(40, funded_until=ends), TODAY - timedelta(days=1)) is None
    assert rung(listing(40, funded_until=TODAY - timedelta(days=5)), TODAY) is Rung.COLLEAGUES
    assert rung(listing(2, funded_until=TODAY - timedelta(days=1)), TODAY) is Rung.OWNER


people_of = st.lists(st.sampled_from([OWNER, COLLEAGUE, STRANGER]), unique=True)
some_people = st.builds(
    lambda home, other, coordinators: People({HOME: home, OTHER: other}, coordinators),
    people_of,
    people_of,
    st.lists(st.just(COORDINATOR), unique=True),
)
some_listings = st.lists(
    st.builds(
        listing,
        st.integers(0, 400),
        st.sampled_from([OWNER, COLLEAGUE, STRANGER, None]),
        id=st.uuids(),
        organization_id=st.sampled_from([HOME, OTHER]),
        funded_until=st.none() | st.dates(TODAY - timedelta(days=200), TODAY + timedelta(days=200)),
    ),
    max_size=12,
)


@given(some_listings, some_people)
def test_each_gets_one_mail_of_what_is_hers_to_know(listings: list[Listing], people: People) -> None:
    mails = by_person(listings, people, TODAY)

    for person_id, hers in mails.items():
        assert hers
        assert len({one.id for one in hers}) == len(hers)
        days = [one.due_on for one in hers]
        assert days == sorted(days)
        for one in hers:
            assert tier(one.assured_on, TODAY, one.due_on) in {Tier.DUE, Tier.STALE}
            assert person_id in {*people.managers[one.organization_id], *people.coordinators}


@given(some_listings, some_people)
def test_no_listing_that_is_due_is_forgotten_while_there_is_anybody(listings: list[Listing], people: People) -> None:
    reminded_of = {one.id for hers in by_person(listings, people, TODAY).values() for one in hers}

    for one in listings:
        is_due = tier(one.assured_on, TODAY, one.due_on) in {Tier.DUE, Tier.STALE}
        somebody = people.managers[one.organization_id] or people.coordinators
        assert (one.id in reminded_of) is (is_due and bool(somebody))


@given(st.integers(0, 400), st.integers(0, 400), st.sampled_from([OWNER, COLLEAGUE]))
def test_a_listing_that_waits_longer_is_known_to_no_fewer(age: int, longer: int, owner_id: UUID) -> None:
    earlier = recipients(listing(age, owner_id), PEOPLE, TODAY)

    assert earlier <= recipients(listing(age, owner_id), PEOPLE, TODAY + timedelta(days=longer))


def test_seven_days_to_the_second() -> None:
    sent = datetime(2026, 11, 24, 10, tzinfo=UTC)

    assert may_write(None, sent)
    assert not may_write(sent, sent)
    assert not may_write(sent, sent + A_WEEK - timedelta(seconds=1))
    assert may_write(sent, sent + A_WEEK)
    assert not may_write(sent + timedelta(days=1), sent)


@pytest.mark.parametrize(
    ("there", "leaves"),
    [
        ("2026-11-24 07:59", False),
        ("2026-11-24 08:00", True),
        ("2026-11-24 17:59", True),
        ("2026-11-24 18:00", False),
        ("2026-11-28 12:00", False),
        ("2027-03-26 08:00", True),
        ("2027-03-29 08:00", True),
        ("2026-10-23 08:00", True),
        ("2026-10-26 07:59", False),
    ],
)
def test_mails_leave_in_office_hours_of_london(there: str, leaves: bool) -> None:
    local = datetime.fromisoformat(there).replace(tzinfo=LONDON)

    assert is_office_hour(local.astimezone(UTC)) is leaves


@settings(deadline=None, max_examples=20)
@given(st.sampled_from([FORWARD, BACK]), st.integers(0, 59), st.integers(0, 6))
def test_run_every_hour_over_a_change_of_the_clocks_it_writes_weekly_and_never_sooner(
    change: date, minute: int, shift: int
) -> None:
    start = datetime(change.year, change.month, change.day, 0, minute, tzinfo=UTC) - timedelta(days=30 + shift)
    confirmed_on = start.date() - FRESH_FOR - timedelta(days=1)
    sent: list[datetime] = []

    for hour in range(24 * 60):
        now = start + timedelta(hours=hour)
        one = Listing(UUID(int=9), HOME, OWNER, confirmed_on, due_on(confirmed_on))
        is_hers = OWNER in by_person([one], PEOPLE, now.astimezone(LONDON).date())
        if is_hers and is_office_hour(now) and may_write(sent[-1] if sent else None, now):
            sent.append(now)

    gaps = [later - earlier for earlier, later in pairwise(sent)]
    assert min(gaps) >= A_WEEK
    assert max(gaps) <= A_WEEK + timedelta(days=3)
    assert len(sent) >= 7


def test_the_rungs_lie_between_the_tiers() -> None:
    assert FRESH_FOR + COLLEAGUES_AFTER < DUE_UNTIL
