"""A page that has not changed is not sent again, and what the browser kept of it still works: Chromium itself asks."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import SERVICE
from tests.browser.map_pages import open_map, pins, wait_until_drawn
from tests.browser.serving import NIGHT
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser


def reload_and_tell(page: Page) -> int:
    """Reload a page, and return the status that came over the line."""
    statuses: list[tuple[str, int]] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    document = ""

    def on_request(event: dict[str, Any]) -> None:
        nonlocal document
        if event.get("type") == "Document":
            document = event["requestId"]

    session.on("Network.requestWillBeSent", on_request)
    session.on(
        "Network.responseReceivedExtraInfo", lambda event: statuses.append((event["requestId"], event["statusCode"]))
    )
    page.reload()
    session.detach()
    [status] = [status for id_, status in statuses if id_ == document]
    return status


def test_a_map_that_was_not_sent_again_is_drawn_by_the_scripts_it_came_with(desk: Page, watch: Watch) -> None:
    open_map(desk)
    before = pins(desk).count()

    status = reload_and_tell(desk)

    assert status == 304
    wait_until_drawn(desk)
    assert pins(desk).count() == before
    assert not any("Content Security Policy" in line for line in watch.complaints())


def test_a_listing_that_was_not_sent_again_has_its_scripts_run(phone: Page) -> None:
    phone.goto(SERVICE)

    assert reload_and_tell(phone) == 304

    expect(phone.locator("[data-print]").first).to_be_visible()  # hidden until a script shows it


def test_a_page_that_the_hours_have_changed_is_sent(phone: Page, at: Callable[[datetime], None]) -> None:
    phone.goto("/services")
    at(NIGHT)

    assert reload_and_tell(phone) == 200
