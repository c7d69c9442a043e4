"""The look-up by keyboard alone, and a focus that can always be seen."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import PUBLIC_PAGES, REPORT, SERVICE, SHORTLIST, id_of
from tests.browser.conftest import PHONE, OpenContext, Walker
from tests.browser.keyboard import stops, tab_to
from tests.browser.panels import open_every_panel

pytestmark = pytest.mark.browser

FOUND = PUBLIC_PAGES["hurt near NW10 4"]
STOPS = {
    "found, with the bar of a list": f"{FOUND}&id={id_of('samaritans')}",
    "a service": SERVICE,
    "a list": SHORTLIST,
    "a report": REPORT,
    "home": "/",
}


def test_the_whole_look_up_works_by_keyboard_alone(phone: Page, open_context: OpenContext) -> None:
    phone.goto("/")
    tab_to(phone, phone.get_by_label("What does she need?"))
    phone.keyboard.type("DA")
    tab_to(phone, phone.get_by_label("Near", exact=True))
    phone.keyboard.type("NW10 4LT")
    phone.keyboard.press("Enter")
    phone.wait_for_url(re.compile(r"/services\?q=DA&near=NW10(\+|%20)4$"))

    for number in (0, 1):
        tab_to(phone, phone.locator(".pw-pick input").nth(number))
        phone.keyboard.press("Space")
        expect(phone.locator(".pw-pick input").nth(number)).to_be_checked()
    names = phone.locator(".pw-card__name a").all_inner_texts()[:2]
    tab_to(phone, phone.get_by_role("button", name="See my list"))
    phone.keyboard.press("Enter")

    expect(phone.get_by_role("heading", level=1)).to_have_text("My list")
    expect(phone.locator(".pw-card__name a")).to_have_text(names)
    colleague = open_context(**PHONE).new_page()
    colleague.goto(phone.url)
    expect(colleague.locator(".pw-card__name a")).to_have_text(names)


def test_a_number_is_rung_by_keyboard(phone: Page) -> None:
    phone.goto(FOUND)
    tab_to(phone, phone.locator(".pw-call").first)

    with phone.expect_request(re.compile("^tel:")):  # from here on the browser's own question has the keyboard
        phone.keyboard.press("Enter")


def test_the_first_stop_leads_past_the_header(phone: Page) -> None:
    phone.goto(FOUND)

    phone.keyboard.press("Tab")
    expect(phone.get_by_role("link", name="Skip to main content")).to_be_focused()
    phone.keyboard.press("Enter")

    expect(phone.get_by_role("main")).to_be_focused()


def test_the_filters_open_and_narrow_by_keyboard(phone: Page) -> None:
    phone.goto("/services")
    tab_to(phone, phone.locator("summary", has_text="More choices"))
    phone.keyboard.press("Space")
    tab_to(phone, phone.get_by_label("Who makes the contact"))
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("ArrowDown")
    tab_to(phone, phone.get_by_role("button", name="Find", exact=True))
    phone.keyboard.press("Enter")

    expect(phone.get_by_role("link", name="Remove she can get in touch")).to_be_visible()


@pytest.mark.parametrize(
    ("screen", "key"),
    [("phone", "Tab"), ("phone", "Shift+Tab"), ("desk", "Tab")],
    ids=["phone", "phone, backwards", "desk"],
)
@pytest.mark.parametrize("address", STOPS.values(), ids=STOPS.keys())
def test_what_has_focus_is_marked_and_in_sight(walkers: dict[str, Walker], screen: str, address: str, key: str) -> None:
    walkers[screen].go(address)
    open_every_panel(walkers[screen].page)

    found = stops(walkers[screen].page, key)

    assert len(found) > 10
    assert [stop for stop in found if not stop.is_on_screen or stop.is_covered] == []
    assert [stop for stop in found if not stop.is_marked] == []


def test_what_has_focus_is_in_sight_on_the_smallest_phone(walkers: dict[str, Walker]) -> None:
    walkers["phone"].go(STOPS["found, with the bar of a list"], screen={"width": 320, "height": 568})

    found = stops(walkers["phone"].page)

    assert len(found) > 10
    assert [stop for stop in found if not stop.is_on_screen or stop.is_covered] == []
