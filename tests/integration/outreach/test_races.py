"""Two workers at the same moment, over two apps as two processes are: nothing breaks, and one of two logs is kept."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from pathway import create_app
from pathway.accounts.vocabulary import Role
from pathway.core import clock
from pathway.extensions import db
from pathway.outreach.models import RotaChange, RotaSession, SessionLog
from tests.integration.conftest import settings_for
from tests.services import dispose
from tests.staff import Staff, organization, signed_in, user, with_cookie

ROUNDS = 6
FRIDAY = "2026-11-27"
Post = tuple[str, dict[str, str]]


@pytest.fixture
def two(app: Flask, own_database: str) -> Iterator[tuple[Staff, Staff]]:
    """Two workers, each at an app of her own over one database."""
    clock.stop(datetime(2026, 11, 28, 1, 0, tzinfo=UTC))
    workers = [signed_in(app, user(app, organization(app), Role.OUTREACH)) for _ in range(2)]
    with ExitStack() as ends:
        apps = [create_app(settings_for(own_database)) for _ in workers]
        for each in apps:
            ends.callback(dispose, each)
        first, second = (
            with_cookie(each, worker.token, worker.user_id, worker.session_id)
            for each, worker in zip(apps, workers, strict=True)
        )
        yield first, second


def at_once(two: tuple[Staff, Staff], posts: tuple[Post, Post]) -> list[int]:
    """Let both post at the same moment; return the statuses."""
    together = Barrier(2)

    def run(worker: Staff, post: Post) -> int:
        together.wait(10)
        return worker.post(*post).status_code

    with ThreadPoolExecutor(2) as threads:
        return [answer.result(60) for answer in [threads.submit(run, *each) for each in zip(two, posts, strict=True)]]


def add(app: Flask, worker: Staff) -> str:
    """Put a session on the rota; return its address."""
    team = worker.post("/outreach/teams", {"name": "Night team"}).location.split("?")[0]
    typed = {"area": "Harlesden", "first_on": FRIDAY, "starts_at": "19:00", "ends_at": "23:00", "repeats": "weekly"}
    assert worker.post(f"{team}/sessions", typed).status_code == 303
    with app.app_context():
        newest = db.session.scalars(
            select(RotaSession).where(RotaSession.team_id == UUID(team.rsplit("/", 1)[1]))
        ).one()
        return f"/outreach/sessions/{newest.id}"


def test_of_two_logs_one_is_kept_and_the_other_is_told(app: Flask, two: tuple[Staff, Staff]) -> None:
    for _ in range(ROUNDS):
        page = f"{add(app, two[0])}/{FRIDAY}/log"
        assert sorted(at_once(two, ((page, {"contacts": "7"}), (page, {"contacts": "3"})))) == [303, 409]
    with app.app_context():
        assert {row.contacts for row in db.session.scalars(select(SessionLog))} <= {3, 7}


def test_one_date_changed_by_two_has_one_change(app: Flask, two: tuple[Staff, Staff]) -> None:
    to = {"moved_on": "2026-12-12", "starts_at": "19:00", "ends_at": "23:00"}
    for _ in range(ROUNDS):
        page = f"{add(app, two[0])}/2026-12-11"
        assert at_once(two, ((f"{page}/move", to), (f"{page}/cancel", {}))) == [303, 303]
    with app.app_context():
        changes = Counter(row.rota_id for row in db.session.scalars(select(RotaChange)))
    assert set(changes.values()) == {1}
    assert len(changes) == ROUNDS


def test_one_ends_what_the_other_cancels(app: Flask, two: tuple[Staff, Staff]) -> None:
    for _ in range(ROUNDS):
        session = add(app, two[0])
        ended, cancelled = at_once(
            two, ((f"{session}/end", {"last_on": "2026-11-20"}), (f"{session}/2026-12-11/cancel", {}))
        )
        assert ended == 303
        assert cancelled in {303, 404}
    with app.app_context():
        assert db.session.scalars(select(RotaSession)).all() == []
