"""The menu of staff pages on a phone: one line that says what waits; the rest opens with a tap, without scripts too."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, WAIT_MS
from tests.browser.keyboard import stops, tab_to
from tests.browser.staffed import StaffedServer, staffed_server
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser

PAGE = "/manage/services"
ONE_LINE = 60
"""Pixels that a menu of one line stays below."""


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedServer]:
    """The server, with demo accounts."""
    with staffed_server(tmp_path_factory.mktemp("menu")) as server:
        yield server


@pytest.fixture
def coordinator(staffed: StaffedServer, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Her phone, signed in; a parameter says how it is otherwise."""
    options = {**PHONE, **getattr(request, "param", {})}
    context = browser.new_context(base_url=staffed.origin, locale="en-GB", **options)
    context.set_default_timeout(WAIT_MS)
    token = staffed.session_of(staffed.person("coordinator"))
    context.add_cookies([{"name": "pathway", "value": token, "url": staffed.origin, "httpOnly": True}])
    page = context.new_page()
    page.goto(PAGE)
    yield page
    context.close()


def height(page: Page) -> float:
    box = page.locator(".pw-nav").bounding_box()
    assert box is not None
    return box["height"]


@pytest.mark.parametrize("coordinator", [{"java_script_enabled": False}], indirect=True)
def test_it_takes_one_line_and_opens_without_scripts(coordinator: Page) -> None:
    menu = coordinator.get_by_role("navigation", name="Menu")

    assert height(coordinator) < ONE_LINE
    expect(menu.get_by_text(re.compile(r"^\d+ waiting$"))).to_be_in_viewport()
    expect(coordinator.get_by_role("heading", level=1)).to_be_in_viewport(ratio=1)
    menu.get_by_text("Menu", exact=True).tap()
    expect(menu).to_contain_text("coordinator, Demo charity 1")
    menu.get_by_role("link", name="Leads").tap()
    coordinator.wait_for_url("**/manage/leads")
    coordinator.get_by_role("navigation", name="Menu").get_by_text("Menu", exact=True).tap()
    coordinator.get_by_role("button", name="Sign out").tap()

    coordinator.wait_for_url("**/signed-out")


def test_it_goes_by_keyboard_and_axe_finds_nothing(coordinator: Page, axe: str) -> None:
    word = coordinator.locator(".pw-staff > summary")
    tab_to(coordinator, word)
    coordinator.keyboard.press("Enter")
    current = coordinator.get_by_role("link", name="Listings", exact=True)
    expect(current).to_have_attribute("aria-current", "page")
    assert violations(coordinator, axe) == []

    coordinator.evaluate("document.activeElement.blur()")
    bad = [stop for stop in stops(coordinator) if not stop.is_on_screen or stop.is_covered or not stop.is_marked]

    assert bad == []


def test_text_twice_as_large_stays_within_the_page(coordinator: Page) -> None:
    session = coordinator.context.new_cdp_session(coordinator)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    coordinator.locator(".pw-staff > summary").tap()

    assert coordinator.evaluate("document.scrollingElement.scrollWidth") <= PHONE["viewport"]["width"]


@pytest.mark.parametrize("coordinator", [{**DESK, "is_mobile": False}], indirect=True)
def test_on_a_desk_nothing_is_folded(coordinator: Page) -> None:
    menu = coordinator.get_by_role("navigation", name="Menu")

    expect(menu.get_by_role("link", name="Listings", exact=True)).to_be_in_viewport()
    expect(menu.locator(".pw-staff")).to_be_hidden()
    expect(coordinator.get_by_role("button", name="Sign out")).to_be_in_viewport()
