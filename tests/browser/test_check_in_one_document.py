"""The questions and the result in one document: Back and Forward, what opens inside, no network, and leaving."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.browser.checking import QUESTIONS, SHOW, answer, ask, checked, give
from tests.browser.conftest import PHONE, OpenContext
from tests.browser.leaving import let_leave
from tests.browser.serving import LEAVE_TO
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser

AFRAID = {"violence_risk": "immediate", "safe_place_tonight": "no", "age": "18_plus"}
FULL_PAGE = re.compile("^All about ")
MARK = "() => { window.sameDocument = true; }"
IS_SAME = "() => window.sameDocument === true"

# In its own turn: the page may be gone before an answer to "evaluate" could leave it.
GO_BACK = "() => { setTimeout(() => history.back(), 0); }"

WORDS_IN_SIGHT = """() => document.documentElement.checkVisibility({ visibilityProperty: true })
  ? document.body.innerText.trim() : \"\""""


def first_service(page: Page) -> None:
    """Unfold what is needed of the first service that has a page, and open that page."""
    one = page.locator(".pw-do details").filter(has=page.get_by_role("link", name=FULL_PAGE, include_hidden=True)).first
    one.locator("summary").click()
    one.get_by_role("link", name=FULL_PAGE, include_hidden=True).click()
    expect(page.get_by_role("button", name="Back to the result")).to_be_visible()


def posts(page: Page) -> list[Request]:
    """Return a list that grows by every POST."""
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    return sent


def test_back_shows_the_questions_as_they_were_answered_and_forward_the_result(phone: Page) -> None:
    ask(phone, AFRAID)
    headline = phone.get_by_role("heading", level=1).inner_text()
    phone.evaluate(MARK)
    sent = posts(phone)

    phone.go_back()

    expect(phone.get_by_role("heading", level=1)).to_have_text(QUESTIONS)
    assert sorted(checked(phone)) == sorted(f"{name}={value}" for name, value in AFRAID.items())
    phone.go_forward()
    expect(phone.get_by_role("heading", level=1)).to_have_text(headline)
    assert phone.evaluate(IS_SAME)
    assert sent == []


def test_answers_changed_after_going_back_give_a_new_result(phone: Page) -> None:
    ask(phone, AFRAID)
    phone.go_back()

    answer(phone, "immediate_danger", "yes").tap()
    phone.get_by_role("button", name=SHOW).tap()

    expect(phone.get_by_role("heading", level=1)).to_have_text("Ring 999 now")
    phone.go_back()
    expect(phone.get_by_role("heading", level=1)).to_have_text(QUESTIONS)
    assert "immediate_danger=yes" in checked(phone)


def test_change_my_answers_is_the_same_as_back(phone: Page) -> None:
    ask(phone, AFRAID)
    phone.evaluate(MARK)
    sent = posts(phone)

    phone.get_by_role("button", name="Change my answers").tap()

    expect(phone.get_by_role("heading", level=1)).to_have_text(QUESTIONS)
    assert len(checked(phone)) == len(AFRAID)
    assert phone.evaluate(IS_SAME)
    assert phone.evaluate("scrollY") == 0
    assert sent == []


def test_one_more_answer_stands_in_the_questions_too(phone: Page) -> None:
    ask(phone, AFRAID)
    phone.evaluate(MARK)

    phone.locator("[data-ask]").first.get_by_role("button").first.tap()

    expect(phone.get_by_role("heading", level=1)).to_have_text("Ring 999 now")
    phone.go_back()
    expect(phone.get_by_role("heading", level=1)).to_have_text(QUESTIONS)
    assert len(checked(phone)) == len(AFRAID) + 1
    assert phone.evaluate(IS_SAME)


def test_an_answer_given_while_another_is_on_its_way_counts_too(phone: Page) -> None:
    ask(phone, AFRAID)
    held: list[Route] = []
    sent = posts(phone)
    phone.route("**/check", lambda route: held.append(route) if not held else route.continue_())
    asked = phone.locator("[data-ask]")
    names = [asked.nth(place).get_attribute("data-ask") for place in (0, 1)]

    for place in (0, 1):
        asked.nth(place).get_by_role("button", include_hidden=True).first.evaluate("(button) => button.click()")
    expect(phone.locator("main")).to_have_attribute("aria-busy", "true")
    phone.wait_for_timeout(50)
    held[0].continue_()

    expect(phone.locator("main")).not_to_have_attribute("aria-busy", "true")
    for name in names:
        expect(phone.locator(f"[data-ask={name}]")).to_have_count(0)
    assert len(sent) == 2
    assert all(f"{name}=" in (sent[1].post_data or "") for name in names)
    phone.go_back()
    assert len(checked(phone)) == len(AFRAID) + 2


def test_a_result_is_announced_from_its_top(phone: Page) -> None:
    ask(phone, AFRAID)

    expect(phone.get_by_role("heading", level=1)).to_be_focused()
    expect(phone).to_have_title("Where to refer her - Pathway")
    assert phone.evaluate("scrollY") == 0
    expect(phone.locator("main")).not_to_have_attribute("aria-busy", "true")


