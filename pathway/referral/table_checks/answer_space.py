"""The space of answers, reduced: answers that no row of a table tells apart have one representative.

For the checks of a table: answers without a row, rows that never fire, rows that could be taken out.
"""

from collections.abc import Iterator
from itertools import chain, combinations, product
from typing import Any

from pathway.referral.table import Table
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import FACTS, Assault, Fact, Value, Violence, YesNo

CALLS: dict[str, tuple[Value, ...]] = {
    "violence_risk": (Violence.IMMEDIATE, Violence.RECENT),
    "sexual_assault": (Assault.WITHIN_72H, Assault.WITHIN_7D, Assault.OLDER),
    "safe_place_tonight": (YesNo.NO,),
    "professional_judgement_72h": (True,),
}
"""Answers that ask for something. So does any need, and anyone she may be hurt by unless there is no violence."""


def asks_for_something(answers: Answers) -> bool:
    """Whether the answers ask for anything that the table is there for."""
    feared = bool(answers.violence_from) and answers.violence_risk is not Violence.NONE
    return bool(answers.needs) or feared or any(getattr(answers, name) in values for name, values in CALLS.items())


def representatives(table: Table) -> Iterator[Answers]:
    """Return answers of an adult such that any others fire the same rows as one of these, and ask for as much."""
    names = {condition.fact for row in table.rows for condition in row.when} | CALLS.keys() | {"needs", "violence_from"}
    facts = [fact for fact in FACTS if fact.name in names]
    for values in product(*(_value_of_each_kind(fact, table) for fact in facts)):
        yield Answers(**dict(zip((fact.name for fact in facts), values, strict=True)))


def _value_of_each_kind(fact: Fact, table: Table) -> list[Any]:
    """Return values of a fact, one for each way that the table's cells and `CALLS` tell them apart."""
    cells = [condition for row in table.rows for condition in row.when if condition.fact == fact.name]
    kinds: dict[tuple[bool, ...], Any] = {}
    for value in _subsets(fact) if fact.is_list else fact.values:
        calls = value in CALLS[fact.name] if fact.name in CALLS else bool(value)
        kinds.setdefault((calls, *[cell.admits(value) for cell in cells]), value)
    return list(kinds.values())


def _subsets(fact: Fact) -> Iterator[tuple[Value, ...]]:
    return chain.from_iterable(combinations(fact.values, size) for size in range(len(fact.values) + 1))
