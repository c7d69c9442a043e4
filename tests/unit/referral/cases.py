"""Answers and tables to try: at random with a seed, and by hypothesis, which makes a failing one smaller."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from pathway.directory.vocabulary import AgencyType
from pathway.referral.routing import Result, route
from pathway.referral.table import Cell, Condition, Row, Slot, Table
from pathway.referral.table_checks.checks import random_answers
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import FACTS, Fact, Pathway, Urgency

SEED_FOLDER = Path(__file__).parents[3] / "seed"
TABLE = Table.read(json.loads((SEED_FOLDER / "routing_table.json").read_text("utf-8")))
VIGNETTES: list[dict[str, Any]] = json.loads((SEED_FOLDER / "vignettes.json").read_text("utf-8"))
MANY = list(random_answers(10_000, seed=41))


@cache
def routed() -> list[Result]:
    """Where each of MANY leads by TABLE, routed once for all tests that read it."""
    return [route(answers, TABLE) for answers in MANY]


def any_answers() -> st.SearchStrategy[Answers]:
    """Any answers at all."""
    fields: dict[str, st.SearchStrategy[Any]] = {}
    for fact in FACTS:
        value = st.sampled_from(fact.values)
        fields[fact.name] = (
            st.sets(value).map(lambda ticked, fact=fact: _in_order(fact.values, ticked)) if fact.is_list else value
        )
    return st.builds(Answers, **fields)


def any_tables() -> st.SearchStrategy[Table]:
    """Any rows at all before the last of the first table, which fires when nothing else does."""
    rows = st.lists(_any_rows(), max_size=12)
    return rows.map(lambda some: Table(TABLE.number, TABLE.rank, (*_numbered(some), TABLE.otherwise)))


def _any_rows() -> st.SearchStrategy[Row]:
    return st.builds(
        replace,
        st.just(TABLE.rows[0]),
        when=st.lists(st.sampled_from(FACTS).flatmap(_any_cells), max_size=4).map(tuple),
        pathway=st.sampled_from([pathway for pathway in Pathway if pathway is not TABLE.otherwise.pathway]),
        agencies=st.lists(st.sampled_from([*AgencyType, *Slot]), max_size=4).map(tuple),
        urgency=st.sampled_from(Urgency),
    )


def _any_cells(fact: Fact) -> st.SearchStrategy[Condition]:
    values = st.sets(st.sampled_from(fact.values), min_size=1)
    return st.builds(
        Condition, st.just(fact.name), st.sampled_from(Cell), values.map(lambda some: _in_order(fact.values, some))
    )


def _numbered(rows: list[Row]) -> tuple[Row, ...]:
    return tuple(replace(row, id=f"X{number}", rule=f"X{number}") for number, row in enumerate(rows))


def _in_order(values: tuple[Any, ...], ticked: set[Any]) -> tuple[Any, ...]:
    return tuple(value for value in values if value in ticked)