def test_back_takes_the_keyboard_to_where_it_was(desk: Page) -> None:
    desk.goto("/check")
    give(desk, AFRAID)
    desk.get_by_role("button", name=SHOW).focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-headline]")).to_be_visible()

    desk.go_back()

    expect(desk.get_by_role("button", name=SHOW)).to_be_focused()


def test_a_reload_asks_for_nothing_and_shows_the_questions_empty(phone: Page) -> None:
    ask(phone, AFRAID)
    sent = posts(phone)

    phone.reload()

    expect(phone.get_by_role("heading", level=1)).to_have_text(QUESTIONS)
    assert checked(phone) == []
    phone.go_back()
    expect(phone.get_by_role("heading", level=1)).to_have_text(QUESTIONS)
    give(phone, AFRAID)
    phone.get_by_role("button", name=SHOW).tap()
    expect(phone.locator("[data-headline]")).to_be_visible()
    phone.go_back()
    expect(phone.get_by_role("heading", level=1)).to_have_text(QUESTIONS)
    assert len(checked(phone)) == len(AFRAID)
    assert len(sent) == 1


def test_the_history_has_the_address_of_the_questions_and_a_number(phone: Page) -> None:
    ask(phone, AFRAID)

    assert phone.url.endswith("/check")
    assert phone.evaluate("history.state") == {"at": 1}
    first_service(phone)
    assert phone.url.endswith("/check")
    assert phone.evaluate("history.state") == {"at": 2}
    assert phone.title() == "A service - Pathway"


def test_a_service_opens_inside_and_back_shows_the_result_at_the_same_place(phone: Page) -> None:
    ask(phone, AFRAID)
    phone.evaluate(MARK)
    headline = phone.get_by_role("heading", level=1).inner_text()
    first_service(phone)

    expect(phone.get_by_role("heading", name="How to refer")).to_be_visible()
    expect(phone.get_by_role("heading", level=1)).to_be_focused()
    phone.get_by_role("button", name="Back to the result").tap()

    expect(phone.get_by_role("heading", level=1)).to_have_text(headline)
    expect(phone.get_by_role("link", name=FULL_PAGE, include_hidden=True).first).to_be_in_viewport()
    phone.go_forward()
    expect(phone.get_by_role("heading", name="How to refer")).to_be_visible()
    phone.go_back()
    expect(phone.get_by_role("heading", level=1)).to_have_text(headline)
    assert phone.evaluate(IS_SAME)


def test_it_did_not_work_is_told_without_losing_the_result(phone: Page) -> None:
    ask(phone, AFRAID)
    first_service(phone)

    phone.get_by_role("button", name="It did not work").tap()

    expect(phone.get_by_role("heading", level=1)).to_contain_text("Thank you")
    phone.evaluate("history.go(-2)")
    expect(phone.locator("[data-headline]")).to_be_visible()


def test_a_link_inside_the_page_loses_nothing(phone: Page) -> None:
    ask(phone, AFRAID)

    phone.get_by_role("link", name="Skip to main content").focus()
    phone.keyboard.press("Enter")

    expect(phone.locator("[data-headline]")).to_be_visible()
    expect(phone.locator("main")).to_be_focused()


def test_the_text_to_copy_comes_in_place(phone: Page) -> None:
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(phone, AFRAID)
    phone.evaluate(MARK)

    phone.get_by_role("button", name="Copy as text").tap()
    phone.get_by_role("button", name="Copy with room for her name").tap()

    expect(phone.get_by_text("Copied", exact=True)).to_be_visible()
    text = phone.evaluate("navigator.clipboard.readText()")
    assert "Name or initials" in text
    assert "This copy has no name in it." not in text
    assert "Has she somewhere safe tonight? No" in text
    assert phone.evaluate(IS_SAME)
    phone.go_back()
    expect(phone.get_by_role("heading", level=1)).to_have_text(QUESTIONS)


