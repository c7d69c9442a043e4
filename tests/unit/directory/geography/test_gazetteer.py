"""What `near` may hold, and nothing else."""

import csv
import sys
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pathway.config import ROOT
from pathway.directory.geography import Gazetteer, InBrent, Place, PlaceKind, postcodes_in
from pathway.directory.vocabulary import Nation

FOLDER = ROOT / "seed" / "geo"
GAZETTEER = Gazetteer(FOLDER)


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SECTORS = rows("london_postcode_sectors.csv")
OUTCODES = rows("gb_outcodes.csv")
BRENT_PLACES = rows("brent_places.csv")
FOR_POST_ALONE = {row["outcode"] for row in OUTCODES if row["non_geographic"] == "1"}
BOROUGHS = """
    Barking and Dagenham, Barnet, Bexley, Brent, Bromley, Camden, City of London, Croydon, Ealing, Enfield,
    Greenwich, Hackney, Hammersmith and Fulham, Haringey, Harrow, Havering, Hillingdon, Hounslow, Islington,
    Kensington and Chelsea, Kingston upon Thames, Lambeth, Lewisham, Merton, Newham, Redbridge,
    Richmond upon Thames, Southwark, Sutton, Tower Hamlets, Waltham Forest, Wandsworth, Westminster
"""
BOROUGH_NAMES = [" ".join(name.split()) for name in BOROUGHS.split(",")]


def find(text: str) -> Place:
    place = GAZETTEER.find(text)
    assert place is not None, text
    return place


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        ("NW10 4LT", PlaceKind.SECTOR, "NW10 4"),
        ("nw104lt", PlaceKind.SECTOR, "NW10 4"),
        (" nw10  4lt ", PlaceKind.SECTOR, "NW10 4"),
        ("NW 10 4LT", PlaceKind.SECTOR, "NW10 4"),
        ("e1 1aa", PlaceKind.SECTOR, "E1 1"),
        ("NW10 4", PlaceKind.SECTOR, "NW10 4"),
        ("nw 10 4", PlaceKind.SECTOR, "NW10 4"),
        ("nw104", PlaceKind.SECTOR, "NW10 4"),
        ("E1 1", PlaceKind.SECTOR, "E1 1"),
        ("E11", PlaceKind.OUTCODE, "E11"),
        ("NW10", PlaceKind.OUTCODE, "NW10"),
        ("nw 10", PlaceKind.OUTCODE, "NW10"),
        ("m1", PlaceKind.OUTCODE, "M1"),
        ("M1 4", PlaceKind.OUTCODE, "M1"),
        ("M1 4BT", PlaceKind.OUTCODE, "M1"),
        ("Brent", PlaceKind.BOROUGH, "Brent"),
        ("tower  hamlets", PlaceKind.BOROUGH, "Tower Hamlets"),
        ("LB Camden", PlaceKind.BOROUGH, "Camden"),
        ("London Borough of Brent", PlaceKind.BOROUGH, "Brent"),
        ("Royal Borough of Kensington & Chelsea", PlaceKind.BOROUGH, "Kensington and Chelsea"),
        ("KENSINGTON AND CHELSEA", PlaceKind.BOROUGH, "Kensington and Chelsea"),
        ("City of Westminster", PlaceKind.BOROUGH, "Westminster"),
        ("city of london", PlaceKind.BOROUGH, "City of London"),
        ("Kingston-upon-Thames", PlaceKind.BOROUGH, "Kingston upon Thames"),
        ("harlesden", PlaceKind.BRENT_PLACE, "Harlesden"),
        ("Queen's Park", PlaceKind.BRENT_PLACE, "Queens Park"),
        ("Queen\u2019s Park", PlaceKind.BRENT_PLACE, "Queens Park"),
        ("queens park", PlaceKind.BRENT_PLACE, "Queens Park"),
        ("Harlesden and Kensal Green", PlaceKind.BRENT_PLACE, "Harlesden & Kensal Green"),
    ],
)
def test_each_accepted_form_gives_its_place(typed: str, kind: PlaceKind, name: str) -> None:
    place = find(typed)

    assert (place.kind, place.name) == (kind, name)


