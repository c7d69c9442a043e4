"""Layer B, the pathway table: rows as data, in normal form, one version of them at a time.

A row fires when every one of its cells holds. A cell looks at one fact: it is one of some values, or none of them; of
a ticked list, any of them is ticked, or none is. Where a rule says "or", it has several rows. Every row that fires
adds; the row marked `otherwise` fires when nothing else led anywhere.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, Self

from pathway.core.errors import RoutingTableError
from pathway.directory.vocabulary import AgencyType
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import FACT, Pathway, Urgency, Value


class TableError(ValueError):
    """A table that cannot be read. `problems` has one sentence for each thing that is wrong."""

    def __init__(self, problems: Iterable[str]) -> None:
        """Take the sentences."""
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


LATER_PATHWAYS = frozenset({Pathway.URGENT_HEALTH, Pathway.CONTROL_SUPPORT})
"""Pathways of the gate added after the first version of the table, whose rank does not name them."""


class Cell(StrEnum):
    """How a cell reads its values. A fact without a cell may be anything."""

    ONE_OF = "one_of"
    NOT_ONE_OF = "not_one_of"


class Slot(StrEnum):
    """An agency that follows from the answers: a bed if she has nowhere safe tonight, one for each need ticked."""

    BED = "bed"
    NEEDS = "needs"


@dataclass(frozen=True)
class Condition:
    """One cell of a row."""

    fact: str
    cell: Cell
    values: tuple[Value, ...]

    @cached_property
    def is_one_of(self) -> bool:
        """Whether one of the values is wanted, rather than none of them."""
        return self.cell is Cell.ONE_OF

    def holds(self, answers: Answers) -> bool:
        """Whether the answers satisfy the cell."""
        return self.admits(getattr(answers, self.fact))

    def admits(self, answer: Value | tuple[Value, ...]) -> bool:
        """Whether an answer to the fact satisfies the cell; of a ticked list, whether what is ticked does."""
        if isinstance(answer, tuple):
            return set(answer).isdisjoint(self.values) is not self.is_one_of
        return (answer in self.values) is self.is_one_of


@dataclass(frozen=True)
class Row:
    """One row. `rule` is the id its sentences are quoted by; `id` tells rows of one rule apart.

    `sentence` says in plain words when it fires, `reason` is what a worker may read aloud. `owner` is a role.
    """

    id: str
    rule: str
    when: tuple[Condition, ...]
    pathway: Pathway
    agencies: tuple[AgencyType | Slot, ...]
    urgency: Urgency
    sentence: str
    reason: str
    owner: str
    review_on: date
    otherwise: bool = False

    @classmethod
    def read(cls, columns: Mapping[str, Any]) -> Self:
        """Read a row from JSON. Raises TableError with what is wrong."""
        name = str(columns.get("id", "a row without id"))
        try:
            cells_by_fact = sorted(columns["when"].items(), key=lambda entry: _PLACE[entry[0]])
            when = tuple(condition for fact, cells in cells_by_fact for condition in _conditions(fact, cells))
            return cls(
                id=str(columns["id"]),
                rule=str(columns["rule"]),
                when=when,
                pathway=Pathway(columns["pathway"]),
                agencies=tuple(_agency(text) for text in columns["agencies"]),
                urgency=Urgency(columns["urgency"]),
                sentence=_words(columns, "sentence"),
                reason=_words(columns, "reason"),
                owner=_words(columns, "owner"),
                review_on=date.fromisoformat(columns["review_on"]),
                otherwise=bool(columns.get("otherwise", False)),
            )
        except KeyError as error:
            raise TableError([f"{name}: {error.args[0]} is missing or not known"]) from error
        except (ValueError, TypeError, AttributeError) as error:
            raise TableError([f"{name}: {error}"]) from error

    def as_json(self) -> dict[str, Any]:
        """Write the row as `read` takes it."""
        return {
            "id": self.id,
            "rule": self.rule,
            "when": {
                fact: {
                    condition.cell.value: list(condition.values) for condition in self.when if condition.fact == fact
                }
                for fact in dict.fromkeys(condition.fact for condition in self.when)
            },
            "pathway": self.pathway.value,
            "agencies": [agency.value for agency in self.agencies],
            "urgency": self.urgency.value,
            "sentence": self.sentence,
            "reason": self.reason,
            "owner": self.owner,
            "review_on": self.review_on.isoformat(),
            **({"otherwise": True} if self.otherwise else {}),
        }


@dataclass(frozen=True)
class Table:
    """A version of the rows, and the rank of all pathways, those of the gate among them.

    `rank` is as it was published. A pathway of `LATER_PATHWAYS` that it leaves out ranks after all
    that come before it in `Pathway`.
    """

    number: int
    rank: tuple[Pathway, ...]
    rows: tuple[Row, ...]
    content_hash: str = field(init=False)

    def __post_init__(self) -> None:
        """Refuse a table that could not give a result, and compute the hash of the content."""
        ids = [row.id for row in self.rows]
        problems = [
            f"{name}: this id stands twice" for name in sorted({row_id for row_id in ids if ids.count(row_id) > 1})
        ]
        if len(set(self.rank)) != len(self.rank) or set(self.rank) | LATER_PATHWAYS != set(Pathway):
            problems.append("rank: name every pathway once")
        otherwise = [row for row in self.rows if row.otherwise]
        if len(otherwise) != 1 or otherwise[0].when or otherwise[0].agencies:
            problems.append("one row, without cells and agencies, is marked otherwise")
        if problems:
            raise TableError(problems)
        object.__setattr__(self, "content_hash", hashlib.sha256(self.content().encode()).hexdigest())

    def __hash__(self) -> int:
        """Use the content's hash: hashing every row for each look-up in a cache would be slow."""
        return hash(self.content_hash)

    @cached_property
    def otherwise(self) -> Row:
        """The row that fires when nothing else led anywhere."""
        return next(row for row in self.rows if row.otherwise)

    @cached_property
    def place_of(self) -> Mapping[Pathway, int]:
        """The place of each pathway in the rank, from 0."""
        order = list(self.rank)
        for pathway in Pathway:
            if pathway not in self.rank:
                before = list(Pathway)[: list(Pathway).index(pathway)]
                order.insert(max(order.index(earlier) for earlier in before if earlier in order) + 1, pathway)
        return {pathway: place for place, pathway in enumerate(order)}

    @cached_property
    def place_in_doubt(self) -> Mapping[Pathway, int]:
        """`place_of` while she cannot decide just now: she is seen first, and children's services are rung on the way.

        The safety gate asks for it, so no version of the table can change it.
        """
        places = dict(self.place_of)
        order = sorted(places, key=places.__getitem__)
        if places[Pathway.URGENT_HEALTH] > places[Pathway.CHILD_SAFEGUARDING]:
            order.remove(Pathway.URGENT_HEALTH)
            order.insert(order.index(Pathway.CHILD_SAFEGUARDING), Pathway.URGENT_HEALTH)
        return {pathway: place for place, pathway in enumerate(order)}

    @property
    def version(self) -> str:
        """The version id: the number, and the start of the content's hash."""
        return f"{self.number}-{self.content_hash[:10]}"

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Self:
        """Read a table from JSON. Raises TableError that names every row at fault."""
        rows: list[Row] = []
        problems: list[str] = []
        try:
            number, rank = int(document["number"]), tuple(Pathway(name) for name in document["rank"])
            stored_rows = list(document["rows"])
        except (KeyError, ValueError, TypeError) as error:
            raise TableError([f"the table needs a number, a rank and rows: {error}"]) from error
        for row in stored_rows:
            try:
                rows.append(Row.read(row))
            except TableError as error:
                problems += error.problems
            except (ValueError, TypeError, AttributeError):
                problems.append("a row is not an object")
        if problems:
            raise TableError(problems)
        return cls(number, rank, tuple(rows))

    def content(self) -> str:
        """Write number, rank and rows as the one JSON text that the hash is computed from."""
        document = {
            "number": self.number,
            "rank": [pathway.value for pathway in self.rank],
            "rows": [row.as_json() for row in self.rows],
        }
        return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def without(self, row_id: str) -> "Table":
        """Return the table without one row, to see what the row is for."""
        return Table(self.number, self.rank, tuple(row for row in self.rows if row.id != row_id))