def test_without_a_network_it_says_so_and_the_answers_stay(phone: Page, watch: Watch) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED")
    phone.goto("/check")
    give(phone, AFRAID)
    phone.context.set_offline(True)

    phone.get_by_role("button", name=SHOW).tap()

    alert = phone.get_by_role("alert")
    expect(alert).to_contain_text("NOT ANSWERED.")
    expect(alert).to_be_focused()
    for number in ("999", "111", "116 123", "101"):
        expect(alert.get_by_role("link", name=number, exact=True)).to_be_visible()
    assert len(checked(phone)) == len(AFRAID)
    phone.context.set_offline(False)
    phone.get_by_role("button", name=SHOW).tap()
    expect(phone.locator("[data-headline]")).to_be_visible()
    expect(phone.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_fails_leaves_the_questions_as_they_were(phone: Page, watch: Watch, status: int) -> None:
    watch.expect(f"status of {status}")
    watch.expect(f"{status} from")
    phone.goto("/check")
    give(phone, AFRAID)
    phone.route("**/check", lambda route: route.fulfill(status=status, content_type="text/html", body="<h1>x</h1>"))

    phone.get_by_role("button", name=SHOW).tap()

    expect(phone.get_by_role("alert")).to_contain_text("NOT ANSWERED.")
    expect(phone.get_by_role("heading", level=1)).to_have_text(QUESTIONS)
    assert len(checked(phone)) == len(AFRAID)


def test_a_service_that_cannot_be_opened_leaves_the_result_in_sight(phone: Page, watch: Watch) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED")
    ask(phone, AFRAID)
    one = (
        phone.locator(".pw-do details").filter(has=phone.get_by_role("link", name=FULL_PAGE, include_hidden=True)).first
    )
    one.locator("summary").tap()
    phone.context.set_offline(True)

    one.get_by_role("link", name=FULL_PAGE, include_hidden=True).tap()

    expect(phone.get_by_role("alert")).to_contain_text("cannot be opened just now")
    expect(phone.locator("[data-headline]")).to_be_attached()


@pytest.fixture
def leaving(open_context: OpenContext, watch: Watch) -> BrowserContext:
    """A phone from which one can leave."""
    context = open_context(**PHONE)
    let_leave(context, watch)
    return context


@pytest.mark.parametrize("opened", ["the result", "a service"])
def test_leaving_leaves_nothing_whatever_way_one_goes(leaving: BrowserContext, opened: str) -> None:
    page = leaving.new_page()
    page.goto("/stay-safe")
    ask(page, AFRAID)
    if opened == "a service":
        first_service(page)
    page.get_by_role("link", name="Leave this page").tap()
    expect(page).to_have_url(LEAVE_TO)

    # Each way back is turned away before anything shows: the questions, and the page before them.
    for _ in range(2):
        with page.expect_request(LEAVE_TO):
            page.evaluate(GO_BACK)
        expect(page).to_have_url(LEAVE_TO)
        assert page.evaluate(WORDS_IN_SIGHT) == "Fine, with showers later"
    assert leaving.pages == [page]


def test_leaving_from_questions_with_a_result_ahead_leaves_nothing_ahead(leaving: BrowserContext) -> None:
    page = leaving.new_page()
    ask(page, AFRAID)
    page.go_back()
    page.get_by_role("link", name="Leave this page").tap()
    expect(page).to_have_url(LEAVE_TO)

    with page.expect_request(LEAVE_TO):
        page.evaluate("() => { setTimeout(() => history.forward(), 0); }")

    expect(page).to_have_url(LEAVE_TO)
    assert page.evaluate(WORDS_IN_SIGHT) == "Fine, with showers later"


def test_an_answer_that_comes_after_leaving_is_not_shown(open_context: OpenContext, watch: Watch) -> None:
    context = open_context(**PHONE)
    watch.allow_host(LEAVE_TO)
    watch.expect("ERR_ABORTED")
    page = context.new_page()
    answers: list[Route] = []
    ways_out: list[Route] = []
    context.route(f"{LEAVE_TO}**", lambda route: ways_out.append(route))  # a slow way out
    page.goto("/check")
    give(page, AFRAID)
    page.route("**/check", lambda route: answers.append(route))
    with page.expect_request("**/check"):
        page.get_by_role("button", name=SHOW).tap()
    with page.expect_request(LEAVE_TO):
        page.get_by_role("link", name="Leave this page").tap()

    for answer_on_its_way in answers:
        answer_on_its_way.continue_()
    page.wait_for_timeout(600)
    for way_out in ways_out:
        way_out.fulfill(status=204)  # the way out leads nowhere: what was left is still there to be looked at

    assert answers
    expect(page).to_have_title("Loading")
    assert page.evaluate("document.body.textContent") == ""
    assert page.evaluate("history.state") is None


def test_without_scripts_back_from_the_result_shows_the_questions(open_context: OpenContext) -> None:
    page = open_context(**PHONE, java_script_enabled=False).new_page()
    ask(page, AFRAID)

    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_have_text(QUESTIONS)
    expect(page.get_by_role("button", name=SHOW)).to_be_visible()


def test_without_scripts_change_my_answers_brings_them_back(open_context: OpenContext) -> None:
    page = open_context(**PHONE, java_script_enabled=False).new_page()
    ask(page, AFRAID)

    page.get_by_role("button", name="Change my answers").tap()

    expect(page.get_by_role("heading", level=1)).to_have_text(QUESTIONS)
    expect(page.locator("input:checked")).to_have_count(len(AFRAID))


def test_without_scripts_a_service_is_a_page_of_its_own(open_context: OpenContext) -> None:
    page = open_context(**PHONE, java_script_enabled=False).new_page()
    ask(page, AFRAID)
    one = page.locator(".pw-do details").filter(has=page.get_by_role("link", name=FULL_PAGE, include_hidden=True)).first
    one.locator("summary").tap()
    expect(one).to_contain_text("To refer:")

    one.get_by_role("link", name=FULL_PAGE, include_hidden=True).tap()

    expect(page.get_by_role("heading", name="How to refer")).to_be_visible()
    expect(page).to_have_url(re.compile("/services/[0-9a-f-]{36}$"))
