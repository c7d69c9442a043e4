"""One referral from the question to its end: referrer, two agencies, coordinator, constable; with scripts, without."""

import re
from collections.abc import Callable, Iterator
from uuid import uuid4

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
from tests.browser.test_signing_in import code_sent
from tests.browser.watching import Watch
from tests.staff import organization, user

pytestmark = pytest.mark.browser

FIRST, SECOND = "Morning recovery (example)", "Evening recovery (example)"
Open = Callable[[dict[str, str] | None, bool], Page]
UPDATE = "There is an update in Pathway"
LOOK_NOW = "There is an update in Pathway: please look now"
DONE = ".pw-note[role=status]"


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
            server.demo["users"].append({"id": str(caseworker), "email": mailbox, "name": name})
        with app.app_context():
            db.engine.dispose()
        yield server


@pytest.fixture
def seen(staffed: StaffedServer) -> Iterator[Watch]:
    watch = Watch(staffed.origin)
    # A browser notes in its console what somebody was refused.
    for words in ("403 (Forbidden)", "404 (Not Found)", "409 (Conflict)"):
        watch.expect(words)
    yield watch
    assert watch.complaints() == []


@pytest.fixture
def open_as(staffed: StaffedServer, browser: Browser, seen: Watch) -> Iterator[Open]:
    """Open a phone of somebody who is signed in, or of nobody."""
    opened: list[BrowserContext] = []

    def open_one(person: dict[str, str] | None, scripts: bool) -> Page:
        context = browser.new_context(
            base_url=staffed.origin, locale="en-GB", **{**PHONE, "java_script_enabled": scripts}
        )
        context.set_default_timeout(WAIT_MS)
        seen.follow(context)
        if person:
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


def unfold(page: Page, title: str) -> None:
    page.locator("summary", has_text=title).first.click()


def answer_questions(page: Page) -> None:
    """Answer the questions, and ask to begin a referral with the answers."""
    page.goto("/check")
    needs = [("needs", "substance_misuse"), ("needs", "benefits_money")]
    for name, value in (("age", "18_plus"), ("area", "brent"), *needs):
        tick(page, name, value)
    page.get_by_role("button", name="Show where to refer her").click()
    page.get_by_role("button", name="Start a referral with these answers").click()


def sign_in_by_code(staffed: StaffedServer, page: Page) -> str:
    """Sign in with a code from a mailbox of the demo council; the answers come along. Return the mailbox."""
    mailbox = f"officer-{uuid4().hex[:6]}@{staffed.demo['organizations'][0]['domain']}"
    page.get_by_role("button", name="Sign in with these answers").click()
    page.get_by_label("Your work e-mail address").fill(mailbox)
    page.get_by_role("button", name="E-mail me a code").click()
    page.get_by_label("Six-digit code").fill(code_sent(staffed, mailbox))
    page.get_by_role("region", name="Type the code").get_by_role("button", name="Sign in").click()
    # Without scripts nothing presses it for her.
    page.get_by_role("button", name="Go on").click()
    return mailbox


