"""Percentiles are samples that were really seen; a ratio needs a base."""

import pytest

from bench.figures import Spread, milliseconds, percentile, ratio


@pytest.mark.parametrize(
    ("share", "wanted"), [(0.5, 50), (0.9, 90), (0.99, 99), (0.0, 1), (1.0, 100), (0.001, 1), (0.501, 51)]
)
def test_a_percentile_is_the_smallest_sample_that_so_many_do_not_exceed(share: float, wanted: int) -> None:
    assert percentile(list(range(100, 0, -1)), share) == wanted


def test_the_median_of_two_is_the_lesser_because_it_was_seen() -> None:
    assert percentile([3.0, 1.0], 0.5) == 1.0


def test_one_sample_is_every_percentile() -> None:
    assert Spread.of([7.5]) == Spread(1, 7.5, 7.5, 7.5)


def test_no_samples_have_no_percentile() -> None:
    with pytest.raises(ValueError, match="no samples"):
        percentile([], 0.5)


def test_a_spread_counts_and_sums_up() -> None:
    assert Spread.of([float(number) for number in range(1, 201)]) == Spread(200, 100.0, 180.0, 198.0)


def test_a_ratio_says_how_many_times_the_base() -> None:
    assert ratio(3.0, 1.5) == 2.0


@pytest.mark.parametrize("base", [0.0, -1.0])
def test_a_ratio_to_nothing_is_refused(base: float) -> None:
    with pytest.raises(ValueError, match="above nothing"):
        ratio(1.0, base)


def test_the_clock_counts_nanoseconds() -> None:
    assert milliseconds(2_500_000) == 2.5
