"""Hiding a number, closing a service and making a place confidential take it out of the file in the same act."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from pathway.accounts.vocabulary import Role
from pathway.core.errors import PublicFileError
from pathway.directory import operations
from pathway.directory.models import Fallback, Location, Phone, Service, ServiceAtLocation
from pathway.directory.search.index import indexer
from pathway.directory.vocabulary import ServiceStatus
from pathway.extensions import breaker_of, db, writing
from pathway.outage import public_file, withdrawal
from pathway.outage.renewal import renew
from pathway.referral.models import PathwaySwitch
from tests import clocks, factories
from tests.integration.conftest import NOW
from tests.staff import organization, user

NAME = "Canary clinic"
NUMBER, DIGITS = "07700 900999", "07700900999"


@pytest.fixture
def canary(keeping: Flask) -> UUID:
    """A listing that stands in the file."""
    made = factories.publish(
        keeping, name=NAME, at=factories.site(), phones=[factories.phone(number=NUMBER, digits=DIGITS)]
    )
    with keeping.app_context():
        renew(NOW)
    return made


def hide_a_number(service_id: UUID) -> None:
    db.session.execute(delete(Phone).where(Phone.service_id == service_id))
    indexer.refresh(db.session(), [service_id])


def close(service_id: UUID) -> None:
    db.session.execute(update(Service).where(Service.id == service_id).values(status=ServiceStatus.DEFUNCT))
    indexer.refresh(db.session(), [service_id])


def make_confidential(service_id: UUID) -> None:
    there = select(ServiceAtLocation.location_id).where(ServiceAtLocation.service_id == service_id)
    operations.make_confidential(db.session.scalars(select(Location).where(Location.id.in_(there))).one())


ACTS = [hide_a_number, close, make_confidential]
Act = Callable[[UUID], None]


def holds(file: Path) -> bool:
    """Whether anything of the listing is left in the file, in any form."""
    held = file.read_bytes()
    return any(word in held for word in (NAME.encode(), NUMBER.encode(), DIGITS.encode(), b"canari"))


def of_others(file: Path) -> int:
    with closing(sqlite3.connect(file)) as read:
        (number,) = read.execute("SELECT count(*) FROM service").fetchone()
        return int(number)


@pytest.mark.parametrize("act", ACTS)
def test_it_is_out_of_the_file_when_the_act_is_done(keeping: Flask, file: Path, canary: UUID, act: Act) -> None:
    assert holds(file)
    others = of_others(file) - 1

    with keeping.app_context(), writing():
        act(canary)

    assert not holds(file)
    assert of_others(file) == others


@pytest.mark.parametrize("act", ACTS)
def test_it_is_out_before_the_act_is_committed(
    keeping: Flask, file: Path, canary: UUID, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    with keeping.app_context():
        dialect = db.engine.dialect
        plain, seen = dialect.do_commit, []

        def commit(connection: object) -> None:
            seen.append(holds(file))
            plain(connection)

        monkeypatch.setattr(dialect, "do_commit", commit)
        with writing():
            act(canary)

    assert seen == [False]


@pytest.mark.parametrize("act", ACTS)
def test_where_it_cannot_be_taken_out_the_file_goes(
    keeping: Flask, file: Path, canary: UUID, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(public_file, "put_in_place", full)

    with keeping.app_context(), writing():
        act(canary)

    assert not file.exists()
    assert [path.name for path in file.parent.iterdir()] == [f"{file.name}.lock"]


def test_where_it_cannot_be_removed_either_nothing_is_changed(
    keeping: Flask, file: Path, canary: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(public_file, "put_in_place", read_only)
    monkeypatch.setattr(public_file, "remove", read_only)

    with keeping.app_context():
        with pytest.raises(PublicFileError), writing():
            hide_a_number(canary)
        assert db.session.scalar(select(Phone.digits).where(Phone.service_id == canary)) == DIGITS
        monkeypatch.undo()
        with writing():
            hide_a_number(canary)  # the lock was let go

    assert not holds(file)


def test_the_worker_puts_it_in_again_as_it_is_then(keeping: Flask, file: Path, canary: UUID) -> None:
    with keeping.app_context():
        with writing():
            indexer.refresh(db.session(), [canary])
        assert not holds(file)
        renew(NOW + timedelta(minutes=1))

    assert holds(file)


def test_a_worker_that_read_it_before_does_not_put_it_back(
    keeping: Flask, file: Path, canary: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    built, go_on = threading.Event(), threading.Event()
    build = public_file.build

    def slowly(*given: object) -> Path:
        new = build(*given)
        built.set()
        go_on.wait(10)
        return new

    def work() -> None:
        with keeping.app_context():
            renew(NOW + timedelta(hours=2))

    monkeypatch.setattr(public_file, "build", slowly)
    worker = threading.Thread(target=work)
    worker.start()
    built.wait(10)

    with keeping.app_context(), writing():
        hide_a_number(canary)
    assert not holds(file)
    go_on.set()
    worker.join(20)

    assert DIGITS.encode() not in file.read_bytes()


def test_words_that_were_changed_are_taken_out(keeping: Flask, file: Path) -> None:
    with keeping.app_context():
        old = db.session.scalars(select(Fallback.text).order_by(Fallback.text)).first()
        assert old is not None
        others = of_others(file)
        with writing():
            db.session.execute(update(Fallback).where(Fallback.text == old).values(text="Ring 999."))
            indexer.count_change(db.session())

    assert old.encode() not in file.read_bytes()
    assert of_others(file) == others


def test_a_pathway_that_was_turned_off_is_not_said_to_run(keeping: Flask, file: Path) -> None:
    partner = organization(keeping)
    people = [user(keeping, partner, Role.COORDINATOR) for _ in range(2)]
    clocks.turn(keeping, *people)
    with keeping.app_context():
        renew(NOW + timedelta(minutes=1))
    assert runs(file)

    with keeping.app_context(), writing():
        db.session.add(PathwaySwitch(is_running=False, asked_by=people[0], approved_by=people[1], at=NOW))
        indexer.count_change(db.session())

    assert not runs(file)


def runs(file: Path) -> bool:
    """Whether the file says that the 72-hour pathway runs; it never says who turned it on."""
    with closing(sqlite3.connect(file)) as kept:
        return kept.execute("SELECT is_running, asked_by, why FROM pathway_switch").fetchall() == [
            (1, f"{1:032x}", None)
        ]


def test_a_file_of_which_little_would_be_left_goes(keeping: Flask, file: Path) -> None:
    with keeping.app_context(), writing():
        every = list(db.session.scalars(select(Service.id)))
        indexer.refresh(db.session(), every)

    assert not file.exists()


def test_a_process_that_had_it_open_does_not_show_it(
    keeping: Flask, canary: UUID, away: Callable[[Flask], None]
) -> None:
    client = keeping.test_client()
    away(keeping)
    assert NAME in client.get("/services?q=canary").text
    breaker_of(keeping)._answers = lambda: True
    assert breaker_of(keeping).wait_until_closed(5)
    with keeping.app_context(), writing():
        hide_a_number(canary)

    away(keeping)

    assert DIGITS not in client.get("/services?q=canary").text
    assert client.get(f"/services/{canary}").status_code == 503


def test_without_a_file_nothing_is_done(keeping: Flask, file: Path, canary: UUID) -> None:
    file.unlink()

    with keeping.app_context(), writing():
        hide_a_number(canary)

    assert not file.exists()


def test_every_table_that_goes_with_a_service_is_emptied_of_it(file: Path, keeping: Flask) -> None:
    with closing(sqlite3.connect(file)) as read:
        tables = [name for (name,) in read.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        filled = {
            name
            for name in tables
            if any(column[1] == "service_id" for column in read.execute(f"PRAGMA table_info({name})"))
            and read.execute(f"SELECT count(*) FROM {name}").fetchone() != (0,)
        }

    assert filled <= set(withdrawal._GOES_WITH_ITS_SERVICE)
