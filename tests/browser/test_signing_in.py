"""Signing in, in a real browser, in each of the three ways; and what people see once they are in."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pathway.accounts.vocabulary import Role
from tests.browser.conftest import DESK, PHONE, WAIT_MS
from tests.browser.staffed import StaffedServer, sign_in, staffed_server, virtual_authenticator
from tests.browser.test_accessibility import violations
from tests.browser.test_every_page import TOO_WIDE
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser

PAGES = {
    "administrator": [
        "/account",
        "/account/devices",
        "/account/details",
        "/account/password",
        "/account/authenticator",
        "/account/passkeys",
        "/account/activity",
        "/manage/users",
        "/manage/users/new",
        "/manage/organizations",
        "/manage/organizations/new",
        "/manage/proposals",
        "/manage/messages",
        "/insight/activity",
    ],
    "service_manager": ["/manage", "/manage/services", "/account", "/manage/users", "/insight/activity"],
    "enforcement": ["/account", "/account/devices", "/account/activity"],
}


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedServer]:
    """The server, its demo accounts and its worker."""
    with staffed_server(tmp_path_factory.mktemp("staffed")) as server:
        yield server


@pytest.fixture
def seen(staffed: StaffedServer) -> Iterator[Watch]:
    """What pages did that they may not; the test fails at its end if there was anything."""
    watch = Watch(staffed.origin)
    yield watch
    assert watch.complaints() == []


@pytest.fixture
def browsers(browser: Browser, staffed: StaffedServer, seen: Watch) -> Iterator[list[BrowserContext]]:
    """Browsers to open; closed at the end."""
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


@pytest.fixture
def fresh(browser: Browser, staffed: StaffedServer, seen: Watch, browsers: list[BrowserContext]):
    """Open a clean browser: `fresh(**PHONE)`."""

    def open_one(**options: object) -> Page:
        context = browser.new_context(base_url=staffed.origin, locale="en-GB", **(options or DESK))
        context.set_default_timeout(WAIT_MS)
        seen.follow(context)
        browsers.append(context)
        return context.new_page()

    return open_one


def code_sent(staffed: StaffedServer, address: str) -> str:
    """The code in the newest message of its kind."""
    return re.search(r"\b(\d{6})\b", staffed.sent_to(address, "Your sign-in code")["body"])[1]


@pytest.mark.parametrize("role", [*(role.value for role in Role), "enforcement"])
def test_each_role_signs_in_with_a_password_and_an_app(staffed: StaffedServer, fresh, role: str) -> None:
    page, person = fresh(), staffed.person(role)

    sign_in(page, person)

    expect(page.get_by_role("heading", level=1)).to_contain_text("wait")
    expect(page.locator(".pw-signed-in")).to_contain_text(person["name"])
    assert page.evaluate("document.cookie") == ""
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    page.goto("/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_each_role_signs_in_with_a_passkey(staffed: StaffedServer, fresh, role: str) -> None:
    page, person = fresh(**PHONE), staffed.person(role, 2)
    virtual_authenticator(page)
    sign_in(page, person)
    page.goto("/account/passkeys")
    page.get_by_label("What to call it").fill("My phone")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("status").filter(has_text="passkeys are changed")).to_be_visible()
    page.get_by_role("navigation", name="Menu").get_by_text("Menu", exact=True).click()
    page.get_by_role("button", name="Sign out").click()

    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.wait_for_url("**/manage")
    page.goto("/account")
    expect(page.get_by_role("main")).to_contain_text("My phone")
    if role != Role.AUDITOR:  # the matrix gives auditors no devices to look after: an administrator does
        page.goto("/account/devices")
        expect(page.get_by_role("main")).to_contain_text("by passkey")


def test_a_referrer_signs_in_with_a_code_from_her_mailbox(staffed: StaffedServer, fresh) -> None:
    page = fresh(**PHONE)
    domain = staffed.demo["organizations"][0]["domain"]
    mailbox = f"officer-{uuid4().hex[:6]}@{domain}"

    page.goto("/sign-in")
    page.get_by_label("Your work e-mail address").fill(mailbox)
    page.get_by_role("button", name="E-mail me a code").click()
    expect(page.get_by_role("region", name="Type the code")).to_contain_text(mailbox)
    assert page.url.endswith("/sign-in")
    code = code_sent(staffed, mailbox)
    page.get_by_label("Six-digit code").fill(code)
    page.get_by_role("region", name="Type the code").get_by_role("button", name="Sign in").click()

    page.wait_for_url("**/manage")
    expect(page.locator(".pw-signed-in")).to_contain_text("referrer, Demo council 1")


def test_answers_go_along_through_signing_in(staffed: StaffedServer, fresh) -> None:
    page, person = fresh(**PHONE), staffed.person("referrer", 2)
    page.goto("/check")
    page.get_by_role("group", name="Has she somewhere safe tonight?").get_by_label("No", exact=True).check(force=True)
    page.get_by_role("button", name="Show where to refer her").click()
    page.get_by_role("button", name="Start a referral with these answers").click()
    page.get_by_role("button", name="Sign in with these answers").click()
    expect(page.get_by_role("main")).to_contain_text("kept on this page for ten minutes")

    page.get_by_label("Your work e-mail address").fill(person["email"])
    page.get_by_role("button", name="E-mail me a code").click()
    code = code_sent(staffed, person["email"])
    page.get_by_label("Six-digit code").fill(code)
    page.get_by_role("region", name="Type the code").get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Go on").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Refer her")
    page.get_by_text("What you answered").click()
    expect(page.get_by_role("main")).to_contain_text("Has she somewhere safe tonight?")
    assert "safe_place" not in page.url


def test_what_was_wrong_is_said_on_the_page_and_the_address_kept(staffed: StaffedServer, fresh, seen: Watch) -> None:
    seen.expect("400 (Bad Request)")
    page, person = fresh(**PHONE), staffed.person("caseworker")
    page.goto("/sign-in")
    way = page.get_by_role("region", name="Password and app")
    way.get_by_label("E-mail address").fill(person["email"])
    way.get_by_label("Password").fill("not the password")
    way.get_by_label("Code from your app").fill("123456")
    way.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert").filter(has_text="did not match")).to_be_visible()
    expect(way.get_by_label("E-mail address")).to_have_value(person["email"])
    expect(way.get_by_label("Password")).to_have_value("")


def cookie_of(staffed: StaffedServer, person: dict[str, object]) -> dict[str, object]:
    """The cookie of a new session: an app's code counts once in half a minute, and nobody waits for the next here."""
    return {"name": "pathway", "value": staffed.session_of(person), "url": staffed.origin, "httpOnly": True}


