"""Every public page, on a phone and on a desk: it answers, keeps quiet, keeps nothing, fits, and axe finds nothing.

Each page is opened once and asked everything.
"""

import pytest

from tests.browser.addresses import NOT_FOUND, PUBLIC_PAGES, STATUSES
from tests.browser.conftest import Walker
from tests.browser.panels import open_every_panel
from tests.browser.test_accessibility import violations
from tests.browser.test_touch_targets import LEAST_PX, TOO_SMALL

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
def test_a_page_is_sound(walkers: dict[str, Walker], axe: str, screen: str, address: str) -> None:
    walker = walkers[screen]
    page = walker.page
    walker.watch.expect(NOT_FOUND)  # a browser notes a 404 in its console

    answer = walker.go(address)
    found: dict[str, object] = {
        "status": answer.status - STATUSES.get(address, 200),
        "kept": page.evaluate(KEPT) + page.context.cookies(),
        "complaints": walker.watch.complaints(),
    }
    open_every_panel(page)
    found["axe"] = violations(page, axe)
    if screen == "phone":
        found["too small for a thumb"] = page.evaluate(TOO_SMALL, LEAST_PX)
        for width in (390, 320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            found[f"wider than {width}"] = page.evaluate(TOO_WIDE, width)

    assert {what: problems for what, problems in found.items() if problems} == {}
