"""Every public page, on a phone and on a desk: it answers, keeps quiet, keeps nothing and fits."""

import pytest

from tests.browser.addresses import NOT_FOUND, PUBLIC_PAGES, STATUSES
from tests.browser.conftest import Walker
from tests.browser.panels import open_every_panel

pytestmark = pytest.mark.browser

EVERY_PAGE = pytest.mark.parametrize("address", PUBLIC_PAGES.values(), ids=PUBLIC_PAGES.keys())

KEPT = """async () => {
  const kept = [];
  if (document.cookie) kept.push("cookie");
  for (const name of ["localStorage", "sessionStorage"]) {
    for (const key of Object.keys(window[name])) kept.push(`${name}: ${key}`);
  }
  for (const { name } of await indexedDB.databases()) kept.push(`indexedDB: ${name}`);
  for (const name of await caches.keys()) kept.push(`cache: ${name}`);
  for (const worker of await navigator.serviceWorker.getRegistrations()) kept.push(`worker: ${worker.scope}`);
  return kept;
}"""

# A phone zooms out until a page that is too wide fits, and its `innerWidth` with it: the width is ours to say.
TOO_WIDE = """(width) => {
  const page = document.scrollingElement;
  if (page.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > width);
  return [`${page.scrollWidth} px in ${width}`, ...wide.slice(0, 5).map((one) => one.outerHTML.slice(0, 120))];
}"""


@EVERY_PAGE
@pytest.mark.parametrize("screen", ["phone", "desk"])
def test_a_page_answers_without_an_error_and_keeps_nothing(
    walkers: dict[str, Walker], screen: str, address: str
) -> None:
    walker = walkers[screen]
    walker.watch.expect(NOT_FOUND)  # a browser notes a 404 in its console

    answer = walker.go(address)

    assert answer.status == STATUSES.get(address, 200)
    assert walker.page.evaluate(KEPT) == []
    assert walker.page.context.cookies() == []
    assert walker.watch.complaints() == []


@EVERY_PAGE
def test_nothing_is_wider_than_the_screen(walkers: dict[str, Walker], address: str) -> None:
    walkers["phone"].go(address)
    page = walkers["phone"].page
    open_every_panel(page)

    for width in (390, 320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(TOO_WIDE, width) == []
