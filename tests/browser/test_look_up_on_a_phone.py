"""A worker with a phone finds a service near a postcode, rings it, and keeps two for a colleague."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, OpenContext
from tests.browser.serving import Server
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser

POSTCODE = "NW10 4LT"
UNIT = "4LT"
"""The part of the postcode that may stand nowhere."""


def test_a_worker_finds_a_service_near_a_postcode(phone: Page) -> None:
    phone.goto("/")
    phone.get_by_label("What does she need?").tap()
    phone.keyboard.type("DA")
    phone.get_by_label("Near", exact=True).tap()
    phone.keyboard.type(POSTCODE)
    phone.get_by_role("button", name="Find a service").tap()

    expect(phone.get_by_role("heading", level=1)).to_have_text("Find a service")
    assert phone.url.partition("?")[2] in {"q=DA&near=NW10+4", "q=DA&near=NW10%204"}
    expect(phone.get_by_role("region", name="Near NW10 4")).to_be_visible()
    expect(phone.get_by_role("region", name="By phone, or address not shown")).to_be_visible()
    expect(cards(phone).first).to_be_visible()
    expect(phone.get_by_role("link", name="Remove near NW10 4")).to_be_visible()


def test_the_full_postcode_stands_nowhere_once_it_was_sent(phone: Page, watch: Watch, server: Server) -> None:
    phone.goto("/")
    phone.get_by_label("Near", exact=True).fill(POSTCODE)
    phone.get_by_role("button", name="Find a service").tap()
    phone.wait_for_url("**/services?near=*")
    phone.get_by_role("link", name="Help now").tap()
    phone.wait_for_url("**/help-now")

    visited = [phone.go_back(), phone.go_back(), phone.go_forward()]

    assert all(answer is not None for answer in visited)
    texts = [*watch.requested, phone.url, phone.content(), server.log()]
    texts += phone.evaluate("performance.getEntries().map((entry) => entry.name)")
    assert [text for text in texts if UNIT in text.upper() or "4+LT" in text.upper()] == []
    assert any(url.endswith("near=NW10+4") for url in watch.requested)


def test_going_back_shows_an_empty_form(phone: Page) -> None:
    phone.goto("/")
    phone.get_by_label("Near", exact=True).fill(POSTCODE)
    phone.get_by_role("button", name="Find a service").tap()
    phone.wait_for_url("**/services?near=*")

    phone.go_back()

    expect(phone.get_by_label("Near", exact=True)).to_have_value("")


def test_a_card_rings_its_number(phone: Page) -> None:
    phone.goto("/services?q=DA&near=NW10+4")
    number = phone.locator(".pw-card").filter(has_text="Domestic Abuse Helpline").locator(".pw-call").first

    with phone.expect_request("tel:08082000247"):
        number.tap()

    expect(phone.get_by_role("heading", level=1)).to_have_text("Find a service")


def test_two_services_are_kept_and_the_address_shows_a_colleague_the_same_two(
    phone: Page, open_context: OpenContext
) -> None:
    phone.goto("/services?q=DA&near=NW10+4")
    bar = phone.get_by_role("button", name="See my list")
    expect(bar).to_be_hidden()

    names = keep(phone, 2)

    expect(bar).to_be_in_viewport(ratio=1)
    bar.tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("My list")
    expect(card_names(phone)).to_have_text(names)
    colleague = open_context(**PHONE).new_page()
    colleague.goto(phone.url)
    expect(card_names(colleague)).to_have_text(names)


def test_a_second_search_keeps_the_list(phone: Page) -> None:
    phone.goto("/services?q=shelter")
    kept = keep(phone, 1)
    phone.get_by_role("button", name="Keep, and look on").tap()
    phone.get_by_text("Change the search").tap()
    phone.get_by_label("What does she need?").fill("samaritans")
    phone.get_by_role("button", name="Find", exact=True).tap()
    expect(card_names(phone).first).to_contain_text("Samaritans")

    kept += keep(phone, 1)
    phone.get_by_role("button", name="See my list").tap()

    expect(phone.get_by_role("heading", level=1)).to_have_text("My list")
    assert sorted(card_names(phone).all_inner_texts()) == sorted(kept)


def test_the_list_can_be_copied(open_context: OpenContext) -> None:
    context = open_context(**PHONE)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone = context.new_page()
    phone.goto("/services?q=shelter")
    keep(phone, 1)
    phone.get_by_role("button", name="See my list").tap()

    phone.get_by_role("button", name="Copy the address").tap()

    expect(phone.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert phone.evaluate("navigator.clipboard.readText()") == phone.url


def test_where_copying_is_refused_the_address_is_shown_to_be_copied_by_hand(phone: Page) -> None:
    phone.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
        "Document.prototype.execCommand = () => false;"
    )
    phone.goto("/services?q=shelter")
    keep(phone, 1)
    phone.get_by_role("button", name="See my list").tap()

    phone.get_by_role("button", name="Copy the address").tap()

    expect(phone.get_by_role("textbox", name="Copy the address")).to_have_value(phone.url)


def cards(page: Page) -> Locator:
    return page.locator(".pw-card")


def card_names(page: Page) -> Locator:
    return page.locator(".pw-card__name a")


def keep(page: Page, how_many: int) -> list[str]:
    """Tick the first cards, and return their names."""
    for number in range(how_many):
        cards(page).nth(number).get_by_text("Keep on my list").tap()
        expect(cards(page).nth(number).get_by_role("checkbox")).to_be_checked()
    return card_names(page).all_inner_texts()[:how_many]
