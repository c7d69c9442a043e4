"""Tiers to the day: the 90th and the 180th still count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.directory.freshness import Tier, is_number_fresh, tier

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, Tier.FRESH),
        (90, Tier.FRESH),
        (91, Tier.DUE),
        (180, Tier.DUE),
        (181, Tier.STALE),
        (4000, Tier.STALE),
    ],
)
def test_a_confirmation_ages_from_fresh_to_due_to_stale(days: int, expected: Tier) -> None:
    assert tier(TODAY - timedelta(days=days), TODAY) is expected


def test_never_confirmed_is_a_tier_of_its_own() -> None:
    assert tier(None, TODAY) is Tier.NEVER


def test_a_day_yet_to_come_is_no_confirmation() -> None:
    assert tier(TODAY + timedelta(days=1), TODAY) is Tier.NEVER


def test_confirmed_stands_before_never_confirmed_and_that_before_stale() -> None:
    in_order = sorted(Tier, key=lambda found: found.rank)

    assert in_order == [Tier.FRESH, Tier.DUE, Tier.NEVER, Tier.STALE]


def test_only_stale_is_out_of_routing() -> None:
    assert [found for found in Tier if not found.routable] == [Tier.STALE]


@pytest.mark.parametrize(("days", "expected"), [(0, True), (90, True), (91, False), (-1, False), (4000, False)])
def test_a_number_is_printed_for_ninety_days_after_it_was_checked(days: int, expected: bool) -> None:
    assert is_number_fresh(TODAY - timedelta(days=days), TODAY) is expected


def test_a_number_nobody_checked_is_not_printed() -> None:
    assert not is_number_fresh(None, TODAY)


@given(st.dates(date(2020, 1, 1), TODAY), st.integers(0, 400))
def test_a_confirmation_never_grows_fresher_with_time(confirmed_on: date, later: int) -> None:
    ages = [Tier.FRESH, Tier.DUE, Tier.STALE]

    now, then = tier(confirmed_on, TODAY), tier(confirmed_on, TODAY + timedelta(days=later))

    assert ages.index(now) <= ages.index(then)
