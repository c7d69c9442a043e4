"""A place inside a longer phrase is taken out whole, and ordinary words are left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.config import ROOT
from pathway.directory.geography import Gazetteer

GAZETTEER = Gazetteer(ROOT / "seed" / "geo")


@pytest.mark.parametrize(
    ("typed", "rest", "name"),
    [
        ("clinic nw10", "clinic", "NW10"),
        ("nw10 clinic", "clinic", "NW10"),
        ("clinic nw10 4", "clinic", "NW10 4"),
        ("clinic NW 10", "clinic", "NW10"),
        ("food harlesden", "food", "Harlesden"),
        ("food in Harlesden tonight", "food tonight", "Harlesden"),
        ("somewhere to sleep in willesden green", "somewhere to sleep", "Willesden Green"),
        ("food Harlesden & Kensal Green", "food", "Harlesden & Kensal Green"),
        ("clinic near Queen\u2019s Park", "clinic", "Queens Park"),
        ("clinic (close to Wembley Park).", "clinic", "Wembley Park"),
        ("showers around nw2", "showers", "NW2"),
        ("help in South Kilburn", "help", "South Kilburn"),
        ("refuge bs1", "refuge", "BS1"),
        ("refuge bs1 4", "refuge", "BS1"),
        ("clinic near m1", "clinic", "M1"),
        ("nw10 24hr", "24hr", "NW10"),
        ("nw10", "", "NW10"),
        ("near harlesden", "", "Harlesden"),
    ],
)
def test_a_place_is_taken_out_with_the_words_that_lead_to_it(typed: str, rest: str, name: str) -> None:
    left, place = GAZETTEER.places_in(typed)

    assert place is not None
    assert (left, place.name) == (rest, name)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "in",
            "near",
            "food in here",
            "brent",
            "housing brent",
            "camden clinic",
            "City of London police",
        ),
        *("preston road clinic", "wembley hill road", "kilburn high road", "Prestonian", "harlesdens"),
        *("s47 enquiry", "s21 eviction", "b12", "so 24 hour", "help me 12 months", "nw26 clinic"),
        *("24hr", "e123", "covid19", "Leeds clinic", "park  regent"),
    ],
)
def test_ordinary_words_street_names_and_boroughs_are_left_as_they_were(text: str) -> None:
    assert GAZETTEER.places_in(text) == (text, None)


def test_the_longest_of_several_places_is_taken() -> None:
    rest, place = GAZETTEER.places_in("harlesden or willesden green")

    assert place is not None
    assert (rest, place.name) == ("harlesden or", "Willesden Green")


@pytest.mark.parametrize("typed", ["food Harlesden NW10", "food NW10, Harlesden", "food Harlesden (NW10 4)"])
def test_a_name_and_a_code_for_one_spot_go_together(typed: str) -> None:
    rest, place = GAZETTEER.places_in(typed)

    assert place is not None
    assert (rest, place.name) == ("food", "Harlesden")


def test_a_name_and_a_code_for_two_spots_do_not() -> None:
    rest, place = GAZETTEER.places_in("food Harlesden or SE15")

    assert place is not None
    assert (rest, place.name) == ("food or SE15", "Harlesden")


def test_a_full_postcode_counts_as_its_sector_and_is_cut_out() -> None:
    rest, place = GAZETTEER.places_in("clinic near Harlesden NW10 4LT please")

    assert place is not None
    assert (rest, place.name) == ("clinic please", "NW10 4")


def test_a_full_postcode_that_is_no_place_is_cut_out_all_the_same() -> None:
    assert GAZETTEER.places_in("clinic ZZ9 9ZZ") == ("clinic", None)


@settings(max_examples=200, deadline=None)
@given(
    words=st.lists(st.sampled_from(["food", "clinic", "24hr", "women's", "drop-in", "legal", "advice"]), max_size=4),
    place=st.sampled_from([row.name for row in GAZETTEER.places.brent_places.values()]),
    lead=st.sampled_from(["", "in ", "near ", "near to ", "around ", "close to "]),
)
def test_every_brent_place_is_found_after_any_words(words: list[str], place: str, lead: str) -> None:
    rest, found = GAZETTEER.places_in(" ".join([*words, f"{lead}{place.lower()}"]))

    assert found is not None
    assert (rest, found.name) == (" ".join(words), place)
