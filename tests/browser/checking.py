"""Answering the page of questions in a browser."""

from playwright.sync_api import Locator, Page, expect

SHOW = "Show where to refer her"
QUESTIONS = "Where should I refer her?"


def answer(page: Page, name: str, value: str) -> Locator:
    """Return the answer to tap."""
    return page.locator(f'label.pw-answer:has(input[name="{name}"][value="{value}"])')


def give(page: Page, answers: dict[str, str]) -> None:
    """Choose answers, of which any one may be folded away by then."""
    for name, value in answers.items():
        page.locator(f'input[name="{name}"][value="{value}"]').check(force=True)


def ask(page: Page, answers: dict[str, str]) -> None:
    """Open the questions, choose answers, and show the result."""
    page.goto("/check")
    give(page, answers)
    page.get_by_role("button", name=SHOW).click()
    expect(page.locator("[data-headline]")).to_be_visible()


def checked(page: Page) -> list[str]:
    """Return what is chosen, as "name=value"."""
    found: list[str] = page.evaluate(
        '() => [...document.querySelectorAll("input:checked")].map((one) => `${one.name}=${one.value}`)'
    )
    return found
