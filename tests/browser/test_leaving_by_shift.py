"""Shift three times leaves. Typing, shortcuts and a slow hand do not, and a screen reader hears how many are left."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import DESK, OpenContext
from tests.browser.leaving import let_leave
from tests.browser.serving import LEAVE_TO
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_context: OpenContext, watch: Watch) -> Page:
    """The look-up on a desk, on a browser whose time the test moves, from which one can leave."""
    context: BrowserContext = open_context(**DESK)
    let_leave(context, watch)
    page = context.new_page()
    page.clock.install()
    page.goto("/services")
    return page


def status(page: Page) -> Locator:
    """What a screen reader says of the way out, at once."""
    return page.get_by_role("banner").get_by_role("status")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def expect_still_here(page: Page, watch: Watch) -> None:
    """The page is in sight, answers, and nothing was asked of the leave address."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert [url for url in watch.requested if url.startswith(LEAVE_TO)] == []


def test_shift_three_times_leaves(page: Page) -> None:
    press(page, "Shift", "Shift", "Shift")

    expect(page).to_have_url(LEAVE_TO)


def test_it_leaves_from_inside_a_field(page: Page) -> None:
    page.get_by_label("Near", exact=True).click()
    page.keyboard.type("NW10")

    press(page, "Shift", "Shift", "Shift")

    expect(page).to_have_url(LEAVE_TO)


def test_each_press_is_announced(page: Page) -> None:
    press(page, "Shift")
    expect(status(page)).to_have_text("Shift, press 2 more times to leave.")
    press(page, "Shift")
    expect(status(page)).to_have_text("Shift, press 1 more time to leave.")

    expect(status(page)).to_have_attribute("role", "status")


def test_twice_does_not_leave(page: Page, watch: Watch) -> None:
    press(page, "Shift", "Shift")

    expect_still_here(page, watch)


@pytest.mark.parametrize("between", ["a", "Tab", "ArrowDown", "Control", "Shift+Tab", "Shift+A"])
def test_another_key_between_starts_the_count_again(page: Page, watch: Watch, between: str) -> None:
    press(page, "Shift", "Shift", between, "Shift", "Shift")

    expect_still_here(page, watch)
    expect(status(page)).to_have_text("Shift, press 1 more time to leave.")


def test_a_click_between_starts_the_count_again(page: Page, watch: Watch) -> None:
    press(page, "Shift", "Shift")
    page.get_by_label("What does she need?").click()
    press(page, "Shift")

    expect_still_here(page, watch)


def test_capital_letters_do_not_leave(page: Page, watch: Watch) -> None:
    page.get_by_label("What does she need?").click()

    for letter in "NHS IAPT":
        press(page, f"Shift+{letter}" if letter.strip() else "Space")

    expect_still_here(page, watch)
    expect(page.get_by_label("What does she need?")).to_have_value("NHS IAPT")


def test_a_third_press_after_five_seconds_does_not_leave(page: Page, watch: Watch) -> None:
    press(page, "Shift", "Shift")
    page.clock.run_for(5_001)
    expect(status(page)).to_have_text("Leaving by Shift has timed out.")

    press(page, "Shift")

    expect_still_here(page, watch)
    expect(status(page)).to_have_text("Shift, press 2 more times to leave.")


def test_a_third_press_within_five_seconds_leaves(page: Page) -> None:
    press(page, "Shift", "Shift")
    page.clock.run_for(4_000)

    press(page, "Shift")

    expect(page).to_have_url(LEAVE_TO)
