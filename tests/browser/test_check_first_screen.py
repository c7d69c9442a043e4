"""The first thing to do and its number, in the first screen of a phone; and the submit in sight while answering."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checking import SHOW, answer, ask, give
from tests.browser.conftest import PHONE, OpenContext
from tests.browser.serving import NIGHT
from tests.browser.test_accessibility import violations
from tests.browser.test_every_page import TOO_WIDE

pytestmark = pytest.mark.browser

# One set of answers for each kind of first step.
KINDS: dict[str, dict[str, str]] = {
    "danger": {"immediate_danger": "yes", "health_now": "emergency", "suicide_risk": "now"},
    "an emergency of health": {"health_now": "emergency", "capacity_doubt": "yes"},
    "care for one who cannot decide": {"capacity_doubt": "yes", "age": "18_plus", "area": "brent"},
    "a child": {"age": "under_18", "area": "brent", "controlled": "suspected"},
    "a child, nobody knows where": {"age": "unsure"},
    "thoughts of ending her life": {"suicide_risk": "thoughts", "age": "18_plus"},
    "afraid, not asked": {"violence_risk": "immediate", "age": "18_plus", "area": "brent"},
    "afraid, she agreed": {"violence_risk": "immediate", "age": "18_plus", "area": "brent", "consent_share": "yes"},
    "afraid, far away": {"violence_risk": "immediate", "age": "18_plus", "area": "elsewhere"},
    "afraid at home, she said no": {
        "violence_risk": "immediate",
        "violence_from": "partner_family",
        "consent_share": "no",
        "age": "18_plus",
        "area": "brent",
    },
    "raped": {"sexual_assault": "within_72h", "age": "18_plus", "area": "other_london"},
    "controlled, she said no": {
        "controlled": "yes",
        "nrm_consent": "no",
        "age": "18_plus",
        "referrer_org": "local_authority",
    },
    "a need": {"needs": "sexual_health", "age": "18_plus", "area": "brent"},
    "a need, she wants none to know": {"needs": "housing", "age": "18_plus", "consent_share": "no"},
    "nothing answered": {},
}
EVERY_KIND = pytest.mark.parametrize("answers", KINDS.values(), ids=KINDS.keys())
TEXT_PX, LARGE_TEXT_PX = 16, 32

FIRST_NUMBER = """() => {
  const one = document.querySelector("main .pw-call[href^='tel:']");
  const box = one?.getBoundingClientRect();
  return box ? Math.round(box.bottom + scrollY) : null;
}"""

# What has an edge or a ground of its own, and comes before the first number.
BOXES_BEFORE = """() => {
  const one = document.querySelector("main .pw-call[href^='tel:']");
  const boxes = [...document.querySelectorAll(".pw-headline, .pw-note, .pw-ask, .pw-lines, .pw-duties")];
  const isBefore = (box) => one.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_PRECEDING;
  return boxes.filter(isBefore).map((box) => box.className);
}"""


@EVERY_KIND
def test_the_first_number_is_high_on_every_phone_and_axe_finds_nothing(
    phone: Page, at: Callable[[datetime], None], axe: str, answers: dict[str, str]
) -> None:
    height = PHONE["viewport"]["height"]
    fonts = phone.context.new_cdp_session(phone)
    ask(phone, answers)

    first, boxes = phone.evaluate(FIRST_NUMBER), phone.evaluate(BOXES_BEFORE)
    phone.set_viewport_size({"width": 320, "height": height})
    narrow, too_wide_narrow = phone.evaluate(FIRST_NUMBER), phone.evaluate(TOO_WIDE, 320)
    phone.set_viewport_size(PHONE["viewport"])
    fonts.send("Page.setFontSizes", {"fontSizes": {"standard": LARGE_TEXT_PX, "fixed": 13}})
    expect(phone.locator("html")).to_have_css("font-size", f"{LARGE_TEXT_PX}px")
    large, too_wide_large = phone.evaluate(FIRST_NUMBER), phone.evaluate(TOO_WIDE, 390)
    fonts.send("Page.setFontSizes", {"fontSizes": {"standard": TEXT_PX, "fixed": 13}})
    phone.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = violations(phone, axe)
    at(NIGHT)
    ask(phone, answers)
    at_night = phone.evaluate(FIRST_NUMBER)

    assert first is not None
    assert first <= height
    assert len(boxes) <= 1
    assert narrow <= 2 * height
    assert too_wide_narrow == []
    assert first < large <= 2 * height
    assert too_wide_large == []
    assert found == []
    assert at_night <= height


def test_the_submit_stays_in_sight_and_covers_no_question_at_the_end(phone: Page) -> None:
    phone.goto("/check")
    send = phone.get_by_role("button", name=SHOW)
    for question in phone.locator(".pw-question:visible").all()[::4]:
        question.scroll_into_view_if_needed()
        expect(send).to_be_in_viewport(ratio=1)

    phone.evaluate("scrollTo(0, document.body.scrollHeight)")

    last = phone.locator(".pw-question:visible").last.bounding_box()
    bar = phone.locator(".pw-check__send").bounding_box()
    assert last is not None
    assert bar is not None
    assert last["y"] + last["height"] <= bar["y"]


def test_on_a_low_screen_the_submit_comes_last_and_covers_nothing(open_context: OpenContext) -> None:
    page = open_context(viewport={"width": 640, "height": 320}).new_page()

    page.goto("/check")

    expect(page.locator(".pw-check__send")).to_have_css("position", "static")


@pytest.mark.parametrize(
    ("name", "value"), [("immediate_danger", "yes"), ("health_now", "emergency"), ("suicide_risk", "now")]
)
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_an_answer_that_means_999_shows_it_at_once(
    open_context: OpenContext, scripts: bool, name: str, value: str
) -> None:
    page = open_context(**PHONE, java_script_enabled=scripts).new_page()
    page.goto("/check")
    beside = page.locator(f"[data-question={name}]").get_by_role("link", name="Ring 999")
    in_bar = page.locator(".pw-check__send").get_by_role("link", name="Ring 999")
    expect(beside).to_be_hidden()
    expect(in_bar).to_be_hidden()

    answer(page, name, value).tap()

    expect(beside).to_be_visible()
    expect(in_bar).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name=SHOW)).to_be_in_viewport(ratio=1)
    if scripts:
        expect(page.locator("[data-at-once-status]")).to_contain_text("Ring 999 now.")
    page.locator(f'input[name="{name}"][value="unknown"]').check(force=True)
    expect(beside).to_be_hidden()
    expect(in_bar).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_borough_is_asked_in_another_part_of_london_alone(open_context: OpenContext, scripts: bool) -> None:
    page = open_context(**PHONE, java_script_enabled=scripts).new_page()
    page.goto("/check")
    borough = page.get_by_label("Which London borough?")
    expect(borough).to_be_hidden()

    answer(page, "area", "other_london").tap()

    expect(borough).to_be_visible()
    answer(page, "area", "elsewhere").tap()
    expect(borough).to_be_hidden()


def test_with_large_text_the_bar_leaves_room_for_the_questions(phone: Page) -> None:
    phone.context.new_cdp_session(phone).send(
        "Page.setFontSizes", {"fontSizes": {"standard": LARGE_TEXT_PX, "fixed": 13}}
    )
    phone.goto("/check")
    give(phone, {"immediate_danger": "yes"})

    bar = phone.locator(".pw-check__send").bounding_box()

    assert bar is not None
    assert bar["height"] <= 844 / 3
    assert phone.evaluate(TOO_WIDE, 390) == []
