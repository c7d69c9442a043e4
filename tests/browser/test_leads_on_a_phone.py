"""Leads are kept right on a phone: still correct, handed over, staffed, filled with a deputy; and printed, all of them.

A vacant role filled with a lead, a deputy and hours takes eleven taps and four fields from the page of work: the menu,
Leads, the role, two people with two taps each, and four taps for the hours.
"""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import delete, select

from pathway import create_app
from pathway.core.clock import london_today
from pathway.extensions import db, writing
from pathway.leads.models import LeadHolder, LeadRole
from tests.browser.conftest import PHONE, WAIT_MS
from tests.browser.staffed import StaffedServer, staffed_server
from tests.browser.test_accessibility import violations
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser

NOTE = ".pw-note[role=status]"


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedServer]:
    """The server; every role of the starting list is held, and one is the manager's and due."""
    with staffed_server(tmp_path_factory.mktemp("leads")) as server:
        home = UUID(server.person("service_manager")["organization_id"])
        app, today = create_app(server.settings()), london_today()
        with app.app_context(), writing():
            made_up = select(LeadRole.id).where(LeadRole.title.endswith("(made up)"))
            db.session.execute(delete(LeadHolder).where(LeadHolder.role_id.in_(made_up)))
            db.session.execute(delete(LeadRole).where(LeadRole.id.in_(made_up)))
            for number, role in enumerate(db.session.scalars(select(LeadRole).order_by(LeadRole.position)), 100):
                role.email, role.phone, role.digits = f"team-{number}@example.org", "020 7946 0101", "02079460101"
                for name, is_deputy in (("Sam", False), ("Kit", True)):
                    person = {"name": f"{name} Example {number}", "email": f"{name}.{number}@example.org".lower()}
                    day = {"from_on": today, "agreed_on": today, "is_deputy": is_deputy}
                    db.session.add(LeadHolder(role_id=role.id, phone="020 7946 0199", **person, **day))
                if role.title == "Duty lead":
                    role.organization_id, role.organization_words, role.review_due_on = home, None, today
        with app.app_context():
            db.engine.dispose()
        yield server


@pytest.fixture
def manager(staffed: StaffedServer, browser: Browser) -> Iterator[Page]:
    """Her phone, signed in, on her page of work."""
    yield from phone_of(staffed, browser, "service_manager")


@pytest.fixture
def coordinator(staffed: StaffedServer, browser: Browser) -> Iterator[Page]:
    """The phone of who looks after every role."""
    yield from phone_of(staffed, browser, "coordinator")


def phone_of(staffed: StaffedServer, browser: Browser, role: str) -> Iterator[Page]:
    watch = Watch(staffed.origin)
    watch.expect("400 (Bad Request)")  # a first day that is too early is refused, once
    context = browser.new_context(base_url=staffed.origin, locale="en-GB", **PHONE)
    context.set_default_timeout(WAIT_MS)
    watch.follow(context)
    token = staffed.session_of(staffed.person(role))
    context.add_cookies([{"name": "pathway", "value": token, "url": staffed.origin, "httpOnly": True}])
    page = context.new_page()
    page.goto("/manage")
    yield page
    context.close()
    assert watch.complaints() == []


def test_a_role_that_is_due_is_confirmed_with_one_tap(manager: Page) -> None:
    expect(manager.get_by_role("main")).to_contain_text("Leads to look at again")

    manager.get_by_role("button", name=re.compile("Still correct.*Duty lead")).tap()

    expect(manager.locator(NOTE)).to_have_text("Confirmed as still correct, as of today.")
    expect(manager.get_by_role("main")).to_contain_text("1 role, 0 without a lead, 0 are due")


def test_a_role_is_handed_over_in_one_act(manager: Page, axe: str) -> None:
    manager.goto("/manage/leads")
    manager.get_by_role("link", name="Duty lead").tap()
    expect(manager.get_by_role("heading", level=1)).to_contain_text("Duty lead")
    assert violations(manager, axe) == []
    manager.get_by_role("link", name=re.compile("Hand over.*Sam Example")).tap()
    manager.get_by_label("Name", exact=True).fill("Robin Example")
    manager.get_by_label("First day").fill("2001-01-01")
    manager.get_by_role("button", name="Hand over").tap()
    expect(manager.get_by_role("alert")).to_contain_text("The first day of the successor is")
    expect(manager.get_by_label("Name", exact=True)).to_have_value("Robin Example")
    assert violations(manager, axe) == []

    tomorrow = london_today().replace(year=london_today().year + 1).isoformat()
    manager.get_by_label("First day").fill(tomorrow)
    manager.get_by_role("button", name="Hand over").tap()

    expect(manager.locator(NOTE)).to_contain_text("Handed over")
    expect(manager.get_by_role("main")).to_contain_text("Robin Example")


