"""Parses a typed search into concepts, each of which a listing should match."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from pathway.directory.search.text.attackers import (
    AS_LIKELY,
    HELPERS,
    HINTS,
    Attacker,
    attacker_in,
    is_hurt,
    needs_after,
)
from pathway.directory.search.text.shorthand import typed_tokens
from pathway.directory.search.text.synonyms import (
    EMERGENCY,
    HELP_NOW_FOR,
    HURT,
    MOST_WORDS,
    PHRASE_STEMS,
    SPOKEN,
    SUICIDE,
    SYNONYMS,
    Meaning,
    Weight,
    begins_only_more_words,
    begun,
)
from pathway.directory.search.text.tokens import STEM_MARK, STOP_WORDS, stem
from pathway.directory.vocabulary import Need

SHORTEST_PREFIX = 4
"""Shorter words match only whole, or "men" would find "mental"; unless no listing has the whole word."""

SHORTEST_CORRECTED = 5
"""With fewer letters, one slip usually makes another word: "lady" is not "lado"."""

SHORTEST_WITH_TWO_SLIPS = 8

MOST_CONCEPTS = 12

MOST_TOKENS = 60

A_FEW_WORDS = 4
"""More words than this are a sentence."""


@dataclass(frozen=True)
class Word:
    """One word to look up: by its stem, and with `prefix` as the beginning of a word too."""

    text: str
    prefix: bool


@dataclass(frozen=True)
class Concept:
    """The meaning of one phrase: any of these needs, the likeliest first, or any of these runs of words.

    `likely`: how many of the needs are as likely as the first. `groups` are slugs of the people it names.
    `only_orders`: it orders listings and excludes none, unless nothing else was typed. `is_plain`: an ordinary
    word that listings have and `SYNONYMS` has not. `help_now`: for an emergency, its part of /help-now.
    """

    typed: str
    needs: tuple[Need, ...]
    phrases: tuple[tuple[Word, ...], ...]
    likely: int = 1
    weight: Weight = Weight.WORDS
    groups: tuple[str, ...] = ()
    only_orders: bool = False
    is_plain: bool = False
    help_now: str = ""

    def __hash__(self) -> int:
        """Hash the typed text: hashing every run of words takes longer than finding their matches."""
        return hash(self.typed)


@dataclass(frozen=True)
class Correction:
    """A word that no listing has, and the nearest one that some listing has."""

    typed: str
    meant: str


@dataclass(frozen=True)
class Understanding:
    """The concepts of a search, the corrected spellings, and the words that no listing has.

    `emergency` is the part of /help-now for a search where 999 comes first, else None. `help_now` is the part for any
    search that has one.

    The rest follows from the concepts. `needs`: the needs of all phrases. `groups`: the people named.
    `is_about_a_child`: the words mean a child, not somebody who may be of any age.

    `deciding`: the concepts that filter listings, the heaviest first. `any_is_enough`: they are urgent (rape, being
    forced), so a listing that meets one of them will do. Plain words decide only if no need was named. `heaviest`: the
    concepts of `deciding` that weigh most. `ordering`: the concepts that only sort listings.
    """

    concepts: tuple[Concept, ...] = ()
    corrections: tuple[Correction, ...] = ()
    unknown: tuple[str, ...] = ()
    phrase: str = ""
    emergency: str | None = None
    help_now: str | None = field(init=False, compare=False)
    needs: frozenset[Need] = field(init=False, compare=False)
    groups: tuple[str, ...] = field(init=False, compare=False)
    is_about_a_child: bool = field(init=False, compare=False)
    deciding: tuple[Concept, ...] = field(init=False, compare=False)
    any_is_enough: bool = field(init=False, compare=False)
    heaviest: tuple[Concept, ...] = field(init=False, compare=False)
    ordering: tuple[Concept, ...] = field(init=False, compare=False)
    decides_by_need: bool = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Compute the fields that every search reads several times."""
        vars(self).update(_following_from(self.concepts))
        if self.emergency is not None:
            vars(self)["help_now"] = self.emergency


