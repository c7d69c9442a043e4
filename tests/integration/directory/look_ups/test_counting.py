"""Look-ups are counted after the answer has left; what people typed is nowhere."""

import csv
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import html as parser
from sqlalchemy import select

from pathway.accounts.vocabulary import Role
from pathway.core import clock
from pathway.directory.look_ups import operations
from pathway.directory.look_ups.models import LookUpCount
from pathway.directory.vocabulary import NEED_LABELS, Need
from pathway.extensions import db, writing
from tests.integration.conftest import NOW
from tests.staff import organization, signed_in, user

TODAY = NOW.date()
Row = tuple[str, str, int, int]


def stored(app: Flask) -> list[Row]:
    with app.app_context():
        rows = db.session.scalars(select(LookUpCount).order_by(LookUpCount.need, LookUpCount.borough))
        return [(row.need, row.borough, row.look_ups, row.empty) for row in rows]


def test_look_ups_are_written_together_a_minute_later(app: Flask, now: datetime) -> None:
    client = app.test_client()
    for address in (
        "?need=housing&near=Wembley",
        "?need=housing&near=Harlesden",
        "?q=zzzzqq&near=Hackney",
        "",
        "?page=2",
    ):
        client.get(f"/services{address}")
    assert stored(app) == []

    clock.stop(NOW + timedelta(minutes=1))
    client.get("/services?need=crisis").close()

    assert stored(app) == [
        ("any", "Hackney", 1, 1),
        ("crisis", "none", 1, 0),
        ("housing", "Brent", 2, 0),
    ]


def test_nothing_that_was_typed_is_kept(app: Flask, now: datetime) -> None:
    app.test_client().get("/services?q=secretword&near=NW10+4")
    operations.write(app)

    with app.app_context():
        rows = db.session.execute(select(LookUpCount)).all()
    assert len(rows) == 1
    assert {column.name for column in LookUpCount.__table__.columns} == {
        *("counted_on", "need", "borough", "look_ups", "empty")
    }


def test_two_processes_add_to_one_count(app: Flask, now: datetime) -> None:
    client = app.test_client()
    for _ in range(2):
        client.get("/services?need=housing")
        operations.write(app)

    assert stored(app) == [("housing", "none", 2, 0)]


def test_what_cannot_be_written_is_counted_on(app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    client = app.test_client()
    client.get("/services?need=housing")
    with app.app_context(), writing():
        LookUpCount.__table__.drop(db.session.connection())
    operations.write(app)
    with app.app_context(), writing():
        LookUpCount.__table__.create(db.session.connection())
    client.get("/services?need=housing")
    operations.write(app)

    assert stored(app) == [("housing", "none", 2, 0)]


def test_small_numbers_are_not_said(app: Flask, now: datetime) -> None:
    coordinator = signed_in(app, user(app, organization(app), Role.COORDINATOR))
    with app.app_context(), writing():
        for need, borough, look_ups, empty in (
            ("housing", "Brent", 40, 12),
            ("housing", "Hackney", 3, 0),
            ("crisis", "none", 4, 0),
            ("legal_advice", "Brent", 2000, 0),
        ):
            db.session.add(LookUpCount(on=TODAY, need=need, borough=borough, look_ups=look_ups, empty=empty))
    need = [["Housing advice", "5 or more", "12"], ["In a mental health crisis", "fewer than 5", "0"]]
    need.append([NEED_LABELS[Need.LEGAL_ADVICE], "2,000", "0"])
    borough = [["Brent", "2,040", "12"], ["Hackney", "fewer than 5", "0"]]
    borough.append(["No London borough named or known", "fewer than 5", "0"])

    page = parser.fromstring(coordinator.get("/manage/services/health").text)
    tables = {table.cssselect("caption")[0].text_content(): table for table in page.cssselect("table")[-2:]}
    file = coordinator.get("/manage/services/look-ups.csv").text

    assert [*map(cells, tables["By need"].cssselect("tbody tr"))] == need
    assert [*map(cells, tables["By borough"].cssselect("tbody tr"))] == borough
    assert [*csv.reader(file.splitlines())] == [
        ["by", "name", "look_ups", "found_nothing"],
        *(["need", *row] for row in need),
        *(["borough", *row] for row in borough),
    ]


def cells(row: Any) -> list[str]:
    return [cell.text_content().strip() for cell in row]


def test_they_are_forgotten_after_two_years(app: Flask, now: datetime) -> None:
    with app.app_context(), writing():
        for days in (729, 732):
            on = TODAY - timedelta(days=days)
            db.session.add(LookUpCount(on=on, need="housing", borough="Brent", look_ups=1, empty=0))
    with app.app_context():
        operations.forget_old(NOW)

    assert len(stored(app)) == 1
