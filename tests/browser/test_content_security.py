"""Nothing that is not ours runs: not a script put into a page, and not a listing that tries to be one."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import SERVICE
from tests.browser.hostile import BREAKS_OUT, NAME, WORD, hostile_listing
from tests.browser.serving import Server
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser

REFUSED = "Content Security Policy"

# Puts something into the page and says which rule refused it.
TRY = """(put) => new Promise((done) => {
  addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective), { once: true });
  const holder = document.createElement("div");
  document.body.append(holder);
  put(holder);
})"""

PUT_IN = {
    "a script of words": (
        "script-src-elem",
        "const one = document.createElement('script'); one.textContent = 'window.PWN = 1'; holder.append(one);",
    ),
    "a script of ours without its nonce": (
        "script-src-elem",
        "const one = document.createElement('script'); one.src = '/static/img/icon.svg'; holder.append(one);",
    ),
    "a script of another host": (
        "script-src-elem",
        "const one = document.createElement('script'); one.src = 'https://example.org/x.js'; holder.append(one);",
    ),
    "a handler in an attribute": ("script-src-attr", "holder.innerHTML = '<img src=x onerror=window.PWN=1>';"),
    "a style in an attribute": ("style-src-attr", "holder.innerHTML = '<p style=color:red>words</p>';"),
    "a style sheet": ("style-src-elem", "holder.innerHTML = '<style>body { display: none }</style>';"),
    "a picture of another host": ("img-src", "holder.innerHTML = '<img src=https://example.org/x.png>';"),
    "a frame": ("frame-src", "holder.innerHTML = '<iframe src=https://example.org/></iframe>';"),
    "a question to another host": ("connect-src", "fetch('https://example.org/').catch(() => {});"),
    "a form to another host": (
        "form-action",
        "holder.innerHTML = '<form method=post action=https://example.org/>'; holder.firstChild.submit();",
    ),
    "another base": ("base-uri", "holder.innerHTML = '<base href=https://example.org/>';"),
}


@pytest.mark.parametrize(("directive", "put"), PUT_IN.values(), ids=PUT_IN.keys())
def test_what_is_put_into_a_page_is_refused(phone: Page, watch: Watch, directive: str, put: str) -> None:
    watch.expect(REFUSED)
    watch.expect("example.org")
    watch.expect("/services/x")  # the picture that is not there
    phone.goto(SERVICE)

    refused = phone.evaluate(f"({TRY})((holder) => {{ {put} }})")

    assert refused == directive
    assert phone.evaluate("window.PWN") is None
    assert [url for url in watch.requested if "example.org" in url and url not in watch.refused] == []


@pytest.fixture
def hostile(server: Server) -> Iterator[str]:
    """The id of the listing that tries to be code."""
    with hostile_listing(server) as identifier:
        yield identifier


def test_a_listing_that_tries_to_be_code_is_shown_as_words(phone: Page, hostile: str) -> None:
    for address in (f"/services?q={WORD}", f"/services/shortlist?id={hostile}"):
        phone.goto(address)

        expect(phone.locator(".pw-card__name")).to_have_text(NAME)
        expect(phone.locator(".pw-card__org")).to_contain_text(BREAKS_OUT)
        assert phone.evaluate("window.PWN") is None
        assert phone.locator("main img").count() == 0


def test_its_own_page_shows_it_as_words(phone: Page, hostile: str) -> None:
    phone.goto(f"/services/{hostile}")

    expect(phone.get_by_role("heading", level=1)).to_contain_text(NAME)
    expect(phone).to_have_title("A service - Pathway")
    expect(phone.get_by_role("main")).to_contain_text(f"{WORD} {BREAKS_OUT} <!-- {NAME}")
    assert phone.evaluate("window.PWN") is None
    assert phone.locator("main img, main script").count() == 0


def test_its_data_for_machines_holds_it_as_words(phone: Page, hostile: str) -> None:
    phone.goto(f"/services/{hostile}")

    data = json.loads(phone.locator("script[type='application/ld+json']").inner_text())

    assert data["name"] == NAME
    assert data["parentOrganization"]["name"] == BREAKS_OUT
    assert phone.locator("script").count() == 3  # two of ours and this one


def test_its_other_pages_show_it_as_words(phone: Page, hostile: str) -> None:
    for address in (f"/services/{hostile}/report", f"/services/{hostile}/thanks"):
        phone.goto(address)

        expect(phone.get_by_role("main")).to_contain_text(NAME)
        assert phone.evaluate("window.PWN") is None


def test_a_search_that_tries_to_be_code_is_shown_as_words(phone: Page, watch: Watch) -> None:
    watch.expect("400 (Bad Request)")
    phone.goto("/services")
    phone.get_by_label("What does she need?").fill(NAME)
    phone.get_by_label("Near", exact=True).fill(BREAKS_OUT)
    phone.get_by_role("button", name="Find", exact=True).click()

    expect(phone.get_by_role("alert")).to_contain_text("window.PWN=1")
    expect(phone.get_by_label("What does she need?")).to_have_value(NAME)
    assert phone.evaluate("window.PWN") is None
