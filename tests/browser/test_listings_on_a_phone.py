"""A service manager keeps her listings right on a phone, each act in the taps one would expect; each can be taken back.

All still correct: one tap from the page she lands on. Closed for now: three (the listing, the form, close). Full: four.
A number hidden: two. Undo: one. Hours changed: five and two fields (the listing, Hours, Monday to Friday, look, save).
"""

from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from pathway import create_app
from pathway.core.clock import london_today
from pathway.directory.models import Service
from pathway.directory.search.index import indexer
from pathway.extensions import db, writing
from tests.browser.conftest import PHONE, WAIT_MS
from tests.browser.staffed import StaffedServer, staffed_server
from tests.browser.test_accessibility import violations
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser

NOTE = ".pw-note[role=status]"
OWN = ("gaia", "the-havens", "women-at-the-well")
CONFIRMED = "awrc"
"""One of hers that was confirmed today."""


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedServer]:
    """The server; the manager's organisation owns three listings."""
    with staffed_server(tmp_path_factory.mktemp("listings")) as server:
        person = server.person("service_manager")
        app = create_app(server.settings())
        with app.app_context(), writing():
            mine = Service.slug.in_((*OWN, CONFIRMED))
            owner = UUID(person["organization_id"])
            db.session.execute(update(Service).where(mine).values(organization_id=owner))
            confirmed = update(Service).where(Service.slug == CONFIRMED)
            db.session.execute(confirmed.values(assured_on=london_today(), assured_by="Demo charity 1"))
            indexer.refresh(db.session(), list(db.session.scalars(select(Service.id).where(mine))))
        with app.app_context():
            db.engine.dispose()
        yield server


@pytest.fixture
def manager(staffed: StaffedServer, browser: Browser) -> Iterator[Page]:
    """Her phone, signed in, on her page of work."""
    watch = Watch(staffed.origin)
    watch.expect("400 (Bad Request)")  # hours that end before they begin are refused, once
    context = browser.new_context(base_url=staffed.origin, locale="en-GB", **PHONE)
    context.set_default_timeout(WAIT_MS)
    watch.follow(context)
    token = staffed.session_of(staffed.person("service_manager"))
    context.add_cookies([{"name": "pathway", "value": token, "url": staffed.origin, "httpOnly": True}])
    page = context.new_page()
    page.goto("/manage")
    yield page
    context.close()
    assert watch.complaints() == []


@pytest.fixture
def second_person(staffed: StaffedServer, browser: Browser) -> Iterator[Page]:
    """The phone of a coordinator of another organisation."""
    context = browser.new_context(base_url=staffed.origin, locale="en-GB", **PHONE)
    context.set_default_timeout(WAIT_MS)
    token = staffed.session_of(staffed.person("coordinator", 2))
    context.add_cookies([{"name": "pathway", "value": token, "url": staffed.origin, "httpOnly": True}])
    yield context.new_page()
    context.close()


def test_all_are_still_correct_with_one_tap_and_undone_with_another(manager: Page) -> None:
    expect(manager.get_by_role("heading", level=1)).to_have_text("3 things wait for you")

    manager.get_by_role("button", name="All 3 are still correct").tap()
    expect(manager.locator(NOTE)).to_contain_text("3 listings are confirmed as still correct")
    manager.get_by_role("button", name="Undo").tap()

    expect(manager.locator(NOTE)).to_contain_text("Taken back for 3 listings")
    expect(manager.get_by_role("main")).to_contain_text("3 were never confirmed")


def test_a_service_is_closed_full_and_without_a_number_in_a_few_taps(manager: Page, axe: str) -> None:
    manager.get_by_role("link", name="Gaia Centre").tap()
    manager.get_by_text("Close it for now").tap()
    manager.get_by_label("Why, in a few words").fill("Two of us are ill.")
    manager.get_by_role("button", name="Close for now").tap()
    expect(manager.locator(NOTE)).to_contain_text("Closed for now")
    manager.get_by_role("button", name="Undo").tap()
    expect(manager.locator(NOTE)).to_have_text("Taken back.")

    manager.get_by_text("Room: not said").tap()
    manager.get_by_label("Full").check()
    manager.get_by_role("button", name="Save").tap()
    expect(manager.get_by_role("main")).to_contain_text("Full, as of")

    manager.get_by_role("button", name="Hide it now").first.tap()
    expect(manager.locator(NOTE)).to_contain_text("The number is hidden")
    assert violations(manager, axe) == []
    manager.get_by_role("button", name="Undo").tap()

    expect(manager.get_by_role("button", name="Hide it now")).to_have_count(1)


