"""Fallback words: one row for each agency type, the most specific that fits where she is, her age and the hour."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise, product
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from lxml import html as parser

from pathway.directory.scope import Scope
from pathway.directory.search import fallbacks
from pathway.directory.search.fallbacks import IN_BRENT, Situation, is_office_hours, texts_in
from pathway.directory.vocabulary import AgencyType, FallbackAge, FallbackArea, FallbackHours, Nation

LONDON = ZoneInfo("Europe/London")
PLACES = (None, FallbackArea.BRENT, FallbackArea.OTHER_LONDON, FallbackArea.ELSEWHERE)
SITUATIONS = [Situation(*one) for one in product(PLACES, (False, True), (False, True))]

Rows = dict[tuple[str, str, str, str], str]


@pytest.fixture
def rows(listings: Flask) -> Iterator[Rows]:
    """Every stored row, by agency type, area, age and hours."""
    with listings.app_context():
        yield {(row.agency_type, row.area, row.age, row.hours): row.text for row in fallbacks.fallbacks()}


def fits(key: tuple[str, str, str, str], kind: AgencyType, situation: Situation) -> bool:
    """Whether a row may be used: nobody said where means Brent, but for children's services."""
    assumed = FallbackArea.ANY if kind is AgencyType.CHILDRENS_SOCIAL_CARE else FallbackArea.BRENT
    age = FallbackAge.CHILD if situation.is_child else FallbackAge.ADULT
    hours = FallbackHours.OFFICE if situation.in_office_hours else FallbackHours.OUT
    return (
        key[0] == kind
        and key[1] in {FallbackArea.ANY, situation.area or assumed}
        and key[2] in {FallbackAge.ANY, age}
        and key[3] in {FallbackHours.ANY, hours}
    )


@pytest.mark.parametrize("situation", SITUATIONS, ids=str)
def test_the_most_specific_row_is_used_area_before_age_before_hours(rows: Rows, situation: Situation) -> None:
    texts = texts_in(situation)

    assert list(texts) == list(AgencyType)
    for kind, text in texts.items():
        fitting = [key for key in rows if fits(key, kind, situation)]
        best = max(fitting, key=lambda key: tuple(part != "any" for part in key[1:]))
        introduced = IN_BRENT if situation.area is None and best[1] == FallbackArea.BRENT else ""
        assert "".join(part.text for part in text.parts) == introduced + rows[best]


def test_words_for_elsewhere_name_neither_brent_nor_a_service_for_london(rows: Rows) -> None:
    for situation in SITUATIONS:
        if situation.area is FallbackArea.ELSEWHERE:
            words = " ".join(part.text for text in texts_in(situation).values() for part in text.parts)
            assert "Brent" not in words
            assert "Havens" not in words
            assert "London" not in words


@pytest.mark.parametrize(
    ("local", "is_open"),
    [
        (datetime(2026, 11, 27, 9, 0), True),
        (datetime(2026, 11, 27, 16, 59), True),
        (datetime(2026, 11, 27, 8, 59), False),
        (datetime(2026, 11, 27, 17, 0), False),
        (datetime(2026, 11, 28, 11, 0), False),  # Saturday
        (datetime(2026, 12, 25, 11, 0), False),
        (datetime(2026, 12, 28, 11, 0), False),  # instead of Boxing Day, which is a Saturday
        (datetime(2027, 3, 29, 9, 30), False),  # Easter Monday, on the day after the clocks went forward
        (datetime(2026, 10, 26, 9, 0), True),  # the Monday after they went back
    ],
)
def test_office_hours_are_weekdays_nine_to_five_in_london_but_for_bank_holidays(local: datetime, is_open: bool) -> None:
    assert is_office_hours(local.replace(tzinfo=LONDON).astimezone(UTC)) is is_open


AWAY = {
    Nation.SCOTLAND: ("Glasgow", "Croy, Highland", "Inverness"),
    Nation.WALES: ("Cardiff", "Swansea"),
    Nation.NORTHERN_IRELAND: ("Belfast", "Derry"),
    Nation.ISLANDS: ("Douglas, Isle of Man", "Jersey"),
}
ASKED = ("child abuse", "housing", "raped", "overdose", "legal advice", "suicidal", "zanzibarquay", "domestic abuse")


@pytest.mark.parametrize(
    ("nation", "town"), [(nation, town) for nation, towns in AWAY.items() for town in towns], ids=str
)
@pytest.mark.parametrize("words", ASKED)
def test_no_number_to_ring_is_one_that_does_not_serve_her_nation(
    listings: Flask, nation: Nation, town: str, words: str
) -> None:
    page = listings.test_client().get("/services", query_string={"near": town, "q": words})
    links = parser.fromstring(page.text).xpath("//a/@href[starts-with(., 'tel:')]")
    digits = {link.partition(":")[2] for link in links}
    with listings.app_context():
        scope = Scope(nation, in_london=False, in_brent=False, areas=frozenset({town.casefold()}))
        owners = fallbacks.owners_by_digits(digits - {"999", "101"})

    assert page.status_code == 200, page.text
    assert owners or nation is Nation.ISLANDS
    for number, whose in owners.items():
        assert any(owner.card.intake.serves(scope) for owner in whose), number


@pytest.mark.parametrize("situation", SITUATIONS, ids=str)
def test_the_same_label_does_not_stand_before_two_numbers(listings: Flask, situation: Situation) -> None:
    with listings.app_context():
        texts = texts_in(situation).values()
    labels: dict[str, set[str | None]] = {}
    for text in texts:
        for before, part in pairwise(text.parts):
            if part.digits and before.text.endswith(": "):
                label = re.split(r"[.;:] ", before.text.removesuffix(": "))[-1]
                labels.setdefault(label, set()).add(part.digits)

    assert {"In danger"} <= labels.keys()
    assert {label: digits for label, digits in labels.items() if len(digits) > 1} == {}
