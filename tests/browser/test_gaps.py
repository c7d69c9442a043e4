"""The hours with nobody to ring, on a narrow phone, at a desk and on paper."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from pathway import create_app
from pathway.directory.vocabulary import AgencyType
from pathway.extensions import db
from tests import factories
from tests.browser.conftest import WAIT_MS
from tests.browser.staffed import StaffedServer, staffed_server
from tests.browser.test_accessibility import violations
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser

PAGE = "/insight/gaps"
SIZES = ((320, 640), (390, 844), (1280, 800))
VARIED = {
    AgencyType.IDVA_MARAC: factories.hours("08:00", "20:00", factories.ALL_DAYS),
    AgencyType.LEGAL_ADVICE: factories.hours("13:00", "15:00", "WE"),
    AgencyType.EMERGENCY_ACCOMMODATION: factories.hours("17:00", "09:00", factories.ALL_DAYS),
}


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedServer]:
    """A server with some listings whose hours differ over the week."""
    with staffed_server(tmp_path_factory.mktemp("gaps")) as server:
        app = create_app(server.settings())
        for kind, hours in VARIED.items():
            factories.publish(app, name=f"Made-up {kind.value}", agency_types=[kind], schedules=[hours])
        with app.app_context():
            db.engine.dispose()
        yield server


@pytest.fixture(params=SIZES, ids=str)
def page(request: pytest.FixtureRequest, staffed: StaffedServer, browser: Browser) -> Iterator[Page]:
    """The page, open."""
    watch = Watch(staffed.origin)
    width, height = request.param
    context = browser.new_context(base_url=staffed.origin, locale="en-GB", viewport={"width": width, "height": height})
    context.set_default_timeout(WAIT_MS)
    watch.follow(context)
    token = staffed.session_of(staffed.person("coordinator"))
    context.add_cookies([{"name": "pathway", "value": token, "url": staffed.origin, "httpOnly": True}])
    opened = context.new_page()
    opened.goto(PAGE)
    yield opened
    context.close()
    assert watch.complaints() == []


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_it_fits_and_axe_agrees(page: Page, axe: str) -> None:
    page.locator("main details summary").click()
    page.evaluate("scrollTo(0, 0)")

    assert violations(page, axe) == []
    assert fits(page)


def test_the_answer_is_in_the_first_screen(page: Page) -> None:
    expect(page.locator(".pw-lead")).to_contain_text("Saturday 02:00 in Brent")
    expect(page.locator(".pw-lead")).to_be_in_viewport(ratio=1)
    expect(page.locator(".pw-lead + ul li").first).to_be_in_viewport(ratio=1)


def test_another_hour_is_asked_with_the_lists(page: Page, axe: str) -> None:
    page.get_by_label("Day").select_option("Wednesday")
    page.get_by_label("Hour", exact=True).select_option("14:00")
    page.get_by_label("Where she is").select_option("Elsewhere in London")
    page.get_by_role("button", name="Show").click()

    expect(page.locator(".pw-lead")).to_contain_text("Wednesday 14:00 elsewhere in London")
    expect(page.get_by_label("Day")).to_have_value("wed")
    assert violations(page, axe) == []
    assert fits(page)


def test_the_pictures_differ_by_shape_and_are_whole_on_paper(page: Page) -> None:
    page.emulate_media(media="print", forced_colors="none")
    pictures = page.locator("svg.pw-gap-week")

    assert pictures.count() >= len(VARIED)
    for picture in pictures.all():
        expect(picture).to_be_visible()
        box = picture.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= page.viewport_size["width"]  # type: ignore[index] # it has a size
    assert page.locator(".pw-gap-week__dots").count()
    fill = "element => getComputedStyle(element).fill"
    assert page.locator(".pw-gap-week__nobody").first.evaluate(fill) == "rgb(0, 0, 0)"
    assert page.locator(".pw-gap-week__box").first.evaluate(fill) == "rgb(255, 255, 255)"
    expect(page.locator("main form")).to_be_hidden()
    assert fits(page)
