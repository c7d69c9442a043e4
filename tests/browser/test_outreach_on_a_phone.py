"""A worker on the street keeps her rota with a thumb: a team, a session, tonight, moved, logged."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from pathway.core.clock import LONDON, utc_now
from tests.browser.conftest import DESK, PHONE, WAIT_MS
from tests.browser.staffed import StaffedServer, staffed_server
from tests.browser.test_accessibility import violations
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedServer]:
    with staffed_server(tmp_path_factory.mktemp("outreach")) as server:
        yield server


@pytest.fixture(params=["phone", "desk"])
def page(request: pytest.FixtureRequest, staffed: StaffedServer, browser: Browser) -> Iterator[Page]:
    """An outreach worker's browser, watched."""
    watch = Watch(staffed.origin)
    watch.expect("400 (Bad Request)")  # a session that ends when it begins, once
    options = PHONE if request.param == "phone" else DESK
    context = browser.new_context(base_url=staffed.origin, locale="en-GB", **options)
    context.set_default_timeout(WAIT_MS)
    watch.follow(context)
    token = staffed.session_of(staffed.person("outreach"))
    context.add_cookies([{"name": "pathway", "value": token, "url": staffed.origin, "httpOnly": True}])
    yield context.new_page()
    context.close()
    assert watch.complaints() == []


def test_a_team_keeps_its_rota(page: Page, axe: str) -> None:
    def sound() -> None:
        page.evaluate("scrollTo(0, 0)")
        assert violations(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    today = utc_now().astimezone(LONDON)
    page.goto("/outreach/rota")
    sound()
    page.get_by_label("Name of the team").fill("Night team")
    page.get_by_role("button", name="Add a team").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Night team")
    sound()
    page.get_by_role("link", name="Add a session").click()
    page.get_by_label("Part of town").fill("Harlesden")
    page.get_by_label("What is offered (optional)").fill("Hot drinks, a nurse")
    page.get_by_label("First day").fill((today.date() - timedelta(days=1)).isoformat())
    page.get_by_label("From").fill("00:00")
    page.get_by_label("To", exact=True).fill("00:00")
    page.get_by_label("Every week", exact=True).check()
    page.get_by_role("button", name="Put it on the rota").click()
    expect(page.get_by_role("alert")).to_contain_text("It ends when it begins")
    sound()
    page.get_by_label("To", exact=True).fill("23:59")
    page.get_by_role("button", name="Put it on the rota").click()
    expect(page.locator(".pw-things")).to_contain_text("00:00 to 23:59")
    page.get_by_label("Let everybody read").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Make an address").click()
    expect(page.locator(".pw-token")).to_contain_text(".ics")
    sound()

    page.goto("/outreach/rota")
    sound()
    page.locator("#unlogged ~ .pw-things").get_by_role("link").first.click()
    page.get_by_label("Women you spoke with").fill("7")
    sound()
    page.get_by_role("button", name="Log it").click()
    expect(page.locator(".pw-note[role=status]")).to_contain_text("Logged")
    sound()

    page.goto("/outreach")
    expect(page.locator("main")).to_contain_text("Harlesden, Night team")
    sound()