WORDS = "Narnia|123|NW|W|ZZ9|ZZ9 9ZZ|NW1045|NW10 45|NW10 4 4 4|S47|Preston Road|clinic nw10"
ODD = ["", " ", "\x00", "NW10\x00", "NW10 \u0664", "\U0001f600", "\u0645\u0631\u062d\u0628\u0627", "\ud800"]
LONG = ["NW10 4LT HA9 8BU", "Brent " * 30, "a" * 10_000, " " * 10_000, "NW10 4LT" * 1_000]


@pytest.mark.parametrize("typed", WORDS.split("|") + ODD + LONG, ids=lambda typed: ascii(typed[:20]))
def test_anything_else_is_not_a_place_we_know(typed: str) -> None:
    assert GAZETTEER.find(typed) is None


def test_there_are_thirty_three_boroughs_and_each_is_found() -> None:
    assert len(BOROUGH_NAMES) == 33
    assert set(GAZETTEER.places.boroughs) == {name.casefold() for name in BOROUGH_NAMES}
    for name in BOROUGH_NAMES:
        place = find(f"London borough of {name}".upper()) if name != "City of London" else find(name)
        assert (place.kind, place.name) == (PlaceKind.BOROUGH, name)
        assert place.in_brent is (InBrent.YES if name == "Brent" else InBrent.NO)
        assert place.note == "Distances are from the middle of the borough."


def test_all_thirty_eight_places_in_brent_are_found() -> None:
    assert len(BRENT_PLACES) == 38
    for row in BRENT_PLACES:
        shared = GAZETTEER.shared(row["name"].swapcase())
        place = shared.places[0] if shared else find(row["name"].swapcase())
        name = f"{row['name']}, Brent" if shared else row["name"]
        assert (place.kind, place.name) == (PlaceKind.BRENT_PLACE, name)
        assert place.point == (float(row["lat"]), float(row["lon"]))


def test_every_sector_gives_itself_back() -> None:
    for row in SECTORS:
        if row["sector"].split()[0] in FOR_POST_ALONE:
            assert GAZETTEER.find(row["sector"]) is None
            continue
        place = find(row["sector"].lower())
        assert (place.kind, place.name) == (PlaceKind.SECTOR, row["sector"])


def test_every_outward_code_gives_itself_back_unless_it_is_for_post_alone() -> None:
    for row in OUTCODES:
        place = GAZETTEER.find(row["outcode"].lower())
        if row["outcode"] in FOR_POST_ALONE:
            assert place is None
            continue
        assert place is not None
        assert (place.kind, place.name) == (PlaceKind.OUTCODE, row["outcode"])
        assert place.point == (float(row["lat"]), float(row["lon"]))


def test_a_name_put_in_the_address_finds_the_same_place_again() -> None:
    names = [
        "NW10 4LT",
        "M1 4BT",
        "NW6 9AA",
        "NW10 1AB",
        "lb camden",
        "queen's park",
        "Cricklewood and Mapesbury",
    ]

    for typed in names:
        assert find(find(typed).name) == find(typed)


def test_a_full_postcode_is_nowhere_in_the_place_it_gives() -> None:
    for postcode in ("NW10 4LT", "M1 4BT", "NW6 9LT", "HA3 9LT"):
        assert postcode[-3:] not in repr(find(postcode))


