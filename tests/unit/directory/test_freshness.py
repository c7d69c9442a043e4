"""Tiers to the day: the 90th and the 180th still count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.directory.freshness import Tier, due_on, is_number_fresh, tier

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


ENDS = date(2027, 3, 28)  # the clocks go forward


@pytest.mark.parametrize(
    ("confirmed_on", "today", "expected"),
    [
        (ENDS - timedelta(days=60), ENDS - timedelta(days=31), Tier.FRESH),
        (ENDS - timedelta(days=60), ENDS - timedelta(days=30), Tier.DUE),
        (ENDS - timedelta(days=31), ENDS - timedelta(days=30), Tier.DUE),
        (ENDS - timedelta(days=30), ENDS - timedelta(days=30), Tier.FRESH),
        (ENDS - timedelta(days=30), ENDS, Tier.FRESH),
        (ENDS - timedelta(days=30), ENDS + timedelta(days=1), Tier.DUE),
        (ENDS, ENDS + timedelta(days=1), Tier.DUE),
        (ENDS + timedelta(days=1), ENDS + timedelta(days=1), Tier.FRESH),
        (ENDS - timedelta(days=200), ENDS, Tier.STALE),
        (None, ENDS, Tier.NEVER),
    ],
)
def test_the_end_of_funding_asks_once_before_and_once_after(
    confirmed_on: date | None, today: date, expected: Tier
) -> None:
    assert tier(confirmed_on, today, due_on(confirmed_on, ENDS)) is expected


@pytest.mark.parametrize(
    ("unanswered_on", "expected"),
    [(TODAY, Tier.DUE), (TODAY - timedelta(days=9), Tier.DUE), (TODAY - timedelta(days=10), Tier.FRESH)],
)
def test_what_nobody_answers_is_due_until_it_is_confirmed_again(unanswered_on: date, expected: Tier) -> None:
    confirmed_on = TODAY - timedelta(days=10)

    assert tier(confirmed_on, TODAY, due_on(confirmed_on, None, unanswered_on)) is expected


any_day = st.none() | st.dates() | st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(any_day, st.dates(), any_day, any_day)
def test_any_days_give_a_tier_and_nothing_makes_it_fresher(
    confirmed_on: date | None, today: date, funded_until: date | None, unanswered_on: date | None
) -> None:
    asked = tier(confirmed_on, today, due_on(confirmed_on, funded_until, unanswered_on))
    without = tier(confirmed_on, today)

    assert asked is without or (without, asked) == (Tier.FRESH, Tier.DUE)


@given(st.dates(date(2020, 1, 1), TODAY), any_day, any_day, st.integers(0, 400))
def test_it_is_due_from_the_day_that_is_said(
    confirmed_on: date, funded_until: date | None, unanswered_on: date | None, later: int
) -> None:
    today, due = confirmed_on + timedelta(days=later), due_on(confirmed_on, funded_until, unanswered_on)

    assert due is not None
    assert (tier(confirmed_on, today, due) in {Tier.DUE, Tier.STALE}) is (today >= due)
