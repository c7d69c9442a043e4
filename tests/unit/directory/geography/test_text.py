"""A full postcode never survives in text that goes into an address or a log."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.config import ROOT
from pathway.directory.geography import postcodes_in, without_postcodes
from pathway.directory.geography.text import MOST_NESTED

FOLDER = ROOT / "seed" / "geo"


def brent_postcodes() -> list[str]:
    with (FOLDER / "brent_postcodes_onspd.csv").open(encoding="utf-8", newline="") as file:
        return [line["postcode"] for line in csv.DictReader(file)]


BRENT_POSTCODES = brent_postcodes()
SPACES = [
    " ",
    "",
    "  ",
    "\t",
    "\n",
    "\u00a0",
    "\u2009",
    "\u202f",
    "\u3000",
    "\u200b",
    "-",
    ".",
    "_",
    ", ",
    "%20",
]

EACH_FORMAT = {
    "M1 1AE": "M1 1",
    "B33 8TH": "B33 8",
    "CR2 6XH": "CR2 6",
    "DN55 1PT": "DN55 1",
    "W1A 0AX": "W1A 0",
    "EC1A 1BB": "EC1A 1",
    "BT1 5GS": "BT1 5",
    "NW10 4LT": "NW10 4",
    "HA0 1AA": "HA0 1",
}


@pytest.mark.parametrize(("postcode", "sector"), EACH_FORMAT.items())
@pytest.mark.parametrize("space", SPACES)
def test_every_british_format_is_found_in_any_case_and_spacing(postcode: str, sector: str, space: str) -> None:
    typed = postcode.lower().replace(" ", space)

    found = postcodes_in(f"clinic ({typed}), please")

    assert [each.sector for each in found] == [sector]
    assert (found[0].start, found[0].end) == (8, 8 + len(typed))


@pytest.mark.parametrize("typed", ["NW 10 4LT", "NW 104LT", "NW1 04LT", "NW10 4 LT", "nw 10  4lt"])
def test_a_space_in_the_wrong_place_does_not_hide_a_postcode(typed: str) -> None:
    assert without_postcodes(f"food {typed} tonight") == ("food tonight", ["NW10 4"])


STYLED = {
    "full width": "\uff2e\uff37\uff11\uff10 \uff14\uff2c\uff34",
    "circled": "NW\u2460\u24ea 4LT",
    "mathematical bold": "\U0001d40d\U0001d416\U0001d7cf\U0001d7ce 4LT",
}


@pytest.mark.parametrize("typed", STYLED.values(), ids=STYLED.keys())
def test_styled_letters_do_not_hide_a_postcode(typed: str) -> None:
    assert without_postcodes(f"food {typed}") == ("food", ["NW10 4"])


@pytest.mark.parametrize(
    "text",
    [
        "NW10",
        "clinic nw10 4",
        "E11",
        "help me 24hr",
        "w1 24hr crisis line",
        "e1 21st floor",
        "nw10 9am to 5pm",
        "nw10 1to1 support",
        "e15 at night",
        "07700 900000",
        "20 to 21st",
        "s47 enquiry",
        "",
    ],
)
def test_what_is_not_a_full_postcode_is_left_as_it_was(text: str) -> None:
    assert without_postcodes(text) == (text, [])


def test_text_without_a_postcode_keeps_its_spaces() -> None:
    assert without_postcodes("  food \n bank ") == ("  food \n bank ", [])


def test_the_words_that_lead_to_a_postcode_go_with_it() -> None:
    assert without_postcodes("a clinic close to NW10 4LT, open late") == ("a clinic open late", ["NW10 4"])


def test_each_sector_is_given_once_and_in_order() -> None:
    assert without_postcodes("NW10 4LT or HA9 8BU or NW104LT") == ("or or", ["NW10 4", "HA9 8"])


def test_postcodes_run_into_each_other_are_all_cut() -> None:
    assert without_postcodes("E1 2HA0 1AA") == ("", ["E1 2", "HA0 1"])


def test_the_longer_reading_of_one_postcode_is_the_one_given() -> None:
    # W10 4LT is a postcode too.
    assert [each.sector for each in postcodes_in("NW10 4LT")] == ["NW10 4"]


def test_cutting_one_postcode_does_not_join_another() -> None:
    assert without_postcodes("food NW10 NW10 4LT 4LT") == ("food", ["NW10 4"])


def test_postcodes_nested_deeper_than_anyone_types_take_the_text_with_them() -> None:
    depth = MOST_NESTED + 1

    assert without_postcodes("food " + "NW10 " * depth + "4LT " * depth) == ("", ["NW10 4"])


def test_a_found_postcode_does_not_hold_the_postcode() -> None:
    (found,) = postcodes_in("NW10 4LT")

    assert "4LT" not in repr(found)
    assert not hasattr(found, "__dict__")


# Whole sentences around it, and letters and figures glued to it.
AROUND = st.text(max_size=30) | st.text(alphabet="abhnw0123456789 -\u00a0", max_size=12)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(
    before=AROUND,
    postcode=st.sampled_from(BRENT_POSTCODES),
    space=st.sampled_from(SPACES),
    lower=st.booleans(),
    after=AROUND,
)
def test_no_unit_of_a_brent_postcode_survives_in_any_text(
    before: str, postcode: str, space: str, lower: bool, after: str
) -> None:
    typed = postcode.replace(" ", space)
    unit = postcode[-3:]

    rest, sectors = without_postcodes(before + (typed.lower() if lower else typed) + after)

    assert postcodes_in(rest) == []
    assert sectors
    assert rest.upper().count(unit) <= before.upper().count(unit) + after.upper().count(unit)


@settings(max_examples=150, deadline=None)
@given(postcode=st.sampled_from(BRENT_POSTCODES), space=st.sampled_from(SPACES), lower=st.booleans())
def test_a_brent_postcode_among_words_gives_its_own_sector(postcode: str, space: str, lower: bool) -> None:
    typed = postcode.replace(" ", space)

    rest, sectors = without_postcodes(f"food near {typed.lower() if lower else typed} tonight")

    assert (rest, sectors) == ("food tonight", [postcode[:-2]])


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200) | st.text(alphabet="NWHA0124LT %-\x00", max_size=60))
def test_after_cutting_there_is_nothing_left_to_cut(text: str) -> None:
    rest, _ = without_postcodes(text)

    assert postcodes_in(rest) == []
