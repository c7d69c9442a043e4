"""The first useful screen on a bad line: Chromium, slowed down by the DevTools protocol, with nothing cached.

The protocol holds each request back by the round trip and each body to the line's speed; it does not slow down the
opening of a connection, so the figures are for a connection that is open already.
"""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from bench.figures import percentile

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BITS_A_SECOND = 400_000
ROUND_TRIP_MS = 400
PHONE = {"width": 390, "height": 844}
GIVE_UP_MS = 60_000
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    # Whatever a page may try, nothing leaves this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

# Notes the first frame in which something to act on is drawn: it has a box, and the page has been painted.
_WATCH = """
window.useful = new Promise((tell) => {
  const look = () => {
    const [painted] = performance.getEntriesByName("first-contentful-paint");
    const target = document.querySelector(%s);
    if (painted && target && target.getClientRects().length) tell([painted.startTime, performance.now()]);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  setTimeout(() => tell(null), %d);
});
"""

# Clicks the selectors in turn, and notes the first frame after the last click in which something to act on is drawn.
_PRESS = """
([presses, useful, giveUp]) => new Promise((tell) => {
  for (const selector of presses) document.querySelector(selector).click();
  const pressed = performance.now();
  const look = () => {
    const target = document.querySelector(useful);
    const now = performance.now();
    if (target && target.getClientRects().length) tell([now - pressed, now - pressed]);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  setTimeout(() => tell(null), giveUp);
})
"""


@dataclass(frozen=True)
class Screens:
    """Medians of several cold visits to one page: milliseconds to the first paint and to something to act on."""

    samples: tuple[float, ...]
    painted_ms: float
    useful_ms: float
    requests: int
    received_bytes: int

    @property
    def runs(self) -> int:
        """How many visits."""
        return len(self.samples)


def chromium_path() -> str | None:
    """Return the path of a Chromium: the one named in CHROMIUM, or one on the PATH."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def why_not() -> str | None:
    """Say why pages cannot be opened; None when they can."""
    if find_spec("playwright") is None:
        return "Playwright is not installed: pip install -r requirements/bench.txt"
    return None if chromium_path() else "no Chromium was found: install one, or name it in CHROMIUM"


@contextmanager
def chromium() -> Iterator["Browser"]:
    """Start Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(SWITCHES))
        try:
            yield browser
        finally:
            browser.close()


def visit(browser: "Browser", address: str, useful: str, runs: int, presses: Sequence[str] = ()) -> Screens:
    """Open a page several times as a phone that never saw it. `useful` is the selector of what she can act on.

    With `presses`, selectors that are clicked in turn once the page is loaded, times count from the last click.
    """
    seen = [_once(browser, address, useful, presses) for _ in range(runs)]
    painted, useful_at, requests, received = zip(*seen, strict=True)
    return Screens(useful_at, percentile(painted, 0.5), percentile(useful_at, 0.5), max(requests), max(received))


def _once(browser: "Browser", address: str, useful: str, presses: Sequence[str]) -> tuple[float, float, int, int]:
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)  # type: ignore[arg-type] # a plain dict
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)
        received: list[int] = []

        def finished(event: dict[str, Any]) -> None:
            received.append(int(event["encodedDataLength"]))

        session.on("Network.loadingFinished", finished)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        line = BITS_A_SECOND / 8
        session.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": ROUND_TRIP_MS, "downloadThroughput": line, "uploadThroughput": line},
        )
        if not presses:
            page.add_init_script(_WATCH % (json.dumps(useful), GIVE_UP_MS // 2))
        answer = page.goto(address, wait_until="networkidle", timeout=GIVE_UP_MS)
        if answer is None or not answer.ok:
            raise RuntimeError(f"{address} did not open")
        if presses:
            received.clear()
            seen = page.evaluate(_PRESS, [list(presses), useful, GIVE_UP_MS // 2])
            page.wait_for_load_state("networkidle")
        else:
            seen = page.evaluate("window.useful")
        if seen is None:
            raise RuntimeError(f"{address} shows nothing that {useful} finds")
        painted, useful_at = seen
        return float(painted), float(useful_at), len(received), sum(received)
    finally:
        context.close()
