"""What stands apart from the distances is the same wherever one asks from, byte for byte, within one area served.

It depends on the place by nothing but what each listing says it serves: the nation, London, Brent, a town by name.
"""

import csv
import random
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from geopy.distance import geodesic
from sqlalchemy import select

from pathway.config import ROOT
from pathway.directory.geography import Gazetteer
from pathway.directory.models import SearchEntry, SearchPlace
from pathway.directory.scope import Scope
from pathway.directory.search.index.indexer import BY_PHONE
from pathway.extensions import db
from tests.integration.reading import apart, cards, first_group
from tests.seed_file import every_listing

Likeness = tuple[object, ...]

GEO = ROOT / "seed" / "geo"
ORIGINS = 200
GAZETTEER = Gazetteer(GEO)
SERVED = {area.casefold() for row in every_listing() for area in row["areas"]}


def _names(file: str, column: str) -> list[str]:
    with Path(GEO / file).open(encoding="utf-8") as rows:
        return [row[column] for row in csv.DictReader(rows) if row.get("non_geographic", "0") == "0"]


def _origins() -> list[str]:
    """200 places of every kind, from all over Britain; the same ones in every run."""
    pick = random.Random(72)
    boroughs = ["Brent", "Camden", "Tower Hamlets", "Croydon", "Kensington and Chelsea", "Barking and Dagenham"]
    # Those whose name others share are asked by the words that say which.
    brent = [name if GAZETTEER.find(name) else f"{name}, Brent" for name in _names("brent_places.csv", "name")]
    places = brent + boroughs
    sectors = pick.sample(_names("london_postcode_sectors.csv", "sector"), 90)
    outcodes = pick.sample(_names("gb_outcodes.csv", "outcode"), ORIGINS - len(places) - len(sectors))
    return places + sectors + outcodes


def scope_of(origin: str) -> Scope:
    """What is known of a place that may change the second group; of its areas, those that a listing names."""
    place = GAZETTEER.find(origin) or GAZETTEER.find(f"{origin}, Brent") or GAZETTEER.find(f"{origin}, London")
    assert place is not None, origin
    scope = place.scope
    areas = scope.areas & SERVED
    if not scope.is_away:
        # A borough that no listing names is told by any other such: only whether it is known counts.
        areas |= {"sutton"} if scope.is_borough_known and not areas else frozenset()
    return replace(scope, areas=areas)


def likenesses() -> dict[str, Likeness]:
    """All that the order asks before the distance, when nothing but a place was asked."""
    entries = db.session.scalars(select(SearchEntry).order_by(SearchEntry.docid))
    return {
        str(one.service_id): (
            one.is_afar,
            one.is_particular,
            one.is_reachable,
            BY_PHONE in one.tags.split(),
            one.hours_key,
            one.assured_on,
        )
        for one in entries
    }


def in_order_of_distance(shown: list[str], far: dict[str, float], alike: dict[str, Likeness]) -> bool:
    """Whether those that nothing but the distance tells apart come nearest first, to a thousandth."""
    by_likeness: dict[Likeness, list[float]] = {}
    for one in shown:
        by_likeness.setdefault(alike[one], []).append(far[one])
    return all(earlier <= later * 1.002 for miles in by_likeness.values() for earlier, later in pairwise(miles))


@pytest.mark.parametrize(
    "rest",
    ["", "q=DA", "q=beaten+up+needs+a+bed", "need=domestic_abuse", "miles=1", "q=gaia&miles=2", "open=now", "page=2"],
)
def test_two_hundred_origins_give_the_second_group_byte_for_byte_the_same(client: FlaskClient, rest: str) -> None:
    origins = _origins() if rest in {"", "q=DA"} else random.Random(rest).sample(_origins(), 25)

    by_scope: dict[Scope, list[str]] = defaultdict(list)
    for origin in origins:
        by_scope[scope_of(origin)].append(apart(client.get(f"/services?near={quote(origin)}&{rest}").text))

    assert len(by_scope) > 3
    assert max(map(len, by_scope.values())) >= min(10, len(origins) // 5)
    assert {len(set(groups)) for groups in by_scope.values()} == {1}


def test_a_word_that_only_placed_services_have_does_not_change_what_stands_apart(client: FlaskClient) -> None:
    """Near Cricklewood all the words are met within a mile, near Sudbury by nobody: that must not show."""
    groups = {apart(client.get(f"/services?q=homelessness+hub&miles=1&near={near}").text) for near in ("NW2", "HA0")}

    assert len(groups) == 1


@pytest.mark.parametrize("near", ["NW10 4", "Brent", "SW1A 2", "Croydon", "Wembley Park"])
def test_of_sites_that_fit_alike_the_nearer_comes_first(listings: Flask, client: FlaskClient, near: str) -> None:
    place = Gazetteer(GEO).find(near)
    page = client.get(f"/services?near={quote(near)}").text

    shown = cards(first_group(page))

    with listings.app_context():
        points = db.session.execute(
            select(SearchEntry.service_id, SearchPlace.latitude, SearchPlace.longitude).join(SearchPlace)
        )
        far = {str(one): geodesic(place.point, (latitude, longitude)).miles for one, latitude, longitude in points}
        alike = likenesses()
    assert shown
    assert set(shown) <= set(far)
    assert in_order_of_distance(shown, far, alike)
