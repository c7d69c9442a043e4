"""Sets of positions behave as sets do, whatever their length."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pathway.directory.search.index import bitsets

LENGTH = st.integers(min_value=1, max_value=70)


@st.composite
def two_sets(draw: st.DrawFn) -> tuple[int, set[int], set[int]]:
    length = draw(LENGTH)
    members = st.sets(st.integers(min_value=0, max_value=length - 1))
    return length, draw(members), draw(members)


def made(members: set[int], length: int) -> bitsets.Bits:
    return bitsets.of_positions(np.array(sorted(members), np.int64), length)


@given(two_sets())
def test_they_join_and_count_as_sets_do(given: tuple[int, set[int], set[int]]) -> None:
    length, one, other = given
    sets = [made(one, length), made(other, length)]

    assert set(bitsets.positions(bitsets.all_of(sets)).tolist()) == one & other
    assert set(bitsets.positions(bitsets.any_of(sets)).tolist()) == one | other
    assert bitsets.size(sets[0]) == len(one)
    assert bitsets.positions(sets[0]).tolist() == sorted(one)


@given(two_sets())
def test_a_probe_says_which_it_holds(given: tuple[int, set[int], set[int]]) -> None:
    length, held, asked = given
    places = np.array(sorted(asked), np.int64)

    found = bitsets.Probe.at(places).of(made(held, length))

    assert found.tolist() == [int(place in held) for place in sorted(asked)]


@given(LENGTH)
def test_everything_ends_with_the_last_position(length: int) -> None:
    assert bitsets.positions(bitsets.everything(length)).tolist() == list(range(length))
    assert bitsets.size(bitsets.everything(length)) == length
