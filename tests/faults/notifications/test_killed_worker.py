"""Workers killed fifty times at random moments, by a provider that fails nearly a third of the time: nothing is lost.

The provider keeps every message for a while before it answers, so that most kills meet a worker with a message in hand:
one that the provider has and the database does not know of yet, or the other way about.
"""

import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from pathway import create_app
from pathway.core import clock
from pathway.extensions import db, writing
from pathway.notifications.operations import enqueue
from tests import services
from tests.faults.notifications.workers import Workers
from tests.integration.conftest import ENGINES, NOW, settings_for
from tests.integration.directory.importer.commands import migrated
from tests.notify_host import NotifyHost, notify_host

KILLS = 50
MESSAGES = 150
WORKERS = 2
SHARE_FAILING = 0.35
"""Of first and second attempts; a third is never failed, so that what is dead was killed and not refused."""
MOST_FAILURES = 2
LIVES_S = 0.3
"""At most so long from one kill to the next."""
WITHIN_S = 60
SEED = 20261124


class Provider:
    """Decides what the provider answers, and how long it takes."""

    def __init__(self, host: NotifyHost) -> None:
        self.host = host
        self.failed: Counter[str] = Counter()
        self._dice = random.Random(SEED)
        self._lock = threading.Lock()
        host.answer = self.answer

    def answer(self, reference: str) -> int:
        """Take a while; fail some."""
        with self._lock:
            fails = self._dice.random() < SHARE_FAILING and self.failed[reference] < MOST_FAILURES
            self.failed[reference] += fails
            pause = self._dice.uniform(0, 0.04)
        time.sleep(pause)
        return 500 if fails else 201


@pytest.fixture
def provider() -> Iterator[Provider]:
    with notify_host() as host:
        yield Provider(host)


@pytest.fixture(params=ENGINES)
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An app whose outbox is full."""
    own = services.sqlite_database(tmp_path) if request.param == "sqlite" else services.postgres_database()
    with own as url:
        migrated(url)
        app = create_app(settings_for(url))
        clock.stop(NOW)
        with app.app_context(), writing():
            for number in range(MESSAGES):
                enqueue("sign_in_code", address(number), {"code": code(number)}, reference=name(number))
        clock.stop(None)
        yield app
        services.dispose(app)


def name(number: int) -> str:
    return f"message-{number}"


def address(number: int) -> str:
    return f"staff{number}@example.org"


def code(number: int) -> str:
    return f"{number:06}"


def statuses(app: Flask) -> Counter[str]:
    with app.app_context():
        rows = db.session.execute(text("SELECT status, count(*) AS number FROM outbox_message GROUP BY status"))
        return Counter({row.status: row.number for row in rows})


def attempts(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(text("SELECT sum(attempts) FROM outbox_message")) or 0


def kill_again_and_again(workers: Workers, until: float) -> None:
    dice = random.Random(SEED)
    for _ in range(WORKERS):
        workers.start()
    for _ in range(KILLS):
        assert time.monotonic() < until
        time.sleep(dice.uniform(0, LIVES_S))
        workers.kill(dice.choice(workers.running))
        workers.pass_time(timedelta(minutes=3))  # past the lease of whatever it had in hand
        workers.start()


def test_nothing_is_lost_and_nothing_is_sent_under_two_names(app: Flask, provider: Provider, tmp_path: Path) -> None:
    workers = Workers(tmp_path, app.config["SQLALCHEMY_DATABASE_URI"], provider.host.setting)
    until = time.monotonic() + WITHIN_S

    try:
        kill_again_and_again(workers, until)
        while statuses(app)["waiting"] and time.monotonic() < until:
            workers.pass_time(timedelta(hours=1))
            time.sleep(0.2)
        codes = [workers.stop(process) for process in list(workers.running)]
    finally:
        workers.kill_all()

    assert statuses(app) == {"sent": MESSAGES}, workers.log()[-2000:]
    accepted = defaultdict(list)
    for message in provider.host.accepted:
        accepted[message.reference].append((message.said["email_address"], message.body))
    assert accepted.keys() == {name(number) for number in range(MESSAGES)}
    for number in range(MESSAGES):
        copies = accepted[name(number)]
        assert len(set(copies)) == 1
        assert copies[0][0] == address(number)
        assert code(number) in copies[0][1]
    assert attempts(app) > MESSAGES + provider.failed.total(), "no kill met a message in hand"
    assert codes == [0] * WORKERS
    assert "@example.org" not in workers.log()
