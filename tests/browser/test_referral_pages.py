"""Every page of a referral, as each person sees it, on a phone and a desk: it answers, is quiet, fits, axe agrees."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import referrals
from tests.browser.conftest import DESK, PHONE, WAIT_MS
from tests.browser.panels import open_every_panel
from tests.browser.referral_pages import ReferralPages
from tests.browser.staffed import StaffedServer, staffed_server
from tests.browser.test_accessibility import violations
from tests.browser.test_every_page import TOO_WIDE
from tests.browser.test_own_settings import CUT_OFF
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser

ROLES = ["referrer", "caseworker", "coordinator", "enforcement", "service_manager", "outreach"]
REFUSED = re.compile(r"status of (400|409|410) ")

# Sentences and words that lost the space between them where a template was folded.
GLUED = re.compile(r"[a-z0-9][.;!?](?=[A-Z])|[a-z];(?=[a-z])")

TWICE = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  return ids.filter((id, at) => ids.indexOf(id) !== at);
}"""


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedServer]:
    with staffed_server(tmp_path_factory.mktemp("referral-pages")) as server:
        yield server


@pytest.fixture(scope="module")
def world(staffed: StaffedServer) -> ReferralPages:
    return ReferralPages(staffed)


def problems_of(page: Page, axe: str, width: int) -> dict[str, object]:
    """What is wrong with the page that is open."""
    open_every_panel(page)
    found: dict[str, object] = {
        "axe": violations(page, axe),
        "twice": page.evaluate(TWICE),
        "glued": GLUED.findall(page.locator("main").inner_text()),
        "cut off": page.evaluate(CUT_OFF, width),
    }
    for narrow in (320, width):
        page.set_viewport_size({"width": narrow, "height": 844})
        found[f"wider than {narrow}"] = page.evaluate(TOO_WIDE, narrow)
    return {what: problems for what, problems in found.items() if problems}


@pytest.mark.parametrize("screen", ["phone", "desk"])
@pytest.mark.parametrize("role", ROLES)
def test_pages_of_a_referral_are_sound(
    staffed: StaffedServer, world: ReferralPages, browser: Browser, axe: str, role: str, screen: str
) -> None:
    page, watch = opened(staffed, browser, role, PHONE if screen == "phone" else DESK)
    width = (PHONE if screen == "phone" else DESK)["viewport"]["width"]
    mine = [one for one in world.pages if one.role == role]
    assert mine
    wrong: dict[str, object] = {}

    for one in mine:
        answer = page.goto(one.address)
        assert answer is not None
        found = problems_of(page, axe, width)
        if answer.status != one.status:
            found["status"] = answer.status
        wrong |= {one.name: found} if found else {}

    page.context.close()
    assert wrong == {}
    assert [line for line in watch.complaints() if not REFUSED.search(line)] == []


def opened(staffed: StaffedServer, browser: Browser, role: str, options: dict[str, object]) -> tuple[Page, Watch]:
    """A browser of somebody's, watched."""
    context = browser.new_context(base_url=staffed.origin, locale="en-GB", **options)
    context.set_default_timeout(WAIT_MS)
    watch = Watch(staffed.origin)
    watch.follow(context)
    token = staffed.session_of(staffed.person(role))
    context.add_cookies([{"name": "pathway", "value": token, "url": staffed.origin, "httpOnly": True}])
    return context.new_page(), watch


def test_pages_after_a_press_are_sound(
    staffed: StaffedServer, world: ReferralPages, browser: Browser, axe: str
) -> None:
    """Those that only a form leads to: who she is, what was not taken, and that she is not alone."""
    agency, seen = opened(staffed, browser, "caseworker", PHONE)
    worker, watched = opened(staffed, browser, "referrer", PHONE)
    wrong = {}

    def look(name: str, page: Page) -> None:
        wrong[name] = problems_of(page, axe, 390)

    agency.goto(f"/referrals/{world.masked}")
    agency.get_by_role("button", name="Show who she is and how to reach her").click()
    expect(agency.get_by_text(referrals.ALIAS).first).to_be_visible()
    look("who she is", agency)
    agency.goto(f"/referrals/{world.sent}")
    agency.locator("summary", has_text="Do not take her").click()
    agency.get_by_role("button", name="Do not take her").click()
    expect(agency.get_by_role("alert")).to_contain_text("Choose why")
    look("no reason", agency)
    worker.goto(f"/referrals/{world.sent}")
    worker.locator("#leg-2").locator("summary", has_text="They did not take her").click()
    worker.locator("#leg-2").get_by_role("button", name="Record the no").click()
    expect(worker.get_by_role("alert")).to_contain_text("Say why they did not take her")
    look("a call without a reason", worker)
    worker.goto(f"/referrals/{world.asked}")
    worker.get_by_role("button", name="Answer", exact=True).click()
    look("no answer", worker)
    worker.goto(world.draft_to_spoil)  # its own: other tests, before or after, look the whole one over
    worker.get_by_label("What may they call her?").fill("R" * 40)
    worker.locator('textarea[name="note"]').fill("She is at NW10 4LT")
    worker.get_by_role("button", name="Look it over").click()
    expect(worker.get_by_role("alert")).to_contain_text("full postcode")
    look("a postcode in the note", worker)
    worker.locator('[name="alone"][value="no"]').check(force=True)
    worker.get_by_role("button", name="Look it over").click()
    expect(worker.get_by_role("heading", level=1)).to_have_text("Ask her later, alone")
    look("not alone", worker)
    worker.goto("/referrals/her-word")
    worker.get_by_role("button", name="Pass it on").click()
    expect(worker.get_by_role("alert")).to_be_visible()
    look("no word", worker)

    for page in (agency, worker):
        page.context.close()
    assert {name: found for name, found in wrong.items() if found} == {}
    assert [line for watch in (seen, watched) for line in watch.complaints() if not REFUSED.search(line)] == []


def test_a_page_that_is_not_sound_would_be_noticed(
    staffed: StaffedServer, world: ReferralPages, browser: Browser, axe: str
) -> None:
    page, _ = opened(staffed, browser, "referrer", PHONE)
    page.goto(f"/referrals/{world.sent}")
    assert problems_of(page, axe, 390) == {}

    page.evaluate(
        """() => {
          const one = document.querySelector("main h1");
          one.id = "copied-id";
          one.insertAdjacentHTML("afterend", '<p id="copied-id">Taken.Somebody</p><input>');
          one.nextElementSibling.style.minWidth = "900px";
        }"""
    )

    assert {"axe", "twice", "glued", "wider than 390"} <= problems_of(page, axe, 390).keys()
    page.context.close()
