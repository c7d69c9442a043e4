"""Of the starting directory, nobody outside sees a draft, and what is to be checked first is never loaded."""

import json
import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from pathway.directory import queries
from pathway.extensions import WRITES, db
from pathway.upkeep import seed
from tests.integration.reading import ROOT, addresses, cards
from tests.integration.upkeep.seeds import adding, seed_folder
from tests.seed_file import another, drafts, id_of, published


def test_no_draft_is_in_any_response(listings: Flask, client: FlaskClient) -> None:
    hidden = {row["id"] for row in drafts()}
    shown = {re.sub(r"\D", "", phone["number"]) for row in published() for phone in row["phones"]}
    numbers = {re.sub(r"\D", "", phone["number"]) for row in drafts() for phone in row["phones"]} - shown
    assert len(hidden) == 28
    assert len(numbers) > 10
    asked = addresses(listings, id_of("the-havens"))
    asked += [f"/services?page={page}" for page in (1, 2, 3)]
    asked += [f"/services?q={row['name']}" for row in drafts()]
    asked += [f"/services?near=NW10&need={need}" for need in ("housing", "somewhere_tonight", "substance_misuse")]
    asked += ["/services/shortlist?id=" + "&id=".join(sorted(hidden))]

    for address in asked:
        page = client.get(address, buffered=True).data.decode(errors="replace")  # a card is no text
        assert hidden.isdisjoint(cards(page)), address
        assert numbers.isdisjoint(re.sub(r"\D", "", found) for found in re.findall(r'href="(?:tel|sms):([^"]+)"', page))


def test_a_draft_has_no_page(client: FlaskClient) -> None:
    for row in drafts():
        for identifier in (row["slug"], row["id"]):
            for page in ("", "/report", "/thanks"):
                assert client.get(f"/services/{identifier}{page}").status_code == 404


def test_a_draft_is_not_found_by_its_name(client: FlaskClient) -> None:
    for row in drafts():
        assert row["id"] not in client.get("/services", query_string={"q": row["name"]}).text


def test_listings_to_check_are_never_loaded(app: Flask, tmp_path: Path) -> None:
    folder = seed_folder(tmp_path, adding())
    canary = {"services": [another("gaia")]}
    (folder / "listings-to-check.json").write_text(json.dumps(canary), "utf-8")

    with app.app_context():
        db.session.connection(execution_options=WRITES)
        assert seed.load(db.session(), folder) == 0
        assert queries.find("canary") is None
        db.session.rollback()
    assert not (ROOT / "seed" / "listings-to-check.json").exists()
