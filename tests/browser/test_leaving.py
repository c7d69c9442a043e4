"""Leave this page: one press, or Shift three times, and going back shows nothing of what was read."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.addresses import SERVICE
from tests.browser.conftest import PHONE, OpenContext
from tests.browser.leaving import ELSEWHERE, let_leave
from tests.browser.serving import LEAVE_TO, Server
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser

# Runs before anything else in every page: tells the test whenever words of ours can be seen on the screen.
TELL_WHAT_IS_SEEN = """() => {
  const look = () => {
    const body = document.body;
    const shown = body && body.checkVisibility({ visibilityProperty: true }) ? body.innerText.trim() : "";
    if (shown) window.tell(`${location.origin} ${shown.slice(0, 60)}`);
    requestAnimationFrame(look);
  };
  look();
}"""

# In its own turn: the page may be gone before an answer to "evaluate" could leave it.
GO_BACK = "() => { setTimeout(() => history.back(), 0); }"

# As much as any page could keep. Ours keeps nothing, and leaving clears what a later version might.
FILL_EVERY_STORE = """async () => {
  localStorage.setItem("kept", "1");
  sessionStorage.setItem("kept", "1");
  document.cookie = "kept=1; path=/";
  await (await caches.open("kept")).put("/kept", new Response("kept"));
}"""
WHAT_IS_KEPT = """async () => ({
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage),
  cookie: document.cookie,
  caches: await caches.keys(),
})"""


class Elsewhere:
    """The leave address, held back until the test lets it answer: a slow network."""

    def __init__(self) -> None:
        self._waiting: list[Route] = []
        self._is_open = False

    def take(self, route: Route) -> None:
        """Take a request, and answer it when it may be answered."""
        self._waiting.append(route)
        if self._is_open:
            self.answer()

    def answer(self) -> None:
        """Answer every request that waits, and those that come."""
        self._is_open = True
        while self._waiting:
            self._waiting.pop().fulfill(content_type="text/html", body=ELSEWHERE)


@pytest.fixture
def context(open_context: OpenContext, watch: Watch) -> BrowserContext:
    """A phone from which one can leave."""
    context = open_context(**PHONE)
    let_leave(context, watch)
    return context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def slow(open_context: OpenContext, watch: Watch) -> tuple[Page, Elsewhere]:
    """A page on a phone with a network so slow that the leave address has not answered yet."""
    context = open_context(**PHONE)
    elsewhere = Elsewhere()
    watch.allow_host(LEAVE_TO)
    context.route(f"{LEAVE_TO}**", elsewhere.take)
    return context.new_page(), elsewhere


def come_by_several_pages(page: Page) -> None:
    """Arrive at a listing the way people do."""
    page.goto("/")
    page.get_by_label("What does she need?").fill("women at the well")
    page.get_by_role("button", name="Find a service").click()
    page.locator(f"a[href='{SERVICE}']").first.click()
    expect(page).to_have_url(re.compile(f"{SERVICE}$"))
    page.wait_for_load_state("load")


# Says in the console what the page shows as soon as a press was dealt with. While another page is on its way a browser
# under test answers no question, so the page has to say it by itself.
SAY_WHAT_SHOWS = """() => {
  const say = () => console.info("shows", JSON.stringify({
    title: document.title,
    text: document.body.textContent,
    isShown: document.documentElement.checkVisibility({ visibilityProperty: true }),
  }));
  for (const kind of ["click", "keyup", "pageshow"]) addEventListener(kind, say);
}"""
BLANK = 'shows {"title":"Loading","text":"","isShown":false}'


def listen(page: Page) -> list[str]:
    """Return a list that grows by what the page shows after each press."""
    shown: list[str] = []
    page.on("console", lambda message: shown.append(message.text) if message.text.startswith("shows") else None)
    page.evaluate(SAY_WHAT_SHOWS)
    return shown


def test_one_press_leaves(page: Page) -> None:
    come_by_several_pages(page)

    page.get_by_role("link", name="Leave this page").tap()

    expect(page).to_have_url(LEAVE_TO)
    expect(page.get_by_role("heading")).to_have_text("Fine, with showers later")


def test_the_link_stays_in_sight_however_far_one_reads(page: Page) -> None:
    page.goto("/guidance/identify-and-respond")

    page.get_by_role("contentinfo").scroll_into_view_if_needed()

    expect(page.get_by_role("link", name="Leave this page")).to_be_in_viewport(ratio=1)


def test_enter_on_the_link_leaves(page: Page) -> None:
    page.goto("/services")
    page.get_by_role("link", name="Leave this page").focus()

    page.keyboard.press("Enter")

    expect(page).to_have_url(LEAVE_TO)


def test_the_page_is_blank_at_once_however_slow_the_network(slow: tuple[Page, Elsewhere]) -> None:
    page, elsewhere = slow
    come_by_several_pages(page)
    shown = listen(page)

    with page.expect_request(LEAVE_TO):
        page.get_by_role("link", name="Leave this page").tap()

    assert shown == [BLANK]
    elsewhere.answer()
    expect(page).to_have_url(LEAVE_TO)


def test_ten_quick_presses_leave_once(slow: tuple[Page, Elsewhere], watch: Watch) -> None:
    page, elsewhere = slow
    page.goto("/services")
    box = page.get_by_role("link", name="Leave this page").bounding_box()
    assert box is not None
    shown = listen(page)

    with page.expect_request(LEAVE_TO):
        for _ in range(10):
            page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    assert shown[-1] == BLANK
    elsewhere.answer()
    expect(page).to_have_url(LEAVE_TO)
    assert [url for url in watch.requested if url.startswith(LEAVE_TO)] == [LEAVE_TO]


def test_ten_quick_presses_of_shift_leave_once(slow: tuple[Page, Elsewhere], watch: Watch) -> None:
    page, elsewhere = slow
    page.goto("/services")
    shown = listen(page)

    with page.expect_request(LEAVE_TO):
        for _ in range(10):
            page.keyboard.press("Shift")

    assert shown[-1] == BLANK
    elsewhere.answer()
    expect(page).to_have_url(LEAVE_TO)
    assert [url for url in watch.requested if url.startswith(LEAVE_TO)] == [LEAVE_TO]


def test_going_back_shows_nothing_and_leaves_again(context: BrowserContext, page: Page, server: Server) -> None:
    come_by_several_pages(page)
    page.get_by_role("link", name="Leave this page").tap()
    expect(page).to_have_url(LEAVE_TO)
    seen: list[str] = []
    context.expose_function("tell", lambda line: seen.append(line))  # Playwright marks what it is given
    context.add_init_script(f"({TELL_WHAT_IS_SEEN})()")

    for _ in range(2):  # the results, then the first page
        with page.expect_request(LEAVE_TO):
            page.evaluate(GO_BACK)
        expect(page.get_by_role("heading")).to_have_text("Fine, with showers later")

    assert any(line.startswith(LEAVE_TO.rstrip("/")) for line in seen), "nothing was looked at"
    assert [line for line in seen if line.startswith(server.origin)] == []


def test_the_page_left_is_not_among_those_one_can_go_back_to(page: Page, watch: Watch) -> None:
    come_by_several_pages(page)
    page.get_by_role("link", name="Leave this page").tap()
    expect(page).to_have_url(LEAVE_TO)
    watch.requested.clear()

    with page.expect_request(LEAVE_TO):
        page.evaluate(GO_BACK)

    assert any("/services?q=" in url for url in watch.requested)
    assert [url for url in watch.requested if url.endswith(SERVICE)] == []


def test_a_page_brought_back_from_memory_is_blank_and_leaves(slow: tuple[Page, Elsewhere]) -> None:
    # A browser under test keeps no page in memory, so the two events that it would send are sent by hand.
    page, elsewhere = slow
    page.goto("/services")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    expect(page.get_by_role("heading", level=1)).to_be_hidden()
    shown = listen(page)
    page.evaluate("sessionStorage.setItem('v', '1')")  # left meanwhile, from another page of this tab

    with page.expect_request(LEAVE_TO):
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")

    assert shown[-1] == BLANK
    elsewhere.answer()
    expect(page).to_have_url(LEAVE_TO)


def test_a_page_brought_back_from_memory_shows_again_where_nobody_left(page: Page) -> None:
    page.goto("/services")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    expect(page.get_by_role("heading", level=1)).to_be_hidden()

    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")

    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_leaving_clears_every_store_but_for_one_mark_that_says_nothing(page: Page, context: BrowserContext) -> None:
    page.goto("/services")
    page.evaluate(FILL_EVERY_STORE)

    page.get_by_role("link", name="Leave this page").tap()
    expect(page).to_have_url(LEAVE_TO)
    page.goto("/static/img/icon.svg")  # ours, and runs none of our scripts

    assert page.evaluate(WHAT_IS_KEPT) == {"local": [], "session": ["v"], "cookie": "", "caches": []}
    assert page.evaluate("sessionStorage.getItem('v')") == "1"
    assert context.cookies() == []


def test_a_new_visit_works_and_takes_the_mark_away(page: Page) -> None:
    page.goto("/services")
    page.get_by_role("link", name="Leave this page").tap()
    expect(page).to_have_url(LEAVE_TO)

    page.goto("/services?q=shelter")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage)") == []
    page.get_by_role("link", name="Help now").tap()
    expect(page).to_have_url(re.compile("/help-now$"))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Find a service")


def test_without_a_network_the_page_goes_all_the_same(open_context: OpenContext, watch: Watch) -> None:
    watch.allow_host(LEAVE_TO)
    watch.expect("ERR_INTERNET_DISCONNECTED")
    context = open_context(**PHONE)
    page = context.new_page()
    come_by_several_pages(page)
    context.set_offline(True)

    with page.expect_event("requestfailed", lambda request: request.url == LEAVE_TO):
        page.get_by_role("link", name="Leave this page").tap()

    expect(page).to_have_url(re.compile("^chrome-error:"))
    expect(page.get_by_text("Women at the Well")).to_have_count(0)
    assert "Pathway" not in page.title()


def test_without_a_network_going_back_shows_nothing(open_context: OpenContext, watch: Watch, server: Server) -> None:
    watch.allow_host(LEAVE_TO)
    watch.expect("ERR_INTERNET_DISCONNECTED")
    context = open_context(**PHONE)
    page = context.new_page()
    come_by_several_pages(page)
    context.set_offline(True)
    with page.expect_event("requestfailed", lambda request: request.url == LEAVE_TO):
        page.get_by_role("link", name="Leave this page").tap()
    expect(page).to_have_url(re.compile("^chrome-error:"))
    seen: list[str] = []
    context.expose_function("tell", lambda line: seen.append(line))  # Playwright marks what it is given
    context.add_init_script(f"({TELL_WHAT_IS_SEEN})()")
    watch.requested.clear()

    with page.expect_event("requestfailed", lambda request: request.url == LEAVE_TO):
        page.evaluate(GO_BACK)

    assert [line for line in seen if line.startswith(server.origin)] == []