def test_a_lost_phone_is_signed_out_from_the_desk(staffed: StaffedServer, fresh) -> None:
    phone, desk, person = fresh(**PHONE), fresh(), staffed.person("outreach")
    for page in (phone, desk):
        page.context.add_cookies([cookie_of(staffed, person)])
    phone.goto("/account")
    desk.goto("/account/devices")
    desk.get_by_role("button", name="Sign out every other device").click()
    expect(desk.get_by_role("main")).to_contain_text("signed in nowhere else")

    phone.goto("/account/devices")

    expect(phone.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.parametrize("screen", ["phone", "desk"])
@pytest.mark.parametrize("role", PAGES)
def test_staff_pages_are_sound(
    staffed: StaffedServer,
    browser: Browser,
    seen: Watch,
    browsers: list[BrowserContext],
    axe: str,
    role: str,
    screen: str,
) -> None:
    number = 1 if screen == "phone" else 2
    options = PHONE if screen == "phone" else DESK
    context = browser.new_context(base_url=staffed.origin, locale="en-GB", **options)
    browsers.append(context)
    seen.follow(context)
    person = staffed.person(role, number)
    context.add_cookies([cookie_of(staffed, person)])
    page = context.new_page()
    for address in PAGES[role]:
        answer = page.goto(address)

        assert answer is not None
        assert answer.status == 200, address
        assert violations(page, axe) == [], address
        for width in (options["viewport"]["width"], 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(TOO_WIDE, width) == [], address


def test_the_trail_holds_afterwards(staffed: StaffedServer) -> None:
    said = staffed.pathway("audit", "verify")

    assert said.returncode == 0, said.stdout
    assert "holds" in said.stdout
