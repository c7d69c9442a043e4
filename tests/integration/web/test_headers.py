"""The security headers, on everything the app answers: pages, errors, redirects, files, and other methods."""

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pathway import create_app
from pathway.core.errors import LimitExceededError
from pathway.web.access import public
from tests.integration.conftest import settings_for
from tests.integration.reading import SAME_ORIGIN, addresses
from tests.seed_file import id_of
from tests.services import dispose

HAVENS = id_of("the-havens")
TOO_LONG = "x" * (64 * 1024 + 1)


def assert_has_every_header(response: TestResponse) -> None:
    """Fail unless a response is safe to open in a browser."""
    headers = response.headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    nonce = re.fullmatch(r"'nonce-([\w-]{20,})'", policy["script-src"])
    assert nonce is not None, policy["script-src"]
    assert policy["default-src"] == "'none'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert "Set-Cookie" not in headers
    assert re.fullmatch("[0-9a-f]{32}", headers["X-Request-Id"])
    if response.mimetype == "text/html":
        scripts = re.findall(r"<script[^>]*>", response.text)
        assert all(f'nonce="{nonce[1]}"' in script for script in scripts), scripts


def test_every_page_and_file(listings: Flask, client: FlaskClient) -> None:
    for address in addresses(listings, HAVENS):
        response = client.get(address, buffered=True)

        assert response.status_code == 200, address
        assert_has_every_header(response)


# Werkzeug leaves the file of a HEAD answer open for the garbage collector, which says so.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_head_and_options(listings: Flask, client: FlaskClient, method: str) -> None:
    for address in addresses(listings, HAVENS):
        response = client.open(address, method=method, buffered=True)

        assert response.status_code == 200, address
        assert response.data == b""
        assert_has_every_header(response)
    gc.collect()


def test_the_nonce_is_new_each_time_and_stands_on_a_script(client: FlaskClient) -> None:
    nonces = [re.findall(r'nonce="([^"]+)"', client.get(f"/services/{HAVENS}").text) for _ in range(2)]

    assert nonces[0]
    assert set(nonces[0]).isdisjoint(nonces[1])


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nothing-here", 404),
        ("/services/nothing-here", 404),
        ("/services?page=99", 404),
        ("/services?need=nonsense", 400),
        ("/services?q=%00", 400),
        ("/static/img/nothing.svg", 404),
        ("/static/../pyproject.toml", 404),
        ("/static/%00", 404),
        ("/static/", 404),
        ("/services?near=NW10+4LT", 303),
        ("/services/the-havens", 301),
        ("http://localhost//services", 308),
    ],
)
def test_what_is_not_a_page(client: FlaskClient, address: str, status: int) -> None:
    response = client.get(address)

    assert response.status_code == status
    assert_has_every_header(response)


