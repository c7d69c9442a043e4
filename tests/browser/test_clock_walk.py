"""The 72 hours of one woman on pages, by mail and text, with the time moved: from turning it on to the figures."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.extensions import writing
from pathway.leads.vocabulary import ClockDuty
from pathway.upkeep import demo_desk, demo_history
from tests import clocks, referrals
from tests.browser.clocked import ClockedServer, Delivered
from tests.browser.conftest import DESK, PHONE, WAIT_MS
from tests.browser.serving import NOW
from tests.browser.test_referral_pages import problems_of
from tests.browser.test_referral_walk import tick, unfold
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser

DONE = ".pw-note[role=status]"
RECOVERY = "Evening recovery (example)"
ON_CALL = "07700900471"
NEARLY = "Something is about to be late in Pathway"
LATE = "Something is late in Pathway: please look now"
NOT_TAKEN = "Nobody has taken what is late in Pathway: please look now"
UPDATE = "There is an update in Pathway"
TEXT = "text message"

WHOLE = ("team", "holder", "deputy")


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClockedServer]:
    """A server where nothing is missing any more for the pathway, and which is off."""
    server = ClockedServer(tmp_path_factory.mktemp("clock-walk"))
    try:
        server.start()
        home = {number: UUID(server.person("caseworker", number)["organization_id"]) for number in (1, 2)}
        clocks.make_ready(server.app, ReferralChannel.INBOX, desk=home[1], phones={ClockDuty.ON_CALL_MANAGER: ON_CALL})
        referrals.publish(
            server.app, home[2], AgencyType.SUBSTANCE_MISUSE, name=RECOVERY, referral_channel=ReferralChannel.INBOX
        )
        yield server
    finally:
        server.stop()


class Walk:
    """The people of the walk at their screens, and what each screen is found to be."""

    def __init__(self, server: ClockedServer, browser: Browser, axe: str) -> None:
        self.server, self._browser, self._axe = server, browser, axe
        self.watch = Watch(server.origin)
        self._contexts: dict[str, tuple[BrowserContext, dict[str, Any]]] = {}
        self.wrong: dict[str, object] = {}

    def page_of(self, role: str, number: int = 1, screen: dict[str, Any] = PHONE) -> Page:
        """Somebody's page, signed in at this moment."""
        name, person = f"{role} {number}", self.server.person(role, number)
        if name not in self._contexts:
            context = self._browser.new_context(base_url=self.server.origin, locale="en-GB", **screen)
            context.set_default_timeout(WAIT_MS)
            self.watch.follow(context)
            context.new_page()
            self._contexts[name] = (context, person)
        context, _ = self._contexts[name]
        token = self.server.session_of(person)
        context.add_cookies([{"name": "pathway", "value": token, "url": self.server.origin, "httpOnly": True}])
        return context.pages[0]

    def look(self, page: Page, where: str) -> None:
        """Note what is wrong with the page that is open."""
        size = page.viewport_size
        assert size is not None
        if problems := problems_of(page, self._axe, size["width"]):
            self.wrong[where] = problems
        page.set_viewport_size(size)

    def close(self) -> None:
        """Close every screen."""
        for context, _ in self._contexts.values():
            context.close()


@pytest.fixture
def walk(server: ClockedServer, browser: Browser, axe: str) -> Iterator[Walk]:
    """The walk; at its end nothing may have been wrong with any page."""
    walk = Walk(server, browser, axe)
    yield walk
    walk.close()
    assert walk.wrong == {}
    assert walk.watch.complaints() == []


def after(**time: float) -> datetime:
    """A moment of her 72 hours."""
    return NOW + timedelta(**time)


def told(messages: list[Delivered]) -> dict[str, set[str]]:
    """To whom each kind of message about a clock went. None says more than that there is something."""
    heard: dict[str, set[str]] = {}
    for message in messages:
        if message.channel == "sms":
            assert re.fullmatch(r"Pathway: something needs you\. Sign in at http://localhost:\d+\s*", message.body)
            heard.setdefault(TEXT, set()).add(message.to)
        elif message.subject in {NEARLY, LATE, NOT_TAKEN}:
            heard.setdefault(message.subject, set()).add(message.to)
    return heard


def role(duty: ClockDuty, *who: str) -> set[str]:
    """The mailboxes of a role: its team's, its holder's, its deputy's."""
    called = duty.value.replace("_", "-")
    return {f"{called}@example.org" if one == "team" else f"{one}-{called}@example.org" for one in who}


def turn_on(walk: Walk) -> None:
    """Two coordinators turn the pathway on, each at her own screen."""
    first, second = walk.page_of("coordinator"), walk.page_of("coordinator", 2, DESK)
    first.goto("/board")
    expect(first.get_by_text("The 72-hour pathway is not running")).to_be_visible()
    first.goto("/manage/pathway")
    first.get_by_label("Why").fill("Everything was tried with the desk on Monday")
    first.get_by_role("button", name="Ask to turn it on").tap()
    expect(first.locator(DONE)).to_contain_text("Nothing is changed until somebody else agrees")
    expect(first.get_by_role("button", name="Agree: turn it on")).to_have_count(0)
    second.goto("/manage/pathway")
    second.get_by_role("button", name="Agree: turn it on").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("The 72-hour pathway is running")


