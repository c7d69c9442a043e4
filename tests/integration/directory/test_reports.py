"""A problem is reported by one tick, without words about anyone, and not more often than a person would."""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html as parser
from sqlalchemy import select

from pathway import create_app
from pathway.core.database import Base
from pathway.directory.models import ListingReport
from pathway.directory.vocabulary import Problem
from pathway.extensions import db
from pathway.web.limits import RequestCount
from tests import factories
from tests.integration.conftest import NOW, settings_for
from tests.integration.dumping import dump
from tests.integration.reading import SAME_ORIGIN
from tests.seed_file import id_of
from tests.services import dispose

HAVENS = id_of("the-havens")
TOMORROW = NOW + timedelta(days=1)


def send(client: FlaskClient, what: str = "report", **changes: object) -> int:
    """Report that a number is wrong, from our own page, and return the status."""
    given = {"data": {"problem": "number_wrong"}, "headers": SAME_ORIGIN} | changes
    return client.post(f"/services/{HAVENS}/{what}", **given).status_code


def kept(app: Flask) -> list[ListingReport]:
    """Every report."""
    with app.app_context():
        return list(db.session.scalars(select(ListingReport)))


def counted(app: Flask) -> list[RequestCount]:
    """Every row of the limits."""
    with app.app_context():
        return list(db.session.scalars(select(RequestCount)))


@pytest.mark.usefixtures("now")
def test_a_report_keeps_the_listing_the_tick_and_the_day(app: Flask) -> None:
    status = send(app.test_client())

    (report,) = kept(app)
    assert status == 303
    assert str(report.service_id) == HAVENS
    assert report.problem is Problem.NUMBER_WRONG
    assert report.on == date(2026, 11, 24)


@pytest.mark.usefixtures("now")
def test_it_did_not_work_takes_one_tap_and_keeps_as_little(app: Flask) -> None:
    response = app.test_client().post(f"/services/{HAVENS}/did-not-work", headers=SAME_ORIGIN)

    (report,) = kept(app)
    assert report.problem is Problem.DID_NOT_WORK
    assert response.headers["Location"] == f"/services/{HAVENS}/thanks?what=did-not-work"
    assert "that it did not work" in app.test_client().get(response.headers["Location"]).text


def test_there_is_no_column_that_could_hold_words() -> None:
    columns = Base.metadata.tables["listing_report"].columns

    assert {column.name for column in columns} == {"id", "service_id", "problem", "reported_on"}


@pytest.mark.usefixtures("now")
def test_words_sent_along_are_kept_nowhere(app: Flask) -> None:
    words = {"problem": "number_wrong", "comment": "zanzibarword", "notes": "zanzibarword", "number": "07700 900123"}
    app.test_client().post(f"/services/{HAVENS}/report?why=zanzibarword", data=words, headers=SAME_ORIGIN)

    assert len(kept(app)) == 1
    assert "zanzibar" not in repr(dump(app))


def test_the_day_of_a_report_is_londons(app: Flask, at: Callable[[datetime], None]) -> None:
    at(datetime(2026, 6, 30, 23, 30, tzinfo=UTC))

    send(app.test_client())

    assert kept(app)[0].on == date(2026, 7, 1)


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize("what", ["report", "did-not-work"])
def test_a_machine_that_fills_every_box_is_thanked_and_nothing_is_kept(app: Flask, what: str) -> None:
    data = {"problem": "number_wrong", "website": "https://example.org"}

    assert send(app.test_client(), what, data=data) == 303
    assert kept(app) == []
    assert counted(app) == []


@pytest.mark.parametrize("problem", ["", "nonsense", "did_not_work", "number_wrong "])
def test_a_tick_that_is_not_in_the_list_is_asked_for_again(app: Flask, problem: str) -> None:
    page = app.test_client().post(f"/services/{HAVENS}/report", data={"problem": problem}, headers=SAME_ORIGIN)

    tree = parser.fromstring(page.text)
    assert page.status_code == 400
    assert tree.xpath("//*[@class='govuk-error-summary__body']//a/@href") == ["#problem"]
    assert tree.xpath("//*[@id='problem']")
    assert kept(app) == []


def test_the_form_offers_ticks_and_no_box_for_words(client: FlaskClient) -> None:
    tree = parser.fromstring(client.get(f"/services/{HAVENS}/report").text)

    assert len(tree.xpath("//main//input[@type='radio'][@name='problem']")) == 8
    assert tree.xpath("//main//input[@checked]") == []
    assert tree.xpath("//main//textarea") == []
    assert tree.xpath("//main//input[@type='text']/@name") == ["website"]
    assert tree.xpath("//input[@name='website']/ancestor::*[@aria-hidden='true']")