@lru_cache(maxsize=10)
def table_from(content: str, content_hash: str) -> Table:
    """Read a table from its stored text, once: the same text always gives the same table.

    Raises RoutingTableError when the text does not match the hash: the table was altered after it was published.
    """
    if hashlib.sha256(content.encode()).hexdigest() != content_hash:
        raise RoutingTableError("The published routing table was altered, so nobody is routed by it.")
    try:
        table = Table.read(json.loads(content))
    except (ValueError, TableError) as error:
        raise RoutingTableError(f"The published routing table cannot be read: {error}") from error
    if table.content_hash != content_hash:
        raise RoutingTableError("The published routing table does not say what it said, so nobody is routed by it.")
    return table


_PLACE = {name: place for place, name in enumerate(FACT)}


def _conditions(fact: str, cells: Mapping[str, Any]) -> Iterator[Condition]:
    """Read the cells of one fact: a ticked list may have both kinds, any other fact has one."""
    definition = FACT[fact]
    if not 1 <= len(cells) <= 1 + definition.is_list:
        raise ValueError(f"{fact}: give one_of or not_one_of, with values")
    offered = {str(value): value for value in definition.values}
    for kind, values in sorted(cells.items(), reverse=True):  # one_of before not_one_of
        taken = [offered.get(str(value)) for value in values if isinstance(value, bool) is definition.is_flag]
        if not values or None in taken or len(taken) != len(values) or len(set(taken)) != len(taken):
            raise ValueError(f"{fact}: name one or more of {', '.join(offered)}, each once")
        yield Condition(fact, Cell(kind), tuple(value for value in definition.values if value in taken))


def _agency(text: str) -> AgencyType | Slot:
    return Slot(text) if text in set(Slot) else AgencyType(text)


def _words(columns: Mapping[str, Any], name: str) -> str:
    words = columns[name]
    if not isinstance(words, str) or not words.strip():
        raise ValueError(f"{name}: write some words")
    return words
