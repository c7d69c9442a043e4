"""A form that cannot be saved answers NOT SENT, gives back what was typed, and leaves nothing half kept."""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from lxml import html as parser
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from pathway import create_app
from pathway.directory.models import ListingReport
from pathway.directory.vocabulary import Problem
from pathway.extensions import breaker_of, db, is_reply_lost
from pathway.web.access import public
from pathway.web.transactions import commits
from pathway.web.typed_form import typed_words
from tests.integration.conftest import settings_for
from tests.integration.reading import SAME_ORIGIN
from tests.seed_file import id_of
from tests.services import dispose

Take = Callable[[Flask], None]

HAVENS = UUID(id_of("the-havens"))
TYPED = "She rings on Tuesdays <b>after</b> ten"
SEALED = "c2VhbGVk" * 12 + "=="


def save() -> str:
    db.session.add(ListingReport(service_id=HAVENS, problem=Problem.NUMBER_WRONG, on=date(2026, 11, 24)))
    return "saved"


@pytest.fixture
def saving(own_database: str) -> Iterator[Flask]:
    """An app of a test's own, with a form that saves."""
    app = create_app(settings_for(own_database))
    app.add_url_rule("/extra", "extra", public(commits(save)), methods=["POST"])
    yield app
    dispose(app)


def hidden(page: TestResponse) -> list[tuple[str, str]]:
    fields = parser.fromstring(page.text).xpath("//main//form//input[@type='hidden']")
    return [(field.get("name"), field.get("value")) for field in fields]


def shown(page: TestResponse) -> dict[str, str]:
    rows = parser.fromstring(page.text).xpath("//main//dl/div")
    return {row.xpath("string(dt)").strip(): row.xpath("string(dd)").strip() for row in rows}


def heading(page: TestResponse) -> str:
    return str(parser.fromstring(page.text).xpath("string(//h1)")).strip()


def kept(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(select(ListingReport.id)).all())


def test_the_page_says_not_sent_first_and_gives_numbers(saving: Flask, away: Take) -> None:
    away(saving)

    page = saving.test_client().post("/extra", data={"what": TYPED}, headers=SAME_ORIGIN)

    assert page.status_code == 503
    assert page.headers["Retry-After"]
    assert page.headers["Cache-Control"] == "no-store"
    assert heading(page) == "NOT SENT"
    links = parser.fromstring(page.text).xpath("//main//a/@href")
    assert {"tel:999", "tel:111", "tel:101", "tel:116123"} <= set(links)


