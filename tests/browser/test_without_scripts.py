"""Everything works with scripts switched off."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import REPORT, SERVICE
from tests.browser.conftest import PHONE, OpenContext
from tests.browser.leaving import let_leave
from tests.browser.serving import LEAVE_TO, Server
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(open_context: OpenContext) -> Page:
    """A page on a phone that runs no script."""
    return open_context(**PHONE, java_script_enabled=False).new_page()


def test_no_script_runs(plain: Page) -> None:
    plain.goto(SERVICE)

    expect(plain.get_by_role("button", name="Print")).to_be_hidden()  # a script brings it up


def test_a_search_finds_without_scripts(plain: Page) -> None:
    plain.goto("/")
    plain.get_by_label("What does she need?").fill("DA")
    plain.get_by_label("Near", exact=True).fill("NW10 4LT")
    plain.get_by_role("button", name="Find a service").click()

    expect(plain.get_by_role("region", name="Near NW10 4")).to_be_visible()
    assert plain.url.endswith("/services?q=DA&near=NW10+4")


def test_filters_unfold_and_narrow_without_scripts(plain: Page) -> None:
    plain.goto("/services")
    expect(plain.get_by_label("Area served")).to_be_hidden()
    plain.get_by_text("More choices").click()
    plain.get_by_label("Area served").select_option("London")
    plain.get_by_text("Takes calls now", exact=True).click()
    plain.get_by_role("button", name="Find", exact=True).click()

    expect(plain.get_by_role("link", name="Remove serves: London")).to_be_visible()
    expect(plain.get_by_role("link", name="Remove takes calls now")).to_be_visible()
    assert plain.url.endswith("/services?open=now&area=london")


def test_a_list_is_kept_and_changed_without_scripts(plain: Page) -> None:
    plain.goto("/services?q=DA")
    expect(plain.get_by_role("button", name="See my list")).to_be_hidden()
    for number in (0, 1):
        plain.get_by_text("Keep on my list").nth(number).click()
    names = plain.locator(".pw-card__name a").all_inner_texts()[:2]
    plain.get_by_role("button", name="See my list").click()
    expect(plain.locator(".pw-card__name a")).to_have_text(names)

    plain.get_by_role("link", name="Change the list, or look on").click()
    plain.locator(".pw-card").filter(has_text=names[0]).get_by_label("Keep on my list").uncheck()
    plain.get_by_role("button", name="See my list").click()

    expect(plain.locator(".pw-card__name a")).to_have_text(names[1:])


def test_a_problem_is_reported_without_scripts(plain: Page, server: Server) -> None:
    before = len(server.rows("SELECT id FROM listing_report"))
    plain.goto(REPORT)
    plain.get_by_label("Nobody answers at the times shown").check()
    plain.get_by_role("button", name="Send").click()

    expect(plain.get_by_role("heading", level=1)).to_have_text("Thank you. It is noted")
    assert len(server.rows("SELECT id FROM listing_report")) == before + 1


def test_the_link_leaves_without_scripts(plain: Page, watch: Watch) -> None:
    let_leave(plain.context, watch)
    plain.goto("/services")

    plain.get_by_role("link", name="Leave this page").click()

    expect(plain).to_have_url(LEAVE_TO)
