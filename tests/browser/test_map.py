"""The map draws what the list lists: shapes, areas, popups; on a phone and on a desk; moving little, asking nobody."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, OpenContext
from tests.browser.map_pages import MAP, cluster, open_map, pin_of, pins, popup, popup_names
from tests.browser.serving import NIGHT, Server
from tests.browser.test_accessibility import violations
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser

SHAPES = "(pins) => pins.map((pin) => pin.querySelector('use')?.getAttribute('href') ?? 'number')"
BOROUGHS, OUTCODES = 33, 9


def test_it_draws_every_site_alone_or_counted_in_a_cluster(desk: Page) -> None:
    features = desk.request.get("/services/map.geojson").json()["features"]
    open_map(desk)

    alone = desk.locator(".pw-pin[role=button]:not(.pw-pin--several)").count()
    counted = desk.locator(".pw-pin__number").all_inner_texts()

    assert len(features) == 8
    assert counted
    assert alone + sum(map(int, counted)) == len(features)


def test_each_pin_has_the_shape_and_the_words_of_its_state(desk: Page) -> None:
    collection = desk.request.get("/services/map.geojson").json()
    states = {one["properties"]["name"]: one["properties"]["state"] for one in collection["features"]}
    open_map(desk)

    for pin in desk.locator(".pw-pin[role=button]:not(.pw-pin--several)").all():
        label = str(pin.get_attribute("aria-label"))
        [state] = [collection["states"][state] for name, state in states.items() if label.startswith(f"{name}, ")]
        assert f", {state['text']}, " in label
        assert pin.locator("use").get_attribute("href") == f"#pin-{state['kind']}"


def test_shapes_differ_by_state_and_are_those_of_the_legend(desk: Page, at: Callable[[datetime], None]) -> None:
    open_map(desk)
    by_day = set(pins(desk).evaluate_all(SHAPES))
    legend = set(desk.locator(".pw-legend use").evaluate_all("(all) => all.map((one) => one.getAttribute('href'))"))

    at(NIGHT)
    open_map(desk)
    by_night = set(pins(desk).evaluate_all(SHAPES))

    assert by_day != by_night
    assert legend == {"#pin-open", "#pin-later", "#pin-closed", "#pin-unknown"}
    assert (by_day | by_night) - {"number"} <= legend
    drawn = desk.locator("symbol").evaluate_all("(all) => all.map((one) => one.innerHTML.replace(/\\s+/g, ' '))")
    assert len(set(drawn)) == len(drawn)


def test_boroughs_and_outward_codes_are_drawn_and_brent_is_the_darkest(desk: Page) -> None:
    open_map(desk)

    expect(desk.locator("path.pw-borough")).to_have_count(BOROUGHS)
    expect(desk.locator("path.pw-outcode")).to_have_count(OUTCODES)
    expect(desk.locator("path.pw-borough--4 title")).to_have_text("Brent: 16 services, of which 9 work across London")
    desk.get_by_role("button", name="Brent", exact=True).click()
    for code in ("NW10", "HA0"):
        expect(desk.locator(".pw-label--outcode .pw-label__words", has_text=re.compile(f"^{code}$"))).to_be_visible()


def test_names_of_areas_do_not_lie_over_one_another(desk: Page) -> None:
    open_map(desk)
    overlaps = """(all) => {
      const boxes = all.filter((one) => one.checkVisibility({ visibilityProperty: true }))
        .map((one) => [one.textContent, one.getBoundingClientRect()]);
      const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
      return boxes.flatMap(([name, box], i) =>
        boxes.slice(i + 1).filter(([, other]) => meet(box, other)).map(([other]) => `${name} / ${other}`));
    }"""

    for view in ("London", "Brent"):
        desk.get_by_role("button", name=view, exact=True).click()

        assert desk.locator(".pw-label--borough .pw-label__words").evaluate_all(overlaps) == [], view


def test_it_asks_for_the_same_search_and_for_nobody_else(desk: Page, watch: Watch, server: Server) -> None:
    open_map(desk, "/services/map?near=NW10+4&q=hurt")

    asked = [urlsplit(address) for address in watch.requested]

    assert [one.query for one in asked if one.path == "/services/map.geojson"] == ["q=hurt&near=NW10+4"]
    assert {one.netloc for one in asked} == {urlsplit(server.origin).netloc}


def test_the_place_asked_about_is_marked(desk: Page) -> None:
    open_map(desk, "/services/map?near=NW10+4")

    expect(desk.locator(".pw-label--near")).to_have_text("NW10 4")
    expect(desk.locator(".pw-label--near")).to_be_in_viewport()


def test_a_press_on_a_pin_says_what_it_is_and_leads_to_its_page(phone: Page) -> None:
    open_map(phone)

    pin_of(phone, "Ashford Place").tap()

    expect(popup(phone)).to_contain_text("Ashford Place")
    expect(popup(phone)).to_contain_text("Takes calls until 5pm")
    expect(popup(phone).get_by_role("link", name="Ring 020 8208 8590")).to_have_attribute("href", "tel:02082088590")
    expect(popup(phone)).to_contain_text("60 Ashford Road, Cricklewood, London, NW2 6TU")
    popup_names(phone).tap()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Ashford Place")


def test_a_press_on_a_borough_says_how_many_reach_it_and_which(desk: Page) -> None:
    open_map(desk)

    desk.locator("path.pw-borough--4").dispatch_event("click", {"bubbles": True, "clientX": 300, "clientY": 600})

    expect(popup(desk)).to_contain_text("Brent")
    expect(popup(desk)).to_contain_text("16 services, of which 9 work across London.")
    expect(popup(desk).get_by_role("link", name="Asian Women's Resource Centre")).to_be_visible()
    # By keyboard: under a pointer the popup may still be moving into sight.
    popup(desk).get_by_role("link", name="See all 16").press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Who works in: Brent")
    expect(desk.locator(".pw-short__item")).to_have_count(16)


def test_a_place_elsewhere_is_a_labelled_point_with_its_list(desk: Page) -> None:
    open_map(desk)
    expect(pins(desk).filter(has_text="Leeds")).to_have_count(0)

    desk.get_by_role("button", name="Everywhere").click()
    leeds = desk.get_by_role("button", name="Leeds: 1 service")
    leeds.click()

    expect(popup(desk)).to_contain_text("Basis")
    desk.get_by_role("button", name="Close: Leeds").press("Enter")
    expect(popup(desk)).to_have_count(0)


def test_the_panel_lists_an_area_beside_the_map(phone: Page) -> None:
    open_map(phone)
    phone.get_by_text("Who works in which area", exact=True).tap()

    phone.get_by_label("London borough").select_option("Harrow")
    phone.get_by_role("button", name="Show").tap()

    panel = phone.locator("[data-map-area]")
    expect(panel).to_contain_text("Harrow")
    expect(panel).to_contain_text("11 services, of which 9 work across London.")
    expect(panel.get_by_role("listitem")).to_have_count(11)
    assert urlsplit(phone.url).path == MAP


def test_national_services_stand_in_a_panel_with_their_numbers(phone: Page) -> None:
    open_map(phone)
    panel = phone.locator(".pw-panel", has_text="Across the whole country")
    expect(panel).to_contain_text("19 services")

    panel.locator("summary").tap()

    expect(panel.locator(".pw-short__item")).to_have_count(19)
    expect(panel.get_by_role("link", name="Ring 0808 2000 247").first).to_be_visible()


def swipe_up(page: Page, x: float, y: float) -> None:
    """Draw one finger 200 px up the screen."""
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 11):
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - 20 * step}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_one_finger_scrolls_the_page_and_not_the_map(phone: Page) -> None:
    open_map(phone)
    box = phone.locator(".pw-map__box").bounding_box()
    assert box is not None
    before = phone.locator(".leaflet-map-pane").get_attribute("style")

    swipe_up(phone, box["x"] + 150, box["y"] + 250)

    phone.wait_for_function("scrollY > 100", polling=50)
    assert phone.locator(".leaflet-map-pane").get_attribute("style") == before
    expect(phone.get_by_text("Two fingers move the map.")).to_be_visible()


def test_two_fingers_move_the_map(phone: Page) -> None:
    open_map(phone)
    box = phone.locator(".pw-map__box").bounding_box()
    assert box is not None
    where = "document.querySelectorAll('.pw-label--fits').length"  # nearer, more names fit
    before = phone.evaluate(where)
    fingers = phone.context.new_cdp_session(phone)

    def at(spread: float) -> list[dict[str, float]]:
        x, y = box["x"] + 180, box["y"] + 250
        return [{"x": x - spread, "y": y, "id": 0}, {"x": x + spread, "y": y, "id": 1}]

    fingers.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": at(20)})
    for step in range(1, 11):
        fingers.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": at(20 + 10 * step)})
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    phone.wait_for_function(f"(before) => {where} !== before", arg=before, polling=50)
    assert phone.evaluate("scrollY") == 0


def test_a_mouse_drags_the_map(desk: Page) -> None:
    open_map(desk)
    box = desk.locator(".pw-map__box").bounding_box()
    assert box is not None
    before = desk.locator(".leaflet-map-pane").get_attribute("style")

    desk.mouse.move(box["x"] + 60, box["y"] + 60)
    desk.mouse.down()
    desk.mouse.move(box["x"] + 160, box["y"] + 120, steps=5)
    desk.mouse.up()

    assert desk.locator(".leaflet-map-pane").get_attribute("style") != before


def test_the_wheel_scrolls_the_page_over_the_map(desk: Page) -> None:
    open_map(desk)
    desk.locator(".pw-map__box").hover(position={"x": 60, "y": 60})

    desk.mouse.wheel(0, 400)

    desk.wait_for_function("scrollY > 100", polling=50)


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_the_map_leaves_room_on_the_screen(open_context: OpenContext, screen: dict[str, dict[str, int]]) -> None:
    page = open_map(open_context(**screen).new_page())

    box = page.locator(".pw-map__box").bounding_box()

    assert box is not None
    assert box["height"] <= screen["viewport"]["height"] * 0.7
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= screen["viewport"]["width"]


def test_who_asked_for_little_motion_gets_none(open_context: OpenContext) -> None:
    moving = open_map(open_context(**DESK).new_page())
    still = open_map(open_context(**DESK, reduced_motion="reduce").new_page())
    animated = (
        ".leaflet-fade-anim, .leaflet-zoom-anim, .leaflet-cluster-anim, .leaflet-marker-icon.leaflet-zoom-animated"
    )

    assert moving.locator(animated).count() > 0
    assert still.locator(animated).count() == 0
    cluster(still).click()
    assert still.locator(".leaflet-pan-anim, .leaflet-cluster-anim").count() == 0


def test_without_scripts_the_list_and_the_table_stand_and_there_is_no_hole(open_context: OpenContext) -> None:
    page = open_context(**PHONE, java_script_enabled=False).new_page()
    page.goto("/services/map?near=NW10+4")

    expect(page.locator(".pw-map__box")).to_be_hidden()
    expect(page.get_by_text("The map needs JavaScript. The list has the same services")).to_be_visible()
    expect(page.locator(".pw-card").first).to_be_visible()
    page.get_by_text("Change the search").click()
    page.get_by_label("What does she need?").fill("food")
    page.get_by_role("button", name="Find", exact=True).click()
    assert page.url.endswith("/services/map?q=food&near=NW10+4")
    page.get_by_text("Who works in which area", exact=True).click()
    page.get_by_label("London borough").select_option("Brent")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who works in: Brent")
    page.get_by_role("link", name="Back to the map and the list").click()
    assert page.url.endswith("/services/map?q=food&near=NW10+4")


def test_when_the_data_does_not_come_the_page_says_so(desk: Page, watch: Watch) -> None:
    watch.expect("503")
    watch.expect("map.geojson")
    watch.expect("for the map's data")
    desk.route("**/services/map.geojson*", lambda route: route.fulfill(status=503))
    desk.goto(MAP)

    expect(desk.get_by_text("The map could not be loaded. The list has the same services.")).to_be_visible()
    expect(desk.locator(".pw-card").first).to_be_visible()


def test_ticks_go_with_her_from_the_map_to_her_list(desk: Page) -> None:
    open_map(desk)
    name = desk.locator(".pw-card__name a").first.inner_text()
    desk.get_by_label("Keep on my list").first.check()

    desk.get_by_role("button", name="See my list").click()

    expect(desk.locator(".pw-card__name a")).to_have_text([name])


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_with_popups_open(
    open_context: OpenContext, axe: str, screen: dict[str, dict[str, int]]
) -> None:
    page = open_map(open_context(**screen, bypass_csp=True, reduced_motion="reduce").new_page())

    assert violations(page, axe) == []
    pin_of(page, "Ashford Place").click()
    expect(popup(page)).to_be_visible()
    assert violations(page, axe) == []
    page.keyboard.press("Escape")
    page.locator("path.pw-borough--4").dispatch_event("click", {"bubbles": True, "clientX": 200, "clientY": 500})
    expect(popup(page).get_by_role("link").first).to_be_visible()
    assert violations(page, axe) == []


def test_the_data_weighs_little_and_stands_once(desk: Page, watch: Watch) -> None:
    open_map(desk)

    data = json.loads(desk.request.get("/services/map.geojson").text())

    assert len([address for address in watch.requested if "map.geojson" in address or "outlines" in address]) == 2
    assert len(data["features"]) == 8