def test_a_method_that_a_page_does_not_take(client: FlaskClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
        response = client.open("/help-now", method=method)

        assert response.status_code == 405
        assert {"GET", "HEAD", "OPTIONS"} <= set(response.headers["Allow"].replace(" ", "").split(","))
        assert_has_every_header(response)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a b", "[", "localhost:port", ""])
def test_another_host_is_refused(client: FlaskClient, host: str) -> None:
    response = client.get("/", headers={"Host": host})

    assert response.status_code == 400
    assert_has_every_header(response)
    assert "evil" not in response.text


@pytest.mark.parametrize("address", ["/services", f"/services/{HAVENS}/report"])
def test_a_form_above_64_kb(client: FlaskClient, address: str) -> None:
    response = client.post(address, data={"q": TOO_LONG}, headers=SAME_ORIGIN)

    assert response.status_code == 413
    assert_has_every_header(response)


def test_a_form_of_64_kb_is_read(client: FlaskClient) -> None:
    response = client.post("/services", data={"q": "x" * (63 * 1024)}, headers=SAME_ORIGIN)

    assert response.status_code == 400
    assert "200 characters or fewer" in response.text


def test_a_form_from_another_site(client: FlaskClient) -> None:
    response = client.post("/services", headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    assert_has_every_header(response)


def _raise_limit() -> str:
    raise LimitExceededError("test", wait=timedelta(minutes=22, seconds=1))


def _raise_anything() -> str:
    raise RuntimeError("details nobody should read")


def _abort(status: int) -> Callable[[], str]:
    return lambda: abort(status)


@pytest.fixture
def with_views(own_database: str) -> Iterator[Callable[..., FlaskClient]]:
    """A throw-away app with one more view."""
    made: list[Flask] = []

    def make(view: Callable[[], str], **changes: object) -> FlaskClient:
        app = create_app(settings_for(own_database, **changes))
        app.add_url_rule("/extra", view_func=public(view), endpoint="extra")
        made.append(app)
        return app.test_client()

    yield make
    for app in made:
        dispose(app)


def test_a_view_that_raises(with_views: Callable[..., FlaskClient]) -> None:
    response = with_views(_raise_anything).get("/extra")

    assert response.status_code == 500
    assert_has_every_header(response)
    assert "details nobody should read" not in response.text
    assert "Traceback" not in response.text


def test_a_limit(with_views: Callable[..., FlaskClient]) -> None:
    response = with_views(_raise_limit).get("/extra")

    assert response.status_code == 429
    assert response.headers["Retry-After"] == str(23 * 60)
    assert "Try again in 23 minutes" in response.text
    assert_has_every_header(response)


@pytest.mark.parametrize("status", [401, 406, 409, 415, 418, 422, 431, 501, 502, 504])
def test_any_other_error_has_a_page_and_keeps_its_status(with_views: Callable[..., FlaskClient], status: int) -> None:
    response = with_views(_abort(status)).get("/extra")

    assert response.status_code == status
    assert 'href="tel:999"' in response.text
    assert_has_every_header(response)


def test_strict_transport_security_with_https_only(with_views: Callable[..., FlaskClient]) -> None:
    https = with_views(lambda: "", origin="https://pathway.example.org").get("/extra", base_url="https://localhost")
    http = with_views(lambda: "").get("/extra")

    assert "max-age" in https.headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in http.headers


@contextmanager
def _without_database(engine_name: str, tmp_path: object) -> Iterator[FlaskClient]:
    """An app whose database cannot be reached: no server on the port, no folder for the file."""
    gone = {
        "sqlite": f"sqlite:///{tmp_path}/no-such-folder/pathway.db",
        "postgresql": "postgresql+psycopg://pathway@127.0.0.1:1/pathway",
    }
    app = create_app(settings_for(gone[engine_name]))
    yield app.test_client()
    dispose(app)


def test_a_database_that_is_gone(engine_name: str, tmp_path: object) -> None:
    with _without_database(engine_name, tmp_path) as client:
        pages = [
            client.get("/"),
            client.get("/services?q=rehab"),
            client.get(f"/services/{HAVENS}"),
            client.post("/services", data={"q": "rehab", "open": "bad"}, headers=SAME_ORIGIN),
            client.post(f"/services/{HAVENS}/report", data={"problem": "number_wrong"}, headers=SAME_ORIGIN),
            client.post(f"/services/{HAVENS}/did-not-work", headers=SAME_ORIGIN),
        ]

    for page in pages:
        assert page.status_code == 503
        assert int(page.headers["Retry-After"]) > 0
        assert_has_every_header(page)
        assert 'href="tel:999"' in page.text


def test_pages_that_need_no_database_still_answer(engine_name: str, tmp_path: object) -> None:
    with _without_database(engine_name, tmp_path) as client:
        without = ("/stay-safe", "/privacy", "/accessibility", "/static/img/icon.svg")
        pages = [client.get(address, buffered=True) for address in without]

    assert [page.status_code for page in pages] == [200] * 4


def test_a_page_is_never_kept_by_a_proxy_and_a_built_file_is(client: FlaskClient) -> None:
    assert "private" in client.get("/services").headers["Cache-Control"]
    assert client.get("/nothing-here").headers["Cache-Control"] == "no-store"
    assert client.get("/services?near=NW10+4LT").headers["Cache-Control"] == "no-store"
    assert "max-age=31536000" in client.get("/static/img/icon.svg", buffered=True).headers["Cache-Control"]
    assert client.get("/static/nothing.css").headers["Cache-Control"] == "no-store"
