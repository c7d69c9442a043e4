import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from pathway.core.writer_queue import WriterQueue

LONG = 5.0
SHORT = 0.1
A_LITTLE_S = 0.4
"""What a busy machine may take to wake a thread."""


@pytest.fixture
def queue() -> WriterQueue:
    """Somebody writes already."""
    queue = WriterQueue()
    assert queue.wait("writer", LONG, LONG)
    return queue


def seconds_of(act: Callable[[], object]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


@contextmanager
def in_line(queue: WriterQueue, who: str, then: Callable[[str], object]) -> Iterator[None]:
    """Somebody more waits in a thread of her own during the block; once it is her turn, `then` is called."""

    def come() -> None:
        if queue.wait(who, LONG, LONG):
            then(who)
            queue.leave(who)

    thread = threading.Thread(target=come)
    thread.start()
    until = time.monotonic() + LONG
    while who not in queue._turns and time.monotonic() < until:
        time.sleep(0.001)
    yield
    thread.join(LONG)
    assert not thread.is_alive()


def test_whoever_comes_to_nobody_is_first_at_once() -> None:
    queue = WriterQueue()

    assert queue.wait("first", 0, 0)


def test_they_are_served_in_order_of_arrival(queue: WriterQueue) -> None:
    served: list[str] = []

    with (
        in_line(queue, "a", served.append),
        in_line(queue, "b", served.append),
        in_line(queue, "c", served.append),
        in_line(queue, "d", served.append),
    ):
        assert served == []
        queue.leave("writer")

    assert served == ["a", "b", "c", "d"]


def test_one_at_a_time(queue: WriterQueue) -> None:
    inside: list[int] = []
    most: list[int] = []

    def write(_who: str) -> None:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.01)
        inside.pop()

    with in_line(queue, "a", write), in_line(queue, "b", write), in_line(queue, "c", write):
        queue.leave("writer")

    assert most == [1, 1, 1]


def test_nobody_waits_longer_than_she_may_and_the_queue_goes_on_without_her(queue: WriterQueue) -> None:
    took = seconds_of(lambda: queue.wait("late", LONG, SHORT))

    assert SHORT <= took < SHORT + A_LITTLE_S
    queue.leave("writer")
    assert queue.wait("next", 0, 0)


def test_one_who_gave_up_in_the_middle_holds_nobody_up(queue: WriterQueue) -> None:
    served: list[str] = []

    with in_line(queue, "a", served.append):
        assert not queue.wait("b", SHORT, SHORT)
        with in_line(queue, "c", served.append):
            queue.leave("writer")

    assert served == ["a", "c"]


def test_where_nothing_moves_patience_ends_sooner(queue: WriterQueue) -> None:
    took = seconds_of(lambda: queue.wait("late", SHORT, LONG))

    assert SHORT <= took < SHORT + A_LITTLE_S


@contextmanager
def others_done(queue: WriterQueue, times: int, every: float) -> Iterator[None]:
    """Others write, one after another, during the block."""

    def write() -> None:
        for _ in range(times):
            time.sleep(every)
            queue.leave("somebody before")

    thread = threading.Thread(target=write)
    thread.start()
    yield
    thread.join(LONG)


def test_where_others_are_done_one_after_another_she_waits_on(queue: WriterQueue) -> None:
    with others_done(queue, 10, 0.1):
        took = seconds_of(lambda: queue.wait("late", 0.5, LONG))

    assert took >= 1.4


def test_but_no_longer_than_she_may(queue: WriterQueue) -> None:
    with others_done(queue, 10, 0.1):
        took = seconds_of(lambda: queue.wait("late", 0.5, 0.7))

    assert 0.7 <= took < 0.7 + A_LITTLE_S


def test_whoever_gives_up_has_not_written(queue: WriterQueue) -> None:
    def give_up() -> None:
        for _ in range(10):
            time.sleep(0.1)
            queue.give_up("somebody")

    thread = threading.Thread(target=give_up)
    thread.start()
    took = seconds_of(lambda: queue.wait("late", 0.5, LONG))
    thread.join(LONG)

    assert took < 0.5 + A_LITTLE_S


def test_one_who_is_interrupted_is_in_the_queue_no_more(queue: WriterQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_turn: threading.Event, _seconds: float) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(threading.Event, "wait", interrupted)
        with pytest.raises(KeyboardInterrupt):
            queue.wait("interrupted", LONG, LONG)

    queue.leave("writer")
    assert queue.wait("next", 0, 0)


def test_whoever_is_not_in_the_queue_may_leave_it(queue: WriterQueue) -> None:
    queue.leave("nobody")

    assert not queue.wait("next", 0, 0)