def test_hours_are_changed_with_the_week_drawn_and_what_changes_shown(manager: Page, axe: str) -> None:
    manager.get_by_role("link", name="Women at the Well").tap()
    manager.get_by_role("link", name="Hours", exact=True).tap()
    row = manager.get_by_role("group", name="Row 1")
    row.get_by_role("button", name="Monday to Friday").tap()
    row.get_by_label("From", exact=True).fill("9.30")
    row.get_by_label("To", exact=True).fill("5")
    manager.get_by_role("button", name="Look at what changes").last.tap()
    expect(manager.get_by_role("alert")).to_contain_text("9.30am to 5am ends before it begins")
    assert violations(manager, axe) == []

    row.get_by_label("To", exact=True).fill("5pm")
    manager.get_by_role("button", name="Draw the week again").tap()
    expect(manager.get_by_role("region", name="The next seven days")).to_contain_text("Monday to Friday: 9.30am to 5pm")
    expect(manager.locator(".pw-week__opening")).to_have_count(5)
    manager.get_by_role("button", name="Look at what changes").last.tap()
    expect(manager.get_by_role("heading", level=1)).to_contain_text("What changes")
    expect(manager.get_by_role("main")).to_contain_text("added: Mon-Fri 09:30-17:00")
    assert violations(manager, axe) == []
    manager.get_by_role("button", name="Save").tap()

    expect(manager.locator(NOTE)).to_contain_text("Everybody sees it now")
    manager.get_by_role("button", name="Undo").tap()
    expect(manager.locator(NOTE)).to_have_text("Taken back.")


def test_a_number_changes_with_a_second_person_of_another_organisation(
    manager: Page, second_person: Page, axe: str
) -> None:
    manager.goto("/manage/services")
    manager.get_by_role("link", name="Asian Women").tap()
    manager.get_by_role("link", name="Numbers", exact=True).tap()
    manager.get_by_label("Number", exact=True).first.fill("020 7946 0123")
    manager.get_by_role("button", name="Look at what changes").last.tap()
    expect(manager.get_by_role("main")).to_contain_text("takes two people of different organisations")
    assert violations(manager, axe) == []
    manager.get_by_role("button", name="Ask a second person").tap()
    expect(manager.locator(NOTE)).to_contain_text("A second person is asked")

    second_person.goto("/manage")
    second_person.get_by_role("link", name="change numbers").tap()
    expect(second_person.get_by_role("main")).to_contain_text("Numbers, added: 020 7946 0123")
    assert violations(second_person, axe) == []
    second_person.get_by_role("button", name="Approve", exact=True).tap()
    expect(second_person.locator(NOTE)).to_contain_text("It counts in a day")

    manager.get_by_role("link", name="What the public sees").tap()
    expect(manager.get_by_role("main")).to_contain_text("How to reach it is being changed")
    assert violations(manager, axe) == []


def test_history_says_what_changed_and_brings_it_back(manager: Page, axe: str) -> None:
    manager.get_by_role("link", name="Women at the Well").tap()
    manager.get_by_role("button", name="Still correct").tap()
    manager.get_by_role("link", name="Women at the Well").tap()
    history = manager.get_by_role("list").filter(has_text="As it was")
    expect(history).to_contain_text("Confirmed by: nothing, now")

    manager.get_by_role("link", name="Bring this back").last.tap()
    expect(manager.get_by_role("heading", level=1)).to_contain_text("What changes")
    assert violations(manager, axe) == []
    manager.get_by_role("button", name="Bring this back").tap()

    expect(manager.locator(NOTE)).to_have_text("The earlier version is brought back.")
    expect(manager.get_by_role("main")).to_contain_text("Never confirmed by the service")


def test_two_that_are_one_are_joined_by_two_people_and_taken_apart(
    manager: Page, staffed: StaffedServer, browser: Browser, axe: str
) -> None:
    manager.goto("/manage/services")
    manager.get_by_role("link", name="The Havens").tap()
    manager.get_by_role("link", name="It is listed twice").tap()
    manager.get_by_role("link", name="Women at the Well").tap()
    manager.get_by_role("button", name="Ask to join the two").tap()
    expect(manager.get_by_role("heading", level=1)).to_contain_text("join it to Women at the Well")
    assert violations(manager, axe) == []
    _agree(staffed, browser, manager.url)

    manager.goto("/manage/services")
    manager.get_by_role("link", name="Women at the Well").tap()
    manager.get_by_role("button", name="Take the two apart").tap()

    expect(manager.locator(NOTE)).to_contain_text("They are two listings again")
    expect(manager.get_by_role("heading", level=1)).to_contain_text("The Havens")


def _agree(staffed: StaffedServer, browser: Browser, address: str) -> None:
    """Let the coordinator agree to what waits."""
    context = browser.new_context(base_url=staffed.origin, locale="en-GB", **PHONE)
    token = staffed.session_of(staffed.person("coordinator"))
    context.add_cookies([{"name": "pathway", "value": token, "url": staffed.origin, "httpOnly": True}])
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Approve", exact=True).tap()
    expect(page.locator(NOTE)).to_be_visible()
    context.close()