def agree_and_send(page: Page) -> str:
    """Let her agree to the first recovery service and to advice on money; send; return the reference."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Refer her")
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
    expect(page.locator(DONE)).to_contain_text("Its reference is")
    return re.search(r"[0-9B-Z]{5}-[0-9B-Z]{5}", page.url)[0]  # type: ignore[index] # the address has one


def acknowledge(page: Page, reference: str) -> None:
    page.goto("/referrals/inbox")
    page.get_by_role("listitem").filter(has_text=reference).get_by_role("button").click()
    expect(page.locator(DONE)).to_contain_text("Noted that you have seen it")


def take_and_reveal(page: Page, reference: str) -> None:
    """Take her with what the page suggests, and read who she is."""
    page.goto(f"/referrals/{reference}")
    page.get_by_role("button", name="Take her").click()
    expect(page.locator(DONE)).to_contain_text("You have taken her")
    page.get_by_role("button", name="Show who she is and how to reach her").click()
    expect(page.get_by_text(referrals.ALIAS).first).to_be_visible()
    page.get_by_role("link", name="Back, to note what came of it").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_the_question_to_its_end(staffed: StaffedServer, open_as: Open, axe: str, scripts: bool) -> None:
    referrer = open_as(None, scripts)
    answer_questions(referrer)
    mailbox = sign_in_by_code(staffed, referrer)
    reference = agree_and_send(referrer)
    here = f"/referrals/{reference}"
    expect(referrer.get_by_text("She is with you until somebody takes her").first).to_be_visible()

    # She rings about money, and they take her, in one press.
    referrer.locator("#leg-2").get_by_role("button", name="They took her").click()
    expect(referrer.locator(DONE)).to_contain_text("they took her")

    # The first agency sees it, and has no room.
    first = open_as(of(staffed, FIRST), scripts)
    acknowledge(first, reference)
    first.goto(here)
    expect(first.get_by_text(referrals.ALIAS)).to_have_count(0)
    unfold(first, "Do not take her")
    first.get_by_label("No room just now").check(force=True)
    first.get_by_role("button", name="Do not take her").click()
    expect(first.locator(DONE)).to_contain_text("she is with them again")

    # She is with her worker again, who asks the second by her agreement.
    referrer.goto(here)
    expect(referrer.locator("#leg-1")).to_contain_text("No room just now")
    referrer.locator("#leg-1").get_by_role("link", name="Ask another service").click()
    referrer.get_by_label(f"Yes: {SECOND}").check(force=True)
    referrer.get_by_role("button", name="Ask them").click()
    expect(referrer.locator(DONE)).to_contain_text("Asked")

    # The second takes her, reaches her and helps her; what they note reaches her worker.
    second = open_as(of(staffed, SECOND), scripts)
    take_and_reveal(second, reference)
    referrer.goto(here)
    expect(referrer.locator("#leg-3")).to_contain_text("Taken")
    unfold(second, "Reached her")
    second.locator("#contact").get_by_label("Through the worker who referred her").check(force=True)
    second.get_by_role("button", name="Note that you reached her").click()
    expect(second.locator(DONE)).to_contain_text("Noted that you reached her")
    referrer.goto(here)
    expect(referrer.locator("#leg-3")).to_contain_text("In touch with her")
    unfold(second, "She has the help")
    second.get_by_label("Help has begun").check(force=True)
    second.get_by_role("button", name="Note it and close").click()
    expect(second.locator(DONE)).to_contain_text("closed")
    expect(second.get_by_text(referrals.ALIAS)).to_have_count(0)
    second.goto("/referrals/inbox?pile=closed")
    expect(second.get_by_role("link", name=reference)).to_be_visible()

    # The coordinator cannot sign before the one that was rung is done too.
    coordinator = open_as(staffed.person("coordinator"), scripts)
    coordinator.goto(here)
    expect(coordinator.get_by_role("button", name="Close this referral")).to_have_count(0)
    referrer.goto(here)
    unfold(referrer, "What came of it, once they say")
    referrer.get_by_label("She had the advice").check(force=True)
    referrer.get_by_role("button", name="Note it: they are done").click()
    expect(referrer.locator("#leg-2")).to_contain_text("She had the advice")
    coordinator.reload()
    expect(coordinator.get_by_role("heading", level=1)).to_contain_text(reference)
    expect(coordinator.get_by_text(referrals.ALIAS)).to_have_count(0)
    coordinator.get_by_role("button", name="Close this referral").click()
    expect(coordinator.get_by_text("Closed", exact=False).first).to_be_visible()

    # Her worker reads the receipts to the end, and each change was a mail that says nothing.
    referrer.goto("/referrals")
    sent = referrer.locator(".pw-thing").filter(has_text=reference)
    expect(sent.locator(".pw-status")).to_have_text(["Not taken", "Done", "Done"])
    referrer.goto(here)
    for leg, words in ((1, "No room just now"), (2, "She had the advice"), (3, "Help has begun")):
        expect(referrer.locator(f"#leg-{leg}")).to_contain_text(words)
    expect(referrer.get_by_text("Her name and how to reach her are deleted").first).to_be_visible()
    told = staffed.sent_to(mailbox, UPDATE, reference)
    assert referrals.ALIAS not in told["body"]

    # A constable may not know that it exists.
    constable = open_as(staffed.person("enforcement"), scripts)
    constable.goto(here)
    expect(constable.get_by_role("heading", level=1)).to_have_text("Page not found")

    if scripts:
        for page in (referrer, first, second, coordinator):
            page.goto(here)
            assert violations(page, axe) == []
            assert page.evaluate(TOO_WIDE, 390) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_constable_is_told_that_it_was_received_and_nothing_more(
    staffed: StaffedServer, open_as: Open, scripts: bool
) -> None:
    officer = open_as(staffed.person("enforcement"), scripts)
    answer_questions(officer)
    reference = agree_and_send(officer)

    agency = open_as(of(staffed, FIRST), scripts)
    take_and_reveal(agency, reference)
    officer.goto(f"/referrals/{reference}")

    expect(officer.locator("#leg-1")).to_contain_text("Received")
    for word in ("Taken", referrals.ALIAS, "What was answered", "What came of it, once they say"):
        expect(officer.get_by_text(word)).to_have_count(0)
    for page in ("/referrals/inbox", "/referrals/export", f"/referrals/{reference}/for-her"):
        answer = officer.goto(page)
        assert answer is not None
        assert answer.status == 403


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_withdrawn_after_somebody_took_her(staffed: StaffedServer, open_as: Open, axe: str, scripts: bool) -> None:
    referrer = open_as(staffed.person("referrer"), scripts)
    answer_questions(referrer)
    reference = agree_and_send(referrer)
    here = f"/referrals/{reference}"
    agency = open_as(of(staffed, FIRST), scripts)
    take_and_reveal(agency, reference)

    # She tells a worker of somewhere else, who has nothing but the reference.
    outreach = open_as(staffed.person("outreach"), scripts)
    outreach.goto("/referrals/her-word")
    outreach.get_by_label("Reference").fill(reference.lower())
    outreach.get_by_label("She takes her agreement back").check(force=True)
    outreach.get_by_role("button", name="Pass it on").click()
    expect(outreach.locator(DONE)).to_contain_text("Heard")
    outreach.goto(here)
    expect(outreach.get_by_role("heading", level=1)).to_have_text("Page not found")

    # Who had her open is refused, and reads no more of her.
    agency.get_by_role("button", name="Show who she is and how to reach her").click()
    expect(agency.get_by_text(referrals.ALIAS)).to_have_count(0)
    agency.goto(here)
    expect(agency.get_by_text("Stop, and do not contact her").first).to_be_visible()
    for words in (referrals.ALIAS, "What you may know of her", "Take her", "Reached her"):
        expect(agency.get_by_text(words)).to_have_count(0)
    agency.get_by_role("button", name="We have seen this").click()
    agency.goto("/referrals/inbox?pile=taken")
    expect(agency.get_by_text(reference)).to_have_count(0)
    agency.goto("/referrals/inbox?pile=closed")
    row = agency.get_by_role("listitem").filter(has_text=reference)
    expect(row).to_contain_text("She took her agreement back".lower())

    # Her worker reads what stopped, whom to ring, and that who she is is sealed.
    referrer.goto(here)
    word = referrer.get_by_role("region", name="On her word")
    expect(word).to_contain_text("Sharing stopped")
    expect(word).to_contain_text("Her name and how to reach her are sealed")
    expect(word).to_contain_text(f"{FIRST} knows")
    expect(referrer.get_by_text(referrals.ALIAS)).to_have_count(0)
    expect(referrer.get_by_text("She is with you until somebody takes her")).to_have_count(0)
    expect(referrer.get_by_role("link", name="Ask another service")).to_have_count(0)
    for person in (staffed.person("referrer"), of(staffed, FIRST)):
        staffed.sent_to(person["email"], LOOK_NOW, reference)

    if scripts:
        for page in (referrer, agency):
            page.goto(here)
            assert violations(page, axe) == []
            assert page.evaluate(TOO_WIDE, 390) == []