def test_what_was_typed_is_there_to_copy_and_to_send_again(
    saving: Flask, away: Take, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    away(saving)
    typed = [
        ("what_she_wants", TYPED),
        ("need", "housing"),
        ("need", "health"),
        ("sealed", SEALED),
        ("csrf_token", "t"),
    ]

    page = saving.test_client().post("/extra", data=dict_of(typed), headers=SAME_ORIGIN)

    assert hidden(page) == typed
    assert shown(page)["What she wants"] == TYPED
    assert "Once" not in shown(page)
    assert "Sealed" not in shown(page)
    assert "<b>after</b>" not in page.text
    assert TYPED not in caplog.text
    assert parser.fromstring(page.text).xpath("//main//form/@action") == ["/extra"]
    assert page.headers.get("Location") is None


def dict_of(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """A form with several values of one name, in order."""
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def test_a_view_may_have_better_words_for_what_was_typed(saving: Flask, away: Take) -> None:
    view = typed_words(lambda form: [("Her own words", form["w"].upper())])(public(commits(save)))
    saving.add_url_rule("/words", "words", view, methods=["POST"])
    away(saving)

    page = saving.test_client().post("/words", data={"w": "tired"}, headers=SAME_ORIGIN)

    assert shown(page) == {"Her own words": "TIRED"}


def test_no_password_and_no_code_comes_back(app: Flask, away: Take) -> None:
    away(app)
    typed = {"do": "password", "username": "a@example.org", "password": "lantern orbit", "app_code": "123456"}

    page = app.test_client().post("/sign-in", data=typed | {"carry": SEALED}, headers=SAME_ORIGIN)

    assert heading(page) == "NOT SENT"
    assert "lantern" not in page.text
    assert "123456" not in page.text
    assert ("carry", SEALED) in hidden(page)
    assert "you will be asked for them" in page.text


def test_what_another_site_sent_is_not_offered_as_ours(saving: Flask, away: Take) -> None:
    away(saving)

    page = saving.test_client().post("/extra", data={"what": TYPED}, headers={"Sec-Fetch-Site": "cross-site"})

    assert page.status_code == 503
    assert hidden(page) == []
    assert TYPED not in page.text


def test_a_form_sent_again_once_the_database_is_back_is_saved(saving: Flask, away: Take) -> None:
    away(saving)
    client = saving.test_client()
    assert client.post("/extra", headers=SAME_ORIGIN).status_code == 503
    breaker_of(saving)._answers = lambda: True
    assert breaker_of(saving).wait_until_closed(5)

    assert client.post("/extra", headers=SAME_ORIGIN).text == "saved"
    assert kept(saving) == 1


@pytest.fixture
def lost_reply(saving: Flask, engine_name: str) -> Iterator[Flask]:
    """What is committed is saved, and then the connection is lost before anybody hears of it."""
    with saving.app_context():
        dialect = db.engine.dialect
    lost = psycopg.OperationalError("server closed the connection unexpectedly")
    if engine_name == "sqlite":
        lost = sqlite3.OperationalError("disk I/O error")
        lost.sqlite_errorname = "SQLITE_IOERR_DIR_FSYNC"
    plain = dialect.do_commit

    def commit(connection: object) -> None:
        plain(connection)
        raise lost

    dialect.do_commit = commit
    yield saving
    dialect.do_commit = plain


def test_where_the_reply_to_the_commit_was_lost_it_does_not_say_not_sent(lost_reply: Flask) -> None:
    page = lost_reply.test_client().post("/extra", data={"what": TYPED}, headers=SAME_ORIGIN)

    assert page.status_code == 503
    assert heading(page) == "We do not know whether this was saved"
    assert "NOT SENT" not in page.text
    assert ("what", TYPED) in hidden(page)


def test_an_error_before_the_commit_is_certain(saving: Flask, engine_name: str) -> None:
    def fail(*_: object) -> None:
        raise (sqlite3 if engine_name == "sqlite" else psycopg).OperationalError("database or disk is full")

    with saving.app_context():
        engine = db.engine

    def when_inserting(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT"):
            fail()

    event.listen(engine, "before_cursor_execute", when_inserting)

    page = saving.test_client().post("/extra", headers=SAME_ORIGIN)

    event.remove(engine, "before_cursor_execute", when_inserting)
    assert heading(page) == "NOT SENT"
    assert kept(saving) == 0


def test_a_backend_ended_before_its_commit_is_not_known(saving: Flask, engine_name: str) -> None:
    if engine_name == "sqlite":
        pytest.skip("SQLite has no server to be ended")

    def ended() -> str:
        save()
        db.session.flush()
        own = db.session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with db.engine.connect() as another:
            another.exec_driver_sql(f"SELECT pg_terminate_backend({own}, 2000)")
        return "never"

    saving.add_url_rule("/ended", "ended", public(commits(ended)), methods=["POST"])

    page = saving.test_client().post("/ended", headers=SAME_ORIGIN)

    assert heading(page) == "We do not know whether this was saved"
    assert kept(saving) == 0


@pytest.mark.parametrize(
    ("error", "is_lost"),
    [
        (psycopg.OperationalError("the connection is lost"), True),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.ConnectionFailure(), True),
        (psycopg.errors.DiskFull(), False),
        (psycopg.errors.SerializationFailure(), False),
        (psycopg.errors.QueryCanceled(), False),
        (sqlite3.OperationalError("database is locked"), False),
        (sqlite3.OperationalError("database or disk is full"), False),
    ],
)
def test_which_errors_of_a_commit_leave_it_open(error: Exception, is_lost: bool) -> None:
    assert is_reply_lost(error) is is_lost


def test_a_page_that_cannot_be_shown_says_so_plainly(app: Flask, away: Take) -> None:
    away(app)

    page = app.test_client().get("/leads")

    assert page.status_code == 503
    assert "NOT SENT" not in page.text
    assert "tel:999" in page.text