@pytest.mark.parametrize(
    ("code", "note", "in_brent"),
    [
        (
            "NW6",
            "NW6 is in more than one borough: about two fifths of its postcodes are in Brent.",
            InBrent.PARTLY,
        ),
        ("NW9", "NW9 is in more than one borough: about half of its postcodes are in Brent.", InBrent.PARTLY),
        (
            "HA3",
            "HA3 is in more than one borough: about a quarter of its postcodes are in Brent.",
            InBrent.PARTLY,
        ),
        (
            "NW10",
            "NW10 is in more than one borough: about four fifths of its postcodes are in Brent.",
            InBrent.PARTLY,
        ),
        ("HA7", "HA7 is in more than one borough: a few of its postcodes are in Brent.", InBrent.PARTLY),
        (
            "HA3 9",
            "HA3 9 is in more than one borough: about a third of its postcodes are in Brent.",
            InBrent.PARTLY,
        ),
        ("NW2 6", "NW2 6 is in more than one borough: most of its postcodes are in Brent.", InBrent.PARTLY),
        (
            "NW10 4",
            "NW10 4 is in more than one borough: nearly all of its postcodes are in Brent.",
            InBrent.PARTLY,
        ),
    ],
)
def test_a_code_across_the_border_says_how_much_is_in_brent(code: str, note: str, in_brent: InBrent) -> None:
    place = find(code)

    assert place.note is not None
    assert place.note.startswith(f"{note} It does not decide which council is hers.")
    assert place.in_brent is in_brent


def test_no_outward_code_is_ever_said_to_be_in_brent() -> None:
    assert find("HA9").in_brent is InBrent.PARTLY  # although every postcode in it is
    for row in OUTCODES:
        place = GAZETTEER.find(row["outcode"])
        assert place is None or place.in_brent is not InBrent.YES


def test_a_sector_wholly_in_brent_is_in_brent_and_needs_no_note() -> None:
    place = find("NW10 8")

    assert (place.in_brent, place.note) == (InBrent.YES, None)


def test_a_sector_elsewhere_in_london_is_not_in_brent() -> None:
    place = find("SE15 1")

    assert (place.kind, place.in_brent, place.note) == (PlaceKind.SECTOR, InBrent.NO, None)


@pytest.mark.parametrize("typed", ["M1", "M1 4", "M1 4BT", "m14bt"])
def test_outside_london_the_page_says_that_only_the_outward_code_is_known(typed: str) -> None:
    assert find(typed).note == "We know M1 only as a whole, so distances are from its middle."


def test_a_london_sector_that_does_not_exist_gives_its_outward_code_and_says_so() -> None:
    place = find("SE15 0AA")

    assert (place.kind, place.name) == (PlaceKind.OUTCODE, "SE15")
    assert place.note == "Distances are from the middle of SE15."


def test_a_neighbourhood_shared_with_another_borough_says_so() -> None:
    place = find("Kilburn, Brent")

    assert place.in_brent is InBrent.PARTLY
    assert place.note == "Kilburn is in more than one borough. It does not decide which council is hers."


def test_a_name_that_brent_shares_with_a_town_is_asked_and_brents_stands_first() -> None:
    assert GAZETTEER.find("Preston") is None
    shared = GAZETTEER.shared("preston")

    assert shared is not None
    assert shared.name == "Preston"
    assert [place.name for place in shared.places[:2]] == ["Preston, Brent", "Preston, Lancashire"]


def test_harlesden_is_in_brent_and_needs_no_note() -> None:
    place = find("Harlesden")

    assert (place.in_brent, place.note) == (InBrent.YES, None)


def test_a_sector_for_post_alone_says_nothing_of_where_anyone_is() -> None:
    place = find("NW6 9")

    assert place.in_brent is None
    assert place.point == find("NW6").point
    assert place.note == (
        "NW6 9 is used for PO boxes and bulk post, so it does not say where anyone is. "
        "Distances are from the middle of NW6."
    )


@pytest.mark.parametrize("typed", ["NW26", "nw26 9", "NW26 9AB"])
def test_an_outward_code_for_post_alone_is_no_place_and_the_reason_is_given(typed: str) -> None:
    assert GAZETTEER.find(typed) is None
    assert GAZETTEER.why_not(typed) == (
        "NW26 is only used for PO boxes and bulk post, so it is not a place. Type a place name or another postcode."
    )


