"""Distances are true on the ground and modest on the page."""

import pytest

from pathway.directory.geography import distance_words, miles_between


def test_a_degree_of_latitude_in_london_is_about_sixty_nine_miles() -> None:
    assert miles_between((51.0, -0.2), (52.0, -0.2)) == pytest.approx(69.13, abs=0.05)


def test_a_degree_of_longitude_in_london_is_shorter() -> None:
    assert miles_between((51.5, 0.0), (51.5, 1.0)) == pytest.approx(43.15, abs=0.05)


def test_a_place_is_no_distance_from_itself() -> None:
    assert miles_between((51.5, -0.2), (51.5, -0.2)) == 0


@pytest.mark.parametrize(
    ("miles", "words"),
    [
        (0.0, "less than 0.1 miles, straight line"),
        (0.099, "less than 0.1 miles, straight line"),
        (0.1, "about 0.1 miles, straight line"),
        (0.42, "about 0.4 miles, straight line"),
        (1.0, "about 1.0 miles, straight line"),
        (9.94, "about 9.9 miles, straight line"),
        (9.96, "about 10 miles, straight line"),
        (12.4, "about 12 miles, straight line"),
        (1204.4, "about 1,204 miles, straight line"),
    ],
)
def test_a_distance_is_said_as_exactly_as_it_is_known(miles: float, words: str) -> None:
    assert distance_words(miles, approximate=True) == words


def test_a_distance_from_door_to_door_is_not_about() -> None:
    assert distance_words(0.42, approximate=False) == "0.4 miles, straight line"
