"""Reading pages as a test needs them: which listings, in what order, and what stands in one part."""

import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from lxml import html as parser
from werkzeug.routing import Rule

from pathway.directory.stable_ids import stable_id
from pathway.web.access import PUBLIC, declared
from tests.seed_file import every_listing

ROOT = Path(__file__).resolve().parents[2]

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
"""What a browser sends with a form of our own page."""

_CARD = re.compile(r'<h[1-6] class="pw-card__name">\s*<a [^>]*href="/services/([0-9a-f-]{36})"')
_APART = '<section class="pw-group" aria-labelledby="apart-title">'


def slug_of(service_id: str) -> str:
    """The slug of a seeded service."""
    return next(row["slug"] for row in every_listing() if row["id"] == service_id)


def cards(page: str) -> list[str]:
    """The ids of the listings on a page, in order."""
    return _CARD.findall(page)


def slugs(page: str) -> list[str]:
    """The slugs of the seeded listings on a page, in order."""
    return [slug_of(one) for one in cards(page)]


def apart(page: str) -> str:
    """The second group of a page, byte for byte: what has no place, or may not say."""
    assert page.count(_APART) == 1
    start = page.index(_APART)
    return page[start : page.index("</section>", start)]


def first_group(page: str) -> str:
    """The first group of a page: what has a place; nothing where the page says that we list nobody there."""
    if 'aria-labelledby="near-title"' not in page and "We list nobody there. " in page:
        return ""
    start = page.index('aria-labelledby="near-title"')
    return page[start : page.index("</section>", start)]


def distances(page: str) -> list[float]:
    """The miles printed in the first group, in order; "less than 0.1" counts as 0."""
    found = re.findall(r"(less than [\d.]+|[\d.,]+) miles, straight line", first_group(page))
    return [0.0 if words.startswith("less") else float(words.replace(",", "")) for words in found]


def every_card(client: FlaskClient, address: str) -> list[str]:
    """The ids of all pages of a list, in order, following "next"."""
    found: list[str] = []
    while address:
        page = client.get(address)
        assert page.status_code == 200, address
        found += cards(page.text)
        following = parser.fromstring(page.text).xpath("//a[@rel='next']/@href")
        address = str(following[0]) if following else ""
    return found


def words_of(page: str) -> str:
    """What a reader reads: text without tags, spaces joined."""
    tree = parser.fromstring(page)
    for unseen in tree.xpath("//script | //style"):
        unseen.drop_tree()
    return " ".join(tree.text_content().split())


def value_of(page: str, field: str) -> str:
    """What stands in an input."""
    found = parser.fromstring(page).xpath(f"//input[@id='{field}']/@value")
    return str(found[0]) if found else ""


def public_rules(app: Flask, method: str = "GET") -> Iterator[Rule]:
    """Every route that answers a method, in order."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        if method in (rule.methods or set()):
            yield rule


LEAD = stable_id("lead-role", "Duty lead:to be agreed")
"""A role of the starting list, which nobody holds."""

ELSEWHERE = ("map_tiles.", "enrolling.", "reminders.", "mailbox.again", "notices.approved", "outreach.calendar")
"""Map pictures, of which there are none where nobody chose a host, single-use links, what wants a session first,
posters that nobody approved, and calendars, of which each has a secret of its own.
"""

TOKEN = "x" * 43
"""Of no link: the page of a link to a mailbox is the same for any."""


def addresses(app: Flask, identifier: str, method: str = "GET") -> list[str]:
    """The address of every public route that answers a method, with one listing's id where a route wants one."""
    filled = {"identifier": identifier, "filename": "img/icon.svg", "role_id": LEAD, "token": TOKEN}
    with app.test_request_context():
        return [
            app.url_map.bind("localhost").build(rule.endpoint, {name: filled[name] for name in rule.arguments})
            for rule in public_rules(app, method)
            if not rule.endpoint.startswith(ELSEWHERE) and declared(app.view_functions[rule.endpoint]) == PUBLIC
        ]
