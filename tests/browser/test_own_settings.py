"""People's own settings: their colours, less movement, text twice as large."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import PUBLIC_PAGES, SERVICE, SHORTLIST
from tests.browser.conftest import Walker
from tests.browser.panels import open_every_panel
from tests.browser.serving import NIGHT

pytestmark = pytest.mark.browser

FOUND = PUBLIC_PAGES["hurt near NW10 4"]

STATES = """() => [...document.querySelectorAll(".pw-state")].map((one) => {
  const shape = one.querySelector(".pw-state__shape");
  const kind = [...one.classList].find((name) => name.startsWith("pw-state--"));
  return { kind, words: one.textContent.replace(shape.textContent, "").trim(), readOut: !shape.ariaHidden };
})"""

BORDERS = """(one) => {
  const style = getComputedStyle(one);
  return { width: parseFloat(style.borderTopWidth), seen: style.borderTopColor !== style.backgroundColor };
}"""

# Lines of words that stand outside the screen, outside a box that hides what is beyond it, or outside their button.
CUT_OFF = """(width) => {
  const notForTheEye =
    ".govuk-visually-hidden, .pw-rest, .pw-split .govuk-hint, .pw-trap, .govuk-skip-link, .pw-state__shape, thead";
  const inside = (from, to, least, most) => from >= least - 3 && to <= most + 3;
  const within = (line, box) =>
    inside(line.left, line.right, box.left, box.right) && inside(line.top, line.bottom, box.top, box.bottom);
  const holds = (one) =>
    getComputedStyle(one).overflow !== "visible" || one.matches("button, .pw-call, .pw-leave, .govuk-button, .pw-chip");
  const found = [];
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const parent = words.currentNode.parentElement;
    if (parent.closest(notForTheEye) || !parent.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(words.currentNode);
    for (const line of range.getClientRects()) {
      let cut = line.right > width + 1 || line.left < -1;
      for (let one = parent; one !== document.body; one = one.parentElement) {
        cut ||= holds(one) && !within(line, one.getBoundingClientRect());
      }
      if (cut) found.push(`${words.currentNode.data.trim()} in ${parent.outerHTML.replace(/\\s+/g, " ").slice(0, 90)}`);
    }
  }
  return found;
}"""


def test_states_are_told_apart_by_words_alone(phone: Page, at: Callable[[datetime], None]) -> None:
    at(NIGHT)
    phone.emulate_media(forced_colors="active")
    phone.goto("/services")

    states = phone.evaluate(STATES)

    by_kind: dict[str, set[str]] = {}
    for state in states:
        by_kind.setdefault(state["kind"], set()).add(state["words"])
    assert {"pw-state--open", "pw-state--unknown"} < by_kind.keys()
    assert all(all(words) for words in by_kind.values())
    every = [words for group in by_kind.values() for words in group]
    assert len(every) == len(set(every)), "one wording stands for two states"
    assert not any(state["readOut"] for state in states)


def test_in_the_browsers_own_colours_a_button_still_has_an_edge(phone: Page) -> None:
    phone.emulate_media(forced_colors="active")
    phone.goto(f"{FOUND}&open=now")
    filled = phone.locator(".pw-call--filled").first
    outlined = phone.locator(".pw-leave")

    assert filled.evaluate(BORDERS) == {"width": 5, "seen": True}
    assert outlined.evaluate(BORDERS) == {"width": 2, "seen": True}


def test_in_the_browsers_own_colours_the_current_page_is_marked(phone: Page) -> None:
    phone.emulate_media(forced_colors="active")
    phone.goto("/services")
    here = phone.get_by_role("navigation", name="Menu").locator("[aria-current]")
    other = phone.get_by_role("navigation", name="Menu").get_by_role("link", name="Help now")

    expect(here).to_have_text("Find a service")
    line = "(one) => getComputedStyle(one).borderBottomColor"
    assert here.evaluate(line) != other.evaluate(line)


@pytest.mark.parametrize("address", ["/", FOUND, SERVICE], ids=["home", "found", "a service"])
def test_nothing_moves_for_those_who_want_less_movement(phone: Page, address: str) -> None:
    phone.emulate_media(reduced_motion="reduce")
    phone.goto(address)

    moving = phone.evaluate(
        """() => [...document.querySelectorAll("*")].filter((one) => {
          const style = getComputedStyle(one);
          const slow = style.transitionDuration.split(", ").some((time) => parseFloat(time) > 0);
          return slow || style.animationName !== "none" || style.scrollBehavior === "smooth";
        }).map((one) => one.outerHTML.slice(0, 80))"""
    )

    assert moving == []


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    "address",
    ["/", FOUND, SERVICE, SHORTLIST, "/help-now", "/pathway", "/guidance/report-a-crime"],
    ids=["home", "found", "a service", "a list", "help now", "the pathway", "report a crime"],
)
def test_text_twice_as_large_loses_nothing(walkers: dict[str, Walker], width: int, address: str) -> None:
    walker = walkers["phone" if width == 390 else "desk"]
    session = walker.page.context.new_cdp_session(walker.page)
    # What the browser's own setting for large text does: 32 px where 16 is usual.
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})

    walker.go(address)
    open_every_panel(walker.page)

    assert walker.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert walker.page.evaluate("document.scrollingElement.scrollWidth") <= width
    assert walker.page.evaluate(CUT_OFF, width) == []
    expect(walker.page.get_by_role("link", name="Leave this page")).to_be_in_viewport(ratio=1)


def test_words_cut_off_would_be_found(walkers: dict[str, Walker]) -> None:
    walker = walkers["phone"]
    walker.go("/about")
    assert walker.page.evaluate(CUT_OFF, 390) == []

    walker.page.evaluate(
        """() => {
          const one = document.querySelector("main p");
          one.style.height = "20px";
          one.style.overflow = "hidden";
        }"""
    )

    assert walker.page.evaluate(CUT_OFF, 390) != []
