"""The demo with all its clocks, as it is shown to somebody: each screen is sound, and a wall needs no scrolling."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pathway import create_app
from pathway.board.wall_views import FITS
from pathway.extensions import db
from pathway.leads.vocabulary import ClockDuty
from pathway.upkeep import demo_clocks
from tests import clocks, referrals
from tests.browser.conftest import DESK, PHONE, WAIT_MS
from tests.browser.staffed import StaffedServer, staffed_server
from tests.browser.test_referral_pages import problems_of
from tests.browser.watching import Watch
from tests.staff import signed_in

pytestmark = pytest.mark.browser

LARGE = {"viewport": {"width": 1920, "height": 1080}}
MORE = 3
"""Clocks beside those of the demo, so that there are more than a wall shows."""


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedServer]:
    with staffed_server(tmp_path_factory.mktemp("demo-screens")) as server:
        app = create_app(replace(server.settings(), instance=server.folder))
        server.demo = server.demo | {"clocks": demo_clocks.load(app)}
        referrer = signed_in(app, UUID(server.person("referrer")["id"]))
        for _ in range(MORE):
            referrals.send(referrer, clocks.FACTS)
        server.demo["role"] = clocks.role_with(app, ClockDuty.DUTY_COORDINATOR)
        with app.app_context():
            db.engine.dispose()
        yield server


def signed_in_browser(staffed: StaffedServer, browser: Browser, watch: Watch, **screen: object) -> BrowserContext:
    """A coordinator's browser, watched."""
    context = browser.new_context(base_url=staffed.origin, locale="en-GB", **screen)
    context.set_default_timeout(WAIT_MS)
    watch.follow(context)
    token = staffed.session_of(staffed.person("coordinator"))
    context.add_cookies([{"name": "pathway", "value": token, "url": staffed.origin, "httpOnly": True}])
    return context


@pytest.mark.parametrize("screen", [PHONE, DESK, LARGE], ids=["phone", "desk", "large screen"])
def test_its_screens_are_sound(staffed: StaffedServer, browser: Browser, axe: str, screen: dict[str, object]) -> None:
    watch = Watch(staffed.origin)
    context = signed_in_browser(staffed, browser, watch, **screen)
    page = context.new_page()
    one = [f"/board/{reference}" for reference in staffed.demo["clocks"][::5]]
    wrong = {}
    for address in (
        "/board",
        *one,
        "/insight/pathway",
        "/manage/pathway",
        f"/manage/leads/{staffed.demo['role']}/edit",
    ):
        page.set_viewport_size(screen["viewport"])  # type: ignore[arg-type] # each of the three has one
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200
        gutter = page.locator("#main").evaluate("main => main.getBoundingClientRect().left")
        assert gutter >= 15, address
        wrong[address] = problems_of(page, axe, page.viewport_size["width"])  # type: ignore[index] # it was set

    context.close()
    assert {address: found for address, found in wrong.items() if found} == {}
    assert watch.complaints() == []


def test_a_wall_of_any_size_shows_all_that_it_says_without_scrolling(
    staffed: StaffedServer, browser: Browser, axe: str
) -> None:
    watch = Watch(staffed.origin)
    context = signed_in_browser(staffed, browser, watch, **DESK)
    page = context.new_page()
    page.goto("/board/walls")
    page.get_by_label("Where does the screen hang?").fill("Duty office")
    page.get_by_role("button", name="Get a code for a screen").click()
    wall = browser.new_context(base_url=staffed.origin, **LARGE)
    watch.follow(wall)
    screen: Page = wall.new_page()
    screen.goto("/wall")
    screen.get_by_label("Code").fill(page.locator(".pw-code").inner_text())
    screen.get_by_role("button", name="Show the board here").click()
    screen.wait_for_url("**/wall")

    expect(screen.locator(".pw-wall__table tbody tr")).to_have_count(FITS)
    expect(screen.get_by_text("more", exact=False).last).to_contain_text("open the board")
    for width, height in ((1920, 1080), (1280, 720), (3840, 2160)):
        screen.set_viewport_size({"width": width, "height": height})
        size = screen.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        assert size == [width, height]
    screen.set_viewport_size({"width": 1920, "height": 1080})
    assert problems_of(screen, axe, 1920) == {}
    context.close()
    wall.close()
    assert watch.complaints() == []
