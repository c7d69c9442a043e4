"""One referral from the question on: referrer, two agencies, coordinator, a constable; with scripts and without."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pathway import create_app
from pathway.accounts.vocabulary import Role
from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.extensions import db
from tests import referrals
from tests.browser.conftest import PHONE, WAIT_MS
from tests.browser.staffed import StaffedServer, staffed_server
from tests.browser.test_accessibility import violations
from tests.browser.test_every_page import TOO_WIDE
from tests.browser.watching import Watch
from tests.staff import organization, user

pytestmark = pytest.mark.browser

FIRST, SECOND = "Morning recovery (example)", "Evening recovery (example)"
Open = Callable[[dict[str, str], bool], Page]


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedServer]:
    with staffed_server(tmp_path_factory.mktemp("walk")) as server:
        app = create_app(server.settings())
        for name in (FIRST, SECOND):
            agency = organization(app, name=f"{name.partition(' ')[0]} Trust")
            mailbox = f"{name.partition(' ')[0].lower()}@example.org"
            caseworker = user(app, agency, Role.CASEWORKER, name=name, email=mailbox)
            referrals.share(app, agency, caseworker)
            referrals.publish(
                app, agency, AgencyType.SUBSTANCE_MISUSE, name=name, referral_channel=ReferralChannel.INBOX
            )
            server.demo["users"].append({"id": str(caseworker), "email": name, "name": name})
        with app.app_context():
            db.engine.dispose()
        yield server


@pytest.fixture
def seen(staffed: StaffedServer) -> Iterator[Watch]:
    watch = Watch(staffed.origin)
    yield watch
    assert watch.complaints() == []


@pytest.fixture
def open_as(staffed: StaffedServer, browser: Browser, seen: Watch) -> Iterator[Open]:
    """Open a phone of somebody who is signed in."""
    opened: list[BrowserContext] = []

    def open_one(person: dict[str, str], scripts: bool) -> Page:
        context = browser.new_context(
            base_url=staffed.origin, locale="en-GB", **{**PHONE, "java_script_enabled": scripts}
        )
        context.set_default_timeout(WAIT_MS)
        seen.follow(context)
        context.add_cookies(
            [{"name": "pathway", "value": staffed.session_of(person), "url": staffed.origin, "httpOnly": True}]
        )
        opened.append(context)
        return context.new_page()

    yield open_one
    for context in opened:
        context.close()


def of(staffed: StaffedServer, name: str) -> dict[str, str]:
    return next(person for person in staffed.demo["users"] if person["name"] == name)


def tick(page: Page, name: str, value: str) -> None:
    page.locator(f'[name="{name}"][value="{value}"]').first.check(force=True)


def answer_and_begin(page: Page) -> None:
    """Answer the questions and start a referral."""
    page.goto("/check")
    needs = [("needs", "substance_misuse"), ("needs", "benefits_money")]
    for name, value in (("age", "18_plus"), ("area", "brent"), *needs):
        tick(page, name, value)
    page.get_by_role("button", name="Show where to refer her").click()
    page.get_by_role("button", name="Start a referral with these answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Refer her")


def agree_and_send(page: Page) -> str:
    """Let her agree to the first recovery service and to advice on money; send; return the reference."""
    tick(page, "alone", "yes")
    page.get_by_label(f"Yes: {FIRST}").check(force=True)
    money = page.locator('input[name="agree-benefits_advice"]:not([value="no"])').first
    money.check(force=True)
    tick(page, "method", "through_worker")
    page.get_by_label("What may they call her?").fill(referrals.ALIAS)
    page.get_by_label("She agrees that I hear").check(force=True)
    page.get_by_role("button", name="Look it over").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look it over, then send")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".pw-note[role=status]")).to_contain_text("Its reference is")
    return re.search(r"[0-9B-Z]{5}-[0-9B-Z]{5}", page.url)[0]  # type: ignore[index] # the address has one


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_the_question_to_its_end(staffed: StaffedServer, open_as: Open, axe: str, scripts: bool) -> None:
    referrer = open_as(staffed.person("referrer"), scripts)
    answer_and_begin(referrer)
    reference = agree_and_send(referrer)
    here = f"/referrals/{reference}"
    expect(referrer.get_by_text("She is with you until somebody takes her").first).to_be_visible()

    # She rings about money, and they take her, in one press.
    referrer.locator("#leg-2").get_by_role("button", name="They took her").click()
    expect(referrer.locator(".pw-note[role=status]")).to_contain_text("they took her")

    # The first agency sees it, and has no room.
    first = open_as(of(staffed, FIRST), scripts)
    first.goto("/referrals/inbox")
    first.get_by_role("button", name="I have seen it").first.click()
    first.goto(here)
    expect(first.get_by_text(referrals.ALIAS)).to_have_count(0)
    first.locator("summary", has_text="Do not take her").click()
    first.get_by_label("No room just now").check(force=True)
    first.get_by_role("button", name="Do not take her").click()

    # She is with her worker again, who asks the second by her agreement.
    referrer.goto(here)
    expect(referrer.locator("#leg-1")).to_contain_text("No room just now")
    referrer.locator("#leg-1").get_by_role("link", name="Ask another service").click()
    referrer.get_by_label(f"Yes: {SECOND}").check(force=True)
    referrer.get_by_role("button", name="Ask them").click()
    expect(referrer.locator(".pw-note[role=status]")).to_contain_text("Asked")

    second = open_as(of(staffed, SECOND), scripts)
    second.goto(here)
    second.get_by_role("button", name="Take her").click()
    second.get_by_role("button", name="Show who she is and how to reach her").click()
    expect(second.get_by_text(referrals.ALIAS).first).to_be_visible()
    second.goto(here)

    referrer.goto(here)
    expect(referrer.locator("#leg-3")).to_contain_text("Taken")
    if scripts:
        for page in (referrer, second):
            assert violations(page, axe) == []
            assert page.evaluate(TOO_WIDE, 390) == []
    coordinator = open_as(staffed.person("coordinator"), scripts)
    coordinator.goto(here)
    expect(coordinator.get_by_role("heading", level=1)).to_contain_text(reference)
    expect(coordinator.get_by_text(referrals.ALIAS)).to_have_count(0)


def test_a_constable_is_told_that_it_was_received_and_nothing_more(staffed: StaffedServer, open_as: Open) -> None:
    officer = open_as(staffed.person("enforcement"), True)
    answer_and_begin(officer)
    reference = agree_and_send(officer)

    agency = open_as(of(staffed, FIRST), True)
    agency.goto(f"/referrals/{reference}")
    agency.get_by_role("button", name="Take her").click()
    officer.goto(f"/referrals/{reference}")

    expect(officer.locator("#leg-1")).to_contain_text("Received")
    for word in ("Taken", referrals.ALIAS, "What was answered"):
        expect(officer.get_by_text(word)).to_have_count(0)
