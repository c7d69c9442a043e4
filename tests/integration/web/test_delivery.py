"""Pages travel compressed, and not at all when nothing has changed."""

import gzip
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pathway.directory import queries
from pathway.directory.search.index import indexer
from pathway.extensions import WRITES, db

PAGES = ["/", "/services?q=rehab&near=NW10", "/help-now", "/about"]
POLICY = "Content-Security-Policy"
HARLESDEN = "/services?near=Harlesden"


def tag_of(client: FlaskClient, address: str) -> str:
    return client.get(address).headers["ETag"]


@pytest.mark.parametrize("address", PAGES)
def test_an_unchanged_page_is_not_sent_again(client: FlaskClient, address: str) -> None:
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "private, no-cache"


def test_the_policy_of_the_page_the_browser_holds_is_left_alone(client: FlaskClient) -> None:
    first = client.get("/services")
    nonce = re.search(r"'nonce-([^']+)'", first.headers[POLICY])

    again = client.get("/services", headers={"If-None-Match": first.headers["ETag"]})

    assert nonce is not None
    assert f'nonce="{nonce[1]}"' in first.text
    assert POLICY not in again.headers
    assert again.headers["X-Content-Type-Options"] == "nosniff"


def test_the_tag_says_nothing_of_who_asks(client: FlaskClient) -> None:
    plain = tag_of(client, HARLESDEN)

    other = client.get(HARLESDEN, headers={"User-Agent": "another", "X-Forwarded-For": "192.0.2.7"})

    assert other.headers["ETag"] == plain
    assert plain.startswith('W/"')


def test_another_answer_has_another_tag(client: FlaskClient) -> None:
    assert len({tag_of(client, address) for address in (*PAGES, HARLESDEN)}) == len(PAGES) + 1


def test_a_page_changes_when_the_hours_do(client: FlaskClient, now: datetime, at: Callable[[datetime], None]) -> None:
    open_then = tag_of(client, "/services")

    at(now + timedelta(hours=12))

    assert client.get("/services", headers={"If-None-Match": open_then}).status_code == 200


def test_a_page_changes_when_a_listing_does(app: Flask, now: datetime) -> None:
    client = app.test_client()
    before = tag_of(client, "/services?q=ashford")

    with app.app_context():
        db.session.connection(execution_options=WRITES)
        service = queries.find("ashford-place")
        service.name = "Ashford Place, moved"
        indexer.refresh(db.session(), [service.id])
        db.session.commit()
    after = client.get("/services?q=ashford", headers={"If-None-Match": before})

    assert after.status_code == 200
    assert "Ashford Place, moved" in after.text


def test_a_page_travels_compressed_to_whoever_reads_that(client: FlaskClient) -> None:
    plain = client.get("/services")

    packed = client.get("/services", headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert len(packed.data) * 4 < len(plain.data)
    assert packed.headers["ETag"] == plain.headers["ETag"]
    assert without_nonce(gzip.decompress(packed.data).decode()) == without_nonce(plain.text)


def test_a_small_or_a_kept_answer_travels_as_it_is(client: FlaskClient) -> None:
    mistake = client.get("/services?near=nowhere", headers={"Accept-Encoding": "gzip"})

    assert mistake.headers["Cache-Control"] == "no-store"
    assert "Content-Encoding" not in mistake.headers
    assert "ETag" not in mistake.headers


def without_nonce(page: str) -> str:
    return re.sub(r'nonce="[^"]+"', "", page)
