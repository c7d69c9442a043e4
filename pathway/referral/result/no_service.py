"""What there is nobody to ring for: one line after the steps, with what she or her worker can do all the same."""

from collections.abc import Iterable
from dataclasses import dataclass

from pathway.directory.search.fallbacks import FallbackText
from pathway.referral.labels import COUNCILS_HAVE_IT
from pathway.referral.result.fallback_words import without_nobody
from pathway.referral.result.steps import StepShown
from pathway.referral.selection import Offer

NOBODY_YET = "We list nobody to ring yet for:"


@dataclass(frozen=True)
class UnlistedShown:
    """A kind of help without anybody to ring.

    `words` are what can be done all the same, None where there is nothing; `beside` are services without a number, for
    one place or one community.
    """

    shown: StepShown
    title: str
    words: FallbackText | None
    beside: tuple[Offer, ...]


def is_unlisted(one: StepShown) -> bool:
    """Whether a step is to nobody: no service suits, no number belongs to it, and no council has it."""
    choice = one.suggestion.choice
    if choice is None or choice.chosen is not None or one.has_number or one.step.agency in COUNCILS_HAVE_IT:
        return False
    return one.words is None or not one.words.numbers


def unlisted_shown(steps: Iterable[StepShown]) -> tuple[UnlistedShown, ...]:
    """Return those of the steps that are to nobody, in their order."""
    return tuple(
        UnlistedShown(
            shown=one,
            title=f"{one.title[0].lower()}{one.title[1:]}",
            words=without_nobody(one.words) if one.words else None,
            beside=tuple(beside.offer for beside in one.beside),
        )
        for one in steps
        if is_unlisted(one)
    )


def in_words(unlisted: Iterable[UnlistedShown]) -> str:
    """Say it as a line of text."""
    found = tuple(unlisted)
    titles = "; ".join(one.title for one in found)
    return " ".join([f"{NOBODY_YET} {titles}.", *(one.words.text for one in found if one.words)])
