"""What was typed wrong is kept, said in words, and found from the summary."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import REPORT
from tests.browser.serving import Server
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _a_mistake_is_noted_by_the_browser(watch: Watch) -> None:
    watch.expect("400 (Bad Request)")


def look_up(page: Page, near: str) -> None:
    page.goto("/services")
    page.get_by_label("Near", exact=True).fill(near)
    page.get_by_role("button", name="Find", exact=True).click()


def test_a_place_that_is_not_known_stays_in_the_box(phone: Page) -> None:
    look_up(phone, "Atlantis")

    expect(phone).to_have_title(re.compile("^Error: "))
    expect(phone.get_by_label("Near", exact=True)).to_have_value("Atlantis")
    expect(phone.get_by_role("alert")).to_contain_text("Atlantis")
    expect(phone.locator("#near-error")).to_contain_text("is not a place we know")


def test_the_summary_takes_the_focus_and_leads_to_the_box(phone: Page) -> None:
    look_up(phone, "Atlantis")
    summary = phone.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()

    phone.keyboard.press("Tab")
    expect(summary.get_by_role("link")).to_be_focused()
    phone.keyboard.press("Enter")

    expect(phone.get_by_label("Near", exact=True)).to_be_focused()
    phone.keyboard.press("Control+a")
    phone.keyboard.type("NW10")
    phone.keyboard.press("Enter")
    expect(phone).to_have_title(re.compile("^Find a service"))


def test_the_rest_of_the_search_is_kept(phone: Page) -> None:
    phone.goto("/services")
    phone.get_by_label("What does she need?").fill("food")
    phone.get_by_label("Near", exact=True).fill("Atlantis")
    phone.get_by_text("More choices").tap()
    phone.get_by_text("Takes calls now", exact=True).tap()
    phone.get_by_role("button", name="Find", exact=True).tap()

    expect(phone.get_by_role("alert")).to_be_visible()
    expect(phone.get_by_label("What does she need?")).to_have_value("food")
    expect(phone.get_by_label("Takes calls now")).to_be_checked()


def test_a_mistake_says_the_full_postcode_nowhere(phone: Page, server: Server, watch: Watch) -> None:
    look_up(phone, "near NW10 4LT or so")

    expect(phone.get_by_role("heading", level=1)).to_have_text("Find a service")
    for text in (phone.content(), phone.url, server.log(), *watch.requested):
        assert "4LT" not in text.upper()


def test_nothing_ticked_leads_to_the_ticks(phone: Page, server: Server) -> None:
    before = len(server.rows("SELECT id FROM listing_report"))
    phone.goto(REPORT)
    phone.get_by_role("button", name="Send").tap()

    expect(phone).to_have_title(re.compile("^Error: "))
    expect(phone.locator(".govuk-error-summary")).to_be_focused()
    phone.get_by_role("alert").get_by_role("link").tap()

    expect(phone.get_by_role("radio").first).to_be_focused()
    assert len(server.rows("SELECT id FROM listing_report")) == before
