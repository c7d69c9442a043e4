"""The words for when nobody answers, without the numbers that the step has already and true to what she agreed to."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from pathway.directory.search.fallbacks import IN_BRENT, FallbackText, Part

_NEXT_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z0-9])")
_LISTS_NOBODY = re.compile(r"^We list (?:nobody|no)\b")
_ABOUT_HER_NAME = re.compile(r"^(?:The form goes to the Home Office\b|Without her name unless she agrees\b)")

OTHERWISE = "Otherwise "

_NAMES = {"111": "NHS 111", "116123": "Samaritans 116 123"}


def without_numbers(words: FallbackText, own: Collection[str]) -> FallbackText | None:
    """Return the words without sentences that only name `own` numbers, by their digits; None where nothing is left.

    A sentence that names others too keeps those alone: the number that did not answer is not offered again.
    """
    if not any(part.digits in own for part in words.parts):
        return words
    return _of_sentences(words, [_without_own(sentence, own) for sentence in _sentences(words.parts)])


def _without_own(sentence: list[Part], own: Collection[str]) -> list[Part]:
    digits = [part for part in sentence if part.digits]
    others = [part for part in digits if part.digits not in own]
    if len(others) == len(digits):
        return sentence
    otherwise = [Part(OTHERWISE)] if sentence[0].text.startswith(OTHERWISE) else []
    return [*otherwise, *_others(others)] if others else []


def without_brent(words: FallbackText) -> FallbackText:
    """Return the words without "In Brent:", for a page that says once that it is for Brent."""
    return replace(words, parts=words.parts[1:]) if words.parts[0].text == IN_BRENT else words


def begins_with_a_number(words: FallbackText) -> bool:
    """Whether the first sentence offers somebody to ring, and not only in some case: "Raped: ..."."""
    first = next(iter(_sentences(words.parts)))
    at = next((place for place, part in enumerate(first) if part.digits and part.digits != "999"), None)
    return at is not None and not any(":" in part.text for part in first[:at])


def as_she_agreed(words: FallbackText) -> FallbackText | None:
    """Return the National Referral Mechanism's words without the sentences on her name, as she agreed to give it."""
    return _without(_ABOUT_HER_NAME, words)


def without_nobody(words: FallbackText) -> FallbackText | None:
    """Return the words without the sentences that say that we list nobody; None where nothing is left."""
    return _without(_LISTS_NOBODY, words)


def _without(beginning: re.Pattern[str], words: FallbackText) -> FallbackText | None:
    sentences = _sentences(words.parts)
    return _of_sentences(words, [sentence for sentence in sentences if not beginning.match(sentence[0].text)])


def _of_sentences(words: FallbackText, sentences: Iterable[list[Part]]) -> FallbackText | None:
    """Return the words with these sentences alone, a space between them; None where nothing is left."""
    parts = [part for sentence in sentences if sentence for part in (Part(" "), *sentence)]
    return replace(words, parts=tuple(_joined(parts[1:]))) if parts else None


def _joined(parts: Iterable[Part]) -> Iterator[Part]:
    """Join the pieces between two numbers, so that the words can be cut into sentences again."""
    text = ""
    for part in parts:
        if not part.digits:
            text += part.text
            continue
        if text:
            yield Part(text)
        text = ""
        yield part
    if text:
        yield Part(text)


def _sentences(parts: Sequence[Part]) -> list[list[Part]]:
    sentences: list[list[Part]] = [[]]
    for part in parts:
        if part.digits:
            sentences[-1].append(part)
            continue
        first, *more = _NEXT_SENTENCE.split(part.text)
        sentences[-1] += [Part(first)] if first else []
        sentences += [[Part(text)] if text else [] for text in more]
    return [_trimmed(sentence) for sentence in sentences if sentence]


def _trimmed(sentence: list[Part]) -> list[Part]:
    """Leave out the space that ended a sentence before a number."""
    last = sentence[-1]
    return sentence if last.digits else [*sentence[:-1], Part(last.text.rstrip())]


def _others(parts: Iterable[Part]) -> Iterator[Part]:
    """Say the other numbers of a sentence, each with its name: "NHS 111, or Samaritans 116 123."."""
    for place, part in enumerate(parts):
        name = _NAMES.get(part.digits or "", "").removesuffix(part.text).strip()
        owner = min((owner.card.name for owner in part.owners), key=len, default="")
        named = name or owner
        before = ", or " if place else ""
        if before or named:
            yield Part(f"{before}{named}{' ' if named else ''}")
        yield part
    yield Part(".")
