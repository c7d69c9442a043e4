"""Every sealed value moves to the newest key, whatever people do meanwhile."""

import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import LargeBinary, delete, select, text, update

from pathway import create_app
from pathway.cli import main
from pathway.core.crypto import FieldKeys, new_key
from pathway.core.database import Base
from pathway.core.errors import SealError
from pathway.core.sealed_column import SealedText
from pathway.extensions import db, writing
from pathway.notifications.models import OutboxMessage
from pathway.notifications.operations import enqueue
from pathway.upkeep import rotation
from tests import services
from tests.integration.conftest import settings_for

OLD, NEW = services.KEYS["field_keys"], new_key("new")
RECIPIENT, CONTENT = "outbox_message.recipient_sealed", "outbox_message.content_sealed"

Apps = Callable[[str], Flask]


@pytest.fixture
def app_with(own_database: str) -> Iterator[Apps]:
    """Make apps over one database that know these keys."""
    made: list[Flask] = []

    def make(field_keys: str) -> Flask:
        made.append(create_app(settings_for(own_database, field_keys=field_keys)))
        return made[-1]

    yield make
    for app in made:
        services.dispose(app)


def send(number: int) -> list[UUID]:
    """Queue so many messages."""
    with writing():
        sent = [enqueue("one", f"person{one}@example.org") for one in range(number)]
    return [message.id for message in sent]


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds: who gets SQLite's lock next is nobody's turn."""
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def recipients() -> dict[UUID, str | None]:
    found = {message.id: message.recipient for message in db.session.scalars(select(OutboxMessage))}
    db.session.remove()
    return found


def test_everything_is_sealed_with_the_newest_key(app_with: Apps, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 7)
    with app_with(OLD).app_context():
        send(30)
        before = recipients()
        assert (rotation.counts()[RECIPIENT], rotation.counts()[CONTENT]) == ({"test": 30}, {"test": 30})

    with app_with(f"{NEW},{OLD}").app_context():
        send(2)
        assert rotation.rotate() == rotation.Rotation(resealed=60, lost=[], left=0)
        assert rotation.rotate() == rotation.Rotation(resealed=0, lost=[], left=0)
        assert rotation.counts()[RECIPIENT] == {"new": 32}

    with app_with(NEW).app_context():
        assert before.items() <= recipients().items()


def test_it_may_be_stopped_and_run_again(app_with: Apps, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 7)
    with app_with(OLD).app_context():
        send(30)
    swap, turns = rotation._swap, iter(range(3))

    def stopped(*given: object) -> int:
        if next(turns, None) is None:
            raise KeyboardInterrupt
        return swap(*given)  # type: ignore[arg-type] # passed on as they came

    with app_with(f"{NEW},{OLD}").app_context():
        with monkeypatch.context() as patch:
            patch.setattr(rotation, "_swap", stopped)
            with pytest.raises(KeyboardInterrupt):
                rotation.rotate()
        db.session.rollback()
        halfway = rotation.counts()

        assert halfway[CONTENT] == {"new": 21, "test": 9}
        assert rotation.rotate() == rotation.Rotation(resealed=39, lost=[], left=0)


def test_a_value_that_does_not_open_is_named_and_left(app_with: Apps) -> None:
    with app_with(OLD).app_context():
        bad, *_ = send(5)
        with writing():
            db.session.execute(
                update(OutboxMessage).where(OutboxMessage.id == bad).values(recipient_sealed=b"test:junk")
            )

    with app_with(f"{NEW},{OLD}").app_context():
        done = rotation.rotate()

        assert done == rotation.Rotation(resealed=9, lost=[f"{RECIPIENT} of {bad}"], left=1)
        assert db.session.scalar(select(OutboxMessage.recipient_sealed).filter_by(id=bad)) == b"test:junk"


def test_a_row_that_is_changed_or_gone_when_it_is_swapped_stays_as_it_was_left(app_with: Apps) -> None:
    with app_with(f"{NEW},{OLD}").app_context():
        changed, gone, same = send(3)
        old = FieldKeys.parse(OLD)
        swaps = []
        for row_id in (changed, gone, same):
            place = f"outbox_message:recipient_sealed:{row_id}"
            before = old.seal(b"before@example.org", place)
            swaps.append((row_id, before, FieldKeys.parse(NEW).seal(b"before@example.org", place)))
            if row_id == same:
                with writing():
                    db.session.execute(
                        update(OutboxMessage).where(OutboxMessage.id == same).values(recipient_sealed=before)
                    )
        with writing():
            db.session.execute(delete(OutboxMessage).where(OutboxMessage.id == gone))

        assert rotation._swap(OutboxMessage, "recipient_sealed", swaps) == 1
        assert recipients() == {changed: "person0@example.org", same: "before@example.org"}


def test_a_row_that_somebody_holds_is_not_waited_for(app_with: Apps) -> None:
    app = app_with(f"{NEW},{OLD}")
    with app_with(OLD).app_context():
        held, free = send(2)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            pytest.skip("SQLite locks all or nothing: a batch waits until the writer is done")
        with db.engine.connect() as somebody:
            somebody.execute(text("SELECT 1 FROM outbox_message WHERE id = :id FOR UPDATE"), {"id": held})
            began = time.monotonic()
            done = rotation.rotate()

            assert time.monotonic() - began < 3
            assert (done.resealed, done.lost, done.left) == (2, [], 2)
        assert rotation.rotate() == rotation.Rotation(resealed=2, lost=[], left=0)
        assert set(recipients()) == {held, free}


def test_under_load_no_value_is_lost_and_none_is_wrong(app_with: Apps, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 25)
    old, both = app_with(OLD), app_with(f"{NEW},{OLD}")
    with old.app_context():
        ids = send(600)
    expected = {row_id: f"person{number}@example.org" for number, row_id in enumerate(ids)}
    stop, problems, changes = threading.Event(), [], [0] * 4

    def write(number: int, app: Flask) -> None:
        dice, mine = random.Random(number), ids[number::4]
        try:
            with app.app_context():
                while not stop.is_set():
                    row_id = dice.choice(mine)
                    told = f"changed{number}-{changes[number]}@example.org"
                    if changes[number] % 40 == 39 and len(mine) > 100:
                        with writing():
                            db.session.execute(delete(OutboxMessage).where(OutboxMessage.id == row_id))
                        mine.remove(row_id)
                        del expected[row_id]
                    else:
                        with writing():
                            message = db.session.get_one(OutboxMessage, row_id)
                            message.recipient = told
                        expected[row_id] = told
                    db.session.remove()
                    changes[number] += 1
                    time.sleep(0.002)
        except Exception as error:  # noqa: BLE001 - told to the test, whatever it is
            problems.append(error)

    # One of the four still runs with the old key alone, as a process does that was not started again.
    writers = [threading.Thread(target=write, args=(number, both if number else old)) for number in range(4)]
    for writer in writers:
        writer.start()
    try:
        with both.app_context():
            until(lambda: min(changes) > 0 or bool(problems))
            before = sum(changes)
            during = rotation.rotate()
            meanwhile = sum(changes) - before
            until(lambda: min(changes) > 5 or bool(problems))
    finally:
        stop.set()
        for writer in writers:
            writer.join(timeout=30)

    assert problems == []
    assert during.lost == []
    assert meanwhile > 0
    with both.app_context():
        after = rotation.rotate()
        assert (after.lost, after.left) == ([], 0)
    with app_with(NEW).app_context():
        assert recipients() == expected
        assert rotation.counts()[RECIPIENT] == {"new": len(expected)}


def test_each_column_of_sealed_bytes_is_known() -> None:
    named = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary) and column.name.endswith("_sealed")
    }

    assert named == {(owner.__tablename__, column) for owner, column in SealedText.registry}  # type: ignore[attr-defined] # tables have names


def test_a_sealed_column_that_nobody_knows_stops_it(app_with: Apps) -> None:
    with app_with(f"{NEW},{OLD}").app_context():
        with writing():
            db.session.execute(text("CREATE TABLE later (id INTEGER, secret_sealed BYTEA)"))

        with pytest.raises(SealError, match=r"later\.secret_sealed"):
            rotation.rotate()


@pytest.fixture
def pathway(own_database: str, tmp_path: Path) -> Callable[..., Result]:
    """Run the command with these keys."""

    def run(field_keys: str, *arguments: str) -> Result:
        environment = {
            "PATHWAY_DATABASE_URL": own_database,
            "PATHWAY_INSTANCE": str(tmp_path / "instance"),
            "PATHWAY_ENV": "test",
            "PATHWAY_SECRET_KEYS": "k" * 40,
            **services.KEYS_ENVIRONMENT,
            "PATHWAY_FIELD_KEYS": field_keys,
        }
        return CliRunner().invoke(main, arguments, env=environment, catch_exceptions=False)

    return run


def test_the_commands(app_with: Apps, pathway: Callable[..., Result]) -> None:
    with app_with(OLD).app_context():
        bad, *_ = send(3)

    made = pathway(OLD, "keys", "new", "--id", "2026-b")
    keys = f"{made.stdout.strip()},{OLD}"
    status = json.loads(pathway(keys, "keys", "status", "--json").stdout)
    rotated = pathway(keys, "keys", "rotate")

    assert status[RECIPIENT] == {"test": 3}
    assert rotated.exit_code == 0
    assert "6 values sealed anew with 2026-b." in rotated.output
    assert "Nothing is sealed with test any more" in rotated.output
    assert f"{RECIPIENT}: 2026-b 3\n" in pathway(keys, "keys", "status").output
    assert f"{RECIPIENT}: 2026-b 3\n" in pathway(OLD, "keys", "status").output

    with app_with(keys).app_context(), writing():
        db.session.execute(update(OutboxMessage).where(OutboxMessage.id == bad).values(content_sealed=b"junk"))
    failed = pathway(keys, "keys", "rotate")

    assert failed.exit_code == 1
    assert f"{CONTENT} of {bad} does not open" in failed.output
    assert "Take no key away" in failed.output
    assert "(not sealed) 1" in pathway(keys, "keys", "status").output


def test_a_new_key_is_one_and_bad_ids_are_refused(pathway: Callable[..., Result]) -> None:
    (name,) = FieldKeys.parse(pathway(OLD, "keys", "new").stdout.strip()).by_id

    assert len(name) == len("2026-11-24")
    assert pathway(OLD, "keys", "new", "--id", "a:b").exit_code == 1
