"""Five numbers by lot, spread over those who own them."""

from datetime import UTC, date, datetime
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.directory.spot_checks.draw import A_MONTH, Number, drawn, month_of

some_numbers = st.lists(
    st.builds(
        lambda phone, service, owner: Number(UUID(int=phone), UUID(int=1000 * owner + service), UUID(int=owner)),
        st.integers(1, 10**6),
        st.integers(1, 4),
        st.integers(1, 8),
    ),
    unique_by=lambda number: number.phone_id,
    max_size=60,
)


@given(some_numbers, st.integers(0, 10**6))
def test_as_many_as_there_are_up_to_five_each_of_another_listing(numbers: list[Number], seed: int) -> None:
    found = drawn(numbers, Random(seed))

    assert len(found) == min(A_MONTH, len({number.service_id for number in numbers}))
    assert len({number.service_id for number in found}) == len(found)
    assert set(found) <= set(numbers)


@given(some_numbers, st.integers(0, 10**6))
def test_no_owner_twice_before_each_once(numbers: list[Number], seed: int) -> None:
    found = drawn(numbers, Random(seed))
    owners, drawn_owners = ({number.organization_id for number in some} for some in (numbers, found))

    assert len(drawn_owners) == min(A_MONTH, len(owners))


def test_each_owner_is_as_likely_however_much_it_owns() -> None:
    numbers = [Number(UUID(int=place), UUID(int=place), UUID(int=1)) for place in range(1, 100)]
    numbers += [Number(UUID(int=100 + owner), UUID(int=100 + owner), UUID(int=owner)) for owner in range(2, 11)]
    lot, times = Random(7), 4000

    of_the_large = sum(
        any(number.organization_id == UUID(int=1) for number in drawn(numbers, lot)) for _ in range(times)
    )

    assert 0.45 < of_the_large / times < 0.55


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        ("2026-12-31 23:59", date(2026, 12, 1)),
        ("2027-01-01 00:00", date(2027, 1, 1)),
        ("2027-05-31 22:59", date(2027, 5, 1)),
        ("2027-05-31 23:00", date(2027, 6, 1)),
        ("2027-03-31 22:59", date(2027, 3, 1)),
        ("2026-10-31 23:59", date(2026, 10, 1)),
    ],
)
def test_a_month_begins_at_midnight_in_london(moment: str, month: date) -> None:
    assert month_of(datetime.fromisoformat(moment).replace(tzinfo=UTC)) == month
