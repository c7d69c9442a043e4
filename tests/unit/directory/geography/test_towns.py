"""Every town of Britain is known by name, a name that several have is asked, and each says what it is in."""

import csv
from collections import Counter

import pytest

from pathway.config import ROOT
from pathway.directory.geography import Gazetteer, InBrent, Place, PlaceKind, SharedName
from pathway.directory.geography.text import place_key
from pathway.directory.scope import Scope
from pathway.directory.vocabulary import Nation

FOLDER = ROOT / "seed" / "geo"
GAZETTEER = Gazetteer(FOLDER)


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TOWNS = rows("gb_places.csv")


def find(text: str) -> Place:
    place = GAZETTEER.find(text)
    assert place is not None, text
    return place


def choices(text: str) -> list[str]:
    shared = GAZETTEER.shared(text)
    return [place.name for place in shared.places] if shared else []


def test_the_table_has_the_towns_of_every_nation() -> None:
    nations = Counter(row["nation"] for row in TOWNS)

    assert 5_900 < len(TOWNS) < 6_000
    assert nations["england"] > 4_600
    assert nations["scotland"] > 600
    assert nations["wales"] > 400
    assert nations["northern_ireland"] > 100
    assert {row["county"] for row in TOWNS if row["council"] == "Brent"} == {"London"}
    assert all("," not in cell and '"' not in cell for row in TOWNS for cell in row.values())


@pytest.mark.slow
def test_every_town_is_found_by_its_name_or_offered_under_it_and_its_own_words_lead_back() -> None:
    for row in TOWNS:
        answer = GAZETTEER.find(row["name"].lower()) or GAZETTEER.shared(row["name"].lower())
        assert answer is not None, row["name"]
        offered = answer.places if isinstance(answer, SharedName) else (answer,)
        for place in offered:
            assert GAZETTEER.find(place.name) == place, (row["name"], place.name)


def test_a_name_that_several_towns_have_is_never_picked() -> None:
    names = Counter(row["name"].casefold() for row in TOWNS)
    shared = [name for name, count in names.items() if count > 1]

    assert 200 < len(shared) < 300
    for name in shared:
        assert GAZETTEER.find(name) is None or name in {"harlesden", "wembley"}, name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("leeds", "Leeds"),
        ("Reading", "Reading"),
        ("bath", "Bath"),
        ("hull", "Kingston upon Hull"),
        ("newcastle upon tyne", "Newcastle upon Tyne"),
        ("Londonderry", "Derry"),
        ("st albans", "St Albans"),
        ("Saint Albans", "St Albans"),
        ("Newport, Isle of Wight", "Newport, Isle of Wight"),
        ("newport isle of wight", "Newport, Isle of Wight"),
        ("Preston, Lancashire", "Preston, Lancashire"),
        ("Stratford London", "Stratford, London"),
        ("Sutton, London", "Sutton, London"),
        ("kilburn, brent", "Kilburn, Brent"),
        ("King's Cross", "King's Cross"),
        ("King\u2019s Cross", "King's Cross"),
        ("kings cross", "King's Cross"),
        ("Soho", "Soho"),
        ("Euston", "Euston"),
        ("Tottenham", "Tottenham"),
        ("Croydon", "Croydon"),
        ("Neasden", "Neasden"),
        ("Park Royal", "Park Royal"),
        ("South Kilburn", "South Kilburn"),
        ("Church End", "Church End"),
        ("NW10, London", "NW10"),
        ("Scotland", "Scotland"),
        ("Kent", "Kent"),
    ],
)
def test_a_place_is_known_as_people_write_it(typed: str, name: str) -> None:
    assert find(typed).name == name


@pytest.mark.parametrize(
    ("typed", "some"),
    [
        ("Newport", ["Newport, Isle of Wight", "Newport, Pembrokeshire"]),
        ("newcastle", ["Newcastle upon Tyne", "Newcastle, Northern Ireland"]),
        ("Stratford", ["Stratford, London", "Stratford-upon-Avon"]),
        ("Sudbury", ["Sudbury, Brent", "Sudbury, Suffolk"]),
        ("Leeds, Narnia", ["Leeds"]),
        ("Newport, Narnia", ["Newport, Essex"]),
    ],
)
def test_what_may_be_several_is_asked(typed: str, some: list[str]) -> None:
    assert GAZETTEER.find(typed) is None
    assert set(some) <= set(choices(typed))


