"""The board, one clock and the wall in a browser: sound at each size, alive, and open to one tap."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from pathway import create_app
from pathway.core import clock
from pathway.core.clock import utc_now
from pathway.extensions import db
from tests import clocks
from tests.browser.conftest import DESK, PHONE, WAIT_MS
from tests.browser.staffed import StaffedServer, staffed_server
from tests.browser.test_referral_pages import problems_of
from tests.browser.watching import Watch
from tests.clocks import Desk
from tests.staff import signed_in

pytestmark = pytest.mark.browser

AGES = (75.0, 50.0, 20.0, 2.2, 1.0)
"""How many hours ago each woman was referred: one of each colour and more."""


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedServer]:
    with staffed_server(tmp_path_factory.mktemp("board")) as server:
        yield server


@pytest.fixture(scope="module")
def desk(staffed: StaffedServer) -> Desk:
    """A running pathway with clocks of five ages; taken, received, or with nobody."""
    app: Flask = create_app(staffed.settings())
    real = utc_now()
    try:
        clock.stop(real - timedelta(hours=80))
        made = clocks.set_up(app)
        for number, hours in enumerate(AGES):
            clock.stop(real - timedelta(hours=hours))
            made.referrer = signed_in(app, made.referrer.user_id)  # type: ignore[arg-type] # she has one
            reference = made.send(**({"safe_place_tonight": "no"} if number % 2 else {}))
            made.references.append(reference)
            if number % 2 == 0:
                clock.stop(real - timedelta(hours=hours - 0.3))
                made.act(made.desk_worker, reference, "accept", worker="Sam of the day team", when="hour")
        for _ in range(3):  # three more, of women who stopped: to be closed
            stopped = made.send()
            said = made.referrer.post("/referrals/her-word", {"reference": stopped, "word": "stop"})
            assert said.status_code == 303
    finally:
        clock.stop(None)
    with app.app_context():
        db.engine.dispose()
    return made


def opened(staffed: StaffedServer, browser: Browser, options: dict[str, object]) -> tuple[Page, Watch]:
    """A coordinator's browser, watched."""
    context = browser.new_context(base_url=staffed.origin, locale="en-GB", **options)
    context.set_default_timeout(WAIT_MS)
    watch = Watch(staffed.origin)
    watch.follow(context)
    token = staffed.session_of(staffed.person("coordinator"))
    context.add_cookies([{"name": "pathway", "value": token, "url": staffed.origin, "httpOnly": True}])
    return context.new_page(), watch


@pytest.mark.parametrize("screen", ["phone", "desk"])
def test_its_pages_are_sound(staffed: StaffedServer, desk: Desk, browser: Browser, axe: str, screen: str) -> None:
    options = PHONE if screen == "phone" else DESK
    page, watch = opened(staffed, browser, options)
    wrong: dict[str, object] = {}
    addresses = ["/board", "/board?show=ended", "/board/walls", *(f"/board/{one}" for one in desk.references[:3])]

    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200
        wrong[address] = problems_of(page, axe, options["viewport"]["width"])

    page.context.close()
    assert {address: found for address, found in wrong.items() if found} == {}
    assert watch.complaints() == []


def test_who_has_nobody_is_on_the_first_screen_of_a_phone(staffed: StaffedServer, desk: Desk, browser: Browser) -> None:
    page, _ = opened(staffed, browser, PHONE)
    page.goto("/board")
    first = page.locator(".pw-board__row").first

    expect(first).to_contain_text(re.compile("Nobody|not taken yet"))
    box = first.get_by_role("button", name="I have her").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < PHONE["viewport"]["height"]
    page.context.close()


def test_it_looks_by_itself_and_leaves_her_where_she_was(staffed: StaffedServer, desk: Desk, browser: Browser) -> None:
    page, watch = opened(staffed, browser, DESK)
    page.goto("/board")
    old = page.locator("[data-board]").get_attribute("data-at")
    link = page.get_by_role("link", name=desk.references[0])
    link.focus()
    page.evaluate("dispatchEvent(new Event('online'))")

    expect(page.locator("[data-board]")).not_to_have_attribute("data-at", old or "")
    expect(page.get_by_role("link", name=desk.references[0])).to_be_focused()
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-board-state]")).to_contain_text("these times may be old")
    page.context.set_offline(False)
    page.context.clear_cookies()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("link", name="Open it again")).to_be_visible()
    assert [line for line in watch.complaints() if "ERR_INTERNET_DISCONNECTED" not in line] == []
    page.context.close()


def test_a_wall_is_read_from_three_metres(staffed: StaffedServer, desk: Desk, browser: Browser, axe: str) -> None:
    page, _ = opened(staffed, browser, DESK)
    page.goto("/board/walls")
    page.get_by_label("Where does the screen hang?").fill("Duty office")
    page.get_by_role("button", name="Get a code for a screen").click()
    code = page.locator(".pw-code").inner_text()
    page.context.close()

    wall = browser.new_context(base_url=staffed.origin, viewport={"width": 1920, "height": 1080})
    watch = Watch(staffed.origin)
    watch.follow(wall)
    screen = wall.new_page()
    screen.goto("/wall")
    screen.get_by_label("Code").fill(code)
    screen.get_by_role("button", name="Show the board here").click()
    screen.wait_for_url("**/wall")

    row = screen.get_by_role("row").filter(has_text=desk.references[0])
    size = row.get_by_role("rowheader").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert size >= 40
    words = screen.locator("main").inner_text()
    assert set(re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", words)) == set(desk.references)
    assert "Duty desk" not in words
    assert problems_of(screen, axe, 1920) == {}
    assert watch.complaints() == []
    wall.close()
