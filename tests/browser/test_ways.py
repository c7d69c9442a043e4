"""`fitWays`, by itself: the way to a place as each phone opens it."""

import pytest
from playwright.sync_api import Browser, Page

from pathway.config import ROOT

pytestmark = pytest.mark.browser

SOURCE = (ROOT / "static" / "src" / "js" / "ways.mjs").read_text("utf-8")
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15"
ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"

LINKS = """
<div id="in"><a href="geo:51.5,-0.2?q=1+High+Road">way</a><a href="/services">list</a><a href="tel:111">111</a></div>
<div id="out"><a href="geo:51.5,-0.2?q=2+High+Road">way</a></div>
"""
FIT = """async (source) => {
  const { fitWays } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  fitWays(document.getElementById("in"));
  fitWays(document.getElementById("in"));
  return [...document.querySelectorAll("a")].map((link) => link.getAttribute("href"));
}"""
OTHERS = ["/services", "tel:111", "geo:51.5,-0.2?q=2+High+Road"]


def fitted(browser: Browser, agent: str) -> list[str]:
    """The addresses of all links after `fitWays` ran, twice, on the first part of a page."""
    page: Page = browser.new_page(user_agent=agent)
    page.set_content(LINKS)
    found: list[str] = page.evaluate(FIT, SOURCE)
    page.close()
    return found


@pytest.mark.parametrize("agent", [IPHONE, MAC], ids=["iphone", "mac"])
def test_on_apple_the_way_opens_the_maps_there_and_no_other_link_changes(browser: Browser, agent: str) -> None:
    assert fitted(browser, agent) == ["maps:?q=1+High+Road", *OTHERS]


def test_anywhere_else_the_way_stays_as_it_is(browser: Browser) -> None:
    assert fitted(browser, ANDROID) == ["geo:51.5,-0.2?q=1+High+Road", *OTHERS]
