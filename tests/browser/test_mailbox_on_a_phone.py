"""Somebody without an account, on a phone: the mail, the button, the code, and one referral; without scripts too."""

import json
import re
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from pathway import create_app
from pathway.directory.vocabulary import ReferralChannel
from pathway.extensions import db
from tests import referrals
from tests.browser.staffed import WAIT_S, StaffedServer, staffed_server
from tests.browser.test_accessibility import violations
from tests.browser.test_every_page import TOO_WIDE
from tests.browser.watching import Watch
from tests.integration.reading import parser

pytestmark = pytest.mark.browser

WIDTH = 390
WAITS, LINK = "Something waits for this mailbox in Pathway", r"http\S+/waiting/\S+"
CODE_MAIL, CODE = "A code for this mailbox", r"\b\d{6}\b"


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedServer]:
    with staffed_server(tmp_path_factory.mktemp("mailbox")) as server:
        yield server


@pytest.fixture(scope="module")
def sent_from(staffed: StaffedServer) -> Iterator[referrals.World]:
    app: Flask = create_app(staffed.settings())
    yield referrals.make_world(app, ReferralChannel.EMAIL_LINK)
    with app.app_context():
        db.engine.dispose()


def send(world: referrals.World) -> str:
    """Send her to the agency with the mailbox: demo services take referrals too."""
    address = referrals.begin(world.referrer)
    page = parser.fromstring(world.referrer.get(address).text)
    ours = page.cssselect(f'input[value^="{world.service}."]')[0]
    fields = referrals.filled(world.referrer, address, **{ours.get("name"): ours.get("value")})
    done = world.referrer.post(f"{address}/send", referrals.look(world.referrer, address, fields))
    return referrals.reference_of(done.location)


def mailed(staffed: StaffedServer, subject: str, pattern: str) -> list[str]:
    """What each mail of a subject that came to the mailbox has of a pattern, oldest first."""
    mails = [json.loads(path.read_text("utf-8")) for path in staffed.messages.glob("*.json")]
    ours = [mail for mail in mails if (mail["to"], mail["subject"]) == (referrals.MAILBOX, subject)]
    return [re.findall(pattern, mail["body"])[0] for mail in sorted(ours, key=lambda mail: str(mail["at"]))]


def next_mailed(staffed: StaffedServer, subject: str, pattern: str, before: list[str]) -> str:
    """The same of the mail that comes after these."""
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        if len(found := mailed(staffed, subject, pattern)) > len(before):
            return found[-1]
        time.sleep(0.1)
    raise AssertionError(f"no mail came: {subject}")


def link_to_new(staffed: StaffedServer, world: referrals.World) -> tuple[str, str]:
    """Send a referral; return its reference and the link in the mail."""
    before = mailed(staffed, WAITS, LINK)
    return send(world), next_mailed(staffed, WAITS, LINK, before)


def press_for_code(staffed: StaffedServer, phone: Page, button: str) -> str:
    """Press a button that sends a code; return the code."""
    before = mailed(staffed, CODE_MAIL, CODE)
    phone.get_by_role("button", name=button).tap()
    return next_mailed(staffed, CODE_MAIL, CODE, before)


@pytest.fixture
def phone(staffed: StaffedServer, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    watch = Watch(staffed.origin)
    context = browser.new_context(
        base_url=staffed.origin,
        locale="en-GB",
        viewport={"width": WIDTH, "height": 844},
        has_touch=True,
        is_mobile=True,
        java_script_enabled=request.param,
    )
    watch.expect("status of 400")  # what was typed wrong
    watch.expect("status of 403")  # going back once signed out
    watch.follow(context)
    yield context.new_page()
    context.close()
    assert watch.complaints() == []


@pytest.mark.parametrize("phone", [True, False], ids=["with scripts", "without"], indirect=True)
def test_from_the_mail_to_her(
    staffed: StaffedServer, sent_from: referrals.World, phone: Page, axe: str, request: pytest.FixtureRequest
) -> None:
    scripts = "with scripts" in request.node.name

    def look() -> None:
        if scripts:
            assert phone.evaluate(TOO_WIDE, WIDTH) == []
            assert violations(phone, axe) == []

    reference, link = link_to_new(staffed, sent_from)

    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Something waits for your service")
    look()
    code = press_for_code(staffed, phone, "Send the code")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Type the code")
    look()
    phone.get_by_label("Six-digit code").fill("12")
    phone.get_by_role("button", name="Go on").tap()
    expect(phone.locator(".govuk-error-summary")).to_contain_text("The code has six digits")
    look()
    phone.get_by_label("Six-digit code").fill(code)
    phone.get_by_role("button", name="Go on").tap()

    expect(phone.get_by_role("heading", level=1)).to_have_text(reference)
    assert "waiting" not in phone.url
    assert reference not in phone.url
    assert reference not in phone.title()
    look()
    phone.get_by_role("button", name="I have seen it").tap()
    expect(phone.locator(".pw-note[role=status]")).to_contain_text("Noted that you have seen it")
    phone.get_by_role("button", name="Take her").tap()
    expect(phone.locator(".govuk-error-summary")).to_contain_text("Say who takes her")
    look()
    phone.get_by_label("Who takes her: a worker or a team").fill("The day team")
    phone.get_by_role("button", name="Take her").tap()
    expect(phone.locator(".pw-note[role=status]")).to_contain_text("You have taken her")
    expect(phone.get_by_text(referrals.HER_NUMBER)).to_have_count(0)
    look()
    phone.get_by_role("button", name="Show who she is and how to reach her").tap()
    expect(phone.locator(".pw-flags")).to_contain_text("NO voicemail")
    expect(phone.get_by_role("link", name=referrals.HER_NUMBER)).to_be_visible()
    look()
    phone.get_by_role("link", name="Back, to note what came of it").tap()
    phone.get_by_role("button", name="Sign out").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("You are signed out")
    look()
    phone.go_back()
    expect(phone.get_by_text(referrals.NOTE)).to_have_count(0)


@pytest.mark.parametrize("phone", [True], ids=["with scripts"], indirect=True)
def test_not_taken_and_over(staffed: StaffedServer, sent_from: referrals.World, phone: Page, axe: str) -> None:
    _, link = link_to_new(staffed, sent_from)
    phone.goto(link)
    press_for_code(staffed, phone, "Send the code")
    code = press_for_code(staffed, phone, "Send another code")
    expect(phone.get_by_label("Six-digit code")).to_be_visible()
    phone.get_by_label("Six-digit code").fill(code)
    phone.get_by_role("button", name="Go on").tap()

    phone.get_by_text("Do not take her").first.tap()
    phone.get_by_label("No room just now").check()
    phone.get_by_role("button", name="Do not take her").tap()

    expect(phone.locator(".pw-note[role=status]")).to_contain_text("she is with them again")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Nothing more can be done here")
    assert phone.evaluate(TOO_WIDE, WIDTH) == []
    assert violations(phone, axe) == []
