"""A bar's parts fill it, in the order of the columns, whatever is counted."""

from hypothesis import given
from hypothesis import strategies as st

from pathway.directory.freshness import Tier
from pathway.directory.health.bar import TIER_WORDS, WHOLE, TierCounts

some_counts = st.builds(
    lambda numbers: TierCounts("a kind", dict(zip(Tier, numbers, strict=True))),
    st.lists(st.integers(0, 100_000) | st.just(0), min_size=4, max_size=4),
)


@given(some_counts)
def test_the_parts_lie_side_by_side_and_fill_the_bar(counts: TierCounts) -> None:
    parts = counts.parts

    assert sum(part.width for part in parts) == (WHOLE if counts.total else 0)
    assert [part.start for part in parts] == [sum(part.width for part in parts[:place]) for place in range(len(parts))]
    assert [part.tier for part in parts] == [tier for tier in TIER_WORDS if tier in {part.tier for part in parts}]


@given(some_counts)
def test_a_part_is_as_wide_as_its_share(counts: TierCounts) -> None:
    for part in counts.parts:
        assert abs(part.width - WHOLE * counts.of[part.tier] / counts.total) <= 1


def test_every_tier_has_a_column() -> None:
    assert set(TIER_WORDS) == set(Tier)
