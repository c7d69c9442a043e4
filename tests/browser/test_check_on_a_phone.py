"""The page of questions on a phone: the same results as the command, in few taps, and nothing left behind."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from pathway.config import ROOT
from pathway.referral.forms import carried
from pathway.referral.questions import QUESTION
from pathway.referral.triage import Answers
from tests.browser.checking import SHOW, answer
from tests.browser.conftest import PHONE, OpenContext
from tests.browser.leaving import let_leave
from tests.browser.serving import Server
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser

VIGNETTES: list[dict[str, Any]] = json.loads((ROOT / "seed" / "vignettes.json").read_text("utf-8"))
BY_ID = {one["id"]: one for one in VIGNETTES}
MOST_TAPS = 15
"""One for each question that matters in the case of the commission, her health among them, and one to send them."""

DESK = "pathway_coordinator"

SHOWN = """() => ({
  headline: document.querySelector("[data-headline]").dataset.headline,
  urgency: document.querySelector("[data-headline]").dataset.urgency,
  steps: Object.fromEntries(
    [...document.querySelectorAll("[data-agency]")].map((one) => [one.dataset.agency, one.dataset.action])),
  ask_next: [...document.querySelectorAll("[data-ask]")].map((one) => one.dataset.ask),
})"""


def result_on(page: Page) -> Any:
    """What the result says, once it is there."""
    expect(page.locator("[data-headline]")).to_be_visible()
    return page.evaluate(SHOWN)


def expected(vignette: dict[str, Any]) -> dict[str, Any]:
    """What the page has to show of a worked example."""
    wanted = vignette["expected"]
    return {
        "headline": wanted["headline"],
        "urgency": wanted["urgency"],
        # The duty desk of a pathway that does not run is no step.
        "steps": {agency: step["action"] for agency, step in wanted["steps"].items() if agency != DESK},
        "ask_next": wanted["ask_next"][:3],
    }


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda one: one["id"])
def test_the_worked_examples_by_touch(phone: Page, vignette: dict[str, Any]) -> None:
    phone.goto("/check")
    for name, value in carried(Answers.from_facts(vignette["facts"])):
        if not answer(phone, name, value).is_visible():  # folded: it cannot matter, and may be answered all the same
            continue
        answer(phone, name, value).tap()

    phone.get_by_role("button", name=SHOW).tap()

    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    assert result_on(phone) == expected(vignette)
    assert phone.url.endswith("/check")


def test_the_case_the_commission_names_takes_few_taps(phone: Page) -> None:
    vignette = BY_ID["street-violence-tonight"]
    matters = [
        (name, value)
        for name, value in carried(Answers.from_facts(vignette["facts"]))
        if name not in {"violence_from", "referrer_org"}  # they change nothing here
    ]
    phone.goto("/check")
    taps = 0
    for name, value in matters:
        answer(phone, name, value).tap()
        taps += 1
    phone.get_by_role("button", name=SHOW).tap()
    taps += 1

    assert result_on(phone) == expected(vignette)
    assert taps <= MOST_TAPS


def test_one_more_answer_is_given_in_place(phone: Page) -> None:
    phone.goto("/check")
    answer(phone, "violence_risk", "immediate").tap()
    answer(phone, "age", "18_plus").tap()
    phone.get_by_role("button", name=SHOW).tap()
    asked = phone.locator("[data-ask]").first
    expect(asked).to_contain_text("First ask: is anyone in danger right now?")

    asked.get_by_role("button", name="Yes").tap()

    expect(phone.get_by_role("heading", level=1)).to_have_text("Ring 999 now")
    assert result_on(phone)["headline"] == "emergency_999"


def test_change_my_answers_brings_them_back(phone: Page) -> None:
    phone.goto("/check")
    answer(phone, "age", "18_plus").tap()
    answer(phone, "needs", "housing").tap()
    phone.get_by_role("button", name=SHOW).tap()

    phone.get_by_role("button", name="Change my answers").tap()

    expect(phone.locator("input:checked")).to_have_count(2)
    expect(answer(phone, "needs", "housing").locator("input")).to_be_checked()
    answer(phone, "needs", "legal_advice").tap()
    phone.get_by_role("button", name=SHOW).tap()
    expect(phone.locator("[data-agency]")).to_have_count(2)
    assert list(result_on(phone)["steps"]) == ["housing_advice", "legal_advice"]


def test_a_referral_says_that_it_is_not_sent(phone: Page) -> None:
    phone.goto("/check")
    phone.get_by_role("button", name=SHOW).tap()

    phone.get_by_role("button", name="Start a referral with these answers").tap()

    expect(phone.get_by_role("alert")).to_contain_text("NOT SENT yet.")


def test_questions_that_cannot_matter_fold_and_can_be_opened(phone: Page) -> None:
    phone.goto("/check")
    needs = phone.locator("[data-question=needs]")
    expect(phone.locator(".pw-question--folded")).to_have_count(0)

    answer(phone, "age", "under_18").tap()

    expect(needs.locator(".pw-answers")).to_be_hidden()
    expect(phone.locator("[data-question=sexual_assault] .pw-answers")).to_be_visible()
    expect(phone.locator("[data-folded]")).to_contain_text("questions are not needed with these answers.")
    needs.get_by_role("button").tap()
    expect(needs.locator(".pw-answers")).to_be_visible()
    answer(phone, "age", "18_plus").tap()
    expect(phone.locator(".pw-question--folded")).to_have_count(0)


def test_without_scripts_every_question_stands_open_and_is_answered(open_context: OpenContext) -> None:
    page = open_context(**PHONE, java_script_enabled=False).new_page()
    page.goto("/check")
    expect(page.locator(".pw-answers")).to_have_count(len(QUESTION))
    answer(page, "age", "under_18").tap()
    expect(answer(page, "needs", "housing")).to_be_visible()

    page.get_by_role("button", name=SHOW).tap()

    expect(page.get_by_role("heading", level=1)).to_have_text("Child sexual exploitation: ring children's services now")
    page.get_by_role("button", name="Copy as text").tap()
    expect(page.get_by_label("Text without names")).to_contain_text("Children's services")


def test_every_answer_is_tall_enough_for_a_thumb(phone: Page) -> None:
    phone.goto("/check")

    heights = phone.evaluate('() => [...document.querySelectorAll(".pw-answer")].map((one) => one.offsetHeight)')

    assert len(heights) > 70
    assert min(heights) >= 44


def test_answers_stand_nowhere_but_on_the_page(open_context: OpenContext, watch: Watch, server: Server) -> None:
    context = open_context(**PHONE)
    page = context.new_page()
    page.goto("/check")
    answer(page, "suicide_risk", "thoughts").tap()
    answer(page, "needs", "substance_misuse").tap()
    page.get_by_role("button", name=SHOW).tap()
    page.get_by_role("button", name="Change my answers").tap()
    page.get_by_role("button", name=SHOW).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Crisis support")

    kept = page.evaluate(
        """async () => JSON.stringify([
          location.href, document.cookie, {...localStorage}, {...sessionStorage}, history.state, window.name,
          await caches.keys(), (await indexedDB.databases()).map((one) => one.name),
          performance.getEntries().map((entry) => entry.name)])"""
    )
    texts = [kept, *watch.requested, server.log(), json.dumps(context.storage_state())]
    assert not [text for text in texts if "thoughts" in text or "substance_misuse" in text]


def test_coming_back_from_another_page_shows_the_questions_empty(phone: Page) -> None:
    phone.goto("/check")
    answer(phone, "suicide_risk", "thoughts").tap()
    phone.get_by_role("button", name=SHOW).tap()
    expect(phone.locator("[data-headline]")).to_be_visible()
    phone.get_by_role("link", name="Help now").tap()
    phone.wait_for_url("**/help-now")

    phone.evaluate("() => { setTimeout(() => history.back(), 0); }")
    phone.wait_for_url("**/check")

    expect(phone.get_by_role("heading", level=1)).to_have_text("Where should I refer her?")
    expect(phone.locator("input:checked")).to_have_count(0)


def test_after_leaving_going_back_shows_nothing_of_it(open_context: OpenContext, watch: Watch) -> None:
    context = open_context(**PHONE)
    let_leave(context, watch)
    page = context.new_page()
    page.goto("/check")
    answer(page, "suicide_risk", "thoughts").tap()
    page.get_by_role("button", name=SHOW).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Crisis support")

    page.get_by_role("link", name="Leave this page").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fine, with showers later")
    page.evaluate("() => { setTimeout(() => history.back(), 0); }")
    page.wait_for_timeout(800)

    shown = page.evaluate(
        """() => document.documentElement.hidden || getComputedStyle(document.documentElement).visibility === "hidden"
          ? "" : document.body.innerText"""
    )
    assert "Crisis" not in shown
    assert "thoughts" not in page.content()
