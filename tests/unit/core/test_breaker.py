import threading

import pytest

from pathway.core.breaker import Breaker

WITHIN_S = 5


def test_it_is_closed_at_first() -> None:
    assert not Breaker(lambda: True).is_open


def test_it_stays_open_until_the_database_answers() -> None:
    answers = threading.Event()
    breaker = Breaker(answers.is_set, try_every=0.01)

    breaker.open()

    assert not breaker.wait_until_closed(0.1)
    answers.set()
    assert breaker.wait_until_closed(WITHIN_S)


def test_one_thread_tries_however_many_open_it() -> None:
    tries: list[str] = []
    let_go = threading.Event()

    def answers() -> bool:
        tries.append(threading.current_thread().name)
        return let_go.wait(WITHIN_S)

    breaker = Breaker(answers)
    threads = [threading.Thread(target=breaker.open) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WITHIN_S)
    let_go.set()

    assert breaker.wait_until_closed(WITHIN_S)
    assert tries == ["database-watcher"]


def test_an_alarm_for_nothing_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    breaker = Breaker(lambda: True)

    breaker.open()

    assert breaker.wait_until_closed(WITHIN_S)
    assert caplog.text == ""


def test_a_suspicion_opens_it_only_where_it_is_right() -> None:
    answers = threading.Event()
    breaker = Breaker(answers.is_set, try_every=0.01)

    breaker.suspect()

    assert not breaker.wait_until_closed(0.1)
    answers.set()
    breaker.wait_until_closed(WITHIN_S)
    breaker.suspect()
    assert not breaker.is_open
