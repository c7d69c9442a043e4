"""Axe finds nothing where something was done on a page; `test_every_page.py` has the pages as they open."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import REPORT
from tests.browser.conftest import Walker

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """async (rules) => {
  const { violations, passes } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  const where = (one) => one.nodes.map((node) => node.html.slice(0, 160)).join(" | ");
  return { passed: passes.length, found: violations.map((one) => `${one.id}: ${one.help}: ${where(one)}`) };
}"""


def test_axe_finds_nothing_where_a_place_is_not_known(walkers: dict[str, Walker], axe: str) -> None:
    walker = walkers["phone"]
    walker.go("/services")
    walker.page.get_by_label("Near", exact=True).fill("Atlantis")
    walker.page.get_by_role("button", name="Find", exact=True).click()
    expect(walker.page.get_by_role("alert")).to_be_visible()

    assert violations(walker.page, axe) == []


def test_axe_finds_nothing_where_nothing_was_ticked(walkers: dict[str, Walker], axe: str) -> None:
    walker = walkers["phone"]
    walker.go(REPORT)
    walker.page.get_by_role("button", name="Send").click()
    expect(walker.page.get_by_role("alert")).to_be_visible()

    assert violations(walker.page, axe) == []


def test_axe_finds_nothing_with_the_bar_of_a_list_in_sight(walkers: dict[str, Walker], axe: str) -> None:
    walker = walkers["phone"]
    walker.go("/services?q=shelter")
    walker.page.get_by_label("Keep on my list").first.check()
    expect(walker.page.get_by_role("button", name="See my list")).to_be_in_viewport()

    assert violations(walker.page, axe) == []


def violations(page: Page, axe: str) -> list[str]:
    """Run the checker in a page and return what it found, a line for each rule."""
    page.evaluate(axe)
    result = page.evaluate(RUN, RULES)
    assert result["passed"] > 5, "the checker looked at nothing"
    found: list[str] = result["found"]
    return found
