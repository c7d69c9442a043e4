"""A listing named as code is words on the map: in its pin, its popup, a cluster, the lists, an area, and the file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pathway import create_app
from pathway.core.clock import utc_now
from pathway.directory.models import ServiceArea
from pathway.directory.search.index.snapshot import forget_snapshots
from pathway.directory.vocabulary import AreaKind, Publication
from pathway.extensions import db
from pathway.upkeep.offline_map import offline_map
from tests import factories
from tests.browser.conftest import DESK
from tests.browser.map_pages import open_map, popup, popup_names, wait_until_drawn
from tests.browser.serving import Server

pytestmark = pytest.mark.browser

NAME = "<img src=x onerror=window.PWN=1>${window.PWN=1}</script>"
TEMPLATE = "{{ 7 * 7 }}{% raw %}`${window.PWN=1}`"
WORD = "quibblesome"


@contextmanager
def hostile_listings(server: Server) -> Iterator[list[str]]:
    """Publish three listings, two at one place, and give the offline map that holds them; withdraw them afterwards."""
    app = create_app(server.settings())
    made = []
    try:
        with app.app_context():
            organization = factories.organization(name=NAME)
        for name, site in ((NAME, {}), (f"{NAME} 2", {}), (TEMPLATE, {"latitude": 51.56, "longitude": -0.28})):
            made.append(
                factories.publish(
                    app,
                    name=name,
                    description=f"{WORD} {NAME}",
                    alert=NAME,
                    organization=organization,
                    at=factories.site(name=NAME, addresses=[factories.address(address_1=NAME)], **site),
                    areas=[
                        ServiceArea(kind=AreaKind.PLACE, name="Brent"),
                        ServiceArea(kind=AreaKind.NATIONAL, name=NAME),
                        ServiceArea(kind=AreaKind.PLACE, name=NAME),
                    ],
                )
            )
        with app.app_context():
            page = offline_map(app, utc_now())
        yield [page]
        for one in made:
            factories.change(app, one, publication=Publication.DRAFT)
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        forget_snapshots()


@pytest.fixture(scope="module")
def hostile(server: Server) -> Iterator[str]:
    """The offline map of a server that has the listings."""
    with hostile_listings(server) as [page]:
        yield page


def is_harmless(page: Page) -> bool:
    """Whether nothing of it has run or become an element."""
    return page.evaluate("window.PWN") is None and page.locator("img, main script[src='x']").count() == 0


def test_the_map_and_its_list_show_it_as_words(desk: Page, hostile: str) -> None:
    open_map(desk, f"/services/map?q={WORD}")

    expect(desk.locator(".pw-card__name").filter(has_text="<img")).to_have_count(2)
    names = desk.locator(".pw-card__name a").all_inner_texts()
    assert sorted(names) == sorted([NAME, f"{NAME} 2", TEMPLATE])
    assert "49" not in desk.locator(".pw-card__name").all_inner_texts()
    assert is_harmless(desk)


def test_a_pin_has_it_as_its_name_and_the_popup_as_words(desk: Page, hostile: str) -> None:
    open_map(desk, f"/services/map?q={WORD}")
    pin = desk.locator(".pw-pin--unknown[role=button]")
    assert str(pin.get_attribute("aria-label")).startswith(f"{TEMPLATE}, ")

    pin.click()

    expect(popup_names(desk)).to_have_text(TEMPLATE)
    assert popup(desk).get_attribute("aria-label") == TEMPLATE
    assert is_harmless(desk)


def test_a_cluster_of_them_lists_them_as_words(desk: Page, hostile: str) -> None:
    open_map(desk, f"/services/map?q={WORD}")

    desk.get_by_role("button", name="2 services at one place, press Enter to list them").click()

    expect(popup_names(desk)).to_have_text([NAME, f"{NAME} 2"])
    popup_names(desk).first.click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text(NAME)
    assert is_harmless(desk)


def test_the_lists_of_its_areas_show_it_as_words(desk: Page, hostile: str) -> None:
    open_map(desk, f"/services/map?q={WORD}")
    desk.locator("path.pw-borough--4").dispatch_event("click", {"bubbles": True, "clientX": 300, "clientY": 600})
    expect(popup(desk).get_by_role("link", name=f"{NAME} 2")).to_be_visible()
    assert is_harmless(desk)

    desk.get_by_text("Who works in which area", exact=True).click()
    desk.get_by_role("button", name="Show").click()
    expect(desk.locator("[data-map-area]").get_by_role("link", name=f"{NAME} 2")).to_be_visible()
    expect(desk.get_by_role("link", name=NAME, exact=True).first).to_be_attached()  # the area of that name
    desk.get_by_text("Across the whole country").click()
    expect(desk.locator(".pw-short__name", has_text=f"{NAME} 2")).to_be_visible()
    assert is_harmless(desk)

    for address in ("/services/map/areas", f"/services/map/areas?reach=Brent&q={WORD}"):
        desk.goto(address)
        expect(desk.get_by_role("link", name=NAME, exact=True).first).to_be_visible()
        assert is_harmless(desk)


def test_a_search_that_tries_to_be_code_draws_the_map_all_the_same(desk: Page, hostile: str) -> None:
    open_map(desk)
    desk.locator("summary", has_text="Search").click()
    desk.get_by_label("What does she need?").fill(f"{TEMPLATE} {NAME} {WORD}")
    desk.get_by_role("button", name="Find", exact=True).click()
    wait_until_drawn(desk)

    expect(desk.get_by_label("What does she need?")).to_have_value(f"{TEMPLATE} {NAME} {WORD}")
    assert is_harmless(desk)


def test_the_offline_map_shows_it_as_words_and_asks_nobody(browser: Browser, hostile: str, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    file.write_text(hostile, "utf-8")
    context = browser.new_context(**DESK)
    page = context.new_page()
    asked: list[str] = []
    troubles: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))

    page.goto(file.as_uri())
    wait_until_drawn(page)
    expect(page.locator("h3.pw-card__name", has_text=NAME)).to_have_count(2)
    for pin in page.locator(f'.pw-pin[role=button][aria-label^="{TEMPLATE[:3]}"]').all():
        pin.click()
        expect(popup_names(page)).to_have_text(TEMPLATE)
    page.locator("path.pw-borough--4").dispatch_event("click", {"bubbles": True, "clientX": 300, "clientY": 700})
    expect(popup(page)).to_contain_text("Brent")

    assert is_harmless(page)
    assert asked == [file.as_uri()]
    assert troubles == []
    context.close()


def test_the_offline_map_works_from_a_file_and_leads_to_its_list(
    browser: Browser, hostile: str, tmp_path: Path
) -> None:
    file = tmp_path / "map.html"
    file.write_text(hostile, "utf-8")
    context = browser.new_context(**DESK, offline=True)
    page = context.new_page()
    page.goto(file.as_uri())
    wait_until_drawn(page)

    page.locator('.pw-pin[aria-label^="Northwick Park"]').click()
    expect(popup(page)).to_contain_text("Every day: 24 hours")
    popup_names(page).click()

    assert page.url.endswith("#service-northwick-park-ae")
    expect(page.locator("#service-northwick-park-ae")).to_be_in_viewport()
    page.locator("path.pw-borough--4").dispatch_event("click", {"bubbles": True, "clientX": 300, "clientY": 300})
    expect(popup(page).get_by_role("link").first).to_be_visible()
    context.close()
