"""Several workers, and workers that die: a message is never under way twice while a lease lives, and never lost."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from pathway.notifications.backoff import ATTEMPTS
from pathway.notifications.delivery import LEASE
from pathway.notifications.senders import Outgoing, TemporaryFailureError
from tests.integration.notifications.outbox import Remembering, post, raising, row, send

At = Callable[[datetime], None]


class KilledError(BaseException):
    """What ends a worker where it stands."""


def killed(_message: Outgoing) -> None:
    raise KilledError


def take_and_die(app: Flask, words: Path, worker: str) -> None:
    with pytest.raises(KilledError):
        send(app, words, Remembering(killed), worker)


def test_while_a_lease_lives_nobody_else_sends(app: Flask, words: Path, now: datetime, at: At) -> None:
    post(app)
    take_and_die(app, words, "dead")
    other = Remembering()

    at(now + LEASE - timedelta(seconds=1))
    assert send(app, words, other, "other") == 0

    at(now + LEASE)
    assert send(app, words, other, "other") == 1
    assert other.references == ["r1"]
    assert (row(app)["status"], row(app)["attempts"]) == ("sent", 2)


def test_a_worker_that_comes_back_late_changes_nothing(app: Flask, words: Path, now: datetime, at: At) -> None:
    post(app)
    taken_over = []

    def slow(_message: Outgoing) -> None:
        at(now + LEASE)
        taken_over.append(threading.Thread(target=send, args=(app, words, Remembering(), "other")))
        taken_over[0].start()
        taken_over[0].join()
        raise TemporaryFailureError("slow")

    send(app, words, Remembering(slow), "slow")

    assert (row(app)["status"], row(app)["last_error"]) == ("sent", None)


def test_a_message_that_ends_every_worker_is_dead_in_the_end_and_takes_no_other_along(
    app: Flask, words: Path, now: datetime, at: At
) -> None:
    post(app, "deadly")
    at(now + timedelta(seconds=1))
    post(app, "plain")
    moment = now + timedelta(seconds=1)

    for number in range(ATTEMPTS):
        take_and_die(app, words, f"worker {number}")
        moment += LEASE
        at(moment)
    assert (row(app, "deadly")["status"], row(app, "deadly")["attempts"]) == ("waiting", ATTEMPTS)
    assert row(app, "plain")["attempts"] == 0
    sender = Remembering()
    send(app, words, sender)

    assert sender.references == ["plain"]
    stored = row(app, "deadly")
    assert (stored["status"], stored["attempts"]) == ("dead", ATTEMPTS)
    assert stored["last_error"] == "no attempt came to an end"


def test_workers_at_once_send_each_message_once(app: Flask, words: Path, now: datetime) -> None:
    number, workers = 30, 4
    for one in range(number):
        post(app, f"r{one}")
    senders = [Remembering(lambda _: time.sleep(0.002)) for _ in range(workers)]

    until = time.monotonic() + 20

    def work(worker: int) -> None:
        while sum(len(sender.taken) for sender in senders) < number and time.monotonic() < until:
            send(app, words, senders[worker], f"worker {worker}", limit=3)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    sent = Counter(reference for sender in senders for reference in sender.references)
    assert sent == {f"r{one}": 1 for one in range(number)}
    assert {row(app, f"r{one}")["attempts"] for one in range(number)} == {1}
    assert sum(1 for sender in senders if sender.taken) > 1


def test_a_failing_message_waits_without_a_lease(app: Flask, words: Path, now: datetime) -> None:
    post(app)

    send(app, words, Remembering(raising(TemporaryFailureError("away"))))

    assert (row(app)["leased_by"], row(app)["leased_until"]) == (None, None)
