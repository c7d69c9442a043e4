"""What is made up is the same each time, holds nothing real, and asks for what was promised."""

import json
import re
from collections import Counter

from bench import generator, workload
from pathway.config import ROOT
from pathway.directory.geography import Gazetteer, postcodes_in
from pathway.directory.vocabulary import Need

COUNT = 400
SEED = 11


def _bytes(seed: int) -> bytes:
    return json.dumps(list(generator.listings(COUNT, seed)), sort_keys=True).encode()


def test_the_same_seed_gives_the_same_listings() -> None:
    assert _bytes(SEED) == _bytes(SEED)
    assert _bytes(SEED) != _bytes(SEED + 1)


def test_fewer_listings_are_the_first_of_more() -> None:
    more = list(generator.listings(COUNT, SEED))

    assert list(generator.listings(40, SEED)) == more[:40]


def test_every_listing_says_that_it_was_made_up() -> None:
    for listing in generator.listings(COUNT, SEED):
        assert "(generated" in listing["name"]
        assert "(generated" in listing["organization_name"]
        assert all(phone["number"].startswith("020 7946 0") for phone in listing["phones"])
        assert re.fullmatch(r"https://[a-z0-9-]+\.example\.org/", listing["url"])


def test_a_confidential_listing_is_made_up_without_a_place() -> None:
    confidential = [one for one in generator.listings(COUNT, SEED) if one["location_type"] == "confidential"]

    assert confidential
    for listing in confidential:
        assert [listing[field] for field in ("address_1", "city", "postal_code", "latitude", "longitude")] == [None] * 5


def test_there_are_hundreds_of_weekly_patterns() -> None:
    patterns = Counter(json.dumps(one["schedules"]) for one in generator.listings(5_000, SEED))

    assert len(patterns) > 200


def test_the_same_seed_gives_the_same_searches_and_no_two_are_equal() -> None:
    searches = workload.queries(COUNT, SEED)

    assert searches == workload.queries(COUNT, SEED)
    assert searches != workload.queries(COUNT, SEED + 1)
    assert len({tuple(pairs) for pairs in searches}) == COUNT


def test_searches_ask_for_what_was_promised() -> None:
    asked = Counter(name for seed in range(10) for pairs in workload.queries(COUNT, seed) for name in dict(pairs))

    shares = {name: asked[name] / (10 * COUNT) for name in ("q", "need", "near", "open", "for")}
    for name, promised in {"q": 0.6, "need": 0.7, "near": 0.7, "open": 0.3, "for": 0.5}.items():
        assert abs(shares[name] - promised) < 0.04, shares


def test_no_search_holds_a_full_postcode() -> None:
    assert not [value for pairs in workload.queries(COUNT, SEED) for _, value in pairs if postcodes_in(value)]


def test_a_search_is_read_as_its_page_would_read_it() -> None:
    gazetteer = Gazetteer(ROOT / "seed" / "geo")
    pairs = [("q", "rehab"), ("need", "housing"), ("near", "NW10 4"), ("miles", "5"), ("open", "now"), ("for", "women")]

    criteria = workload.criteria(pairs, gazetteer)

    assert (criteria.words, criteria.needs, criteria.miles) == ("rehab", (Need.HOUSING,), 5)
    assert criteria.place is not None
    assert criteria.place.name == "NW10 4"
    assert (criteria.open_now, criteria.for_whom) == (True, "women")
    assert criteria.parameters() == pairs


def test_every_place_of_the_workload_is_one_we_know() -> None:
    gazetteer = Gazetteer(ROOT / "seed" / "geo")

    assert [place for place in workload.PLACES if gazetteer.find(place) is None] == []