@lru_cache(maxsize=4_000)
def _following_from(concepts: tuple[Concept, ...]) -> dict[str, object]:
    """Return the derived fields of `Understanding`. Safe to cache: concepts only have words of ours or of listings."""
    deciding = concepts if len(concepts) < 2 else _deciding(concepts)
    weight = deciding[0].weight if deciding else Weight.WORDS
    needs: set[Need] = set()
    groups: dict[str, None] = {}
    for concept in concepts:
        needs.update(concept.needs)
        groups.update(dict.fromkeys(concept.groups))
    likely = {need for concept in concepts for need in concept.needs[: max(concept.likely, 1)]}
    return {
        "help_now": next((part for need, part in HELP_NOW_FOR.items() if need in likely), None),
        "needs": frozenset(needs),
        "groups": tuple(groups),
        "is_about_a_child": Need.A_CHILD in needs and any(concept.weight is Weight.CHILD for concept in concepts),
        "deciding": deciding,
        "any_is_enough": weight <= Weight.URGENT,
        "heaviest": deciding
        if len(deciding) < 2
        else tuple(concept for concept in deciding if concept.weight == weight),
        "ordering": () if deciding is concepts else _ordering(concepts, deciding),
        "decides_by_need": any(concept.needs for concept in deciding),
    }


def _ordering(concepts: Sequence[Concept], deciding: Sequence[Concept]) -> tuple[Concept, ...]:
    return tuple(concept for concept in concepts if concept.only_orders and concept not in deciding)


def _deciding(all_concepts: Sequence[Concept]) -> tuple[Concept, ...]:
    concepts = [concept for concept in all_concepts if not concept.only_orders] or list(all_concepts)
    heavy = [concept for concept in concepts if concept.weight <= Weight.URGENT]
    if heavy:
        return tuple(sorted(heavy, key=lambda concept: concept.weight))
    with_needs = any(concept.weight is Weight.ORDINARY for concept in concepts)
    return tuple(concept for concept in concepts if not (with_needs and concept.is_plain))


NOTHING_TYPED = Understanding()


class Vocabulary:
    """The words that listings have, sorted. Built once for each version of the index; see `snapshot`."""

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
        """Whether a listing has a word that begins with this."""
        place = bisect_left(self._words, word)
        return place < len(self._words) and self._words[place].startswith(word)

    def nearest(self, word: str) -> str | None:
        """Return the nearest spelling, or None: at most one slip in a short word, two in a longer one."""
        if len(word) < SHORTEST_CORRECTED:
            return None
        slips = 1 if len(word) < SHORTEST_WITH_TWO_SLIPS else 2
        # A slip adds or drops one letter at most, and the first letter is seldom wrong.
        lengths = range(len(word) - slips, len(word) + slips + 1)
        of_letter = self._spellings.get(word[0], {})
        near = sorted(spelling for length in lengths for spelling in of_letter.get(length, ()) if spelling != word)
        match = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=slips)
        return match[0] if match else None


def understand(text: str, vocabulary: Vocabulary) -> Understanding:
    """Parse a typed search. Stop words are left out, unless there are no others."""
    if not text:
        return NOTHING_TYPED
    corrections: list[Correction] = []
    typed = _words_meant(typed_tokens(text)[:MOST_TOKENS], vocabulary, corrections.append)
    stems = [stem(word) for word in typed]
    concepts: list[Concept] = []
    unknown: list[str] = []
    place = 0
    while place < len(typed) and len(concepts) < MOST_CONCEPTS:
        length, key = _longest_phrase(stems, place)
        begun_length, guess = _half_typed(typed, place, length, vocabulary)
        words = typed[place : place + max(length, begun_length, 1)]
        place += len(words)
        if guess is not None:
            concepts.append(_half_typed_concept(words, guess, vocabulary))
        elif key is not None:
            concepts.append(_phrase_concept(tuple(words), key))
        elif words[0] not in STOP_WORDS:
            concept = _concept_in_listings(words[0], vocabulary)
            if concept is None:
                unknown.append(words[0])
            else:
                concepts.append(concept)
    concepts, unknown, is_struck = _by_whom(typed, stems, concepts, unknown)
    if len(concepts) > 1:
        concepts = list(dict.fromkeys(concepts))
    if not concepts and not unknown:
        concepts = [_word_concept(word) for word in typed[:MOST_CONCEPTS] if vocabulary.has(word)]
    if len(typed) > A_FEW_WORDS and any(concept.needs for concept in concepts):
        # In a sentence that was understood, a word that no listing has is not worth a message.
        unknown.clear()
        corrections = [correction for correction in corrections if stem(correction.meant) in PHRASE_STEMS]
    return Understanding(
        tuple(concepts),
        tuple(corrections),
        tuple(dict.fromkeys(unknown)),
        " ".join(typed),
        emergency=_emergency(concepts, stems, is_struck=is_struck),
    )


