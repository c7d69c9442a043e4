import threading

import pytest

from pathway.core import time_budget
from pathway.core.time_budget import A_REQUEST_S, IN_A_CROWD_S, ONE_WAIT_S, Crowd, TimeBudget


def test_a_wait_is_short_and_all_waits_together_end_with_the_budget() -> None:
    budget = TimeBudget(A_REQUEST_S)

    assert budget.for_one_wait() == ONE_WAIT_S
    budget.spend(A_REQUEST_S - 0.5)
    assert budget.for_one_wait() == 0.5
    budget.spend(1)
    assert budget.for_one_wait() == 0


def test_a_budget_ends_with_its_block() -> None:
    with time_budget.budget_of(1):
        assert time_budget.current() is not None

    assert time_budget.current() is None


@pytest.fixture
def crowd() -> Crowd:
    """One may wait."""
    crowd = Crowd()
    crowd.most = 1
    return crowd


def test_only_so_many_may_wait_long(crowd: Crowd) -> None:
    with crowd.joined() as first, crowd.joined() as second:
        assert (first, second) == (True, False)

    with crowd.joined() as third:
        assert third


def test_somebody_more_waits_a_little_and_nobody_after_her(crowd: Crowd) -> None:
    with crowd.joined(), crowd.joined():
        assert crowd.patience == IN_A_CROWD_S
        assert not crowd.wait_for_room()
        assert crowd.patience == 0


def test_somebody_more_goes_on_once_there_is_room(crowd: Crowd) -> None:
    inside, go = threading.Event(), threading.Event()

    def wait_long() -> None:
        with crowd.joined():
            inside.set()
            go.wait(5)

    thread = threading.Thread(target=wait_long)
    thread.start()
    inside.wait(5)
    with crowd.joined() as has_room:
        assert not has_room
        go.set()

        assert crowd.wait_for_room()
    thread.join(5)
