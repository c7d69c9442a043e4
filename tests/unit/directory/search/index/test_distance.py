"""What is nearest is what a straight line says, also where a listing has several places."""

import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.directory.geography import Place, PlaceKind, in_space, miles_between
from pathway.directory.search.index import distance
from pathway.directory.search.index.columns import Columns

BRITAIN = st.tuples(st.floats(min_value=50, max_value=58), st.floats(min_value=-6, max_value=1.7))


def origin_at(point: tuple[float, float]) -> Place:
    return Place(PlaceKind.OUTCODE, "NW10", point[0], point[1], None, None)


def columns_of(points: list[list[tuple[float, float]]]) -> Columns:
    """Columns of listings with these places each."""
    number = len(points)
    counts = np.array([len(places) for places in points], np.int64)
    flat = [point for places in points for point in places]
    flags = dict.fromkeys(("is_placed", "is_afar", "is_particular", "is_reachable"), np.ones(number, np.bool_))
    return Columns(
        docids=np.arange(1, number + 1),
        reach=np.zeros(number, np.int64),
        reaches=np.zeros(number, np.int64),
        assured=np.zeros(number, np.int64),
        due=np.zeros(number, np.int64),
        hours=np.zeros(number, np.int64),
        hours_keys=("",),
        names=("",) * number,
        name_rank=np.arange(number)[::-1],
        first_site=np.cumsum(counts) - counts,
        site_count=counts,
        sites=np.array([in_space(*point) for point in flat]).T,
        **flags,
    )


@settings(max_examples=200, deadline=None)
@given(BRITAIN, st.lists(st.lists(BRITAIN, min_size=1, max_size=3), min_size=1, max_size=20))
def test_the_nearest_place_of_each_counts(origin: tuple[float, float], points: list[list[tuple[float, float]]]) -> None:
    columns = columns_of(points)

    found = distance.near(np.arange(len(points)), origin_at(origin), None, columns)
    everyone = np.arange(len(points))

    assert found.positions.tolist() == everyone.tolist()
    assert found.miles(everyone) == pytest.approx([min(miles_between(origin, point) for point in of) for of in points])


@settings(max_examples=100, deadline=None)
@given(BRITAIN, st.lists(st.lists(BRITAIN, min_size=1, max_size=2), min_size=1, max_size=20))
def test_a_band_is_that_of_the_miles(origin: tuple[float, float], points: list[list[tuple[float, float]]]) -> None:
    found = distance.near(np.arange(len(points)), origin_at(origin), None, columns_of(points))

    for band, miles in zip(found.band.tolist(), found.miles(np.arange(len(points))), strict=True):
        assert band == sum(miles > end for end in distance.BANDS)


def test_a_step_grows_with_the_distance_and_has_room() -> None:
    found = distance.near(np.arange(3), origin_at((50, -6)), None, columns_of([[(50, -6)], [(51, -6)], [(58, 1.7)]]))

    steps = found.step.tolist()
    assert steps == sorted(set(steps))
    assert steps[-1] < 1 << distance.STEP_BITS


def test_beyond_the_distance_asked_nothing_is_near() -> None:
    columns = columns_of([[(51.5, -0.2)], [(52.5, -0.2)], [(52.5, -0.2), (51.51, -0.2)]])

    found = distance.near(np.arange(3), origin_at((51.5, -0.2)), 2, columns)

    assert found.positions.tolist() == [0, 2]
    assert found.squared.tolist() == pytest.approx([0, 0.69**2], abs=0.02)


@settings(max_examples=300, deadline=None)
@given(BRITAIN, BRITAIN)
def test_miles_are_those_of_the_ellipsoid(one: tuple[float, float], other: tuple[float, float]) -> None:
    assert miles_between(one, other) == pytest.approx(geodesic(one, other).miles, abs=0.001)
