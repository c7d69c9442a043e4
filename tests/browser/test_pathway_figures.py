"""The figures of the pathway and of all referrals, on a narrow phone, at a desk and on paper."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest
from playwright.sync_api import Browser, Page, expect

from pathway import create_app
from pathway.extensions import db
from tests import made_up_evidence
from tests.browser.conftest import WAIT_MS
from tests.browser.staffed import StaffedServer, staffed_server
from tests.browser.test_accessibility import violations
from tests.browser.watching import Watch
from tests.integration.turnaround import made_up_clocks as made_up

pytestmark = pytest.mark.browser

PAGES = ("/insight/pathway", "/insight/evidence")
LAST = date(2026, 8, 1)
WIDTHS = (320, 1280)


@pytest.fixture(scope="module", params=["a year", "too few", "none"])
def counted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedServer]:
    """A server with counts of twenty months, with a few of one, or with none."""
    with staffed_server(tmp_path_factory.mktemp("figures")) as server:
        app = create_app(server.settings())
        if request.param == "a year":
            made_up.keep(app, made_up.year_of_counts(LAST, months=20).items())
            made_up_evidence.keep(app, made_up_evidence.months_of_counts(LAST, months=20))
        elif request.param == "too few":
            made_up.keep(app, {(LAST, "gross", "80"): 7}.items())
            made_up_evidence.keep(app, {(LAST, "referral", "brent"): 7})
        with app.app_context():
            db.engine.dispose()
        yield server


@pytest.fixture(params=product(PAGES, WIDTHS))
def page(request: pytest.FixtureRequest, counted: StaffedServer, browser: Browser) -> Iterator[Page]:
    """A page, open."""
    address, width = request.param
    watch = Watch(counted.origin)
    context = browser.new_context(base_url=counted.origin, locale="en-GB", viewport={"width": width, "height": 800})
    context.set_default_timeout(WAIT_MS)
    watch.follow(context)
    token = counted.session_of(counted.person("coordinator"))
    context.add_cookies([{"name": "pathway", "value": token, "url": counted.origin, "httpOnly": True}])
    opened = context.new_page()
    opened.goto(address)
    yield opened
    context.close()
    assert watch.complaints() == []


def test_it_fits_and_axe_agrees(page: Page, axe: str) -> None:
    for details in page.locator("main details").all():
        details.locator("summary").click()
    page.evaluate("scrollTo(0, 0)")

    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_paper_the_chart_and_its_table_are_whole(page: Page) -> None:
    page.emulate_media(media="print")
    chart = page.locator("svg.pw-chart")
    if chart.count():
        expect(chart).to_be_visible()
        box = chart.bounding_box()
        assert box is not None
        assert box["width"] <= page.viewport_size["width"]  # type: ignore[index] # it has a size
    elif page.locator("main table").count() == 0:
        expect(page.locator("main")).to_contain_text("No month is counted yet")
        return
    assert "by month of receipt" in page.locator("main").inner_text()


def test_the_evidence_is_one_page_of_paper(page: Page) -> None:
    page.goto("/insight/evidence")
    printed = page.pdf(format="A4", prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
