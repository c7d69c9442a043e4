"""Every public page answers, safely, on both databases."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

PAGES = [
    "/",
    "/services",
    "/services?open=now",
    "/services?near=NW10",
    "/services/shortlist",
    "/leads",
    "/leads?kind=policy",
    "/help-now",
    "/you",
    "/cards",
    "/cards?s=the-havens&s=no-such&size=large&qr=yes",
    "/stay-safe",
    "/pathway",
    "/outreach",
    "/guidance/identify-and-respond",
    "/guidance/report-a-crime",
    "/privacy",
    "/accessibility",
    "/about",
    "/about/messages",
    "/waiting/of-no-link",
    "/wall/open",
]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_answers_with_its_title_and_the_way_out(client: FlaskClient, address: str) -> None:
    page = client.get(address)

    assert page.status_code == 200
    assert re.search(r"<title>[^<]+ - Pathway</title>", page.text)
    assert "Leave this page" in page.text
    assert 'href="tel:999"' in page.text


@pytest.mark.parametrize("address", PAGES)
def test_a_page_sets_no_cookie_and_names_no_other_host_to_load_from(client: FlaskClient, address: str) -> None:
    page = client.get(address)

    assert "Set-Cookie" not in page.headers
    loaded = re.findall(r"<(?:script|link|img|iframe|source)[^>]+(?:src|href)=\"([^\"]+)\"", page.text)
    assert [url for url in loaded if not url.startswith("/")] == []


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_no_inline_script_or_style(client: FlaskClient, address: str) -> None:
    page = client.get(address)

    assert re.findall(r"<script(?![^>]*(?:src=|application/ld\+json))", page.text) == []
    assert re.findall(r"<style| style=\"| on[a-z]+=\"", page.text) == []


def test_every_listing_has_a_page(listings: Flask, client: FlaskClient) -> None:
    ids = set()
    for number in range(1, 5):
        ids |= set(re.findall(r'href="/services/([0-9a-f-]{36})"', client.get(f"/services?page={number}").text))

    assert len(ids) == 44
    for one in ids:
        page = client.get(f"/services/{one}")
        assert page.status_code == 200
        assert "Not yet confirmed by the service" in page.text
