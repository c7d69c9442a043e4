"""The page that "Leave this page" leads to, without asking the real one."""

from playwright.sync_api import BrowserContext

from tests.browser.serving import LEAVE_TO
from tests.browser.watching import Watch

ELSEWHERE = "<!doctype html><html lang=en><title>Weather</title><h1>Fine, with showers later</h1>"


def let_leave(context: BrowserContext, watch: Watch) -> None:
    """Answer for the leave address with a plain page, and let pages go there."""
    watch.allow_host(LEAVE_TO)
    context.route(f"{LEAVE_TO}**", lambda route: route.fulfill(content_type="text/html", body=ELSEWHERE))
