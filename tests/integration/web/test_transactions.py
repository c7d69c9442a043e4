"""Saving is all or nothing, and two who save at once both succeed."""

import threading
from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

import pytest
from flask import Flask, abort
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from pathway import create_app
from pathway.directory.models import ListingReport
from pathway.directory.vocabulary import Problem
from pathway.extensions import db
from pathway.web.access import public
from pathway.web.transactions import commits
from tests.integration.conftest import settings_for
from tests.integration.reading import SAME_ORIGIN
from tests.seed_file import id_of
from tests.services import dispose

HAVENS = UUID(id_of("the-havens"))


def note(problem: Problem = Problem.NUMBER_WRONG) -> None:
    """Add one row to the session."""
    db.session.add(ListingReport(service_id=HAVENS, problem=problem, on=date(2026, 11, 24)))


@pytest.fixture
def writing(own_database: str) -> Iterator[Callable[[Callable[[], str]], Flask]]:
    """A throw-away app with one view that saves."""
    made: list[Flask] = []

    def make(view: Callable[[], str]) -> Flask:
        app = create_app(settings_for(own_database))
        app.add_url_rule("/extra", "extra", public(commits(view)), methods=["POST"])
        made.append(app)
        return app

    yield make
    for app in made:
        dispose(app)


def kept(app: Flask) -> list[Problem]:
    """What another connection sees."""
    with app.app_context():
        return list(db.session.scalars(select(ListingReport.problem).order_by(ListingReport.problem)))


def test_a_view_that_returns_has_saved_everything(writing: Callable[[Callable[[], str]], Flask]) -> None:
    def view() -> str:
        note(Problem.HOURS_WRONG)
        note(Problem.NUMBER_WRONG)
        return "saved"

    app = writing(view)

    assert app.test_client().post("/extra").text == "saved"
    assert kept(app) == [Problem.HOURS_WRONG, Problem.NUMBER_WRONG]


def _crash() -> str:
    note()
    raise RuntimeError


def _crash_after_flush() -> str:
    note()
    db.session.flush()
    raise RuntimeError


def _abort_after_flush() -> str:
    note()
    db.session.flush()
    abort(403)


def _second_row_refused() -> str:
    note()
    db.session.flush()
    db.session.add(ListingReport(service_id=UUID(int=0), problem=Problem.NUMBER_WRONG, on=date(2026, 11, 24)))
    return "never sent"


@pytest.mark.parametrize(
    ("view", "status"),
    [(_crash, 500), (_crash_after_flush, 500), (_abort_after_flush, 403), (_second_row_refused, 500)],
)
def test_a_view_that_raises_has_saved_nothing(
    writing: Callable[[Callable[[], str]], Flask], view: Callable[[], str], status: int
) -> None:
    app = writing(view)

    page = app.test_client().post("/extra")

    assert page.status_code == status
    assert "never sent" not in page.text
    assert kept(app) == []


def test_a_database_error_on_commit_is_raised_to_whoever_saves(app: Flask) -> None:
    with app.app_context(), pytest.raises(IntegrityError):
        commits(_second_row_refused)()


def test_the_next_view_starts_afresh(writing: Callable[[Callable[[], str]], Flask]) -> None:
    turns = iter([_crash_after_flush, lambda: note(Problem.CLOSED_DOWN) or "saved"])
    app = writing(lambda: next(turns)())

    app.test_client().post("/extra")
    app.test_client().post("/extra")

    assert kept(app) == [Problem.CLOSED_DOWN]


def test_two_who_read_then_write_at_once_both_succeed(writing: Callable[[Callable[[], str]], Flask]) -> None:
    inside = threading.Semaphore(0)

    def view() -> str:
        # A reader that becomes a writer: without a lock from the start the second fails at once on SQLite.
        db.session.scalars(select(ListingReport)).all()
        inside.release()
        inside.acquire(timeout=0.3)
        note()
        return "saved"

    app = writing(view)
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(app.test_client().post("/extra").status_code)) for _ in range(4)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert statuses == [200] * 4
    assert len(kept(app)) == 4


def test_a_reader_is_not_kept_waiting_by_a_writer(writing: Callable[[Callable[[], str]], Flask]) -> None:
    writing_now, done = threading.Event(), threading.Event()

    def view() -> str:
        note()
        db.session.flush()
        writing_now.set()
        done.wait(timeout=10)
        return "saved"

    app = writing(view)
    writer = threading.Thread(target=lambda: app.test_client().post("/extra"))
    writer.start()
    writing_now.wait(timeout=10)

    page = app.test_client().get("/services?q=food")

    done.set()
    writer.join(timeout=10)
    assert page.status_code == 200
    assert len(kept(app)) == 1


def test_many_first_reports_at_once_are_all_counted(app: Flask) -> None:
    from pathway.web.limits import RequestCount

    statuses: list[int] = []
    start = threading.Barrier(8)

    def send() -> None:
        start.wait(timeout=10)
        address = f"/services/{HAVENS}/did-not-work"
        statuses.append(app.test_client().post(address, headers=SAME_ORIGIN).status_code)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert statuses == [303] * 8
    assert len(kept(app)) == 8
    with app.app_context():
        assert db.session.scalars(select(RequestCount.count)).all() == [8]