def _emergency(concepts: Sequence[Concept], stems: Sequence[str], *, is_struck: bool) -> str | None:
    """Return the part of /help-now for a search, None if it is no emergency.

    A phrase says more than a word: a knife beside words of suicide is no attack.
    """
    if part := next((concept.help_now for concept in concepts if concept.weight is Weight.EMERGENCY), None):
        return part
    part = next((EMERGENCY[stem_] for stem_ in stems if stem_ in EMERGENCY), HURT if is_struck else None)
    return SUICIDE if part and any(concept.weight is Weight.CRISIS for concept in concepts) else part


def _by_whom(
    typed: Sequence[str], stems: Sequence[str], concepts: list[Concept], unknown: list[str]
) -> tuple[list[Concept], list[str], bool]:
    """Change the needs of violence if the attacker is not a partner, and drop the words that name him.

    Returns the concepts, the words that no listing has, and whether he hit her.
    """
    attacker, words = (None, ()) if HINTS.isdisjoint(stems) else attacker_in(typed, stems)
    if attacker is None:
        return concepts, unknown, False
    reread = [_at_the_hands_of(attacker, concept) for concept in concepts]
    if any(Need.REPORT_BAD_INCIDENT in concept.needs for concept in reread):
        reread = [
            concept for concept in reread if concept.needs or any(word not in words for word in concept.typed.split())
        ]
    return reread, [word for word in unknown if word not in words], is_hurt(stems)


def _at_the_hands_of(attacker: Attacker, concept: Concept) -> Concept:
    needs = needs_after(attacker, concept.needs)
    if needs == concept.needs:
        return concept
    likely = AS_LIKELY[attacker] if concept.needs[0] is Need.DOMESTIC_ABUSE else concept.likely
    helpers = _runs(tuple(tuple(words.split()) for words in HELPERS[attacker]))
    return replace(concept, needs=needs, phrases=(*concept.phrases, *helpers), likely=likely)


def _words_meant(words: Sequence[str], vocabulary: Vocabulary, correct: Callable[[Correction], None]) -> list[str]:
    typed: list[str] = []
    for word in words:
        if (
            word in STOP_WORDS
            or stem(word) in PHRASE_STEMS
            or vocabulary.has(word)
            or (len(typed) and word == words[-1] and _begins_a_phrase([*typed[-MOST_WORDS + 1 :], word]))
        ):
            typed.append(word)
        else:
            typed += _put_right(word, vocabulary, correct)
    return _initials_joined(typed) if min(map(len, typed), default=0) == 1 else typed


def _begins_a_phrase(last: Sequence[str]) -> bool:
    """Whether the last word is half typed: with the words before it, it begins a phrase."""
    return any(begun(" ".join(last[start:])) for start in range(len(last) - 1))


def _put_right(word: str, vocabulary: Vocabulary, correct: Callable[[Correction], None]) -> Sequence[str]:
    """Return the likely meaning of an unknown word: with a dropped g, as two words, or with a slip corrected."""
    if word.endswith("in") and len(word) > SHORTEST_PREFIX and _is_known(word + "g", vocabulary):
        return (word + "g",)
    if word.isdigit() or len(word) == 1 or vocabulary.has_beginning(word) or begun(word):
        return (word,)
    if parts := _parted(word, vocabulary):
        return parts
    if meant := vocabulary.nearest(word):
        correct(Correction(word, meant))
        return (meant,)
    return (word,)


def _initials_joined(typed: list[str]) -> list[str]:
    """Join letters typed one by one where together they are a phrase of the field: "d a" is "da"."""
    joined: list[str] = []
    place = 0
    while place < len(typed):
        end = place
        while end < len(typed) and len(typed[end]) == 1 and typed[end].isalpha():
            end += 1
        while end > place + 1 and ("".join(typed[place:end]),) not in SYNONYMS:
            end -= 1
        end = max(end, place + 1)
        joined.append("".join(typed[place:end]))
        place = end
    return joined


