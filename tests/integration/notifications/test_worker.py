"""`pathway worker` and `pathway outbox` as real processes."""

import json
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, suppress
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from psycopg import sql
from sqlalchemy.engine import make_url

from pathway import create_app
from pathway.extensions import db, writing
from pathway.notifications.operations import enqueue
from tests import services
from tests.integration.conftest import settings_for
from tests.integration.directory.importer.commands import migrated
from tests.integration.notifications.outbox import RECIPIENT, row
from tests.integration.notifications.running import ENDS_WITHIN_S, environment, pathway, running, wait_until
from tests.notify_host import notify_host

Copies = Callable[[str, Path], AbstractContextManager[str]]
CODE = "493217"
BESIDE = "import time; from pathway.cli.serve import worker_beside\nwith worker_beside(): time.sleep(60)"
"""A process that has a worker beside it and does not listen for signals itself."""


@pytest.fixture
def sqlite_app(copies: Copies, tmp_path: Path) -> Iterator[Flask]:
    """An app over SQLite alone, for what has nothing to do with the database."""
    with copies("sqlite", tmp_path) as url:
        app = create_app(settings_for(url))
        yield app
        services.dispose(app)


def post(app: Flask, *references: str) -> None:
    with app.app_context(), writing():
        for reference in references:
            enqueue("sign_in_code", RECIPIENT, {"code": CODE}, reference=reference)


def told(app: Flask, folder: Path, notify: str) -> dict[str, str]:
    return environment(folder, app.config["SQLALCHEMY_DATABASE_URI"], notify)


def test_once_does_all_that_is_due_and_ends(app: Flask, tmp_path: Path) -> None:
    references = [f"r{number}" for number in range(25)]
    post(app, *references)

    ended = pathway(told(app, tmp_path, f"dir:{tmp_path / 'messages'}"), "worker", "--once")

    assert ended.returncode == 0, ended.stderr
    assert {path.stem for path in (tmp_path / "messages").iterdir()} == set(references)
    assert {row(app, reference)["status"] for reference in references} == {"sent"}
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    assert {"message r7 (sign_in_code) sent"} <= {line["message"] for line in lines}
    assert RECIPIENT not in ended.stderr
    assert CODE not in ended.stderr


def test_the_outbox_is_run_once_and_counted(sqlite_app: Flask, tmp_path: Path) -> None:
    post(sqlite_app, "r1", "r2", "no/file")

    ended = pathway(told(sqlite_app, tmp_path, f"dir:{tmp_path / 'messages'}"), "outbox", "run", "--once")

    assert ended.returncode == 0
    assert ended.stdout == "3 taken up; 0 wait, 1 could not be delivered.\n"
    assert RECIPIENT not in ended.stdout + ended.stderr


@pytest.mark.parametrize("words", [("worker", "--once"), ("outbox", "run", "--once")])
def test_a_bad_setting_ends_it_plainly(sqlite_app: Flask, tmp_path: Path, words: tuple[str, ...]) -> None:
    ended = pathway(told(sqlite_app, tmp_path, "smtp://name:a-secret/x@mail.example.org"), *words)

    assert ended.returncode == 1
    assert ended.stderr.startswith("Error: PATHWAY_NOTIFY")
    assert "a-secret" not in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("words", [("worker", "--once"), ("outbox", "run", "--once")])
def test_once_without_a_database_fails_plainly(tmp_path: Path, words: tuple[str, ...]) -> None:
    url = f"sqlite:///{tmp_path / 'empty.db'}"

    ended = pathway(environment(tmp_path, url, f"dir:{tmp_path / 'messages'}"), *words)

    assert ended.returncode == 1
    assert "OperationalError" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_asked_to_end_it_finishes_the_message_in_hand_and_takes_no_other(sqlite_app: Flask, tmp_path: Path) -> None:
    post(sqlite_app, "r1", "r2", "r3")
    with notify_host() as host:

        def slow(_reference: str) -> int:
            time.sleep(0.7)
            return 201

        host.answer = slow
        with running(told(sqlite_app, tmp_path, host.setting), tmp_path / "log", "worker") as process:
            wait_until(lambda: host.asked)
            process.terminate()
            code = process.wait(ENDS_WITHIN_S)

        assert code == 0
        (taken,) = host.accepted
    assert sorted(row(sqlite_app, reference)["status"] for reference in ("r1", "r2", "r3")) == [
        "sent",
        "waiting",
        "waiting",
    ]
    assert row(sqlite_app, taken.reference)["status"] == "sent"


def test_it_waits_for_a_database_that_is_not_there_yet(empty_database: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    given = environment(tmp_path, empty_database, f"dir:{tmp_path / 'messages'}")
    with running(given, log, "worker") as process:
        wait_until(lambda: "a turn failed" in log.read_text())
        app = migrated(empty_database)
        post(app, "r1")
        wait_until((tmp_path / "messages" / "r1.json").exists)
        code = _stopped(process)
        services.dispose(app)

    assert code == 0
    assert RECIPIENT not in log.read_text()


@pytest.mark.postgresql
def test_it_outlives_a_database_that_goes_away(copies: Copies, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with copies("postgresql", tmp_path) as url:
        given = environment(tmp_path, url, f"dir:{tmp_path / 'messages'}")
        app = create_app(settings_for(url))
        post(app, "before")
        with running(given, log, "worker") as process:
            wait_until((tmp_path / "messages" / "before.json").exists)
            with app.app_context():
                db.engine.dispose()
            _open_to_connections(url, "false")
            wait_until(lambda: "a turn failed" in log.read_text())
            _open_to_connections(url, "true")
            post(app, "after")
            wait_until((tmp_path / "messages" / "after.json").exists)
            code = _stopped(process)
        services.dispose(app)

    assert code == 0


def test_served_with_a_worker_the_worker_ends_with_the_server(sqlite_app: Flask, tmp_path: Path) -> None:
    port = _free_port()
    given = told(sqlite_app, tmp_path, f"dir:{tmp_path / 'messages'}")
    post(sqlite_app, "r1")
    with running(given, tmp_path / "log", "serve", "--port", str(port), "--with-worker") as process:
        wait_until((tmp_path / "messages" / "r1.json").exists)
        wait_until(lambda: _answers(port))
        code = _stopped(process)

    assert code == 0
    post(sqlite_app, "r2")
    time.sleep(1.5)  # longer than a worker that was left behind would rest
    assert row(sqlite_app, "r2")["status"] == "waiting"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_however_the_server_ends_it_leaves_no_worker_behind(
    sqlite_app: Flask, tmp_path: Path, number: signal.Signals
) -> None:
    given = told(sqlite_app, tmp_path, f"dir:{tmp_path / 'messages'}")
    post(sqlite_app, "r1")
    with running(given, tmp_path / "log", code=BESIDE) as process:
        wait_until((tmp_path / "messages" / "r1.json").exists)
        wait_until(lambda: row(sqlite_app, "r1")["status"] == "sent")
        process.send_signal(number)
        process.wait(ENDS_WITHIN_S)

    time.sleep(0.5)
    post(sqlite_app, "r2")
    time.sleep(1.5)  # longer than a worker that was left behind would rest
    assert row(sqlite_app, "r2")["status"] == "waiting"


def _free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    with suppress(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    return False


def _stopped(process: subprocess.Popen[bytes]) -> int:
    process.terminate()
    return process.wait(ENDS_WITHIN_S)


def _open_to_connections(url: str, opened: str) -> None:
    name = make_url(url).database or ""
    server = make_url(services.postgres_url()).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(sql.Identifier(name), sql.SQL(opened))
        )
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
