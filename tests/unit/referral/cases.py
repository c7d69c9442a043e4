"""Sets of answers to try: at random with a seed, and by hypothesis, which makes a failing one smaller."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from pathway.referral.routing import Result, route
from pathway.referral.table import Table
from pathway.referral.table_checks.checks import random_answers
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import FACTS

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


def _in_order(values: tuple[Any, ...], ticked: set[Any]) -> tuple[Any, ...]:
    return tuple(value for value in values if value in ticked)
