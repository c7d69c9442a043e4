"""On paper: the facts and the numbers, and nothing that can only be pressed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import SERVICE, SHORTLIST, id_of

pytestmark = pytest.mark.browser

BY_ADDRESS = pytest.mark.parametrize("address", [SERVICE, SHORTLIST], ids=["a service", "a list"])


@BY_ADDRESS
def test_what_can_only_be_pressed_is_not_printed(phone: Page, address: str) -> None:
    phone.goto(address)

    phone.emulate_media(media="print")

    for selector in ("nav", "form", "button", ".pw-leave", ".pw-strip", "footer", ".govuk-back-link", ".pw-pick"):
        for one in phone.locator(selector).all():
            expect(one).to_be_hidden()


@BY_ADDRESS
def test_the_numbers_and_the_day_are_printed(phone: Page, address: str) -> None:
    phone.goto(address)
    expect(phone.get_by_text("Printed from Pathway on")).to_be_hidden()

    phone.emulate_media(media="print")

    expect(phone.get_by_text("Printed from Pathway on 24 November 2026")).to_be_visible()
    expect(phone.get_by_text("020 7520 1710")).to_be_visible()
    expect(phone.get_by_text("020 7520 1710")).to_have_css("color", "rgb(0, 0, 0)")


@BY_ADDRESS
def test_it_makes_a_sheet_of_paper(phone: Page, address: str) -> None:
    phone.goto(address)

    paper = phone.pdf(format="A4")

    assert paper.startswith(b"%PDF")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 3


def test_a_confidential_service_prints_that_its_address_is_not_held(phone: Page) -> None:
    phone.goto(f"/services/{id_of('gaia')}")

    phone.emulate_media(media="print")

    expect(phone.get_by_text("The address is confidential and is not held here")).to_be_visible()


def test_the_button_prints(phone: Page) -> None:
    phone.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; };")
    phone.goto(SERVICE)

    phone.get_by_role("button", name="Print").tap()

    assert phone.evaluate("window.printed") == 1


def test_what_is_folded_is_printed_and_folds_again(phone: Page) -> None:
    phone.goto(SHORTLIST)
    folded = phone.locator("main details")
    expect(folded).not_to_have_attribute("open", "")

    phone.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(folded).to_have_attribute("open", "")
    phone.evaluate("dispatchEvent(new Event('afterprint'))")

    expect(folded).not_to_have_attribute("open", "")


def test_a_result_is_one_page_and_hers_another_with_two_slips_that_say_nothing_of_her(phone: Page) -> None:
    phone.goto("/check")
    for name, value in (("violence_risk", "immediate"), ("safe_place_tonight", "no"), ("suicide_risk", "now")):
        phone.locator(f'input[name="{name}"][value="{value}"]').check()
    phone.get_by_role("button", name="Show where to refer her").tap()
    expect(phone.locator("[data-headline]")).to_be_visible()
    slips = phone.locator(".pw-slip")
    expect(slips.first).to_be_hidden()

    paper = phone.pdf(format="A4", prefer_css_page_size=True)
    phone.emulate_media(media="print")

    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2
    slip, other = slips.all_inner_texts()
    assert slip == other
    for number in ("999", "111", "116 123", "101", phone.locator(".pw-do .pw-call").last.inner_text()[len("Ring ") :]):
        assert number in slip
    assert "* not checked yet, 24 November 2026" in slip
    assert not re.search("violence|safe|her|Pathway|life", slip)
    for selector in ("form", "button", ".pw-ask", ".pw-copy", ".pw-why"):
        for one in phone.locator(selector).all():
            expect(one).to_be_hidden()


def test_on_a_wide_sheet_the_cards_take_all_of_it(desk: Page) -> None:
    desk.goto("/services")

    desk.emulate_media(media="print")

    width = desk.evaluate("(box => box.getBoundingClientRect().width)(document.querySelector('.pw-split'))")
    card = desk.evaluate("(box => box.getBoundingClientRect().width)(document.querySelector('.pw-split article'))")
    assert card > 0.9 * width


def test_of_the_page_of_cards_only_the_card_is_printed(phone: Page) -> None:
    phone.goto("/cards")

    phone.emulate_media(media="print")

    expect(phone.get_by_text("Useful numbers")).to_be_visible()
    for selector in ("nav", "form", "h1", "header", "footer", ".pw-printed", ".pw-button"):
        for part in phone.locator(selector).all():
            expect(part).to_be_hidden()
    for box in (part.bounding_box() for part in phone.locator(".pw-face").all()):
        assert box
        assert box["height"] >= 54 / 25.4 * 96 - 1
