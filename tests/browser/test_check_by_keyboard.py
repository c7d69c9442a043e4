"""The page of questions by keyboard alone, at the size of a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checking import SHOW, answer
from tests.browser.conftest import PHONE, OpenContext
from tests.browser.keyboard import stops, tab_to
from tests.browser.test_check_on_a_phone import result_on
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_context: OpenContext) -> Page:
    return open_context(viewport=PHONE["viewport"]).new_page()


def test_from_the_first_question_to_the_number_to_ring(page: Page) -> None:
    page.goto("/check")
    # Once in a set of radios, the arrows choose.
    tab_to(page, answer(page, "immediate_danger", "yes").locator("input"))
    page.keyboard.press("ArrowRight")
    expect(answer(page, "immediate_danger", "no").locator("input")).to_be_checked()
    tab_to(page, answer(page, "age", "under_18").locator("input"))
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    tab_to(page, answer(page, "violence_risk", "immediate").locator("input"))
    page.keyboard.press("Space")
    tab_to(page, answer(page, "safe_place_tonight", "yes").locator("input"))
    page.keyboard.press("ArrowRight")
    tab_to(page, answer(page, "needs", "sexual_health").locator("input"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name=SHOW))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Safety today: ask her, then ring")
    assert result_on(page)["steps"].keys() == {"vawg_service", "emergency_accommodation", "sexual_health"}
    tab_to(page, page.locator("[data-agency=emergency_accommodation] .pw-call"))


def test_every_stop_of_the_questions_is_seen(page: Page) -> None:
    page.goto("/check")

    found = stops(page)

    assert len(found) > 40
    assert [stop for stop in found if stop.is_covered or not stop.is_on_screen] == []


def test_every_stop_of_a_result_is_seen_and_marked(page: Page) -> None:
    page.goto("/check")
    answer(page, "violence_risk", "immediate").click()
    answer(page, "needs", "sexual_health").click()
    page.get_by_role("button", name=SHOW).click()
    # The questions have a heading too: the result is here once its own is in focus.
    expect(page.locator("[data-headline] h1")).to_be_focused()

    found = stops(page)

    assert len(found) > 20
    assert [stop for stop in found if stop.is_covered or not stop.is_marked] == []


def test_a_mistake_takes_the_keyboard_to_the_summary_and_on_to_the_question(page: Page, watch: Watch) -> None:
    watch.expect("400 (Bad Request)")
    page.goto("/check")
    spoiled = page.locator('input[name="age"][value="unsure"]')
    spoiled.evaluate("(box) => { box.value = 'perhaps'; box.checked = true; }")
    answer(page, "suicide_risk", "thoughts").click()
    page.get_by_role("button", name=SHOW).click()

    expect(page.get_by_role("alert")).to_contain_text("one answer is not on our list")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#age")).to_be_focused()
    expect(answer(page, "suicide_risk", "thoughts").locator("input")).to_be_checked()
