"""What datasette is asked: our list, by our index."""

from bench.neighbour import list_query
from pathway.directory.geography import Place, PlaceKind
from pathway.directory.search.criteria import Criteria
from pathway.directory.search.text.query_parser import Vocabulary, understand
from pathway.directory.vocabulary import Need

NOTHING_TYPED = understand("", Vocabulary([]))
HARLESDEN = Place(PlaceKind.BRENT_PLACE, "Harlesden", 51.54, -0.25, None, None)


def test_a_blank_search_lists_all_in_order() -> None:
    assert list_query(Criteria(), NOTHING_TYPED) == [
        ("sql", "SELECT card FROM search_entry  ORDER BY is_afar, is_particular, reach, sort_name LIMIT 20")
    ]


def test_a_need_is_one_match() -> None:
    asked = dict(list_query(Criteria(needs=(Need.HOUSING,)), NOTHING_TYPED))

    assert "MATCH :match" in asked["sql"]
    assert "housing" in asked["match"]


def test_near_a_place_it_is_by_distance() -> None:
    asked = dict(list_query(Criteria(place=HARLESDEN), NOTHING_TYPED))

    assert "ORDER BY (latitude - :north)" in asked["sql"]
    assert (asked["north"], asked["east"]) == ("51.54", "-0.25")
