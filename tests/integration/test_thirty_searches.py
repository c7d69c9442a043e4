"""Thirty searches a frontline worker would type; each has a right listing among the first three cards of the page."""

import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

SEARCHES = json.loads((Path(__file__).parent.parent / "data" / "searches.json").read_text("utf-8"))
CARD = re.compile(r'<a class="govuk-link" href="/services/([0-9a-f-]{36})"')


def test_there_are_fifteen_by_each_hand() -> None:
    assert sorted(search["written_by"] for search in SEARCHES) == (
        ["a reader who had not seen the code"] * 15 + ["the makers"] * 15
    )


@pytest.mark.parametrize("search", SEARCHES, ids=[search["q"] for search in SEARCHES])
def test_a_right_listing_is_among_the_first_three(client: FlaskClient, search: dict) -> None:
    from tests.seed_file import id_of

    asked = {name: search[name] for name in ("q", "near", "open") if search[name]}

    sent = client.post("/services", data=asked, headers={"Sec-Fetch-Site": "same-origin"})
    page = client.get(sent.headers["Location"])

    first_three = CARD.findall(page.text)[:3]
    right = {id_of(slug) for slug in search["expect_any_of"]}
    assert right & set(first_three), search["why"]
