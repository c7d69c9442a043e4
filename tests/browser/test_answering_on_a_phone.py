"""A caseworker on a phone, without scripts: a referral is seen in one press and taken in two more."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from pathway import create_app
from pathway.extensions import db
from tests import referrals
from tests.browser.staffed import StaffedServer, staffed_server
from tests.browser.test_accessibility import violations
from tests.browser.test_every_page import TOO_WIDE
from tests.integration.reading import parser

pytestmark = pytest.mark.browser

WIDTH = 390


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedServer]:
    with staffed_server(tmp_path_factory.mktemp("answering")) as server:
        yield server


@pytest.fixture(scope="module")
def sent(staffed: StaffedServer) -> Iterator[tuple[Flask, referrals.World, str]]:
    app = create_app(staffed.settings())
    world = referrals.make_world(app)
    # Demo services take referrals too: she agrees to ours.
    address = referrals.begin(world.referrer)
    page = parser.fromstring(world.referrer.get(address).text)
    ours = page.cssselect(f'input[value^="{world.service}."]')[0]
    fields = referrals.filled(world.referrer, address, **{ours.get("name"): ours.get("value")})
    done = world.referrer.post(f"{address}/send", referrals.look(world.referrer, address, fields))
    yield app, world, referrals.reference_of(done.location)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def phone(staffed: StaffedServer, browser: Browser, sent: tuple[Flask, referrals.World, str]) -> Iterator[Page]:
    context = browser.new_context(
        base_url=staffed.origin, locale="en-GB", viewport={"width": WIDTH, "height": 844}, java_script_enabled=False
    )
    _, world, _ = sent
    context.add_cookies([{"name": "pathway", "value": world.caseworker.token, "url": staffed.origin, "httpOnly": True}])
    yield context.new_page()
    context.close()


def test_seen_taken_and_reached(phone: Page, sent: tuple[Flask, referrals.World, str]) -> None:
    _, _, reference = sent
    phone.goto("/referrals/inbox")
    expect(phone.get_by_text("left", exact=False).first).to_be_in_viewport()

    phone.get_by_role("button", name="I have seen it").click()
    expect(phone.locator(".pw-note[role=status]")).to_contain_text("Noted that you have seen it")
    phone.get_by_role("link", name=reference).click()
    expect(phone.locator(".pw-time")).to_be_in_viewport()
    phone.get_by_role("button", name="Take her").click()

    expect(phone.locator(".pw-note[role=status]")).to_contain_text("You have taken her")
    expect(phone.get_by_text(referrals.HER_NUMBER)).to_have_count(0)
    phone.get_by_role("button", name="Show who she is and how to reach her").click()
    flags, number = phone.locator(".pw-flags"), phone.get_by_role("link", name=referrals.HER_NUMBER)
    expect(flags).to_contain_text("NO voicemail")
    above, below = flags.bounding_box(), number.bounding_box()
    assert above
    assert below
    assert above["y"] + above["height"] <= below["y"]


def test_its_pages_are_sound(
    staffed: StaffedServer, browser: Browser, axe: str, sent: tuple[Flask, referrals.World, str]
) -> None:
    _, world, reference = sent
    for staff in (world.caseworker, world.referrer):
        context = browser.new_context(base_url=staffed.origin, locale="en-GB", viewport={"width": WIDTH, "height": 844})
        context.add_cookies([{"name": "pathway", "value": staff.token, "url": staffed.origin, "httpOnly": True}])
        page = context.new_page()
        for address in ("/referrals/inbox", f"/referrals/{reference}", "/referrals/inbox?pile=closed"):
            answer = page.goto(address)
            assert answer
            if answer.status == 200:
                assert page.evaluate(TOO_WIDE, WIDTH) == []
                assert violations(page, axe) == []
        context.close()
