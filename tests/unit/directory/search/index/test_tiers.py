"""The index ranks all listings at once as `freshness.tier` ranks one."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pathway.directory.freshness import tier
from pathway.directory.search.index.columns import NEVER
from pathway.directory.search.index.open_now import _freshness

TODAY = date(2027, 3, 28)
near = st.integers(-400, 400).map(lambda days: TODAY + timedelta(days=days)) | st.none() | st.dates()


@given(st.lists(st.tuples(near, near), min_size=1))
def test_each_has_the_rank_of_its_tier(days: list[tuple[date | None, date | None]]) -> None:
    assured, due = (
        np.array([day.toordinal() if day else NEVER for day in column]) for column in zip(*days, strict=True)
    )

    ranks = _freshness(assured, due, TODAY.toordinal())

    assert ranks.tolist() == [tier(confirmed_on, TODAY, day).rank for confirmed_on, day in days]
