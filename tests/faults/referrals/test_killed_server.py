"""Servers killed while people send: what was acknowledged is there whole, what was not is whole or absent.

Four people send one referral after another, each with the key of its draft, and try again after a lost reply. The
server is killed at random moments; on PostgreSQL every second time the database server with it, as a power cut would.
`PATHWAY_KILLS` sets how often (`make test-faults`: 200).
"""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select, text

from pathway import create_app
from pathway.audit.models import AuditEvent
from pathway.audit.verification import verify
from pathway.config import ROOT
from pathway.core.crypto import keys
from pathway.directory.vocabulary import AgencyType
from pathway.episodes.models import Agreement, Episode, Identity, Leg, LegEvent, LegNotice, ReferralDraft
from pathway.extensions import db
from pathway.referral.forms import carried
from pathway.referral.triage import Answers
from pathway.upkeep.prepare import prepare
from tests import referrals, services
from tests.faults.outage import cluster as own_cluster
from tests.integration.conftest import settings_for
from tests.referrals import FACTS, make_world
from tests.staff import COOKIE, Staff, organization, signed_in, user

KILLS = int(os.environ.get("PATHWAY_KILLS", "10"))
PEOPLE = 4
ANSWERS = (3, 40)
"""How many requests a server answers before it is killed: at random, at least and at most. Each send takes five."""
WITHIN_S = 120 + 20 * KILLS
SEED = 20261128


class Served:
    """The server of `served.py`, and the database under it where that is killed too."""

    def __init__(self, url: str, cluster: "own_cluster.Cluster | None" = None, *words: str) -> None:
        self.cluster = cluster
        with closing(socket.socket()) as listener:
            listener.bind(("127.0.0.1", 0))
            self.port: int = listener.getsockname()[1]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.referrals.served", url, str(self.port), *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )

    def _say(self, command: str, answer: str) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline().strip() == answer

    def start(self) -> None:
        """Start it, and wait until it listens."""
        self._say("start", "ready")

    def kill(self, *, database_too: bool = False) -> None:
        """Kill it, and the database server with every process of its own, and start them again."""
        self._say("kill", "killed")
        if database_too and self.cluster is not None:
            self.cluster.shut_down(signal.SIGQUIT)
            self.cluster.start()

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()


class Person:
    """Somebody who sends one referral after another, and writes down what she was told."""

    def __init__(self, staff: Staff, port: int) -> None:
        self.staff = staff
        self.port = port
        self.told: dict[str, str] = {}
        self.tries = 0
        self.answers = 0
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._send_on_and_on)

    def _send_on_and_on(self) -> None:
        while not self.stop.is_set():
            self._send_one()

    def _send_one(self) -> None:
        address = self._until_it_works("/refer", carried(Answers.from_facts(dict(FACTS))))
        if address is None:
            return
        page = self._get(address)
        if page is None or self._until_it_works(address, _fields(page)) is None:
            return
        look = self._get(f"{address}/look")
        if look is None:
            return
        button = {one.get("name"): one.get("value") for one in html.fromstring(look).cssselect("#send input")}
        sent = self._until_it_works(f"{address}/send", [("seen", button["seen"])])
        if sent is not None:
            self.told[address.rpartition("/")[2]] = referrals.reference_of(sent)

    def _until_it_works(self, address: str, fields: list[tuple[str, str]]) -> str | None:
        """Send a form again and again until something is said; where it leads, None where she is told to stop."""
        while not self.stop.is_set():
            self.tries += 1
            status, where, _ = self._ask("POST", address, [*fields, ("csrf_token", self.staff.csrf)])
            if status == 303:
                return where
            if status in {400, 403, 409, 410}:
                return None
            time.sleep(0.02)
        return None

    def _get(self, address: str) -> str | None:
        while not self.stop.is_set():
            status, _, page = self._ask("GET", address)
            if status == 200:
                return page
            if status not in {0, 500, 503}:
                return None
            time.sleep(0.02)
        return None

    def _ask(self, method: str, address: str, fields: list[tuple[str, str]] | None = None) -> tuple[int, str, str]:
        body = urllib.parse.urlencode(fields) if fields else None
        headers = {"Cookie": f"{COOKIE}={self.staff.token}", "Host": "localhost", "Sec-Fetch-Site": "same-origin"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, address, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
            self.answers += 1
            return answer.status, answer.headers.get("Location", ""), page
        except (OSError, http.client.HTTPException):
            return 0, "", ""
        finally:
            connection.close()


def _fields(page: str) -> list[tuple[str, str]]:
    tree = html.fromstring(page)
    agreed: dict[str, str] = {}
    for radio in tree.cssselect("input[type=radio][name^=agree-]"):
        if radio.get("value") != "no":
            agreed.setdefault(radio.get("name"), radio.get("value"))
    plan = {"alone": "yes", "alias": referrals.ALIAS, "method": "call", "where": referrals.HER_NUMBER}
    return [*agreed.items(), *plan.items(), ("note", referrals.NOTE), ("reach", "020 7946 0001")]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, "own_cluster.Cluster | None"]]:
    with ExitStack() as life:
        if request.param == "sqlite":
            yield life.enter_context(services.sqlite_database(tmp_path)), None
        else:
            if reason := own_cluster.why_none():
                pytest.skip(reason)
            made = life.enter_context(own_cluster.cluster())
            yield made.url, made


