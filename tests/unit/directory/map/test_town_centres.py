"""A place that is no London borough is written at one point of the outward-code table, or at none."""

import pytest

from pathway.config import ROOT
from pathway.directory.geography import Gazetteer
from pathway.directory.map.town_centres import CENTRES, spot_of


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(ROOT / "seed" / "geo")


def test_a_town_stands_at_the_outward_code_of_its_centre(gazetteer: Gazetteer) -> None:
    spot = spot_of("Leeds", gazetteer)

    assert spot is not None
    assert spot == ("Leeds", *gazetteer.find("LS1").point)


def test_every_centre_is_in_the_table_and_for_more_than_post(gazetteer: Gazetteer) -> None:
    assert len(CENTRES) > 50
    assert [name for name in CENTRES if spot_of(name, gazetteer) is None] == []


def test_an_outward_code_stands_where_the_table_has_it(gazetteer: Gazetteer) -> None:
    assert spot_of("M1", gazetteer) == ("M1", *gazetteer.find("M1").point)


@pytest.mark.parametrize("name", ["Sussex", "Surrey", "West London", "Atlantis", "", "Preston", "<img src=x>"])
def test_what_is_not_one_point_is_not_placed(gazetteer: Gazetteer, name: str) -> None:
    assert spot_of(name, gazetteer) is None


def test_a_borough_is_shaded_and_not_written_at_a_point(gazetteer: Gazetteer) -> None:
    assert spot_of("Brent", gazetteer) is None


def test_a_part_of_brent_stands_where_it_is_unless_it_is_elsewhere_too(gazetteer: Gazetteer) -> None:
    assert spot_of("Harlesden", gazetteer) == ("Harlesden", *gazetteer.find("Harlesden").point)
    assert spot_of("Kilburn", gazetteer) is None
