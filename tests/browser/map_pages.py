"""Opening the map and finding its parts."""

from playwright.sync_api import Locator, Page, expect

MAP = "/services/map"


def open_map(page: Page, address: str = MAP) -> Page:
    """Open a page with a map and wait until it is drawn."""
    page.goto(address)
    wait_until_drawn(page)
    return page


def wait_until_drawn(page: Page) -> None:
    """Wait until the map has its outlines and its pins."""
    expect(page.locator(".pw-map__box")).to_have_attribute("data-ready", "true")


def pins(page: Page) -> Locator:
    """Every pin and cluster on the map, which are buttons."""
    return page.locator(".pw-map__box .pw-pin[role=button]")


def cluster(page: Page) -> Locator:
    """The first cluster on the map."""
    return page.locator(".pw-pin--several").first


def pin_of(page: Page, name: str) -> Locator:
    """The pin of one service, by the start of its name."""
    return page.locator(f'.pw-pin[aria-label^="{name}"]')


def popup(page: Page) -> Locator:
    """The open popup."""
    return page.locator(".pw-map__box").get_by_role("dialog")


def popup_names(page: Page) -> Locator:
    """The names in the open popup, each a link to its page."""
    return popup(page).locator(".pw-popup__name a")


def focused(page: Page) -> str:
    """The name, or else the words, of what has the focus."""
    return str(page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent.trim()"))
