"""The map by keyboard alone: every pin has a name, a cluster opens, a popup closes, and the focus is never lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, OpenContext
from tests.browser.keyboard import stops, tab_to
from tests.browser.map_pages import cluster, focused, open_map, pin_of, pins, popup

pytestmark = pytest.mark.browser

NAME = re.compile(
    r".+, (Takes calls|Open|Closed|Hours not known).*, (about here, )?(in [A-Z].+|outside London)"
    r"|\d+ services, press Enter to zoom in"
)


def test_every_pin_has_a_name_a_state_and_about_where_it_is(desk: Page) -> None:
    open_map(desk)

    names = pins(desk).evaluate_all("(all) => all.map((one) => one.ariaLabel)")

    assert len(names) >= 5
    assert [name for name in names if not NAME.fullmatch(name)] == []
    assert len(set(names)) == len(names)


def test_the_walk_through_the_map(desk: Page) -> None:
    """From the top of the page: past the map or into it, a cluster, a service, its popup, back, and on to its page."""
    open_map(desk)

    tab_to(desk, desk.get_by_role("link", name="Skip the map"))
    tab_to(desk, desk.locator(".pw-map__box"))
    assert focused(desk).startswith("Map. The arrow keys move it")

    tab_to(desk, cluster(desk))
    before = focused(desk)
    assert re.fullmatch(r"\d services, press Enter to zoom in", before)
    desk.keyboard.press("Enter")
    expect(desk.locator(f'.pw-pin[aria-label="{before}"]')).to_have_count(0)
    expect(desk.locator(".pw-pin:focus")).to_have_count(1)
    while "press Enter to zoom in" in focused(desk):
        desk.keyboard.press("Tab")
    opened = focused(desk)
    assert NAME.fullmatch(opened), opened

    desk.keyboard.press("Enter")
    name = opened.split(", ")[0]
    expect(popup(desk).get_by_role("link", name=name)).to_be_focused()
    expect(popup(desk).get_by_role("link", name="Ring")).to_be_visible()  # the popup asks for numbers once it is open
    desk.keyboard.press("Tab")
    expect(popup(desk).get_by_role("link", name="Ring")).to_be_focused()
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("button", name=f"Close: {name}")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(popup(desk)).to_have_count(0)
    assert focused(desk) == opened

    desk.keyboard.press("Space")
    expect(popup(desk).get_by_role("link", name=name)).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text(name)


def test_the_map_can_be_skipped(desk: Page) -> None:
    open_map(desk)
    tab_to(desk, desk.get_by_role("link", name="Skip the map"))

    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")

    assert desk.evaluate("document.activeElement.closest('#found') !== null")


def test_arrows_move_the_map_and_signs_zoom_it(desk: Page) -> None:
    open_map(desk)
    tab_to(desk, desk.locator(".pw-map__box"))
    where = "document.querySelector('.leaflet-map-pane').style.transform"
    before = desk.evaluate(where)

    desk.keyboard.press("ArrowRight")
    desk.wait_for_function(f"(before) => {where} !== before", arg=before, polling=50)
    names = desk.locator(".pw-label--fits").count()
    desk.keyboard.press("+")
    desk.keyboard.press("+")

    desk.wait_for_function("(names) => document.querySelectorAll('.pw-label--fits').length > names", arg=names)
    assert focused(desk).startswith("Map.")


def test_the_zoom_buttons_have_names_and_keep_the_focus(desk: Page) -> None:
    open_map(desk)
    for name in ("Zoom in", "Zoom out"):
        tab_to(desk, desk.get_by_role("button", name=name, exact=True))

        desk.keyboard.press("Enter")

        expect(desk.get_by_role("button", name=name, exact=True)).to_be_focused()


def test_the_focus_stays_when_the_map_is_drawn_anew(desk: Page) -> None:
    """The pin that has the focus goes into a cluster, and comes out of it again."""
    open_map(desk)
    pin = pin_of(desk, "Ashford Place")
    tab_to(desk, pin)
    zoom_out, zoom_in = ("document.querySelector('.leaflet-control-zoom-" + way + "').click()" for way in ("out", "in"))

    for _ in range(4):
        desk.evaluate(zoom_out)
        desk.wait_for_timeout(400)  # the drawing is what is waited for, and says nothing when it is done
    far = focused(desk)
    expect(pin).to_have_count(0)

    assert re.fullmatch(r"\d services, press Enter to zoom in", far)
    assert desk.evaluate("document.activeElement.isConnected && document.activeElement !== document.body")
    desk.evaluate(zoom_in)
    desk.wait_for_timeout(400)
    assert desk.evaluate("document.activeElement.closest('.pw-map__box') !== null")


def test_closing_a_borough_leads_back_to_the_map(desk: Page) -> None:
    open_map(desk)
    desk.locator("path.pw-borough--4").dispatch_event("click", {"bubbles": True, "clientX": 300, "clientY": 600})
    expect(popup(desk).get_by_role("link").first).to_be_visible()
    assert desk.evaluate("document.activeElement.closest('[role=dialog]') !== null")

    desk.keyboard.press("Escape")

    assert focused(desk).startswith("Map.")


def test_a_place_elsewhere_opens_by_keyboard(desk: Page) -> None:
    open_map(desk)
    desk.get_by_role("button", name="Everywhere").click()
    tab_to(desk, desk.get_by_role("button", name="Leeds: 1 service"), "Shift+Tab")

    desk.keyboard.press("Enter")

    expect(popup(desk)).to_contain_text("Basis")
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("button", name="Leeds: 1 service")).to_be_focused()


def test_an_area_is_chosen_from_a_list_by_keyboard(desk: Page) -> None:
    open_map(desk)
    tab_to(desk, desk.locator("summary", has_text="Who works in which area"))
    desk.keyboard.press("Enter")
    tab_to(desk, desk.get_by_label("London borough"))
    desk.keyboard.type("Lam")
    tab_to(desk, desk.get_by_role("button", name="Show"))

    desk.keyboard.press("Enter")

    expect(desk.locator("[data-map-area]")).to_contain_text("Lambeth")
    expect(desk.get_by_role("button", name="Show")).to_be_focused()


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_what_has_focus_is_marked_and_in_sight(open_context: OpenContext, screen: dict[str, object]) -> None:
    page = open_map(open_context(**screen).new_page())

    found = stops(page)

    assert len(found) > 20
    assert [stop for stop in found if not stop.is_on_screen or stop.is_covered] == []
    assert [stop for stop in found if not stop.is_marked] == []


def test_pins_are_large_enough_for_a_thumb(phone: Page) -> None:
    open_map(phone)
    phone.get_by_role("button", name="Everywhere").tap()
    sizes = "(all) => all.map((one) => one.getBoundingClientRect()).map((box) => [box.width, box.height])"

    found = phone.locator(".pw-pin[role=button]:not(.pw-label), .leaflet-bar a").evaluate_all(sizes)

    assert len(found) >= 3
    assert [size for size in found if round(min(size)) < 44] == []