@pytest.mark.usefixtures("now")
def test_each_tick_of_the_form_can_be_sent(app: Flask) -> None:
    client = app.test_client()
    offered = parser.fromstring(client.get(f"/services/{HAVENS}/report").text).xpath("//input[@type='radio']/@value")

    assert [send(client, data={"problem": value}) for value in offered] == [303] * 8
    assert sorted(report.problem for report in kept(app)) == sorted(offered)


@pytest.mark.usefixtures("now")
def test_the_twenty_first_of_a_day_is_refused(app: Flask) -> None:
    client = app.test_client()

    statuses = [send(client, what) for what in ["report", "did-not-work"] * 11]

    assert statuses == [303] * 20 + [429] * 2
    assert len(kept(app)) == 20


def test_the_next_day_it_works_again_and_yesterday_is_forgotten(app: Flask, at: Callable[[datetime], None]) -> None:
    client = app.test_client()
    for _ in range(21):
        send(client)
    (yesterday,) = counted(app)

    at(TOMORROW)
    status = send(client)

    (today,) = counted(app)
    assert status == 303
    assert today.count == 1
    assert today.on == date(2026, 11, 25)
    assert today.key != yesterday.key


def test_yesterday_is_forgotten_even_if_nobody_writes(app: Flask, at: Callable[[datetime], None]) -> None:
    send(app.test_client())
    assert len(counted(app)) == 1

    at(TOMORROW)
    app.test_client().get("/stay-safe")

    assert counted(app) == []


@pytest.mark.usefixtures("now")
def test_the_key_cannot_be_made_from_the_address_without_the_secret(app: Flask) -> None:
    send(app.test_client())

    (row,) = counted(app)
    guesses = ["127.0.0.1", "report127.0.0.1", "report:127.0.0.1", "127.0.0.1:report", "report:127.0.0.1:2026-11-24"]
    assert re.fullmatch("[0-9a-f]{64}", row.key)
    assert row.key not in {hashlib.sha256(guess.encode()).hexdigest() for guess in guesses}


@pytest.mark.usefixtures("now")
def test_the_key_depends_on_the_secret(own_database: str) -> None:
    apps = [create_app(settings_for(own_database, secret_keys=(letter * 40,))) for letter in "ab"]

    for app in apps:
        send(app.test_client())

    assert len({row.key for row in counted(apps[0])}) == 2
    for app in apps:
        dispose(app)


@pytest.mark.usefixtures("now")
def test_each_network_address_is_counted_apart(app: Flask) -> None:
    client = app.test_client()
    for _ in range(20):
        send(client)

    assert send(client) == 429
    assert send(client, environ_base={"REMOTE_ADDR": "203.0.113.9"}) == 303


@pytest.mark.usefixtures("now")
def test_a_forged_header_does_not_make_another_address(app: Flask) -> None:
    client = app.test_client()
    statuses = [send(client, headers=SAME_ORIGIN | {"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(21)]

    assert statuses == [303] * 20 + [429]


@pytest.mark.usefixtures("now")
def test_behind_a_proxy_of_ours_the_visitor_is_counted_and_not_the_proxy(own_database: str) -> None:
    app = create_app(settings_for(own_database, proxies=1))
    client = app.test_client()
    statuses = [send(client, headers=SAME_ORIGIN | {"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(21)]

    assert statuses == [303] * 21
    dispose(app)


@pytest.mark.usefixtures("now")
def test_what_is_refused_is_not_counted_against_anybody(app: Flask) -> None:
    client = app.test_client()
    for _ in range(25):
        send(client, data={"problem": "nonsense"})
        send(client, headers={"Sec-Fetch-Site": "cross-site"})

    assert send(client) == 303


@pytest.mark.parametrize("what", ["report", "did-not-work"])
def test_a_draft_takes_no_report(app: Flask, what: str) -> None:
    page = app.test_client().post(
        f"/services/{id_of('solace')}/{what}", data={"problem": "closed_down"}, headers=SAME_ORIGIN
    )

    assert page.status_code == 404
    assert kept(app) == []


@pytest.mark.usefixtures("now")
def test_reports_go_with_their_listing(app: Flask) -> None:
    made = factories.publish(app)
    app.test_client().post(f"/services/{made}/report", data={"problem": "closed_down"}, headers=SAME_ORIGIN)
    assert len(kept(app)) == 1

    with app.app_context():
        db.session.execute(db.text("DELETE FROM service WHERE id = :id"), {"id": _stored(made)})
        db.session.commit()

    assert kept(app) == []


def _stored(service_id: object) -> str:
    text = str(service_id)
    return text.replace("-", "") if db.engine.dialect.name == "sqlite" else text
