"""The first screen of a look-up: the first number begins high, and no more than one box stands before it."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenContext, Walker
from tests.browser.serving import NIGHT

pytestmark = pytest.mark.browser

HIGHEST_PX = 500
ONE_LINE_PX = 50

ASKED = [
    "",
    "open=now",
    "q=DA&near=NW10+4",
    "q=rape",
    "q=hurt&near=Harlesden",
    "q=somewhere+warm&near=Wembley",
    "q=homeless&near=NW10+4&need=housing&open=now&take=self",
    "q=modern+slavery&near=Willesden+Green",
    "q=samaritans",
    "need=sexual_health&near=NW10",
    "need=legal_advice",
    "need=mental_health&near=Brent&miles=5",
    "q=food&near=CR0",
    "need=talk_after_violence&for=women",
]
BOXED = ["q=overdose", "q=bleeding&near=NW10", "q=children+at+risk&near=NW10+4", "need=a_child"]
"""Searches whose words come before the results, in one box with its own button."""

FIRST_IN_SIGHT = """() => {
  const box = document.querySelector(".pw-first .pw-call")?.getBoundingClientRect();
  return !!box && box.width > 0 && box.height > 0 && box.top >= 0 && box.left >= 0
    && box.right <= innerWidth && box.bottom <= innerHeight;
}"""

# Where things begin, in px from the top of the page.
PLACES = """() => {
  const top = (one) => (one ? one.getBoundingClientRect().top + scrollY : null);
  const first = document.querySelector(".pw-card");
  const shown = (all) => [...document.querySelectorAll(all)].find((one) => one.checkVisibility());
  const height = (all) => shown(all)?.getBoundingClientRect().height ?? 0;
  return {
    button: top(shown("main .pw-call")),
    card: top(shown(".pw-card")),
    inCard: top(shown(".pw-card .pw-call")),
    after: top(document.querySelector(".pw-after")),
    chips: height(".pw-chips__list"),
    count: height(".pw-count"),
    boxes: [...document.querySelectorAll(".pw-note, .pw-first, .pw-lines, .pw-instead")]
      .filter((one) => one.checkVisibility() && (!first || top(one) < top(first))).length,
    wide: document.scrollingElement.scrollWidth,
  };
}"""


def places(walker: Walker, asked: str) -> dict[str, Any]:
    """Open a search and say where its parts begin."""
    walker.go(f"/services?{asked}")
    found: dict[str, Any] = walker.page.evaluate(PLACES)
    return found


@pytest.fixture(scope="module")
def by_day(walkers: dict[str, Walker]) -> Callable[[str], dict[str, Any]]:
    """Where the parts of a search begin by day; each is opened once. "small" has it on the smallest phone."""

    @cache
    def of(asked: str) -> dict[str, Any]:
        walker = walkers["phone"]
        found = places(walker, asked)
        found["first button is in sight"] = walker.page.evaluate(FIRST_IN_SIGHT)
        walker.page.set_viewport_size({"width": 320, "height": 568})
        return found | {"small": walker.page.evaluate(PLACES)}

    return of


@pytest.mark.parametrize("asked", ASKED)
def test_the_first_card_and_its_button_begin_high_on_a_phone(
    by_day: Callable[[str], dict[str, Any]], asked: str
) -> None:
    found = by_day(asked)

    assert found["card"] < found["inCard"] <= HIGHEST_PX
    assert found["boxes"] == 0
    assert found["wide"] <= 390
    assert found["after"] > found["inCard"]


@pytest.mark.parametrize("asked", [asked for asked in ASKED if asked])
def test_what_was_asked_and_the_count_take_a_line_each(by_day: Callable[[str], dict[str, Any]], asked: str) -> None:
    found = by_day(asked)

    assert 0 < found["chips"] <= ONE_LINE_PX
    assert 0 < found["count"] <= ONE_LINE_PX


@pytest.mark.parametrize("asked", BOXED)
def test_words_that_come_first_have_their_button_high_and_are_one_box(
    by_day: Callable[[str], dict[str, Any]], asked: str
) -> None:
    found = by_day(asked)

    assert found["first button is in sight"]
    assert found["button"] <= HIGHEST_PX
    assert found["boxes"] == 1


@pytest.mark.parametrize("asked", ["q=rehab", "need=somewhere_tonight&near=NW10"])
def test_where_nobody_is_listed_a_number_is_a_button_all_the_same(
    by_day: Callable[[str], dict[str, Any]], asked: str
) -> None:
    found = by_day(asked)

    assert found["card"] is None
    assert found["button"] <= HIGHEST_PX


@pytest.mark.parametrize("asked", [*ASKED, *BOXED])
def test_on_the_smallest_phone_it_is_within_two_screens(by_day: Callable[[str], dict[str, Any]], asked: str) -> None:
    found = by_day(asked)["small"]

    assert found["button"] + 54 <= 2 * 568
    assert found["wide"] <= 320


@pytest.mark.parametrize("asked", ["", "q=DA&near=NW10+4", "q=overdose", "q=hurt&near=Harlesden&open=now"])
def test_with_text_twice_as_large_it_is_within_two_screens(walkers: dict[str, Walker], asked: str) -> None:
    walker = walkers["phone"]
    session = walker.page.context.new_cdp_session(walker.page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    try:
        found = places(walker, asked)
    finally:
        session.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})

    assert found["button"] <= 2 * 844
    assert found["wide"] <= 390


def test_at_night_what_is_closed_is_high_too(walkers: dict[str, Walker], at: Callable[[datetime], None]) -> None:
    at(NIGHT)

    found = [places(walkers["phone"], asked) for asked in ("q=hurt&near=Harlesden", "q=food", "need=legal_advice")]

    assert all(one["inCard"] <= HIGHEST_PX for one in found)


@pytest.mark.parametrize("screen", ["phone", "desk"])
@pytest.mark.parametrize("media", ["screen", "print"])
def test_the_order_is_the_same_for_phone_desk_and_paper(walkers: dict[str, Walker], screen: str, media: str) -> None:
    page = walkers[screen].page
    walkers[screen].go("/services?q=overdose&near=NW10")
    page.emulate_media(media=media)
    page.evaluate("document.querySelectorAll('.pw-after details').forEach((one) => { one.open = true; })")

    tops = [_top(page, part) for part in (".pw-first", ".pw-card", ".pw-after")]
    page.emulate_media(media="screen")

    assert tops == sorted(tops)
    in_document = page.evaluate(
        "() => [...document.querySelectorAll('.pw-first, .pw-card, .pw-after')].map((one) => one.className)"
    )
    assert in_document[0] == "pw-first"
    assert in_document[1].startswith("pw-card")
    assert 1 < in_document.index("pw-after") <= 4


def test_a_printed_search_has_its_numbers_in_order(phone: Page) -> None:
    phone.goto("/services?q=rape")
    numbers = phone.locator(".pw-card .pw-call__number").all_inner_texts()

    phone.emulate_media(media="print")

    for one in phone.locator(".pw-search, .pw-chips__list, .pw-count a, .pw-pick, button, nav").all():
        expect(one).to_be_hidden()
    shown = phone.locator("main").inner_text()
    assert numbers
    assert [shown.index(number) for number in numbers[:3]] == sorted(shown.index(number) for number in numbers[:3])
    expect(phone.get_by_text("Printed from Pathway on")).to_be_visible()


def test_a_printed_number_keeps_that_it_answers_at_any_hour(phone: Page) -> None:
    phone.goto("/services?q=samaritans")
    expect(phone.get_by_text("Takes calls now, 24 hours").first).to_be_visible()
    expect(phone.get_by_text("Hours: 24 hours", exact=True).first).to_be_hidden()

    phone.emulate_media(media="print")

    expect(phone.get_by_text("Takes calls now, 24 hours").first).to_be_hidden()  # "now" is not so on paper
    expect(phone.get_by_text("Hours: 24 hours", exact=True).first).to_be_visible()


def test_what_is_folded_is_still_said_in_full(phone: Page) -> None:
    phone.goto("/services?q=DA&near=NW10+4")

    phone.get_by_text("Lines open at any hour").tap()
    expect(phone.get_by_role("link", name="Ring 116 123")).to_be_visible()
    phone.get_by_text("If nobody answers, or it cannot wait").tap()
    expect(phone.get_by_role("heading", name="Independent advocate (IDVA) or MARAC")).to_be_visible()


def test_a_desk_copies_a_number(walkers: dict[str, Walker]) -> None:
    desk = walkers["desk"]
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.go("/services?q=samaritans")

    desk.page.get_by_role("button", name="Copy number: 116 123").first.click()

    expect(desk.page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert desk.page.evaluate("navigator.clipboard.readText()") == "116 123"


def test_a_phone_rings_and_has_a_way_to_the_door(phone: Page) -> None:
    phone.goto("/services?near=NW10+4&q=hub")

    expect(phone.get_by_role("button", name="Copy number")).to_have_count(0)
    way = phone.locator(".pw-card .pw-geo").first
    expect(way).to_be_visible()
    assert str(way.get_attribute("href")).startswith("geo:51.")


def test_an_apple_phone_gets_an_address_that_it_opens(open_context: OpenContext) -> None:
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
    page = open_context(user_agent=agent, viewport={"width": 390, "height": 844}, has_touch=True).new_page()

    page.goto("/services?near=NW10+4&q=hub")

    assert str(page.locator(".pw-geo").first.get_attribute("href")).startswith("maps:?q=")


def _top(page: Page, part: str) -> float:
    box = page.locator(part).first.bounding_box()
    assert box is not None
    return box["y"]