@pytest.mark.parametrize(
    ("typed", "name", "nation"),
    [
        ("BT1 5GS", "Northern Ireland", Nation.NORTHERN_IRELAND),
        ("bt1", "Northern Ireland", Nation.NORTHERN_IRELAND),
        ("JE2 3AB", "Jersey", Nation.ISLANDS),
        ("GY1", "Guernsey", Nation.ISLANDS),
        ("IM1 1AA", "Isle of Man", Nation.ISLANDS),
    ],
)
def test_where_we_have_no_postcodes_a_code_is_the_whole_of_it(typed: str, name: str, nation: Nation) -> None:
    place = find(typed)

    assert (place.name, place.nation, place.is_wide) == (name, nation, True)
    assert place.note == f"{name} is too wide to say what is near. Type a town or a postcode."


def test_there_is_no_reason_for_a_place_or_for_words() -> None:
    assert GAZETTEER.why_not("NW10") is None
    assert GAZETTEER.why_not("Narnia") is None


def test_a_site_without_coordinates_takes_the_point_of_its_sector() -> None:
    assert GAZETTEER.sector_point("NW10 4LT") == find("NW10 4").point


def test_a_site_outside_london_takes_the_point_of_its_outward_code() -> None:
    assert GAZETTEER.sector_point("M1 4BT") == find("M1").point


@pytest.mark.parametrize("text", ["NW26 9AB", "ZZ9 9ZZ", "Harlesden", "Brent", ""])
def test_there_is_no_sector_point_without_a_postcode_of_a_place(text: str) -> None:
    assert GAZETTEER.sector_point(text) is None


def test_a_place_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        find("NW10").name = "NW1"  # type: ignore[misc]  # the point of the test


def test_a_new_gazetteer_reads_nothing_until_it_is_asked(tmp_path: Path) -> None:
    gazetteer = Gazetteer(tmp_path)

    with pytest.raises(FileNotFoundError):
        gazetteer.find("NW10")


REPEATED = [
    "NW10 ",
    "NW10 4LT ",
    "a",
    "A1",
    "e1 ",
    "near ",
    "harlesden nw10 ",
    "willesden green ",
    "\ufdfa",
    "A1%20",
    "A1 _",
    "& ",
]


def _calls_made_for(text: str) -> int:
    """Count the calls, of Python and of C, it takes to read a text: the same on a busy machine as on an idle one.

    The least of three times: what happens now and then, such as an expression compiled anew, is no part of it.
    """
    return min(_calls_made_once(text) for _ in range(3))


def _calls_made_once(text: str) -> int:
    calls = 0

    def count(_frame: FrameType, event: str, _what: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        GAZETTEER.find(text)
        GAZETTEER.why_not(text)
        GAZETTEER.places_in(text)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.slow
@pytest.mark.parametrize("piece", REPEATED, ids=ascii)
def test_ten_times_the_text_takes_no_more_than_ten_times_the_work(piece: str) -> None:
    GAZETTEER.find("Harlesden NW10 4LT")  # the tables are read once, and not counted
    short, long = (piece * (length // len(piece)) for length in (1_000, 10_000))

    assert _calls_made_for(long) <= 12 * _calls_made_for(short)


ANYTHING = (
    st.text(max_size=100)
    | st.text(alphabet="NWHAEM0149 &'-.,\x00\u200b\u202e\U0001f600", max_size=30)
    | st.text(alphabet=st.characters(codec=None, categories=("Cs", "Cc", "Lo")), max_size=20)
)


@settings(max_examples=500, deadline=None)
@given(ANYTHING)
@example("\x00")
@example("\ud800NW10 4LT")
@example("\u202e4LT NW10")
@example("\u00df" * 80)
def test_no_text_makes_it_raise(text: str) -> None:
    place = GAZETTEER.find(text)
    reason = GAZETTEER.why_not(text)
    rest, found = GAZETTEER.places_in(text)

    assert place is None or reason is None
    assert not isinstance(found, Place) or find(found.name) == found
    assert len(rest) <= len(text)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from("E1 NW10 W1 4AB 4LT 4 AB wembley harlesden near food".split()), max_size=5).map(" ".join)
)
@example("E1 wembley 4AB")
def test_taking_a_place_out_never_leaves_a_full_postcode(text: str) -> None:
    rest, _ = GAZETTEER.places_in(text)

    assert postcodes_in(rest) == []
