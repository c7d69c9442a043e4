"""What a rule of routing is: it looks at the answers and adds an effect, or nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pathway.directory.vocabulary import AgencyType
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Action, Pathway, State, Urgency


class Effect(NamedTuple):
    """What a rule adds. `reason` is a sentence that a worker could read aloud."""

    rule: str
    pathway: Pathway
    urgency: Urgency
    steps: tuple[tuple[AgencyType, Action], ...]
    reason: str
    state: State = State.LIVE


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule: its id, what it adds to answers, and the facts it reads, which a test checks."""

    id: str
    effect: Callable[[Answers], Effect | None]
    reads: frozenset[str]


Effects = list[Effect | None]
"""What each of several rules adds, in their order: None where a rule does not apply."""


def effects_of(rules: Iterable[Rule], answers: Answers) -> Effects:
    """Return what each rule adds."""
    return [rule.effect(answers) for rule in rules]


def effects_again(rules: tuple[Rule, ...], before: Effects, answers: Answers, changed: str) -> Effects:
    """Return what `effects_of` would, from what it gave before one fact changed: only rules that read it run again."""
    after = before.copy()
    for place, rule in _reading(rules, changed):
        after[place] = rule.effect(answers)
    return after


@lru_cache(maxsize=1_000)
def _reading(rules: tuple[Rule, ...], fact: str) -> tuple[tuple[int, Rule], ...]:
    """Return the rules that read a fact, each with its place."""
    return tuple((place, rule) for place, rule in enumerate(rules) if fact in rule.reads)
