"""The map as one file: public listings, dated, with nothing in it that asks anybody for anything."""

import base64
import hashlib
import html
import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from lxml import html as parser

from pathway.config import ROOT
from pathway.upkeep.offline_map import NotBuiltError, embedded, offline_map
from tests import factories
from tests.integration.conftest import settings_for
from tests.integration.reading import words_of
from tests.integration.upkeep.built import built_assets
from tests.seed_file import drafts, published
from tests.services import KEYS_ENVIRONMENT

EVENING = datetime(2026, 11, 23, 22, 40, tzinfo=UTC)
HOSTILE = "<img src=x onerror=window.PWN=1>${window.PWN=1}</script><!--"


@pytest.fixture
def page(listings: Flask) -> str:
    with listings.app_context():
        return offline_map(listings, EVENING)


def data_of(page: str, element: str = "map-data") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(re.search(rf'id="{element}">(.*?)</script>', page)[1])
    return found


@built_assets
def test_it_holds_every_public_listing_and_no_draft(page: str) -> None:
    entries = set(parser.fromstring(page).xpath("//article/@id"))

    assert entries == {f"service-{row['slug']}" for row in published()}
    assert [row["slug"] for row in drafts() if f'"{row["slug"]}"' in page or f"service-{row['slug']}" in page] == []


@built_assets
def test_it_says_when_it_was_written_and_what_it_cannot_know(page: str) -> None:
    words = words_of(page)

    assert "As of 23 November 2026, 22:40. Numbers change: check." in words
    assert "cannot know what is open now" in words
    for state in ("Takes calls", "Closed now", "Open until"):
        assert state not in page.split("<body", 1)[1].split('<script type="application/json"')[0]


@built_assets
def test_hours_are_given_in_words_in_the_list_and_on_the_map(page: str) -> None:
    data = data_of(page)
    hours = {feature["properties"]["slug"]: feature["properties"]["hours"] for feature in data["features"]}

    assert data["states"] == []
    assert hours["northwick-park-ae"] == ["Every day: 24 hours"]
    assert "Every day: 24 hours" in words_of(page)


@built_assets
def test_each_area_has_the_names_that_it_counts(page: str) -> None:
    areas = data_of(page)["areas"]

    assert len(areas["boroughs"]) == 33
    for area in (*areas["boroughs"].values(), *areas["places"]):
        assert len(area["services"]) == area["total"]


@built_assets
def test_everything_it_links_to_on_the_map_is_in_it(page: str) -> None:
    tree = parser.fromstring(page)
    here = set(tree.xpath("//article/@id"))

    slugs = {feature["properties"]["slug"] for feature in data_of(page)["features"]}

    assert slugs
    assert {f"service-{slug}" for slug in slugs} <= here
    assert len(here) == len(published())


@built_assets
def test_it_asks_nobody_for_anything(page: str) -> None:
    tree = parser.fromstring(page)

    assert tree.xpath("//script/@src | //link[@rel='stylesheet']/@href | //img/@src | //iframe | //form") == []
    assert tree.xpath("//link/@href") == ["data:,"]
    assert re.findall(r"url\((?!['\"]?data:)", page[page.index("<style>") : page.index("</style>")]) == []
    assert set(tree.xpath("//a/@href[starts-with(., '/')]")) == set()


@built_assets
def test_its_policy_lets_only_its_own_two_scripts_and_style_run(page: str) -> None:
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1])
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    [style] = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)

    def named(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert len(scripts) == 2
    assert policy.startswith("default-src 'none'; ")
    assert f"script-src {named(scripts[0])} {named(scripts[1])};" in policy
    assert f"style-src {named(style)};" in policy
    assert "connect-src" not in policy
    assert "unsafe" not in policy


@built_assets
def test_a_name_that_tries_to_be_code_stands_in_it_as_words(app: Flask) -> None:
    factories.publish(app, at=factories.site(), name=HOSTILE, alert=HOSTILE)

    with app.app_context():
        page = offline_map(app, EVENING)

    tree = parser.fromstring(page)
    assert "<img" not in page
    assert HOSTILE in [name.text for name in tree.xpath("//h3")]
    assert HOSTILE in [feature["properties"]["name"] for feature in data_of(page)["features"]]
    assert page.count("</script>") == 4
    assert page.count("<!--") == 0


@pytest.mark.parametrize("text", ["</script>", "<!--", "&amp;", "a\u2028b"])
def test_json_in_a_page_cannot_end_its_element(text: str) -> None:
    written = embedded({"name": text})

    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == {"name": text}


def test_without_built_scripts_it_says_what_to_do(own_database: str, tmp_path: Path) -> None:
    from pathway import create_app
    from tests.services import dispose

    app = create_app(settings_for(own_database, static=tmp_path))
    with app.app_context(), pytest.raises(NotBuiltError, match="make assets"):
        offline_map(app, EVENING)
    dispose(app)


@built_assets
def test_the_command_writes_the_file_and_says_where_it_cannot(own_database: str, tmp_path: Path) -> None:
    def export(file: Path) -> subprocess.CompletedProcess[str]:
        settings = {"ENV": "test", "SECRET_KEYS": "k" * 40, "DATABASE_URL": own_database}
        return subprocess.run(
            [sys.executable, "-c", "from pathway.cli import main; main()", "export-map", "--output", str(file)],
            env=os.environ | {f"PATHWAY_{name}": value for name, value in settings.items()} | KEYS_ENVIRONMENT,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    done, refused = export(tmp_path / "map.html"), export(tmp_path / "no" / "map.html")

    assert (done.returncode, done.stderr) == (0, "")
    assert "<b>As of " in (tmp_path / "map.html").read_text("utf-8")
    assert refused.returncode == 1
    assert "cannot be written" in refused.stderr
