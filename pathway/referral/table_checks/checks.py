"""Checks of a table before anybody is routed by it: gaps, dead and needless rows, worked examples, laws."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pathway.referral.routing import result_of, route, rows_fired
from pathway.referral.table import Table
from pathway.referral.table_checks.answer_space import asks_for_something, representatives
from pathway.referral.table_checks.laws import LAWS, broken
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import FACTS, Doubt

MOST_SHOWN = 3
"""Most examples named of one kind of problem."""

LAW_CASES = 10_000
LAW_SEED = 72


@dataclass(frozen=True)
class Check:
    """The outcome of one check: what it looked at, and a sentence for each problem."""

    name: str
    looked_at: str
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether there is no problem."""
        return not self.problems


def check(table: Table, vignettes: Sequence[Mapping[str, Any]]) -> Iterator[Check]:
    """Run every check that needs the table alone, one after the other: each takes up to some seconds."""
    space = list(representatives(table))
    yield gaps(table, space)
    yield dead_rows(table, space)
    yield needless_rows(table, space)
    yield examples(table, vignettes)
    yield laws(table, random_answers(LAW_CASES, LAW_SEED))


def gaps(table: Table, space: Sequence[Answers]) -> Check:
    """Find answers that ask for something and fire no row."""
    unanswered = [answers for answers in space if asks_for_something(answers) and not rows_fired(answers, table)]
    problems = [f"no row fires for {in_words(answers)}" for answers in sorted(unanswered, key=_how_much)]
    return Check("gaps", f"{len(space):,} kinds of answers", _some(problems))


def dead_rows(table: Table, space: Sequence[Answers]) -> Check:
    """Find rows that never fire."""
    alive = {row_id for answers in space for row_id in rows_fired(answers, table)}
    dead = [row.id for row in table.rows if not row.otherwise and row.id not in alive]
    return Check("dead rows", f"{len(table.rows)} rows", tuple(f"{row_id} never fires" for row_id in dead))


def needless_rows(table: Table, space: Sequence[Answers]) -> Check:
    """Find rows that could be taken out and no result would change: another row does the same."""
    problems = []
    fired = [(answers, rows_fired(answers, table)) for answers in space]
    for row in table.rows:
        if row.otherwise:
            continue
        rest = table.without(row.id)
        if not any(row.id in ids and result_of(answers, table) != result_of(answers, rest) for answers, ids in fired):
            problems.append(f"{row.id} changes nothing: other rows do the same")
    return Check("needless rows", f"{len(table.rows)} rows", tuple(problems))


def examples(table: Table, vignettes: Sequence[Mapping[str, Any]]) -> Check:
    """Compare the worked examples with what the table gives."""
    problems = []
    for vignette in vignettes:
        result = route(Answers.from_facts(vignette["facts"], partial=False), table).as_json()
        wrong = [name for name, expected in vignette["expected"].items() if result[name] != expected]
        if wrong:
            problems.append(f"{vignette['id']}: {', '.join(wrong)} differ from what is expected")
    return Check("worked examples", f"{len(vignettes)} examples", tuple(problems))


def laws(table: Table, cases: Iterable[Answers]) -> Check:
    """Test every law on every case."""
    problems: dict[str, list[str]] = {}
    every_case = list(cases)
    for answers in every_case:
        for law in broken(answers, table):
            problems.setdefault(law.sentence, []).append(in_words(answers))
    lines = [f"{law} Broken {len(broken_by):,} times, first by {broken_by[0]}" for law, broken_by in problems.items()]
    return Check("laws", f"{len(LAWS)} laws, {len(every_case):,} sets of answers", tuple(lines))


def random_answers(count: int, seed: int) -> Iterator[Answers]:
    """Yield `count` sets of answers, the same for the same seed; each value of a fact is as likely."""
    chance = random.Random(seed)  # noqa: S311 - to try things, not to keep them secret
    for _ in range(count):
        values: dict[str, Any] = {}
        for fact in FACTS:
            if fact.is_list:
                share = chance.random()
                values[fact.name] = tuple(value for value in fact.values if chance.random() < share)
            else:
                values[fact.name] = chance.choice(fact.values)
        # Most values are of doubt, but steps that wait for agreement show only without it: draw no doubt more often.
        if chance.random() < 0.5:
            values["capacity_doubt"] = Doubt.NO
        yield Answers(**values)


def in_words(answers: Answers) -> str:
    """Write answers as the facts that are not blank."""
    blank, facts = Answers().as_facts(), answers.as_facts()
    parts = [f"{name} {_plain(value)}" for name, value in facts.items() if value != blank.get(name)]
    return ", ".join(parts) or "nothing answered"


def _plain(value: Any) -> str:
    return " and ".join(value) if isinstance(value, list) else str(value).lower()


def _how_much(answers: Answers) -> tuple[int, str]:
    words = in_words(answers)
    return words.count(","), words


def _some(problems: Sequence[str]) -> tuple[str, ...]:
    more = len(problems) - MOST_SHOWN
    return (*problems[:MOST_SHOWN], f"and {more:,} more") if more > 0 else tuple(problems)
