"""A search as a value, and as an address."""

from dataclasses import replace

from pathway.directory.client_groups import GROUPS, is_particular, slug_of, suited
from pathway.directory.geography import InBrent, Place, PlaceKind
from pathway.directory.search.criteria import Criteria, chips_of
from pathway.directory.vocabulary import Coverage, Need, Take

PLACE = Place(PlaceKind.SECTOR, "NW10 4", 51.5, -0.2, None, InBrent.YES)
FULL = Criteria(
    words="rehab & a bed",
    needs=(Need.HOUSING, Need.CRISIS),
    place=PLACE,
    miles=2.5,
    open_now=True,
    take=Take.SELF,
    area=Coverage.BRENT,
    for_whom="women",
    page=3,
    picked=("a", "b"),
)


def test_nothing_asked_is_an_empty_address() -> None:
    assert Criteria().query() == ""
    assert Criteria().is_blank
    assert Criteria(page=2, picked=("a",)).is_blank


def test_everything_asked_stands_in_the_address_in_one_order() -> None:
    assert FULL.query() == (
        "?q=rehab+%26+a+bed&need=housing&need=crisis&near=NW10+4&miles=2.5&open=now&take=self&area=brent"
        "&for=women&id=a&id=b&page=3"
    )
    assert not FULL.is_blank


def test_a_change_is_made_on_the_way_and_not_kept() -> None:
    assert "page" not in FULL.query(page=1)
    assert FULL.page == 3


def test_each_chip_takes_away_one_thing_and_goes_to_the_first_page() -> None:
    chips = chips_of(FULL, "/services")

    assert [chip.label for chip in chips] == [
        "“rehab & a bed”",
        "Housing advice",
        "In a mental health crisis",
        "near NW10 4",
        "within 2.5 miles",
        "takes calls now",
        "she can get in touch",
        "serves: Brent",
        "for women",
    ]
    assert all("page=" not in chip.href and "id=a&id=b" in chip.href for chip in chips)
    assert "near" not in chips[3].href
    assert "miles" not in chips[3].href, "a distance without a place means nothing"
    assert "need=crisis" in chips[1].href
    assert "need=housing" not in chips[1].href


def test_each_filter_is_left_out_once_and_the_rest_stays_on_the_first_page() -> None:
    looser = dict(FULL.without_each())

    assert list(looser)[:3] == ["these words", "the kind of help", "the distance"]
    assert len(looser) == 7
    assert all(each.page == 1 and each.place == PLACE and each.picked == ("a", "b") for each in looser.values())
    assert looser["these words"].words == ""
    assert looser["for whom"].for_whom is None
    assert Criteria(page=2, picked=("a",)).without_each() == []


def test_what_follows_from_a_search_follows_its_changes_too() -> None:
    assert FULL.scope == PLACE.scope
    assert replace(FULL, place=None).scope is None
    assert not replace(Criteria(), words="food").is_blank


def test_groups_refer_to_groups_that_there_are() -> None:
    assert {other for group in GROUPS.values() for other in group.also} <= set(GROUPS)


def test_what_suits_a_group_starts_with_the_group() -> None:
    assert suited("lgbt-people")[0] == "lgbt-people"
    assert "people-of-any-gender-who-sell-sex" in suited("lgbt-people")


def test_a_group_we_do_not_know_is_a_particular_one() -> None:
    assert slug_of("Deaf women, in London") == "deaf-women-in-london"
    assert is_particular("deaf-women-in-london")
    assert not is_particular("women")
