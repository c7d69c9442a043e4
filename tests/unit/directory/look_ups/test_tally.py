"""Counting look-ups in memory: nothing is lost or counted twice, and no place smaller than a borough is kept."""

import threading
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pathway.directory.look_ups.tally import ANY_NEED, EVERY, NO_BOROUGH, Key, Tally, borough_of, keys_of
from pathway.directory.scope import BRENT, Scope
from pathway.directory.vocabulary import Need

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
KEYS = st.lists(st.sampled_from([Key(DAY, need, "Brent") for need in ("housing", "crisis", "any")]), max_size=3)


@given(st.lists(st.tuples(KEYS, st.booleans())))
def test_what_is_taken_and_given_back_is_what_was_counted(look_ups: list[tuple[list[Key], bool]]) -> None:
    tally = Tally()
    for place, (keys, is_empty) in enumerate(look_ups):
        tally.count(keys, NOW, is_empty=is_empty)
        if place % 3 == 0:
            tally.give_back(tally.take())

    counts = tally.take()
    for key in {key for keys, _ in look_ups for key in keys}:
        assert counts[key] == (
            sum(keys.count(key) for keys, _ in look_ups),
            sum(keys.count(key) for keys, is_empty in look_ups if is_empty),
        )
    assert tally.take() == {}


def test_it_is_time_to_write_after_a_minute_and_not_before() -> None:
    tally, keys = Tally(), [Key(DAY, "housing", "Brent")]

    assert not tally.count(keys, NOW, is_empty=False)
    assert not tally.count(keys, NOW + EVERY - timedelta(seconds=1), is_empty=False)
    assert tally.count(keys, NOW + EVERY, is_empty=False)
    tally.take()
    assert not tally.count(keys, NOW + EVERY, is_empty=False)


def test_threads_lose_nothing() -> None:
    tally, keys = Tally(), [Key(DAY, "housing", "Brent")]

    def count() -> None:
        for _ in range(500):
            tally.count(keys, NOW, is_empty=True)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert tally.take() == {keys[0]: (2000, 2000)}


def test_a_place_is_its_borough_or_nothing() -> None:
    assert borough_of(BRENT) == "Brent"
    assert borough_of(Scope(areas=frozenset({"hackney", "dalston"}))) == "Hackney"
    assert borough_of(Scope(areas=frozenset({"leeds", "west yorkshire"}))) == NO_BOROUGH
    assert borough_of(None) == NO_BOROUGH


def test_a_look_up_counts_for_each_need_that_was_chosen() -> None:
    assert [key.need for key in keys_of(DAY, (Need.HOUSING, Need.CRISIS), None)] == ["housing", "crisis"]
    assert [key.need for key in keys_of(DAY, (), None)] == [ANY_NEED]