@pytest.fixture
def app(database: tuple[str, object]) -> Iterator[Flask]:
    app = create_app(settings_for(database[0]))
    prepare(app)
    yield app
    services.dispose(app)


def people_of(app: Flask, port: int) -> list[Person]:
    """Four referrers, an agency that answers here and one that is rung."""
    world = make_world(app)
    others = [signed_in(app, user(app, organization(app))) for _ in range(PEOPLE - 1)]
    return [Person(staff, port) for staff in (world.referrer, *others)]


def assert_whole(app: Flask, told: dict[str, str]) -> int:
    """Every referral that somebody was told of is there, and each that is there is whole. Return how many there are."""
    with app.app_context():
        sent = db.session.execute(select(Episode.send_key, Episode.reference))
        by_key = {str(key): reference for key, reference in sent}
        assert {key: by_key.get(key) for key in told} == told, "a referral was acknowledged and is lost"
        drafts = set(map(str, db.session.scalars(select(ReferralDraft.id))))
        assert not drafts & by_key.keys(), "a draft was left of a referral that was sent"
        number = len(by_key)
        per_episode = dict(db.session.execute(select(Leg.episode_id, func.count()).group_by(Leg.episode_id)).all())
        assert set(per_episode.values()) <= {2}
        assert len(per_episode) == number
        for table in (Agreement, LegEvent):
            assert db.session.scalar(select(func.count()).select_from(table)) == 2 * number
        assert db.session.scalar(select(func.count()).select_from(Identity)) == number
        inbox = select(func.count()).select_from(Leg).where(Leg.agency_type == AgencyType.SUBSTANCE_MISUSE)
        assert db.session.scalar(select(func.count()).select_from(LegNotice)) == db.session.scalar(inbox) == number
        acts = dict(db.session.execute(select(AuditEvent.action, func.count()).group_by(AuditEvent.action)).all())
        assert acts.get("referral.sent", 0) == number
        assert acts.get("leg.sent", 0) == 2 * number
        assert sorted(
            db.session.scalars(select(AuditEvent.subject).where(AuditEvent.action == "referral.sent"))
        ) == sorted(by_key.values())
        assert all(identity.alias == referrals.ALIAS for identity in db.session.scalars(select(Identity)))
        assert not verify(db.session(), keys().audit).faults
        return number


def wait_for(people: list[Person], answers: int, until: float) -> None:
    """Wait until so many more requests were answered: however slow the machine, the server gets something done."""
    before = sum(person.answers for person in people)
    while sum(person.answers for person in people) < before + answers:
        assert time.monotonic() < until
        time.sleep(0.002)


def test_what_was_acknowledged_is_there_whole(
    app: Flask, database: tuple[str, "own_cluster.Cluster | None"], record_property: Callable[[str, object], None]
) -> None:
    url, cluster = database
    served, dice = Served(url, cluster), random.Random(SEED)
    until = time.monotonic() + WITHIN_S
    people = people_of(app, served.port)
    try:
        served.start()
        for person in people:
            person.thread.start()
        for turn in range(KILLS):
            wait_for(people, dice.randint(*ANSWERS), until)
            served.kill(database_too=turn % 2 == 1)
            served.start()
        wait_for(people, ANSWERS[1], until)
    finally:
        for person in people:
            person.stop.set()
        for person in people:
            person.thread.join(30)
        served.close()

    told = {key: reference for person in people for key, reference in person.told.items()}
    services.dispose(app)
    number = assert_whole(app, told)
    assert told, "nobody was ever told anything"
    tries = sum(person.tries for person in people)
    record_property("sweep", f"{KILLS} kills, {len(told)} acknowledged, {number} there, {tries} tries")


def test_a_server_that_answers_before_it_commits_is_caught(app: Flask, database: tuple[str, object]) -> None:
    served = Served(database[0], None, "late")
    person = people_of(app, served.port)[0]
    try:
        served.start()
        until = time.monotonic() + WITHIN_S
        while not person.told and time.monotonic() < until:
            person._send_one()
        served.kill()
    finally:
        served.close()

    services.dispose(app)
    with pytest.raises(AssertionError, match="acknowledged and is lost"):
        assert_whole(app, person.told)


def test_what_is_committed_is_on_the_disk(app: Flask) -> None:
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            assert db.session.scalar(text("PRAGMA synchronous")) == 2
        else:
            shown = {name: db.session.scalar(text(f"SHOW {name}")) for name in ("fsync", "synchronous_commit")}
            assert shown == {"fsync": "on", "synchronous_commit": "on"}
