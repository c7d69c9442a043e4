"""What somebody typed, understood: a list of concepts, each of which a listing should meet."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from pathway.directory.lexicon import EMERGENCY, LEXICON, MOST_WORDS, SPOKEN, Meaning
from pathway.directory.vocabulary import Need
from pathway.directory.words import STEM_MARK, STOP_WORDS, stem, typed_tokens

SHORTEST_PREFIX = 4
"""Shorter words match whole, or "men" would find "mental"; unless nothing matches them whole."""

SHORTEST_CORRECTED = 5
"""In a shorter word one slip away is usually another word: "lady" is not "lado"."""

SHORTEST_WITH_TWO_SLIPS = 8

MOST_CONCEPTS = 12


@dataclass(frozen=True)
class Word:
    """One word to look up: its stem, and as a beginning when `prefix`."""

    text: str
    prefix: bool


@dataclass(frozen=True)
class Concept:
    """What one phrase asks for: any of these needs, the likeliest first, or any of these runs of words."""

    typed: str
    needs: tuple[Need, ...]
    phrases: tuple[tuple[Word, ...], ...]


@dataclass(frozen=True)
class Correction:
    """A word no listing has, and the nearest one that some listing has."""

    typed: str
    meant: str


@dataclass(frozen=True)
class Understanding:
    """The concepts of a search, the spellings put right, and the words that no listing has."""

    concepts: tuple[Concept, ...] = ()
    corrections: tuple[Correction, ...] = ()
    unknown: tuple[str, ...] = ()
    phrase: str = ""
    is_emergency: bool = False

    @property
    def needs(self) -> frozenset[Need]:
        """Every need that a phrase stood for."""
        return frozenset(need for concept in self.concepts for need in concept.needs)


class Vocabulary:
    """The words that listings have, sorted. Built once a version of the index; see `search`."""

    def __init__(self, terms: Sequence[str]) -> None:
        """Take every term of the index: words, and stems under their mark."""
        self._stems = frozenset(term for term in terms if term.startswith(STEM_MARK))
        self._words = sorted(term for term in terms if not term.startswith(STEM_MARK))
        spellings = {word for word in self._words if len(word) > 3 and word.isalpha()} | SPOKEN
        self._spellings: dict[str, dict[int, list[str]]] = {}
        for word in sorted(spellings):
            self._spellings.setdefault(word[0], {}).setdefault(len(word), []).append(word)

    def has(self, word: str) -> bool:
        """Whether a listing has this word, in any of its forms."""
        return STEM_MARK + stem(word) in self._stems

    def has_beginning(self, word: str) -> bool:
        """Whether a listing has a word that begins so."""
        place = bisect_left(self._words, word)
        return place < len(self._words) and self._words[place].startswith(word)

    def nearest(self, word: str) -> str | None:
        """Return the word nearest in spelling, or None when none is near: one slip in a short word, two in a longer."""
        if len(word) < SHORTEST_CORRECTED:
            return None
        slips = 1 if len(word) < SHORTEST_WITH_TWO_SLIPS else 2
        # A slip adds or drops one letter at most, and the first letter is seldom wrong.
        lengths = range(len(word) - slips, len(word) + slips + 1)
        of_letter = self._spellings.get(word[0], {})
        near = sorted(one for length in lengths for one in of_letter.get(length, ()) if one != word)
        found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=slips)
        return found[0] if found else None


def understand(text: str, vocabulary: Vocabulary) -> Understanding:
    """Read what was typed. Words that carry nothing are left out, unless there are no others."""
    typed = typed_tokens(text)
    concepts: list[Concept] = []
    corrections: list[Correction] = []
    unknown: list[str] = []
    place = 0
    while place < len(typed) and len(concepts) < MOST_CONCEPTS:
        length, meaning = _longest_phrase(typed[place:])
        words = typed[place : place + max(length, 1)]
        place += len(words)
        if meaning is not None:
            concepts.append(_meant(words, meaning))
        elif words[0] not in STOP_WORDS:
            _look_up(words[0], vocabulary, concepts.append, corrections.append, unknown.append)
    if not concepts and not unknown:
        concepts = [_plain(word) for word in typed[:MOST_CONCEPTS] if vocabulary.has(word)]
    return Understanding(
        tuple(concepts),
        tuple(corrections),
        tuple(unknown),
        " ".join(typed),
        is_emergency=any(stem(word) in EMERGENCY for word in typed),
    )


def _longest_phrase(typed: Sequence[str]) -> tuple[int, Meaning | None]:
    stems = [stem(word) for word in typed[:MOST_WORDS]]
    for length in range(len(stems), 0, -1):
        if meaning := LEXICON.get(tuple(stems[:length])):
            return length, meaning
    return 0, None


def _look_up(
    word: str,
    vocabulary: Vocabulary,
    add: Callable[[Concept], None],
    correct: Callable[[Correction], None],
    give_up: Callable[[str], None],
) -> None:
    if vocabulary.has(word):
        add(_plain(word))
    elif len(word) > 1 and vocabulary.has_beginning(word):
        add(Concept(word, (), ((Word(word, prefix=True),),)))
    elif meant := vocabulary.nearest(word):
        correct(Correction(word, meant))
        meaning = LEXICON.get((stem(meant),))
        add(_meant([meant], meaning) if meaning else _plain(meant))
    else:
        give_up(word)


def _plain(word: str) -> Concept:
    return Concept(word, (), ((Word(word, prefix=len(word) >= SHORTEST_PREFIX),),))


def _meant(words: Sequence[str], meaning: Meaning) -> Concept:
    # Within a known phrase words match whole: "da" must not find "day", nor "num" "numbers".
    phrases = meaning.words or (tuple(words),)
    runs = tuple(
        tuple(Word(word, prefix=False) for word in phrase if len(phrase) == 1 or word not in STOP_WORDS)
        for phrase in phrases
    )
    return Concept(" ".join(words), meaning.needs, tuple(run for run in runs if run))
