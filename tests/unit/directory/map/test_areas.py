"""Areas reached are counted by plain rules: all London in every borough, the whole country in none."""

import pytest

from pathway.directory.map.areas import AreaCount, ServedArea, ServicesByArea, services_by_area
from pathway.directory.vocabulary import AreaKind

BOROUGHS = ["Harrow", "Brent"]
WAYS_TO_WRITE = {"Brent": "Brent", "London Borough of Brent": "Brent", "Harrow": "Harrow"}
ALL = frozenset(range(100))


def reaches(*rows: tuple[int, AreaKind, str]) -> ServicesByArea:
    return services_by_area((ServedArea(*row) for row in rows), BOROUGHS, WAYS_TO_WRITE.get)


def totals(by_area: ServicesByArea, matching: frozenset[int] = ALL) -> dict[str, int]:
    return {area.name: area.total for area in by_area.tally(matching).boroughs}


def test_a_service_counts_in_the_borough_it_names() -> None:
    found = reaches((1, AreaKind.PLACE, "Brent"), (2, AreaKind.PLACE, "Brent"), (3, AreaKind.PLACE, "Harrow"))

    assert totals(found) == {"Brent": 2, "Harrow": 1}


def test_boroughs_stand_by_name_and_one_that_nobody_reaches_is_there_with_none() -> None:
    assert [area.name for area in reaches().tally(ALL).boroughs] == ["Brent", "Harrow"]
    assert totals(reaches()) == {"Brent": 0, "Harrow": 0}


def test_a_service_for_all_london_counts_in_every_borough_and_is_told_apart() -> None:
    found = reaches((1, AreaKind.PLACE, "Brent"), (2, AreaKind.LONDON, "London"))

    assert found.count("Brent", ALL) == AreaCount("Brent", 2, 1)
    assert found.count("Harrow", ALL) == AreaCount("Harrow", 1, 1)


def test_a_service_that_names_all_london_and_a_borough_counts_once() -> None:
    found = reaches((1, AreaKind.LONDON, "London"), (1, AreaKind.PLACE, "Brent"))

    assert found.count("Brent", ALL) == AreaCount("Brent", 1, 1)


def test_two_ways_to_write_one_borough_count_a_service_once() -> None:
    found = reaches((1, AreaKind.PLACE, "London Borough of Brent"), (1, AreaKind.PLACE, "Brent"))

    assert totals(found)["Brent"] == 1
    assert found.tally(ALL).places == ()


def test_a_service_for_the_whole_country_counts_in_no_borough_unless_it_names_it() -> None:
    found = reaches(
        (1, AreaKind.NATIONAL, "National"), (2, AreaKind.NATIONAL, "National"), (2, AreaKind.PLACE, "Brent")
    )

    assert totals(found) == {"Brent": 1, "Harrow": 0}
    assert found.tally(ALL).national == 2


def test_a_place_that_is_no_borough_stands_apart() -> None:
    found = reaches((1, AreaKind.PLACE, "Leeds"), (2, AreaKind.PLACE, "Leeds"), (3, AreaKind.PLACE, "Brent"))

    assert found.tally(ALL).places == (AreaCount("Leeds", 2),)


def test_only_services_that_match_count() -> None:
    found = reaches(
        (1, AreaKind.PLACE, "Brent"),
        (2, AreaKind.LONDON, "London"),
        (3, AreaKind.NATIONAL, "National"),
        (4, AreaKind.PLACE, "Leeds"),
    )

    counted = found.tally(frozenset({1}))

    assert totals(found, frozenset({1})) == {"Brent": 1, "Harrow": 0}
    assert (counted.london, counted.national, counted.places) == (0, 0, ())


@pytest.mark.parametrize(
    ("name", "docids"),
    [("Brent", {1, 2}), ("Harrow", {2}), ("Leeds", {4}), ("london", {2}), ("national", {3})],
)
def test_the_services_of_one_area_are_those_that_are_counted(name: str, docids: set[int]) -> None:
    found = reaches(
        (1, AreaKind.PLACE, "Brent"),
        (2, AreaKind.LONDON, "London"),
        (3, AreaKind.NATIONAL, "National"),
        (4, AreaKind.PLACE, "Leeds"),
    )

    assert found.of(name) == docids
    assert found.count(name, ALL).total == len(docids)


def test_an_area_that_nobody_names_is_none() -> None:
    assert reaches().of("Atlantis") is None
    with pytest.raises(KeyError):
        reaches().count("Atlantis", ALL)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (AreaCount("Brent", 0), "No service listed here works in it"),
        (AreaCount("Brent", 1), "1 service"),
        (AreaCount("Brent", 12, 9), "12 services, of which 9 work across London"),
        (AreaCount("Brent", 12, 1), "12 services, of which 1 works across London"),
        (AreaCount("Brent", 9, 9), "9 services, all of which work across London"),
        (AreaCount("Brent", 1, 1), "1 service, which works across London"),
        (AreaCount("Brent", 1200), "1,200 services"),
    ],
)
def test_a_count_is_said_in_words(count: AreaCount, words: str) -> None:
    assert count.words == words