def refer(walk: Walk) -> str:
    """A referrer sends her to the duty desk and to a recovery service, on a phone; return the reference."""
    page = walk.page_of("referrer")
    page.goto("/check")
    for name, value in (
        ("age", "18_plus"),
        ("violence_risk", "immediate"),
        ("setting", "on_street"),
        ("safe_place_tonight", "yes"),
        ("area", "brent"),
        ("needs", "substance_misuse"),
        ("consent_share", "yes"),
    ):
        tick(page, name, value)
    page.get_by_role("button", name="Show where to refer her").click()
    expect(page.locator("[data-headline]")).to_contain_text("72-hour pathway")
    page.get_by_role("button", name=re.compile("referral")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Refer her")
    tick(page, "alone", "yes")
    page.locator('[name="agree-pathway_coordinator"]:not([value="no"])').first.check(force=True)
    page.get_by_label(f"Yes: {RECOVERY}").check(force=True)
    tick(page, "method", "through_worker")
    page.get_by_label("What may they call her?").fill(referrals.ALIAS)
    page.get_by_label("She agrees that I hear").check(force=True)
    page.get_by_role("button", name="Look it over").click()
    page.get_by_role("button", name="Send").click()
    expect(page.locator(DONE)).to_contain_text("Its reference is")
    walk.look(page, "sent")
    return re.search(r"[0-9B-Z]{5}-[0-9B-Z]{5}", page.url)[0]  # type: ignore[index] # the address has one


def row_of(page: Page, reference: str) -> Locator:
    """Her row on the board, which is opened."""
    page.goto("/board")
    return page.get_by_role("row").filter(has_text=reference)


def on_the_board(walk: Walk, reference: str, colour: str, words: str) -> Page:
    """Look at the board on a phone: her row has this colour, and these words."""
    page = walk.page_of("coordinator")
    row = row_of(page, reference)
    expect(row).to_have_class(re.compile(f"pw-board__row--{colour}"))
    expect(row).to_contain_text(words)
    return page


def record(page: Page, what: str, button: str) -> None:
    """Record something about a milestone: on the board's page of her clock, or the agency's."""
    item = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=what))
    for summary in item.locator("details > summary").all():
        summary.tap()
    item.get_by_role("button", name=button).first.tap()
    expect(page.locator(DONE)).to_be_visible()


def take(walk: Walk, number: int, reference: str) -> Page:
    """Take her, as a caseworker on a phone, with what the page suggests."""
    page = walk.page_of("caseworker", number)
    page.goto(f"/referrals/{reference}")
    page.get_by_role("button", name="Take her").tap()
    expect(page.locator(DONE)).to_contain_text("You have taken her")
    return page


def help_began(page: Page, reference: str) -> None:
    """Note that she has the help, which ends the leg."""
    page.goto(f"/referrals/{reference}")
    unfold(page, "She has the help")
    page.get_by_label("Help has begun").check(force=True)
    page.get_by_role("button", name="Note it and close").tap()
    expect(page.locator(DONE)).to_contain_text("closed")


