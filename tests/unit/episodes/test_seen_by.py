"""What each agency sees is the agreed table, cell by cell, and nothing beside it."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from pathway.directory.vocabulary import AgencyType, Need
from pathway.episodes.seen_by import SEEN_BY, Field, facts_for, may_get_a_leg, sees, they_will_see
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Age, Area, Assault, Controlled, Setting, SuicideRisk, Violence, YesNo

CSV = Path(__file__).resolve().parents[2] / "data" / "seen-by.csv"
EVERYTHING = replace(
    Answers(),
    age=Age.ADULT,
    area=Area.BRENT,
    setting=Setting.ON_STREET,
    sexual_assault=Assault.WITHIN_72H,
    controlled=Controlled.YES,
    suicide_risk=SuicideRisk.THOUGHTS,
    safe_place_tonight=YesNo.NO,
    violence_risk=Violence.IMMEDIATE,
    child_at_risk=YesNo.YES,
    needs=(Need.SUBSTANCE_MISUSE, Need.HOUSING),
)


def agreed() -> dict[str, dict[str, str]]:
    with CSV.open(encoding="utf-8", newline="") as file:
        return {row.pop("agency_type"): row for row in csv.DictReader(file)}


def test_the_table_is_the_agreed_one() -> None:
    table = agreed()

    assert {kind.value for kind in SEEN_BY} == set(table)
    for kind, row in table.items():
        assert list(row) == [field.value for field in Field]
        for field, cell in row.items():
            assert sees(AgencyType(kind), Field(field)) == (cell == "Y"), (kind, field)


def test_a_kind_that_is_not_in_the_table_gets_nothing() -> None:
    for kind in set(AgencyType) - set(SEEN_BY):
        assert not may_get_a_leg(kind)
        assert not list(facts_for(kind, EVERYTHING))


def test_housing_hears_neither_of_an_assault_nor_of_where_she_meets_people() -> None:
    told = dict(facts_for(AgencyType.EMERGENCY_ACCOMMODATION, EVERYTHING))

    assert told["Somewhere safe tonight"] == "no"
    assert told["Fears violence"] == "in the next few days"
    assert not {"Raped or assaulted", "Where she meets people", "Wants help with, too"} & set(told)


@pytest.mark.parametrize("kind", SEEN_BY)
def test_what_she_is_told_names_every_field_that_they_see(kind: AgencyType) -> None:
    words = they_will_see(kind)

    assert words.startswith("They will see ")
    assert ("your note" in words) == sees(kind, Field.NOTE)
    assert ("whether she was assaulted" in words) == sees(kind, Field.SEXUAL_ASSAULT)


def test_nothing_that_nobody_answered_is_told() -> None:
    blank = dict(facts_for(AgencyType.CHILDRENS_SOCIAL_CARE, Answers()))

    assert "Raped or assaulted" not in blank
