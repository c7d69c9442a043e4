"""What a wide screen shows at once, and a phone folds away."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import PUBLIC_PAGES
from tests.browser.serving import NIGHT

pytestmark = pytest.mark.browser

FOUND = PUBLIC_PAGES["hurt near NW10 4"]


def test_on_a_phone_the_search_is_folded_above_what_it_found(phone: Page) -> None:
    phone.goto(FOUND)

    expect(phone.get_by_label("What does she need?")).to_be_hidden()
    phone.get_by_text("Change the search").tap()
    expect(phone.get_by_label("What does she need?")).to_have_value("hurt")


def test_on_a_desk_the_search_stands_beside_what_it_found(desk: Page) -> None:
    desk.goto(FOUND)

    expect(desk.get_by_label("What does she need?")).to_be_visible()
    search = desk.get_by_role("button", name="Find", exact=True).bounding_box()
    card = desk.locator(".pw-card").first.bounding_box()
    assert search is not None
    assert card is not None
    assert search["x"] + search["width"] <= card["x"]


def test_on_a_phone_the_number_of_the_first_service_is_one_thumb_wide(phone: Page) -> None:
    phone.goto(FOUND)

    box = phone.locator(".pw-call").first.bounding_box()

    assert box is not None
    assert box["width"] > 300
    assert box["height"] >= 54


def test_what_takes_calls_by_day_may_not_at_night(phone: Page, at: Callable[[datetime], None]) -> None:
    phone.goto("/services?open=now")
    by_day = phone.locator(".pw-card__name").all_inner_texts()

    at(NIGHT)
    phone.reload()

    by_night = phone.locator(".pw-card__name").all_inner_texts()
    assert set(by_night) < set(by_day)
    assert by_night
    expect(phone.locator(".pw-card:not(.pw-card--open)")).to_have_count(0)
