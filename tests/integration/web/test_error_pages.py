"""Each error has a page: the right status, numbers that always stand, a way on, and nothing of what was sent."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html as parser
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.test import TestResponse

from pathway.web.access import public
from tests import factories
from tests.integration.reading import SAME_ORIGIN, words_of

ERRORS: dict[str, tuple[int, Callable[[FlaskClient], TestResponse]]] = {
    "bad characters": (400, lambda client: client.get("/services?q=%00")),
    "another host": (400, lambda client: client.get("/", headers={"Host": "evil.example"})),
    "another site": (403, lambda client: client.post("/services", headers={"Sec-Fetch-Site": "cross-site"})),
    "no such page": (404, lambda client: client.get("/nothing")),
    "no such listing": (404, lambda client: client.get("/services/nothing")),
    "no such id": (404, lambda client: client.get("/services/00000000-0000-4000-8000-000000000000/report")),
    "no such file": (404, lambda client: client.get("/static/nothing.css")),
    "wrong method": (405, lambda client: client.delete("/services")),
    "too large": (413, lambda client: client.post("/services", data={"q": "x" * 70_000}, headers=SAME_ORIGIN)),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_says_what_happened_and_gives_numbers_and_a_way_on(client: FlaskClient, name: str) -> None:
    status, ask = ERRORS[name]

    page = ask(client)

    tree = parser.fromstring(page.text)
    assert page.status_code == status
    assert page.mimetype == "text/html"
    assert {"tel:999", "tel:111", "tel:101", "tel:116123"} <= set(tree.xpath("//main//a/@href"))
    assert "/services" in tree.xpath("//main//a/@href")
    assert len(tree.xpath("//h1")) == 1
    assert "Leave this page" in page.text


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_speaks_plainly(client: FlaskClient, name: str) -> None:
    words = words_of(ERRORS[name][1](client).text)

    for unhelpful in ("Werkzeug", "URL", "server", "Bad Request", "Not Found", "Traceback", "HTTP"):
        assert unhelpful not in words


@pytest.mark.parametrize(
    "path",
    [
        "/%3Cscript%3Ealert(1)%3C/script%3E",
        "/services/%3Cscript%3Ealert(1)%3C/script%3E",
        "/services/%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "/services/%7B%22a%22:%22%3C/script%3E%22%7D/report",
        "/static/%3Cscript%3Ealert(1)%3C/script%3E.css",
        "/services/{{7*191}}",
    ],
)
def test_what_stands_in_the_address_is_not_put_on_the_page(client: FlaskClient, path: str) -> None:
    page = client.get(path)

    assert page.status_code == 404
    assert "alert(1)" not in page.text
    assert "1337" not in page.text


INJECTIONS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'\"></input><svg/onload=alert(1)>",
    "{{7*191}}",
    "</script><script>alert(1)</script>",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("typed", INJECTIONS)
@pytest.mark.parametrize("field", ["q", "near", "need", "miles", "open", "take", "area", "for", "page", "id"])
def test_what_was_typed_is_shown_as_text_and_never_as_markup(client: FlaskClient, field: str, typed: str) -> None:
    sent = client.get("/services", query_string={field: typed})
    posted = client.post("/services", data={field: typed}, headers=SAME_ORIGIN, follow_redirects=True)
    shortlisted = client.get("/services/shortlist", query_string={field: typed})

    for page in (sent, posted, shortlisted):
        tree = parser.fromstring(page.text)
        assert tree.xpath("//script[not(@src) and not(@type='application/ld+json')]") == []
        assert tree.xpath("//img | //main//svg[@onload] | //*[@onerror]") == []
        assert "1337" not in page.text
        assert [href for href in tree.xpath("//a/@href") if href.lower().startswith("javascript")] == []


def test_a_listing_that_holds_markup_shows_it_as_text(app: Flask) -> None:
    name = "</script><script>alert(1)</script><b>Bold</b>"
    made = factories.publish(app, name=name, description=name, alert=name)

    pages = [app.test_client().get(address) for address in (f"/services/{made}", f"/services/shortlist?id={made}")]

    for page in pages:
        tree = parser.fromstring(page.text)
        assert tree.xpath("//script[contains(text(), 'alert') and not(@type='application/ld+json')]") == []
        assert tree.xpath("//b[text()='Bold']") == []
        assert name in tree.text_content()
    structured = parser.fromstring(pages[0].text).xpath("//script[@type='application/ld+json']/text()")[0]
    assert "<" not in structured
    assert json.loads(structured)["name"] == name


def test_the_second_of_two_at_the_same_moment_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    @public
    def changed() -> str:
        raise StaleDataError("UPDATE statement on table 'leg' expected to update 1 row(s); 0 were matched.")

    monkeypatch.setitem(app.view_functions, "site.about", changed)

    response = app.test_client().get("/about")

    assert response.status_code == 409
    assert "somebody changed this at the same moment" in response.text
    assert "UPDATE" not in response.text
