"""Sixty situations, written down before the pages were changed: the right number is a button in the first screen.

The 999 strip, bars that stay in sight and the lines of any hour do not count. See `tests/data/situations.json`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from pathway.config import ROOT
from tests.browser.conftest import Walker
from tests.browser.serving import NOW, Server
from tests.seed_file import published

pytestmark = pytest.mark.browser

SITUATIONS: list[dict[str, Any]] = json.loads((ROOT / "tests" / "data" / "situations.json").read_text("utf-8"))
LONDON = ZoneInfo("Europe/London")
ENOUGH = 57

PHONE: ViewportSize = {"width": 390, "height": 844}
SMALL: ViewportSize = {"width": 320, "height": 568}
TEXT_PX, LARGE_TEXT_PX = 16, 32
"""What a browser's own setting of text size is to begin with, and twice as large."""

SCREENS = {"phone": (1, PHONE, TEXT_PX), "320 px": (2, SMALL, TEXT_PX), "200 %": (2, PHONE, LARGE_TEXT_PX)}
"""How many screens may be looked at, of what size, in what letters. The phone comes first: pages are opened on it."""

BUTTONS = """(screens) => {
  const height = innerHeight * screens;
  const passed_over = ".pw-strip, .pw-lines, header, footer, nav";
  const stays = (one) => {
    for (let at = one; at; at = at.parentElement) {
      if (["sticky", "fixed"].includes(getComputedStyle(at).position)) return true;
    }
    return false;
  };
  return [...document.querySelectorAll('a[href^="tel:"]')].filter((one) => {
    if (one.closest(passed_over) || stays(one) || !one.checkVisibility({visibilityProperty: true})) return false;
    const box = one.getBoundingClientRect();
    const is_button = box.height >= 44 && box.width >= 80;
    return is_button && box.top >= 0 && box.left >= 0 && box.right <= innerWidth && box.bottom + scrollY <= height;
  }).map((one) => one.getAttribute("href").slice(4));
}"""

NUMBERS = """() => [
  ...[...document.querySelectorAll('a[href^="tel:"], a[href^="sms:"]')].map((one) => one.getAttribute("href")),
  document.querySelector("main").textContent,
  ...[...document.querySelectorAll("main textarea")].map((one) => one.value),
].join(" | ")"""


def digits(text: str) -> str:
    """The digits of a number, however it is written."""
    return re.sub(r"\D", "", text)


def areas_of_numbers() -> Mapping[str, set[str]]:
    """For every published number, the areas that the listings with this number serve."""
    areas: dict[str, set[str]] = {}
    for listing in published():
        for phone in listing["phones"]:
            areas.setdefault(digits(phone["number"]), set()).update(name.lower() for name in listing["areas"])
    return areas


AREAS = areas_of_numbers()


def of_another_place(situation: Mapping[str, Any]) -> set[str]:
    """The numbers that may be nowhere on the page: those named; for a place outside, those of Brent and London."""
    never = {digits(number) for number in situation["never"]}
    if situation["where"] == "elsewhere":
        never |= {number for number, areas in AREAS.items() if "national" not in areas}
    if situation["where"] == "london" and situation["kind"] == "check":
        never |= {number for number, areas in AREAS.items() if areas == {"brent"}}
    return never


@dataclass(frozen=True)
class Seen:
    """What one situation's page showed on a phone."""

    situation: Mapping[str, Any]
    buttons: tuple[str, ...]
    foreign: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Whether a right number was a button where it was looked for."""
        return bool({digits(number) for number in self.situation["right"]} & set(self.buttons))

    def __str__(self) -> str:
        right = " or ".join(self.situation["right"])
        return f"{self.situation['id']}: wanted {right}, the buttons were {', '.join(self.buttons) or 'none'}"


def open_situation(page: Page, situation: Mapping[str, Any]) -> None:
    """Do what a worker does: type the words and the place, or answer the questions."""
    if situation["kind"] == "lookup":
        asked = {
            "q": situation["text"],
            "near": situation["near"],
            "need": situation["need"],
            "open": "now" if situation["open_now"] else "",
        }
        page.goto("/services?" + urlencode({name: value for name, value in asked.items() if value}))
        return
    page.goto("/check")
    page.evaluate(
        """(answers) => {
          for (const [name, value] of Object.entries(answers)) for (const one of [value].flat()) {
            const box = document.querySelector(`[name="${name}"][value="${one}"]`);
            if (box) box.checked = true;
            else document.querySelector(`select[name="${name}"]`).value = one;
          }
        }""",
        situation["answers"],
    )
    page.get_by_role("button", name="Show where to refer her").click()
    page.locator("[data-headline]").wait_for()


@pytest.fixture(scope="module")
def seen(walkers: dict[str, Walker], server: Server) -> dict[str, list[Seen]]:
    """All situations, each opened once: what is in the first screen of a phone, and in the first two of others."""
    page = walkers["phone"].page
    session = page.context.new_cdp_session(page)
    seen: dict[str, list[Seen]] = {name: [] for name in SCREENS}
    try:
        for situation in SITUATIONS:
            page.set_viewport_size(PHONE)
            session.send("Page.setFontSizes", {"fontSizes": {"standard": TEXT_PX, "fixed": 13}})
            server.set_time(datetime.fromisoformat(situation["at"]).replace(tzinfo=LONDON))
            open_situation(page, situation)
            shown = digits_in(page.evaluate(NUMBERS))
            foreign = tuple(sorted(number for number in of_another_place(situation) if number in shown))
            for name, (screens, screen, text_px) in SCREENS.items():
                page.set_viewport_size(screen)
                session.send("Page.setFontSizes", {"fontSizes": {"standard": text_px, "fixed": 13}})
                expect(page.locator("html")).to_have_css("font-size", f"{text_px}px")
                page.evaluate("window.scrollTo(0, 0)")
                seen[name].append(Seen(situation, tuple(page.evaluate(BUTTONS, screens)), foreign))
    finally:
        session.send("Page.setFontSizes", {"fontSizes": {"standard": TEXT_PX, "fixed": 13}})
        server.set_time(NOW)
    return seen


def digits_in(text: str) -> set[str]:
    """Every run of digits in a text, the blanks between them left out."""
    return {digits(run) for run in re.findall(r"\d[\d \N{NO-BREAK SPACE}]*", text)}


def test_the_situations_are_sixty_half_of_them_by_a_reader_who_had_not_seen_the_code() -> None:
    kinds = sorted((one["kind"], one["written_by"]) for one in SITUATIONS)

    assert kinds == sorted(
        (kind, hand)
        for kind in ("check", "lookup")
        for hand in ("the makers", "a reader who had not seen the code")
        for _ in range(15)
    )


def test_the_right_number_is_a_button_in_the_first_screen_of_a_phone(seen: dict[str, list[Seen]]) -> None:
    wrong = [str(one) for one in seen["phone"] if not one.is_right]
    foreign = [f"{one.situation['id']}: {', '.join(one.foreign)}" for one in seen["phone"] if one.foreign]
    assert not foreign, "\n".join(foreign)
    assert len(seen["phone"]) == len(SITUATIONS)
    assert len(SITUATIONS) - len(wrong) >= ENOUGH, "\n".join(wrong)


@pytest.mark.parametrize("name", ["320 px", "200 %"])
def test_on_a_small_screen_or_in_large_letters_it_is_in_the_first_two(seen: dict[str, list[Seen]], name: str) -> None:
    wrong = [str(one) for one in seen[name] if not one.is_right]
    assert len(seen[name]) - len(wrong) >= ENOUGH, "\n".join(wrong)
