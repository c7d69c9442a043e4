"""A reminder's link on a phone: she looks, taps once, and is thanked. The picture of all listings fits the screen."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from pathway import create_app
from pathway.core.clock import london_today, utc_now
from pathway.directory.models import Service
from pathway.directory.reminders import operations
from pathway.directory.reminders.ladder import is_office_hour
from pathway.directory.search.index import indexer
from pathway.extensions import db, writing
from tests.browser.conftest import PHONE, WAIT_MS
from tests.browser.staffed import StaffedServer, staffed_server
from tests.browser.test_accessibility import violations
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser

OWN = ("gaia", "the-havens")


def last_office_hour() -> datetime:
    """The last hour in which a mail may have left."""
    hour = utc_now().astimezone(UTC)
    while not is_office_hour(hour):
        hour -= timedelta(hours=1)
    return hour


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedServer]:
    """The server; two listings of the manager's organisation are due."""
    with staffed_server(tmp_path_factory.mktemp("reminder")) as server:
        yield server


@pytest.fixture(scope="module")
def link(staffed: StaffedServer) -> str:
    """The address in her mail."""
    person = staffed.person("service_manager")
    app = create_app(staffed.settings())
    with app.app_context():
        with writing():
            mine = Service.slug.in_(OWN)
            values = {"assured_on": london_today() - timedelta(days=100), "assured_by": "its manager"}
            owner = UUID(person["organization_id"])
            db.session.execute(update(Service).where(mine).values(organization_id=owner, **values))
            indexer.refresh(db.session(), list(db.session.scalars(select(Service.id).where(mine))))
        operations.send(last_office_hour())
        db.session.remove()
        db.engine.dispose()
    body = staffed.sent_to(person["email"], "Entries to look at")["body"]
    return str(re.findall(r"http\S+/still-correct/\S+", body)[0])


@pytest.fixture
def phone(staffed: StaffedServer, browser: Browser) -> Iterator[Page]:
    """A phone that is signed in nowhere."""
    watch = Watch(staffed.origin)
    context = browser.new_context(base_url=staffed.origin, locale="en-GB", **PHONE)
    context.set_default_timeout(WAIT_MS)
    watch.follow(context)
    yield context.new_page()
    context.close()
    assert watch.complaints() == []


def test_one_tap_from_the_mail_says_that_all_is_still_correct(phone: Page, link: str, axe: str) -> None:
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Are these still correct?")
    assert violations(phone, axe) == []

    phone.get_by_role("button", name="All still correct").tap()

    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert violations(phone, axe) == []
    phone.goto(link)
    expect(phone.get_by_role("main")).to_contain_text("This link was used on")


def test_the_picture_of_all_listings_fits(phone: Page, staffed: StaffedServer, axe: str) -> None:
    token = staffed.session_of(staffed.person("service_manager"))
    phone.context.add_cookies([{"name": "pathway", "value": token, "url": staffed.origin, "httpOnly": True}])

    phone.goto("/manage/services/health")

    expect(phone.get_by_role("heading", level=1)).to_have_text("How the listings stand")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(phone, axe) == []
