"""A screen on a wall: who lets it show the board, what it shows, and when it stops."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pathway.accounts.models import User
from pathway.accounts.vocabulary import UserStatus
from pathway.board import wall_views
from pathway.extensions import db, writing
from tests import clocks, referrals
from tests.clocks import Desk
from tests.integration.reading import SAME_ORIGIN, parser
from tests.staff import Staff, signed_in


@pytest.fixture
def desk(app: Flask, now: datetime) -> Desk:
    return clocks.set_up(app)


def code_of(staff: Staff, place: str = "Duty office") -> str:
    """Let a screen show the board; the code as it is read out."""
    page = staff.post("/board/walls", {"place": place})
    assert page.status_code == 200
    return str(parser.fromstring(page.text).cssselect(".pw-code")[0].text_content())


def open_screen(app: Flask, code: str) -> tuple[FlaskClient, TestResponse]:
    """A screen, and what it said to a code."""
    screen = app.test_client()
    return screen, screen.post("/wall/open", data={"code": code}, headers=SAME_ORIGIN)


def test_a_screen_shows_references_and_nothing_else(desk: Desk) -> None:
    reference = desk.send()
    screen, opened = open_screen(desk.app, code_of(desk.coordinator).lower())
    assert opened.status_code == 303
    page = screen.get("/wall")

    assert page.status_code == 200
    assert reference in page.text
    for word in ("Duty desk", "Women's agency", "Person", "accommodation", referrals.ALIAS, "<form", "/referrals/"):
        assert word not in page.text
    assert "no-store" in page.headers["Cache-Control"]


def test_what_does_not_fit_is_counted(
    desk: Desk, at: Callable[[datetime], None], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall_views, "FITS", 1)
    first, second = desk.send(), desk.send()
    screen, _ = open_screen(desk.app, code_of(desk.coordinator))
    page = " ".join(screen.get("/wall").text.split())
    assert "And <b>1</b> more: open the board." in page
    at(now + timedelta(hours=1))

    page = " ".join(screen.get("/wall").text.split())
    assert sum(reference in page for reference in (first, second)) == 1
    assert "And <b>1</b> more, <b>1</b> of them late: open the board." in page


def test_it_opens_nothing_else(desk: Desk) -> None:
    reference = desk.send()
    screen, _ = open_screen(desk.app, code_of(desk.coordinator))

    for address in ("/board", "/board/now", f"/board/{reference}", "/referrals", "/manage", "/board/walls"):
        assert screen.get(address).status_code == 303
    assert screen.post("/wall", headers=SAME_ORIGIN).status_code == 405


def test_a_code_is_typed_once(desk: Desk) -> None:
    code = code_of(desk.coordinator)
    open_screen(desk.app, code)

    assert open_screen(desk.app, code)[1].status_code == 400


@pytest.mark.parametrize("typed", ["", "ABCD EFGH", "' OR 1=1", "A" * 12])
def test_no_other_code_opens_anything(desk: Desk, typed: str) -> None:
    code_of(desk.coordinator)
    screen, answer = open_screen(desk.app, typed)

    assert answer.status_code == 400
    assert screen.get("/wall").status_code == 303


def test_a_code_is_old_after_ten_minutes(desk: Desk, at: Callable[[datetime], None], now: datetime) -> None:
    code = code_of(desk.coordinator)
    at(now + timedelta(minutes=10))

    assert open_screen(desk.app, code)[1].status_code == 400


def test_it_ends_after_twelve_hours(desk: Desk, at: Callable[[datetime], None], now: datetime) -> None:
    screen, _ = open_screen(desk.app, code_of(desk.coordinator))
    at(now + timedelta(hours=12) - timedelta(seconds=1))
    assert screen.get("/wall").status_code == 200
    at(now + timedelta(hours=12))

    assert screen.get("/wall").status_code == 303
    assert screen.get("/wall/now").status_code == 303


def test_it_is_taken_back_at_once_by_any_coordinator(desk: Desk) -> None:
    screen, _ = open_screen(desk.app, code_of(desk.coordinator))
    page = parser.fromstring(desk.second.get("/board/walls").text)
    address = page.cssselect("form[action$='/end']")[0].get("action")
    assert desk.second.post(address).status_code == 303

    assert screen.get("/wall").status_code == 303
    assert "No screen shows the board" in desk.second.get("/board/walls").text


def test_it_ends_with_the_account_of_who_gave_it(desk: Desk, now: datetime) -> None:
    screen, _ = open_screen(desk.app, code_of(desk.coordinator))
    with desk.app.app_context(), writing():
        coordinator = db.session.get_one(User, desk.coordinator.user_id)
        coordinator.status, coordinator.disabled_at = UserStatus.DISABLED, now

    assert screen.get("/wall").status_code == 303


def test_letting_a_screen_show_it_wants_a_factor(desk: Desk, at: Callable[[datetime], None], now: datetime) -> None:
    at(now + timedelta(minutes=11))
    asked = desk.coordinator.post("/board/walls", {"place": "Duty office"})

    assert asked.status_code == 403
    assert not parser.fromstring(asked.text).cssselect(".pw-code")


def test_a_place_is_asked_for(desk: Desk) -> None:
    refused = desk.coordinator.post("/board/walls", {"place": "  "})

    assert refused.status_code == 400
    assert "Say where the screen hangs" in refused.text


def test_nobody_else_lets_one(desk: Desk) -> None:
    assert desk.agency_worker.post("/board/walls", {"place": "Here"}).status_code == 403
    assert signed_in(desk.app, desk.referrer.user_id).get("/board/walls").status_code == 403  # type: ignore[arg-type] # it has one