def _is_known(word: str, vocabulary: Vocabulary) -> bool:
    return stem(word) in PHRASE_STEMS or vocabulary.has(word)


def _parted(word: str, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """Split two words typed as one: those of a phrase first, else two that listings have."""
    splits = [(word[:place], word[place:]) for place in range(3, len(word) - 2)]
    for first, second in splits:
        if (stem(first), stem(second)) in SYNONYMS:
            return first, second
    for first, second in splits:
        is_long = min(len(first), len(second)) >= SHORTEST_PREFIX
        if is_long and _is_known(first, vocabulary) and _is_known(second, vocabulary):
            return first, second
    return None


def _longest_phrase(stems: Sequence[str], place: int) -> tuple[int, tuple[str, ...] | None]:
    """Return the number of words of the longest phrase that begins here, and its stems."""
    key = tuple(stems[place : place + MOST_WORDS])
    while key and key not in SYNONYMS:
        key = key[:-1]
    return len(key), key or None


def _half_typed(typed: Sequence[str], place: int, length: int, vocabulary: Vocabulary) -> tuple[int, Meaning | None]:
    """Return how many words, up to the last, begin some phrase, and the meaning of such phrases.

    A whole phrase of as many words comes before a half-typed one. In a sentence, a last word that listings have is not
    half typed.
    """
    left = len(typed) - place
    if left > MOST_WORDS or left <= length:
        return 0, None
    if left == 1 and place and vocabulary.has(typed[place]):
        return 0, None
    text = " ".join(typed[place:])
    guess = begun(text)
    # "Benefits stopped" is not a half-typed "stopped breathing": after other words, whole words mean themselves.
    if guess is None or (place and guess.is_emergency and begins_only_more_words(text)):
        return 0, None
    return left, guess


def _concept_in_listings(word: str, vocabulary: Vocabulary) -> Concept | None:
    """Return the concept of an ordinary word, also of the beginning of one; None if no listing has it."""
    if vocabulary.has(word):
        return _word_concept(word)
    if len(word) > 1 and vocabulary.has_beginning(word):
        return Concept(word, (), ((Word(word, prefix=True),),), is_plain=True)
    return None


def _word_concept(word: str) -> Concept:
    return Concept(word, (), ((Word(word, prefix=len(word) >= SHORTEST_PREFIX),),), is_plain=True)


def _half_typed_concept(words: Sequence[str], meaning: Meaning, vocabulary: Vocabulary) -> Concept:
    """Return the concept of a half-typed phrase: its possible meanings, and words of listings that begin so."""
    run = tuple(Word(word, prefix=True) for word in words)
    is_listed = all(vocabulary.has_beginning(word) for word in words)
    phrases = (run, *_runs(meaning.words)) if is_listed or not meaning.needs else _runs(meaning.words)
    # If a listing has the very word, a match in its name comes before the guessed needs.
    likely = 0 if len(words) == 1 and vocabulary.has(words[0]) else meaning.likely
    weight = meaning.weight if meaning.likely == 1 else Weight.ORDINARY if meaning.needs else Weight.WORDS
    return Concept(
        " ".join(words),
        meaning.needs,
        phrases,
        likely,
        weight,
        meaning.groups,
        meaning.only_orders,
        help_now=meaning.help_now,
    )


@lru_cache(maxsize=4_000)
def _phrase_concept(words: tuple[str, ...], key: tuple[str, ...]) -> Concept:
    meaning = SYNONYMS[key]
    return Concept(
        " ".join(words),
        meaning.needs,
        _runs(meaning.words or (words,)),
        meaning.likely,
        meaning.weight,
        meaning.groups,
        meaning.only_orders,
        help_now=meaning.help_now,
    )


def _runs(phrases: Sequence[tuple[str, ...]]) -> tuple[tuple[Word, ...], ...]:
    # Within a known phrase words match whole: "da" must not find "day", nor "num" "numbers".
    return tuple(tuple(Word(word, prefix=False) for word in _telling(phrase)) for phrase in phrases)


def _telling(phrase: tuple[str, ...]) -> tuple[str, ...]:
    """Drop the stop words, unless a single word would be left: "women on the street" is not every street."""
    telling = tuple(word for word in phrase if word not in STOP_WORDS)
    return telling if len(telling) > 1 else phrase
