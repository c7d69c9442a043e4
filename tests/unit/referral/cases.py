"""Answers and tables to try: at random with a seed, and by hypothesis, which makes a failing one smaller."""

import json
import random
from collections.abc import Iterator
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


def random_tables(count: int, seed: int) -> Iterator[Table]:
    """Yield tables of any rows at all before the last of the first table, which fires when nothing else does."""
    chance = random.Random(seed)
    for _ in range(count):
        rows = tuple(_random_row(f"X{number}", chance) for number in range(chance.randint(0, 15)))
        yield Table(TABLE.number, TABLE.rank, (*rows, TABLE.otherwise))


def _random_row(name: str, chance: random.Random) -> Row:
    return replace(
        TABLE.rows[0],
        id=name,
        rule=name,
        when=tuple(_random_cell(fact, chance) for fact in chance.sample(FACTS, chance.randint(0, 3))),
        pathway=chance.choice([pathway for pathway in Pathway if pathway is not TABLE.otherwise.pathway]),
        agencies=tuple(chance.sample([*AgencyType, *Slot], chance.randint(0, 4))),
        urgency=chance.choice(list(Urgency)),
    )


def _random_cell(fact: Fact, chance: random.Random) -> Condition:
    some = set(chance.sample(fact.values, chance.randint(1, len(fact.values))))
    return Condition(fact.name, chance.choice(list(Cell)), _in_order(fact.values, some))


def _in_order(values: tuple[Any, ...], ticked: set[Any]) -> tuple[Any, ...]:
    return tuple(value for value in values if value in ticked)