def test_seventy_two_hours(walk: Walk) -> None:
    server = walk.server
    coordinators = {server.person("coordinator", number)["email"] for number in (1, 2)}
    server.go_to(NOW)
    turn_on(walk)
    reference = refer(walk)

    # Green; then nobody at the desk receives her: amber, red, told again, and on to the next in line.
    assert told(server.go_to(after(minutes=5))) == {}
    on_the_board(walk, reference, "green", "71 h left")
    take(walk, 2, reference)  # the recovery service does, and does not lead
    assert told(server.go_to(after(minutes=44))) == {}
    assert told(server.go_to(after(minutes=45))) == {NEARLY: role(ClockDuty.DUTY_COORDINATOR, "team", "holder")}
    on_the_board(walk, reference, "amber", "1 warning nobody has taken")
    assert told(server.go_to(after(minutes=60))) == {LATE: role(ClockDuty.DUTY_LEAD, *WHOLE), TEXT: {ON_CALL}}
    page = on_the_board(walk, reference, "red", "Received by the duty coordinator late since 11:00")
    walk.look(page, "board, red")
    assert told(server.go_to(after(minutes=90))) == {
        NOT_TAKEN: role(ClockDuty.DUTY_LEAD, "deputy") | coordinators,
        TEXT: {ON_CALL},
    }
    messages = server.go_to(after(hours=2))
    assert told(messages) == {LATE: role(ClockDuty.ON_CALL_MANAGER, *WHOLE), TEXT: {ON_CALL}}
    assert server.person("referrer")["email"] in {one.to for one in messages if one.subject == UPDATE}

    # One tap, and nobody else is called.
    page = on_the_board(walk, reference, "red", "nobody has taken")
    row_of(page, reference).get_by_role("button", name="I have her").tap()
    expect(page.locator(DONE)).to_contain_text("Your name is beside her on the board")
    expect(row_of(page, reference)).not_to_contain_text("nobody has taken")
    assert told(server.go_to(after(hours=2, minutes=31))) == {}
    desk = take(walk, 1, reference)
    unfold(desk, "Reached her")
    desk.locator("#contact").get_by_label("Through the worker who referred her").check(force=True)
    desk.get_by_role("button", name="Note that you reached her").tap()
    on_the_board(walk, reference, "green", "Demo coordinator 1 has her")

    # The agencies ask her what she wants, each on its own page.
    for number, leg, what, button in (
        (1, 1, "Accommodation offered", "She wants it"),
        (1, 1, "Sexual health", "She does not want it"),
        (2, 2, "Treatment appointment", "She wants it"),
    ):
        page = walk.page_of("caseworker", number)
        page.goto(f"/referrals/{reference}/received/{leg}/clock")
        record(page, what, button)
    walk.look(page, "an agency's page of her clock")

    # The next threshold speaks: to whoever sees to it, at night too.
    assert told(server.go_to(after(hours=10))) == {}
    heard = told(server.go_to(after(hours=18)))
    housing = role(ClockDuty.HOUSING_DUTY_MANAGER, *WHOLE)
    assert set(heard) == {NEARLY}
    assert housing | {server.person("caseworker")["email"]} <= heard[NEARLY]
    page = on_the_board(walk, reference, "amber", "2 warnings nobody has taken")
    page.goto(f"/board/{reference}")
    for what in ("Safety plan", "Accommodation offered"):
        record(page, what, "I take it")
    assert told(server.go_to(after(hours=20))) == {}
    heard = told(server.go_to(after(hours=24)))
    assert heard == {LATE: housing | {server.person("service_manager")["email"]}, TEXT: {ON_CALL}}
    desk = walk.page_of("caseworker")
    desk.goto(f"/referrals/{reference}/received/1/clock")
    record(desk, "Safety plan", "Record it")
    record(desk, "Accommodation offered", "Record it")
    record(desk, "Accommodation offered", "Record it")  # and that she slept there
    recovery = walk.page_of("caseworker", 2)
    recovery.goto(f"/referrals/{reference}/received/2/clock")
    record(recovery, "Treatment appointment", "Record it")
    on_the_board(walk, reference, "green", "Health and social care plan agreed with her by Friday 10:00")

    # What the coordinator sees to herself; then the 72 hours are over.
    heard = told(server.go_to(after(hours=60)))
    assert heard == {NEARLY: {server.person("coordinator")["email"]} | role(ClockDuty.DUTY_COORDINATOR, *WHOLE)}
    assert told(server.go_to(after(hours=72))) == {LATE: role(ClockDuty.PARTNERSHIP_LEAD, *WHOLE), TEXT: {ON_CALL}}
    assert told(server.go_to(after(hours=72, minutes=5))) == {}
    page = on_the_board(walk, reference, "red", "Late by 5 min")
    walk.look(page, "board, late")
    page.goto(f"/board/{reference}")
    walk.look(page, "her clock, late")
    page.goto(f"/board/{reference}")
    record(page, "Health and social care plan", "It was done")
    unfold(page, "Say why the 72 hours were not kept, and what has changed")
    page.locator("#review").get_by_label("Another agency had to act first").check(force=True)
    page.locator("#review").get_by_label("We talked with the agency").check(force=True)
    page.locator("#review").get_by_role("button", name="Note it").tap()
    expect(page.locator(DONE)).to_contain_text("it is noted why, and what changed")

    # Every agency is done, and the coordinator closes it: nothing of it is on the board any more.
    help_began(walk.page_of("caseworker"), reference)
    help_began(walk.page_of("caseworker", 2), reference)
    page.goto("/board")
    expect(page.get_by_text("No clock runs.")).to_be_visible()
    page.get_by_role("link", name="1 ended, to close").tap()
    page.get_by_role("link", name="Close it").tap()
    page.get_by_role("button", name="Close this referral").tap()
    expect(page.get_by_text("Closed", exact=False).first).to_be_visible()
    page.goto("/board?show=ended")
    expect(page.get_by_text("Nothing waits to be closed.")).to_be_visible()
    assert told(server.go_to(after(hours=80))) == {}
    figures(walk)


def figures(walk: Walk) -> None:
    """A week after the month she is counted: alone she is not shown, and beside two hundred others in their figures."""
    page = walk.page_of("coordinator")
    page.goto("/insight/pathway")
    expect(page.get_by_text("No month is counted yet")).to_be_visible()
    walk.server.go_to(datetime(2026, 12, 8, 10, 0, tzinfo=UTC))
    page = walk.page_of("coordinator")
    page.goto("/insight/pathway")
    expect(page.get_by_text("Too few to show how many were done within 72 hours")).to_be_visible()
    walk.look(page, "figures of one")
    with walk.server.app.app_context(), writing():
        demo_history.load(demo_desk.people(), walk.server.now)
    page.reload()
    expect(page.locator(".pw-lead")).to_contain_text(re.compile(r"[67]\d% of \d{3} were done within 72 hours"))
    expect(page.locator("svg.pw-chart")).to_be_visible()
    walk.look(page, "figures of a year")
