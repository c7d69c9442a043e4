"""Five numbers by lot, spread over those who own them."""

from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from pathway.directory.spot_checks.draw import A_MONTH, Number, drawn

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
