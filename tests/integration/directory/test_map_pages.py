"""The map's pages: what stands on them without scripts, what they cost, and what they weigh."""

import gzip
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pathway.directory.models import ServiceArea
from pathway.directory.search.index import indexer
from pathway.directory.vocabulary import AreaKind
from pathway.extensions import WRITES, db
from tests import factories
from tests.integration.directory.test_query_counts import cost
from tests.integration.reading import words_of
from tests.integration.upkeep.built import built_assets

PAGES = ["/services/map", "/services/map.geojson", "/services/map/areas", "/services/map/areas?reach=Brent"]


def test_it_counts_and_lists_in_words_what_the_map_draws(client: FlaskClient) -> None:
    page = words_of(client.get("/services/map").text)

    assert "44 services." in page
    assert "How many services reach each London borough" in page
    assert "Brent 16 services, of which 9 work across London" in page
    assert "Across the whole country: 19 services" in page
    assert "Leeds: 1 service" in page
    assert "Sussex: " in page  # no point stands for a county: it is words


def test_it_says_whose_data_it_draws(client: FlaskClient) -> None:
    page = words_of(client.get("/services/map").text)

    assert "Contains OS data © Crown copyright and database right 2025" in page
    assert "Contains Royal Mail data © Royal Mail copyright and database right 2025" in page
    assert "Office for National Statistics licensed under the Open Government Licence v.3.0" in page
    assert "Leaflet" in page


@built_assets
def test_what_folium_makes_is_on_the_page_with_the_nonce(client: FlaskClient) -> None:
    answer = client.get("/services/map?q=help")
    nonce = re.search("'nonce-([^']+)'", answer.headers["Content-Security-Policy"])[1]

    assert '<div class="pw-map__box" id="pathway_map_services" hidden>' in answer.text
    assert f'<script nonce="{nonce}" src="/static/dist/map.' in answer.text
    assert '"url": "/services/map.geojson?q=help"' in answer.text
    assert re.findall(r"<script(?! nonce)[^>]*>", answer.text.replace("\n", " ")) == []


def test_where_scripts_are_not_built_the_page_says_so_and_lists(
    own_database: str, now: object, tmp_path: object
) -> None:
    from pathway import create_app
    from tests.integration.conftest import settings_for
    from tests.services import dispose

    app = create_app(settings_for(own_database, static=tmp_path))
    page = app.test_client().get("/services/map").text
    dispose(app)

    assert "The map is not ready on this server. The list has the same services." in words_of(page)
    assert page.count("<article") == 20


def test_what_was_typed_does_not_run_as_a_template(client: FlaskClient) -> None:
    answer = client.get("/services/map?q=%7B%7B+7*7+%7D%7D+%7B%25raw%25%7D")

    assert answer.status_code == 200
    assert "?q=%7B%7B+7%2A7+%7D%7D+%7B%25raw%25%7D" in answer.text


def add(app: Flask, how_many: int) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        areas = [
            [ServiceArea(kind=kind, name=name)] for kind, name in ((AreaKind.NATIONAL, "a"), (AreaKind.PLACE, "Brent"))
        ]
        made = [factories.service(at=factories.site(), areas=areas[number % 2]) for number in range(2)]
        made += [factories.service(at=factories.site()) for _ in range(how_many - 2)]
        db.session.add_all(made)
        indexer.refresh(db.session(), [one.id for one in made])
        db.session.commit()


@pytest.mark.usefixtures("now")
def test_ten_times_the_listings_cost_not_one_query_more(app: Flask) -> None:
    before = {address: cost(app, address) for address in PAGES}

    add(app, 150)

    assert {address: cost(app, address) for address in PAGES} == before
    assert max(before.values()) <= 8, before


@pytest.mark.usefixtures("now")
def test_a_point_costs_few_bytes(app: Flask) -> None:
    """5,000 have to come over a slow line: each takes its name, its place and hardly more."""
    client = app.test_client()
    before = len(gzip.compress(client.get("/services/map.geojson").data))
    add(app, 200)

    answer = client.get("/services/map.geojson")

    assert len(json.loads(answer.text)["features"]) > 200
    assert (len(gzip.compress(answer.data)) - before) / 200 < 20
