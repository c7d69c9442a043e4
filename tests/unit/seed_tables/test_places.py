"""The table of towns is made from names, postcodes and councils, and tells places of one name apart."""

from dataclasses import replace

from pathway.directory.vocabulary import Nation
from seed_tables.places import HEADER, LONDON_PLACES, Town, london_rows, rows
from seed_tables.postcodes import SORTING_OFFICE, Postcode

COUNCILS = {
    "E07000077": ("Uttlesford", "Essex"),
    "E06000046": ("Isle of Wight", ""),
    "W06000022": ("Newport", ""),
    "E09000005": ("Brent", "London"),
}
ESSEX = Town("Newport", 51.98, 0.21, Nation.ENGLAND, 2_352)
WIGHT = Town("Newport", 50.70, -1.29, Nation.ENGLAND, 24_884)
WALES = Town("Newport", 51.58, -2.99, Nation.WALES, 161_506)
CARDIFF = Town("Cardiff", 51.48, -3.18, Nation.WALES, 372_089, also=("Caer",))


def postcode(district: str, latitude: float, longitude: float, point: float = 0.0) -> Postcode:
    return Postcode("XX11XX", district, (point or latitude, longitude), latitude, longitude)


POSTCODES = [
    postcode("E07000077", 51.981, 0.211),
    postcode("E06000046", 50.701, -1.291),
    postcode("W06000022", 51.581, -2.991),
    postcode("W06000022", 51.481, -3.181),
]


def made(*towns: Town, postcodes: list[Postcode] | None = None) -> list[dict[str, str]]:
    header, *table = rows(towns, lambda: postcodes or POSTCODES, COUNCILS)
    assert header == HEADER
    return [dict(zip(HEADER, map(str, row), strict=True)) for row in table]


def test_the_largest_stands_first_with_the_council_of_its_nearest_postcode() -> None:
    table = made(ESSEX, WIGHT, CARDIFF)

    assert [row["name"] for row in table] == ["Cardiff", "Newport", "Newport"]
    assert [(row["council"], row["county"]) for row in table[1:]] == [("Isle of Wight", ""), ("Uttlesford", "Essex")]
    assert table[0]["keys"] == "cardiff;caer"


def test_towns_of_one_name_are_told_apart_and_others_are_not() -> None:
    table = made(ESSEX, WIGHT, WALES, CARDIFF)

    assert {row["population"]: row["apart"] for row in table} == {
        "372089": "",
        "161506": "near Cardiff",
        "24884": "Isle of Wight",
        "2352": "Essex",
    }


def test_two_rows_of_one_place_are_one() -> None:
    again = replace(WIGHT, latitude=50.71, population=10)

    assert [row["population"] for row in made(WIGHT, again)] == ["24884"]


def test_bulk_post_says_nothing_of_where_a_town_is() -> None:
    office = [postcode("E07000077", 50.70, -1.29, point=1.0)] * SORTING_OFFICE

    assert made(WIGHT, postcodes=[*POSTCODES, *office])[0]["council"] == "Isle of Wight"


def test_a_town_without_a_postcode_near_it_has_no_council() -> None:
    derry = Town("Derry", 54.99, -7.30, Nation.NORTHERN_IRELAND, 83_652)

    assert made(derry)[0]["council"] == ""


def test_parts_of_london_stand_at_their_sectors() -> None:
    sectors = [[sector, 51.5, -0.1, 200, 0.0, "E09000005", 0] for sector in LONDON_PLACES.values()]

    header, *table = london_rows(sectors, COUNCILS)

    assert header == HEADER
    assert [row[1] for row in table] == list(LONDON_PLACES)
    assert {(row[2], row[3], row[5], row[6]) for row in table} == {(51.5, -0.1, "Brent", "London")}
