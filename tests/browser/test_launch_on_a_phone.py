"""A coordinator on a fresh copy works through the call sheet on a phone, until three drafts are published.

A result: two taps (the number, what came of it). Published: three more. A wrong number hidden: three. Undo: one.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, WAIT_MS
from tests.browser.staffed import StaffedServer, staffed_server
from tests.browser.test_accessibility import violations
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser

NOTE = ".pw-note[role=status]"
FIRST_SCREEN = 844


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedServer]:
    """The server over a fresh copy."""
    with staffed_server(tmp_path_factory.mktemp("launch")) as server:
        yield server


@pytest.fixture
def coordinator(staffed: StaffedServer, browser: Browser) -> Iterator[Page]:
    """Her phone, signed in, on the page of work."""
    watch = Watch(staffed.origin)
    watch.expect("400 (Bad Request)")  # the Enter key does not say what came of a call, once
    context = browser.new_context(base_url=staffed.origin, locale="en-GB", **PHONE)
    context.set_default_timeout(WAIT_MS)
    watch.follow(context)
    token = staffed.session_of(staffed.person("coordinator"))
    context.add_cookies([{"name": "pathway", "value": token, "url": staffed.origin, "httpOnly": True}])
    page = context.new_page()
    page.goto("/manage")
    yield page
    context.close()
    assert watch.complaints() == []


def faults(page: Page, axe: str) -> list[str]:
    """What the checker finds at the top of the page, where the header covers nothing that is pressed."""
    page.evaluate("scrollTo(0, 0)")
    return violations(page, axe)


def test_three_drafts_are_published_from_the_sheet(coordinator: Page, axe: str, staffed: StaffedServer) -> None:
    coordinator.get_by_role("link", name="Before live use").tap()
    first = coordinator.locator(".pw-thing").first
    expect(first).to_contain_text("Never rung.")
    assert first.bounding_box()["y"] < FIRST_SCREEN
    assert faults(coordinator, axe) == []

    for published in range(3):
        coordinator.goto("/manage/start")
        coordinator.locator(".pw-thing", has_text="Draft.").first.locator(".pw-thing__name a").tap()
        name = coordinator.get_by_role("heading", level=1).inner_text().splitlines()[0]
        coordinator.get_by_role("button", name="The number is right", exact=True).tap()
        expect(coordinator.locator(NOTE)).to_contain_text("is right.")
        coordinator.get_by_label("I rang them").check()
        assert faults(coordinator, axe) == []
        coordinator.get_by_role("button", name="Publish").tap()
        expect(coordinator.locator(NOTE)).to_contain_text("Published: everybody sees it now.")
        coordinator.get_by_role("link", name="What the public sees").tap()
        expect(coordinator.get_by_role("heading", level=1)).to_contain_text(name)
        assert len(staffed.rows("SELECT * FROM listing_publication")) == published + 1


def test_a_result_is_two_taps_and_taken_back_with_one(coordinator: Page, axe: str) -> None:
    coordinator.goto("/manage/start")
    line = coordinator.locator(".pw-thing", has_text="The Havens")
    line.locator(".pw-thing__name a").tap()
    button = coordinator.get_by_role("button", name="The number is right", exact=True)
    assert button.bounding_box()["y"] < FIRST_SCREEN
    button.tap()
    expect(coordinator.locator(NOTE)).to_contain_text("is right.")

    coordinator.get_by_role("button", name="Undo").tap()
    expect(coordinator.locator(NOTE)).to_contain_text("Taken back.")

    coordinator.get_by_text("It is wrong", exact=True).tap()
    coordinator.get_by_role("button", name="Hide this number now").tap()
    expect(coordinator.locator(NOTE)).to_contain_text("Hidden: nobody sees 020 3299 6900 any more.")
    assert faults(coordinator, axe) == []
    coordinator.get_by_role("button", name="Undo").tap()
    expect(coordinator.get_by_role("main")).to_contain_text("Ring 020 3299 6900")


def test_the_enter_key_records_nothing_and_says_what_to_press(
    coordinator: Page, staffed: StaffedServer, axe: str
) -> None:
    before = staffed.rows("SELECT * FROM number_call")
    coordinator.goto("/manage/start")
    coordinator.locator(".pw-thing__name a").last.tap()
    coordinator.get_by_text("Who answered", exact=True).tap()
    coordinator.get_by_label("Who answered, by role").fill("duty worker")
    coordinator.keyboard.press("Enter")

    expect(coordinator.get_by_role("alert")).to_contain_text("Say what came of the call")
    expect(coordinator.get_by_label("Who answered, by role")).to_have_value("duty worker")
    assert faults(coordinator, axe) == []
    assert staffed.rows("SELECT * FROM number_call") == before

    coordinator.get_by_text("Ring again later").tap()
    coordinator.get_by_role("button", name="at 9am").tap()
    expect(coordinator.locator(NOTE)).to_contain_text("Next call:")
    expect(coordinator.get_by_role("main")).to_contain_text("Spoke to: duty worker.")


def test_words_are_looked_at_before_they_are_saved(coordinator: Page, axe: str) -> None:
    coordinator.goto("/manage/start/words")
    coordinator.get_by_role("link", name=re.compile("Drugs and alcohol, for any place, at any hour")).tap()
    coordinator.get_by_label("What to do and whom to ring").fill("Overdose: 999. Ring 020 7946 0222, any hour.")
    coordinator.get_by_role("button", name="See the change").tap()
    expect(coordinator.get_by_role("main")).to_contain_text("020 7946 0222 is in no published listing")
    assert faults(coordinator, axe) == []

    coordinator.get_by_role("button", name="Save these words").tap()

    expect(coordinator.locator(NOTE)).to_have_text("Saved. Every page shows the new words.")
    assert faults(coordinator, axe) == []
    coordinator.goto("/services?need=substance_misuse&near=Leeds")
    expect(coordinator.get_by_role("link", name="020 7946 0222").first).to_be_visible()


@pytest.mark.parametrize("path", ["", "/nobody", "/sign-offs", "/words", "/paper"])
def test_no_page_of_the_launch_scrolls_sideways(coordinator: Page, axe: str, path: str) -> None:
    coordinator.goto(f"/manage/start{path}")

    assert coordinator.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert faults(coordinator, axe) == []
