"""What she is told before she says yes is what an agency will see, by the agreed table: all of it, and nothing else."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from pathway.directory.vocabulary import AgencyType, Need
from pathway.episodes.words_to_her import ALL_SEE, NOT_THE_NOTE, ask_by_itself, ask_her
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import FACT

CSV = Path(__file__).resolve().parents[2] / "data" / "seen-by.csv"
SAID_ONCE = {
    "alias": "what to call you",
    "age_band": "under 18",
    "contact_plan": "how to reach you",
    "access_needs": "to get in",
    "area": "where you are",
    "own_need": "the help you want",
    "note": "what I write",
    "referrer": "my name",
}


def agreed() -> dict[AgencyType, dict[str, str]]:
    with CSV.open(encoding="utf-8", newline="") as file:
        return {AgencyType(row.pop("agency_type")): row for row in csv.DictReader(file)}


TABLE = agreed()
FACTS_ASKED = [name for name in next(iter(TABLE.values())) if name in FACT and name not in SAID_ONCE]
ANSWERED = [(name, value) for name in FACTS_ASKED for value in FACT[name].members.values() if value != FACT[name].blank]


@pytest.mark.parametrize("kind", TABLE)
@pytest.mark.parametrize(("name", "value"), ANSWERED)
def test_an_answer_is_said_where_they_see_it_and_nowhere_else(kind: AgencyType, name: str, value: str) -> None:
    answers = replace(Answers(), **{name: (value,) if FACT[name].is_list else value})

    says_more = ask_her(kind, answers) != ask_her(kind, Answers())

    assert says_more == (TABLE[kind][name] == "Y")


@pytest.mark.parametrize("kind", TABLE)
def test_what_nobody_answered_is_not_said(kind: AgencyType) -> None:
    words = ask_her(kind, Answers())

    assert "They will see nothing more." in words
    assert (NOT_THE_NOTE in words) == (TABLE[kind]["note"] != "Y")


@pytest.mark.parametrize("kind", TABLE)
def test_what_every_agency_sees_is_said_once_above(kind: AgencyType) -> None:
    for name, words in SAID_ONCE.items():
        assert words in ALL_SEE
        assert TABLE[kind][name] == "Y" or name == "note"
    assert ask_by_itself(kind, Answers()).startswith("They will see whether you are under 18")


def test_other_needs_are_said_where_they_are_seen() -> None:
    answers = replace(Answers(), needs=(Need.HOUSING, Need.SUBSTANCE_MISUSE))

    assert "drugs or alcohol" in ask_her(AgencyType.EXIT_SUPPORT_SERVICE, answers).lower()
    assert "they will see nothing more" in ask_her(AgencyType.HOUSING_ADVICE, answers).lower()


def test_a_sentence_that_can_be_read_aloud() -> None:
    answers = Answers.from_facts(
        {"violence_risk": "immediate", "violence_from": ["partner_family"], "safe_place_tonight": "no"}
    )

    assert ask_her(AgencyType.DOMESTIC_ABUSE_SERVICE, answers) == (
        "May I ask them for help with domestic abuse? They will also see that you fear violence in the next few days "
        "from a partner or family and you have nowhere safe tonight."
    )