@pytest.mark.parametrize(
    ("typed", "nation", "in_london"),
    [
        ("Harlesden", Nation.ENGLAND, True),
        ("NW10 4", Nation.ENGLAND, True),
        ("SE15", Nation.ENGLAND, True),
        ("Camden", Nation.ENGLAND, True),
        ("Brixton, London", Nation.ENGLAND, True),
        ("Watford", Nation.ENGLAND, False),
        ("M1", Nation.ENGLAND, False),
        ("RG1", Nation.ENGLAND, False),
        ("CF10", Nation.WALES, False),
        ("Cardiff", Nation.WALES, False),
        ("EH1", Nation.SCOTLAND, False),
        ("Glasgow", Nation.SCOTLAND, False),
        ("Belfast", Nation.NORTHERN_IRELAND, False),
        ("CH5", None, False),
        ("Douglas, Isle of Man", Nation.ISLANDS, False),
    ],
)
def test_a_place_says_its_nation_and_whether_it_is_in_london(
    typed: str, nation: Nation | None, in_london: bool
) -> None:
    place = find(typed)

    assert (place.nation, place.in_london) == (nation, in_london)


def test_a_town_knows_the_areas_that_services_say_they_serve() -> None:
    assert "greater manchester" in find("Bolton").areas
    assert "sussex" in find("Brighton").areas
    assert "leeds" in find("LS1").areas
    assert "kent" in find("Kent").areas


def test_all_of_london_is_not_one_of_its_boroughs() -> None:
    place = find("London")

    assert (place.in_london, place.in_brent, place.areas) == (True, None, frozenset())


def test_of_several_places_of_one_name_a_number_is_of_use_only_in_all() -> None:
    newport, sudbury = GAZETTEER.shared("Newport"), GAZETTEER.shared("Sudbury")

    assert newport is not None
    assert sudbury is not None
    assert newport.scope == Scope(None, in_london=False, in_brent=False, areas=frozenset({"newport"}))
    assert (sudbury.scope.nation, sudbury.scope.in_london, sudbury.scope.in_brent) == (Nation.ENGLAND, False, False)


@pytest.mark.parametrize(
    ("typed", "rest", "name"),
    [
        ("refuge in manchester", "refuge", "Manchester"),
        ("near Leeds outreach", "outreach", "Leeds"),
        ("outreach manchester", "outreach", "Manchester"),
        ("rape in cardiff last night", "rape last night", "Cardiff"),
        ("clinic in Reading", "clinic", "Reading"),
        ("help near Bath", "help", "Bath"),
        ("DA in scotland", "DA", "Scotland"),
        ("homeless outside Newport", "homeless", "Newport"),
        ("moved from luton to manchester", "moved from luton to", "Manchester"),
        ("from hull, now in leeds", "from hull now", "Leeds"),
        ("food in kings cross", "food", "King's Cross"),
    ],
)
def test_a_town_in_a_phrase_is_taken_where_something_leads_to_it(typed: str, rest: str, name: str) -> None:
    left, place = GAZETTEER.places_in(typed)

    assert place is not None
    assert (left, place.name) == (rest, name)


@pytest.mark.parametrize(
    "typed",
    [
        *("help with reading", "reading", "bath", "in bath", "women in street work", "in crisis", "in need", "in debt"),
        *("Leeds clinic", "birmingham road", "in Hope House", "trafficked from Albania", "croydon", "in hiding"),
        *("settle", "sale of sex", "eye clinic", "hope", "wells", "march"),
    ],
)
def test_words_that_are_also_towns_stay_words(typed: str) -> None:
    assert GAZETTEER.places_in(typed) == (typed, None)


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "beaten by wayne from luton",
            "moved here from manchester homeless",
            "trafficked from hull",
            "homeless from Newport",
        ),
        *(
            "from Milton Keynes",
            "came from  Leeds",
            "brought from Kent",
            "refuge, from bs1",
            "from kingston upon hull",
            "from greater manchester",
            "moved from M1 1",
        ),
    ],
)
def test_where_somebody_comes_from_is_not_where_she_is(typed: str) -> None:
    assert GAZETTEER.places_in(typed) == (typed, None)


def test_a_key_is_the_same_however_a_saint_is_written() -> None:
    assert place_key("Saint Helens") == place_key("St. Helens") == place_key("st helens") == "st helens"


def test_a_county_has_no_middle() -> None:
    kent = find("Kent")

    assert (kent.kind, kent.is_wide, kent.in_brent) == (PlaceKind.REGION, True, InBrent.NO)
