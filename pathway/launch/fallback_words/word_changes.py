"""The difference between two texts word by word, and what to look at in a text before it is saved."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from pathway.directory.search.fallbacks import ALWAYS_STAND, numbers_in

_WORDS = re.compile(r"\S+\s*")
_FIGURES = re.compile(r"\d(?:[ ()-]?\d){5,}")


class Fate(StrEnum):
    """What became of some words."""

    SAME = "same"
    OUT = "out"
    IN = "in"


@dataclass(frozen=True)
class Piece:
    """Some words, and what became of them."""

    fate: Fate
    text: str


@dataclass(frozen=True)
class NamedNumber:
    """A number in a text; `owners` are the names of published listings that have it."""

    number: str
    digits: str
    owners: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether it is a number of a published listing, or one that needs none: 999, 101, 111, 116 123."""
        return bool(self.owners) or self.digits in ALWAYS_STAND


def pieces(before: str, after: str) -> list[Piece]:
    """Return a text as it is changed: what stays, what goes, what comes, in reading order."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    changes: list[Piece] = []
    for _, old_from, old_to, new_from, new_to in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if old[old_from:old_to] == new[new_from:new_to]:
            changes.append(Piece(Fate.SAME, "".join(old[old_from:old_to])))
            continue
        changes += [Piece(Fate.OUT, "".join(old[old_from:old_to]))] if old_to > old_from else []
        changes += [Piece(Fate.IN, "".join(new[new_from:new_to]))] if new_to > new_from else []
    return changes


def figures_without_a_number(text: str) -> Iterator[str]:
    """Yield what looks like a telephone number and is none: a figure too few, or too many."""
    covered = [(start, end) for start, end, _ in numbers_in(text)]
    for figures in _FIGURES.finditer(text):
        if not any(start < figures.end() and figures.start() < end for start, end in covered):
            yield figures.group()


def numbers_of(text: str, owners: dict[str, Sequence[str]]) -> list[NamedNumber]:
    """Return the numbers in a text, each once, with whose they are by their digits."""
    named = {
        digits: NamedNumber(text[start:end], digits, tuple(owners.get(digits, ())))
        for start, end, digits in numbers_in(text)
    }
    return list(named.values())
