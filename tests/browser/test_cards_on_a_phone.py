"""Cards on a phone, for staff: handed out and recorded, and words in another language entered and approved."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from pathway.cards.translations.phrases import PHRASES
from tests.browser.conftest import PHONE, WAIT_MS
from tests.browser.staffed import StaffedServer, staffed_server
from tests.browser.test_accessibility import violations
from tests.browser.test_every_page import TOO_WIDE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedServer]:
    """The server, with its people."""
    with staffed_server(tmp_path_factory.mktemp("cards")) as server:
        yield server


@pytest.fixture
def phone_of(staffed: StaffedServer, browser: Browser) -> Iterator[Callable[[str], Page]]:
    """The phone of somebody with a role, signed in."""
    contexts = []

    def opened(role: str) -> Page:
        context = browser.new_context(base_url=staffed.origin, locale="en-GB", **PHONE)
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        token = staffed.session_of(staffed.person(role))
        context.add_cookies([{"name": "pathway", "value": token, "url": staffed.origin, "httpOnly": True}])
        page = context.new_page()
        page.goto("/manage")
        return page

    yield opened
    for context in contexts:
        context.close()


def is_sound(page: Page, axe: str) -> None:
    """It fits the narrowest phone, and axe has nothing to say."""
    assert violations(page, axe) == []
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate(TOO_WIDE, 320) == []
    assert size
    page.set_viewport_size(size)


def test_an_outreach_worker_records_cards_from_the_menu(phone_of: Callable[[str], Page], axe: str) -> None:
    page = phone_of("outreach")
    page.locator("summary", has_text="Menu").tap()
    page.get_by_role("link", name="Cards", exact=True).first.tap()

    page.get_by_label("Where").select_option("street")
    page.get_by_label("How many cards").fill("12")
    page.get_by_role("button", name="Record it").tap()

    expect(page.get_by_role("status").filter(has_text="Recorded.")).to_be_visible()
    expect(page.get_by_role("heading", name="12 cards, on the street")).to_be_visible()
    is_sound(page, axe)


def test_words_are_entered_by_one_person_and_approved_by_another(phone_of: Callable[[str], Page], axe: str) -> None:
    writer, reader = phone_of("coordinator"), phone_of("safeguarding_lead")
    writer.goto("/manage/cards/words/pt")
    writer.get_by_role("button", name="Ask somebody else to approve it").tap()
    expect(writer.get_by_role("alert")).to_contain_text("Write it in the other language")
    is_sound(writer, axe)
    for place, phrase in enumerate(PHRASES, 1):
        writer.locator(f"#phrase-{place}").fill(phrase)
    writer.get_by_role("button", name="Ask somebody else to approve it").tap()
    expect(writer.get_by_role("status").filter(has_text="Asked.")).to_be_visible()

    reader.goto("/manage/cards/words")
    reader.get_by_role("link", name="Portuguese").tap()
    expect(reader.get_by_role("heading", name="Cards in Portuguese")).to_be_visible()
    reader.wait_for_load_state()
    is_sound(reader, axe)
    reader.get_by_role("button", name="Approve: print it").tap()

    expect(reader.get_by_role("status").filter(has_text="Approved.")).to_be_visible()
    is_sound(reader, axe)
    reader.goto("/cards")
    reader.get_by_label("Language").select_option("pt")
    reader.get_by_role("button", name="Show this card").tap()
    expect(reader.locator(".pw-faces")).to_have_attribute("lang", "pt")
