"""Two people turn the 72-hour pathway on, on a phone and a desk, and change what is due by when; each page is sound."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pathway import create_app
from pathway.extensions import db
from tests import clocks
from tests.browser.conftest import DESK, PHONE, WAIT_MS
from tests.browser.staffed import StaffedServer, staffed_server
from tests.browser.test_referral_pages import problems_of
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser

NOTE = ".pw-note[role=status]"
WHY = "Everything was tried with the desk on Monday"


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedServer]:
    """The server over a fresh copy."""
    with staffed_server(tmp_path_factory.mktemp("pathway-switch")) as server:
        yield server


@pytest.fixture
def opened(staffed: StaffedServer, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page as somebody, on a screen."""
    contexts: list[BrowserContext] = []
    watch = Watch(staffed.origin)
    watch.expect("400 (Bad Request)")

    def open_as(role: str, screen: dict[str, object], address: str) -> Page:
        context = browser.new_context(base_url=staffed.origin, locale="en-GB", **screen)
        context.set_default_timeout(WAIT_MS)
        watch.follow(context)
        contexts.append(context)
        if role:
            token = staffed.session_of(staffed.person(role))
            context.add_cookies([{"name": "pathway", "value": token, "url": staffed.origin, "httpOnly": True}])
        page = context.new_page()
        page.goto(address)
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert watch.complaints() == []


def faults(page: Page, axe: str) -> dict[str, object]:
    """What is wrong with the page that is open, with everything on it unfolded."""
    size = page.viewport_size
    assert size is not None
    return {what: problems for what, problems in problems_of(page, axe, size["width"]).items() if problems}


def test_two_people_turn_it_on_and_change_what_is_due(
    staffed: StaffedServer, opened: Callable[..., Page], axe: str
) -> None:
    phone, desk = (opened("coordinator", PHONE, "/manage"), opened("safeguarding_lead", DESK, "/manage/pathway"))
    phone.get_by_role("link", name="The 72-hour pathway: on or off").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("The 72-hour pathway is off")
    assert (faults(phone, axe), faults(desk, axe)) == ({}, {})
    app = create_app(staffed.settings())
    clocks.make_ready(app)
    with app.app_context():
        db.engine.dispose()

    phone.reload()
    phone.get_by_label("Why").fill(WHY)
    phone.get_by_role("button", name="Ask to turn it on").tap()
    expect(phone.locator(NOTE)).to_contain_text("Nothing is changed until somebody else agrees")
    assert faults(phone, axe) == {}
    desk.reload()
    expect(desk.get_by_text(f"Why: {WHY}")).to_be_visible()
    assert faults(desk, axe) == {}
    desk.get_by_role("button", name="Agree: turn it on").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("The 72-hour pathway is running")
    phone.reload()
    assert (faults(phone, axe), faults(desk, axe)) == ({}, {})

    for screen in (PHONE, DESK):
        for address in ("/pathway", "/", "/guidance/identify-and-respond"):
            public = opened("", screen, address)
            assert "not running" not in public.locator("main").inner_text()
            expect(public.get_by_role("link", name=clocks.DESK_NUMBER).first).to_be_attached()
            assert faults(public, axe) == {}

    phone.goto("/manage/pathway/milestones")
    assert faults(phone, axe) == {}
    phone.get_by_role("link", name="Change it").tap()
    phone.locator("main summary", has_text="Received by the duty coordinator").tap()
    phone.locator("#received-1-hours").fill("80")
    phone.get_by_role("button", name="See what changes").tap()
    expect(phone.locator("#received-1-hours-error")).to_contain_text("later than 72 hours")
    assert faults(phone, axe) == {}
    phone.locator("#received-1-hours").fill("")
    phone.locator("#received-1-minutes").fill("50")
    phone.get_by_role("button", name="See what changes").tap()
    expect(phone.locator("ins")).to_have_text("Red after 50 minutes: Duty lead")
    assert faults(phone, axe) == {}
    phone.get_by_label("Why").fill("The desk answers sooner")
    phone.get_by_role("button", name="Ask somebody else to agree").tap()
    expect(phone.locator(NOTE)).to_contain_text("Nothing is changed until somebody else agrees")
    desk.goto("/manage")
    desk.get_by_role("link", name="Change what is due by when").first.click()
    assert faults(desk, axe) == {}
    desk.get_by_role("button", name="Agree: publish it").click()
    expect(desk.get_by_text("In force: version 2")).to_be_visible()
    assert faults(desk, axe) == {}
    assert [row["version"] for row in staffed.rows("SELECT version FROM milestone_policy")] == [2]
