"""What a number serves, and whether that is of use in a place."""

from dataclasses import replace

import pytest

from pathway.directory.intake import Intake, Reach
from pathway.directory.scope import BRENT, ELSEWHERE, LONDON_BOROUGHS, OTHER_LONDON, Scope, is_in_london, nations_in
from pathway.directory.vocabulary import Nation, Nations

SCOTLAND = Scope(Nation.SCOTLAND, in_london=False, in_brent=False)
WALES = Scope(Nation.WALES, in_london=False, in_brent=False)
ULSTER = Scope(Nation.NORTHERN_IRELAND, in_london=False, in_brent=False)
JERSEY = Scope(Nation.ISLANDS, in_london=False, in_brent=False)
PERHAPS_LONDON = Scope(Nation.ENGLAND)
LEEDS = Scope(Nation.ENGLAND, in_london=False, in_brent=False, areas=frozenset({"leeds", "west yorkshire"}))


def terms(reach: Reach, nations: Nations | None = None, *places: str) -> Intake:
    empty = dict.fromkeys(Intake.__dataclass_fields__)
    return replace(Intake(**empty), reach=int(reach), nations=nations, places=places)  # type: ignore[arg-type]  # the rest does not count


@pytest.mark.parametrize(
    ("words", "nations"),
    [
        ("UK", Nations.UK),
        ("UK and Ireland", Nations.UK),
        ("United Kingdom", Nations.UK),
        ("the UK, by phone", Nations.UK),
        ("England and Wales", Nations.ENGLAND_WALES),
        ("England & Wales", Nations.ENGLAND_WALES),
        ("England", Nations.ENGLAND),
        ("All of England", Nations.ENGLAND),
        ("England only", Nations.ENGLAND),
        ("England, by phone", Nations.ENGLAND),
        ("England, not Wales", Nations.ENGLAND),
        ("England, Wales", Nations.ENGLAND_WALES),
        ("England/Wales", Nations.ENGLAND_WALES),
        ("England + Wales", Nations.ENGLAND_WALES),
        ("England (and Wales)", Nations.ENGLAND_WALES),
        ("Wales and England", Nations.ENGLAND_WALES),
        ("all of England and Wales, by phone", Nations.ENGLAND_WALES),
        ("England and Wales; based in Cardiff", Nations.ENGLAND_WALES),
        ("England, Scotland and Wales", Nations.UK),
        ("England, Scotland & Wales", Nations.UK),
        ("England, Wales, Northern Ireland", Nations.UK),
        ("England, Wales, Scotland and N. Ireland", Nations.UK),
        ("Scotland, England and Wales", Nations.UK),
        ("Great Britain", Nations.UK),
        ("England and parts of Wales", None),
        ("England and Scotland", None),
        ("Wales", None),
        ("Scotland and Northern Ireland", None),
        ("New England", None),
        ("Englandshire", None),
        ("Nine boroughs", None),
        ("West London; national casework", None),
        ("Ukraine", None),
        ("", None),
        (None, None),
    ],
)
def test_what_a_listings_own_words_say_of_nations(words: str | None, nations: Nations | None) -> None:
    assert nations_in(words) is nations


@pytest.mark.parametrize(
    ("areas", "nations"),
    [
        (("England", "Wales"), Nations.ENGLAND_WALES),
        (("UK", "England"), Nations.UK),
        (("England", "UK"), Nations.UK),
        (("England and Wales", "England"), Nations.ENGLAND_WALES),
        (("England", "Brent"), Nations.ENGLAND),
        (("Brent", "Hackney"), None),
        ((), None),
    ],
)
def test_several_areas_say_together_what_is_served(areas: tuple[str, ...], nations: Nations | None) -> None:
    assert nations_in(*areas) is nations


@pytest.mark.parametrize(
    ("nations", "served"),
    [
        (Nations.UK, {BRENT, OTHER_LONDON, LEEDS, WALES, SCOTLAND, ULSTER, ELSEWHERE}),
        (Nations.ENGLAND_WALES, {BRENT, OTHER_LONDON, LEEDS, WALES, ELSEWHERE}),
        (Nations.ENGLAND, {BRENT, OTHER_LONDON, LEEDS, ELSEWHERE}),
        (None, {BRENT, OTHER_LONDON, LEEDS, ELSEWHERE}),
    ],
)
def test_a_national_line_is_of_use_in_the_nations_it_serves(nations: Nations | None, served: set[Scope]) -> None:
    places = {BRENT, OTHER_LONDON, LEEDS, WALES, SCOTLAND, ULSTER, JERSEY, ELSEWHERE}

    assert {place for place in places if terms(Reach.NATIONAL, nations).serves(place)} == served


@pytest.mark.parametrize(
    ("service", "served"),
    [
        (terms(Reach.BRENT), {BRENT, PERHAPS_LONDON}),
        (terms(Reach.LONDON), {BRENT, OTHER_LONDON, PERHAPS_LONDON}),
        (terms(Reach.BRENT | Reach.LONDON), {BRENT, OTHER_LONDON, PERHAPS_LONDON}),
        (terms(Reach.OTHER_BOROUGH, None, "Hackney"), {OTHER_LONDON, PERHAPS_LONDON}),
        (terms(Reach.LONDON | Reach.OTHER_PLACE, None, "Sussex"), {BRENT, OTHER_LONDON, PERHAPS_LONDON}),
        (terms(Reach.OTHER_PLACE, None, "Leeds"), {PERHAPS_LONDON, LEEDS}),
        (terms(Reach.OTHER_BOROUGH | Reach.OTHER_PLACE, None, "Leeds"), {OTHER_LONDON, PERHAPS_LONDON, LEEDS}),
        (terms(Reach.OTHER_PLACE), {BRENT, OTHER_LONDON, PERHAPS_LONDON, LEEDS, SCOTLAND, ELSEWHERE}),
    ],
)
def test_a_local_service_is_of_use_where_it_is_and_never_a_london_one_outside(
    service: Intake, served: set[Scope]
) -> None:
    places = (BRENT, OTHER_LONDON, PERHAPS_LONDON, LEEDS, SCOTLAND, ELSEWHERE)

    assert {place for place in places if service.serves(place)} == served


def test_a_london_borough_is_known_by_its_name() -> None:
    assert len(LONDON_BOROUGHS) == 33
    assert all(is_in_london(name) for name in (*LONDON_BOROUGHS, "hackney", "West London", "London"))
    assert not any(is_in_london(name) for name in ("Leeds", "Londonderry", "Greater Manchester", "Sussex"))
