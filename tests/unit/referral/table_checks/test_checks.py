"""The checks of a table: each finds the fault it is there for, and the first table has none."""

import copy
import json
from dataclasses import replace
from typing import Any

import pytest

from pathway.referral.routing import rows_fired
from pathway.referral.table import Table
from pathway.referral.table_checks.answer_space import representatives
from pathway.referral.table_checks.checks import check, dead_rows, examples, gaps, in_words, laws, needless_rows
from pathway.referral.triage import Answers
from tests.unit.referral.cases import MANY, SEED_FOLDER, TABLE, VIGNETTES

STORED: dict[str, Any] = json.loads((SEED_FOLDER / "routing_table.json").read_text("utf-8"))
ROWS = [row.id for row in TABLE.rows if not row.otherwise]


def with_row(**changes: Any) -> Table:
    """The first table with one row more."""
    document = copy.deepcopy(STORED)
    document["rows"].append({**document["rows"][0], "id": "R10", "rule": "R10", **changes})
    return Table.read(document)


@pytest.mark.slow
def test_the_first_table_passes_every_check() -> None:
    assert [(result.name, result.problems) for result in check(TABLE, VIGNETTES)] == [
        ("gaps", ()),
        ("dead rows", ()),
        ("needless rows", ()),
        ("worked examples", ()),
        ("laws", ()),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS)
def test_a_row_taken_out_fails_a_check(row: str) -> None:
    assert not all(result.passed for result in check(TABLE.without(row), VIGNETTES))


def test_the_representatives_cover_every_answer() -> None:
    fired = {rows_fired(answers, TABLE) for answers in representatives(TABLE)}

    assert {rows_fired(answers, TABLE) for answers in MANY} <= fired


def test_a_gap_is_named_by_the_answers_that_fall_through() -> None:
    table = TABLE.without("R1b")

    result = gaps(table, list(representatives(table)))

    assert "sexual_assault older" in result.problems[0]


def test_a_row_that_never_fires_is_dead() -> None:
    table = with_row(when={"needs": {"one_of": ["housing"], "not_one_of": ["housing"]}})

    result = dead_rows(table, list(representatives(table)))

    assert result.problems == ("R10 never fires",)


def test_a_row_that_does_what_others_do_is_needless() -> None:
    table = with_row(when={"sexual_assault": {"one_of": ["within_72h"]}, "area": {"one_of": ["brent"]}})

    result = needless_rows(table, list(representatives(table)))

    assert result.problems == ("R10 changes nothing: other rows do the same",)


def test_an_example_that_comes_out_otherwise_is_named() -> None:
    vignettes = copy.deepcopy(VIGNETTES)
    vignettes[0]["expected"]["urgency"] = "standard"

    result = examples(TABLE, vignettes)

    assert result.problems == (f"{vignettes[0]['id']}: urgency differ from what is expected",)


def test_a_broken_law_is_named_with_the_first_answers_that_break_it() -> None:
    table = with_row(when={"needs": {"one_of": ["housing"]}}, agencies=["exit_support_service"])

    result = laws(table, MANY[:1_000])

    assert any(problem.startswith("Help to leave is there only when ticked. Broken") for problem in result.problems)


def test_answers_in_words_leave_out_what_is_blank() -> None:
    assert in_words(Answers()) == "nothing answered"
    assert in_words(replace(Answers(), needs=MANY[0].needs)).startswith("needs ") or not MANY[0].needs
