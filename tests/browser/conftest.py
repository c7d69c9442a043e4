"""A browser, and the real server it visits. One of each for every worker of a run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, ViewportSize, expect, sync_playwright

from pathway.config import ROOT
from tests.browser.serving import NOW, Server, why_no_assets
from tests.browser.watching import Watch
from tests.find_chromium import find

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}

OpenContext = Callable[..., BrowserContext]

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    # Whatever a page may try, nothing leaves this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
WAIT_MS = 10_000
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real server, over the real listings, at NOW."""
    if why := why_no_assets():
        pytest.fail(why, pytrace=False)
    server = Server(tmp_path_factory.mktemp("server"))
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        expect.set_options(timeout=WAIT_MS)
        browser = playwright.chromium.launch(executable_path=find(), args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of the checker of accessibility."""
    if not AXE.exists():
        pytest.fail("axe-core is not installed: run make assets", pytrace=False)
    return AXE.read_text("utf-8")


@pytest.fixture
def watch(server: Server) -> Iterator[Watch]:
    """What pages did that they may not; the test fails at its end if there was anything."""
    watch = Watch(server.origin)
    yield watch
    assert watch.complaints() == []


@dataclass(frozen=True)
class Walker:
    """Somebody who goes from page to page in one tab, as one does."""

    page: Page
    watch: Watch
    screen: ViewportSize

    def go(self, address: str, screen: ViewportSize | None = None) -> Response:
        """Open a page, and forget what earlier pages did."""
        self.watch.forget()
        self.page.set_viewport_size(screen or self.screen)
        answer = self.page.goto(address)
        assert answer is not None
        return answer


@pytest.fixture(scope="module")
def walkers(browser: Browser, server: Server) -> Iterator[dict[str, Walker]]:
    """One walker on a phone and one on a desk, for all tests of a file."""
    walkers = {}
    for name, options in (("phone", PHONE), ("desk", DESK)):
        context = browser.new_context(base_url=server.origin, locale="en-GB", **options)
        context.set_default_timeout(WAIT_MS)
        watch = Watch(server.origin)
        watch.follow(context)
        walkers[name] = Walker(context.new_page(), watch, options["viewport"])
    yield walkers
    for walker in walkers.values():
        walker.page.context.close()


@pytest.fixture
def open_context(browser: Browser, server: Server, watch: Watch) -> Iterator[OpenContext]:
    """Open a clean browser, as of somebody who was never here: `open_context(**PHONE)`."""
    opened: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        context = browser.new_context(base_url=server.origin, locale="en-GB", **options)
        context.set_default_timeout(WAIT_MS)
        watch.follow(context)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def phone(open_context: OpenContext) -> Page:
    """A page on a phone, 390 by 844, with touch."""
    return open_context(**PHONE).new_page()


@pytest.fixture
def desk(open_context: OpenContext) -> Page:
    """A page on a desk, 1280 by 800."""
    return open_context(**DESK).new_page()


@pytest.fixture
def at(server: Server) -> Iterator[Callable[[datetime], None]]:
    """Move the server's time; it goes back afterwards."""
    yield server.set_time
    server.set_time(NOW)