def test_staffed_hours_are_set_and_everybody_sees_them(manager: Page, axe: str) -> None:
    manager.goto("/manage/leads")
    manager.get_by_role("link", name="Duty lead").tap()
    manager.get_by_role("link", name="Change the staffed hours").tap()
    manager.get_by_role("button", name="Every day").tap()
    expect(manager.get_by_label("Sunday").first).to_be_checked()
    manager.get_by_label("24 hours").first.check()
    assert violations(manager, axe) == []
    manager.get_by_role("button", name="Save", exact=True).last.tap()
    expect(manager.locator(NOTE)).to_have_text("The staffed hours are saved.")

    manager.goto("/leads?q=duty+lead")

    expect(manager.get_by_role("main")).to_contain_text("Reachable now, 24 hours")
    expect(manager.get_by_role("link", name="Ring 020 7946 0101")).to_be_in_viewport()


def vacated(staffed: StaffedServer) -> str:
    """Leave the last role of the list to nobody, and return its title."""
    app = create_app(staffed.settings())
    with app.app_context(), writing():
        role = db.session.scalars(select(LeadRole).order_by(LeadRole.position.desc()).limit(1)).one()
        db.session.execute(delete(LeadHolder).where(LeadHolder.role_id == role.id))
        title = role.title
    with app.app_context():
        db.engine.dispose()
    return title


def test_a_vacant_role_gets_a_lead_a_deputy_and_hours_in_eleven_taps(
    staffed: StaffedServer, coordinator: Page, axe: str
) -> None:
    title, taps = vacated(staffed), 0

    def tap(target: Locator) -> None:
        nonlocal taps
        target.tap()
        taps += 1

    def fill(name: str) -> None:
        coordinator.get_by_label("Name", exact=True).fill(name)
        coordinator.get_by_label(re.compile("Agreed|agreed")).fill(london_today().isoformat())
        assert violations(coordinator, axe) == []
        tap(coordinator.get_by_role("button", name="Save"))
        expect(coordinator.locator(NOTE)).to_contain_text("the role shows as held")

    coordinator.goto("/manage")
    tap(coordinator.locator(".pw-staff > summary"))
    tap(coordinator.get_by_role("link", name="Leads", exact=True).first)
    tap(coordinator.get_by_role("link", name=title, exact=True))
    expect(coordinator.get_by_role("main")).to_contain_text("Nobody. It shows as vacant.")
    tap(coordinator.get_by_role("link", name="Somebody takes it on"))
    fill("Ash Example")
    tap(coordinator.get_by_role("link", name="Add a deputy"))
    expect(coordinator.get_by_label("Deputy")).to_be_checked()
    fill("Bo Example")
    tap(coordinator.get_by_role("link", name="Change the staffed hours"))
    tap(coordinator.get_by_role("button", name="Every day"))
    tap(coordinator.get_by_label("24 hours").first)
    tap(coordinator.get_by_role("button", name="Save", exact=True).last)

    expect(coordinator.locator(NOTE)).to_have_text("The staffed hours are saved.")
    main = coordinator.get_by_role("main")
    expect(main).to_contain_text("Lead since")
    expect(main).to_contain_text("Deputy since")
    expect(main).to_contain_text("Reachable now, 24 hours")
    assert violations(coordinator, axe) == []
    assert coordinator.evaluate("document.scrollingElement.scrollWidth") <= PHONE["viewport"]["width"]
    assert taps == 11


@pytest.mark.parametrize("is_staff", [False, True])
def test_all_roles_print_as_one_page(staffed: StaffedServer, manager: Page, browser: Browser, is_staff: bool) -> None:
    context = browser.new_context(base_url=staffed.origin, locale="en-GB")
    page = manager if is_staff else context.new_page()
    page.goto("/leads")

    paper = page.pdf(format="A4", prefer_css_page_size=True)
    page.emulate_media(media="print")

    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    expect(page.get_by_role("heading", level=3)).to_have_count(18)
    expect(page.get_by_text("Kit Example 105")).to_have_count(1 if is_staff else 0)
    for selector in ("form", "button", ".pagination", ".pw-role__links"):
        for one in page.locator(selector).all():
            expect(one).to_be_hidden()
    context.close()
