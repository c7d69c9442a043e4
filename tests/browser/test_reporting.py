"""Saying that a listing is wrong: one tick, no words, nothing about anyone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import REPORT, SERVICE
from tests.browser.keyboard import stops, tab_to
from tests.browser.serving import Server

pytestmark = pytest.mark.browser

IS_SEEN = """(one) => {
  one.scrollIntoView({ block: "center", behavior: "instant" });
  const box = one.getBoundingClientRect();
  return document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2) === one;
}"""
THANKS = "Thank you. It is noted"


def reports(server: Server) -> list[dict[str, object]]:
    return server.rows("SELECT * FROM listing_report ORDER BY rowid")


def test_a_problem_is_reported_by_keyboard_and_no_word_is_kept(phone: Page, server: Server) -> None:
    before = len(reports(server))
    phone.goto(REPORT)
    tab_to(phone, phone.get_by_role("radio").first)
    phone.keyboard.press("Space")
    phone.keyboard.press("ArrowDown")
    expect(phone.get_by_label("Nobody answers at the times shown")).to_be_checked()
    tab_to(phone, phone.get_by_role("button", name="Send"))
    phone.keyboard.press("Enter")

    expect(phone.get_by_role("heading", level=1)).to_have_text(THANKS)
    [noted] = reports(server)[before:]
    assert noted.keys() == {"id", "service_id", "problem", "reported_on"}
    assert noted["problem"] == "nobody_answers"
    assert noted["reported_on"] == "2026-11-24"


def test_it_did_not_work_is_one_tap(phone: Page, server: Server) -> None:
    before = len(reports(server))
    phone.goto(SERVICE)

    phone.get_by_role("button", name="It did not work").tap()

    expect(phone.get_by_role("heading", level=1)).to_have_text(THANKS)
    [noted] = reports(server)[before:]
    assert noted["problem"] == "did_not_work"


def test_reading_the_thanks_again_notes_nothing_more(phone: Page, server: Server) -> None:
    phone.goto(SERVICE)
    phone.get_by_role("button", name="It did not work").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text(THANKS)
    before = len(reports(server))

    phone.reload()
    phone.go_back()
    phone.go_forward()

    expect(phone.get_by_role("heading", level=1)).to_have_text(THANKS)
    assert len(reports(server)) == before


def test_there_is_no_box_for_words_that_anybody_can_reach(phone: Page) -> None:
    phone.goto(REPORT)
    trap = phone.locator("#website")

    found = stops(phone)

    assert any("radio" in stop.name for stop in found)
    assert not any("website" in stop.name for stop in found)
    assert trap.evaluate(IS_SEEN) is False
    assert phone.get_by_role("textbox").count() == 0
    assert phone.locator("textarea").count() == 0


def test_a_machine_that_fills_every_box_is_thanked_and_not_noted(phone: Page, server: Server) -> None:
    before = len(reports(server))
    phone.goto(REPORT)
    phone.get_by_role("radio").first.check()
    phone.locator("#website").evaluate("(box) => { box.value = 'https://example.org/' }")
    phone.get_by_role("button", name="Send").tap()

    expect(phone.get_by_role("heading", level=1)).to_have_text(THANKS)
    assert len(reports(server)) == before
