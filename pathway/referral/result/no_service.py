"""Help that we list nobody for: one line after the steps, with what she or her worker can do instead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pathway.directory.search.fallbacks import FallbackText
from pathway.referral.labels import COUNCILS_HAVE_IT
from pathway.referral.result.fallback_words import without_nobody
from pathway.referral.result.steps import StepCard
from pathway.referral.selection import Offer

NOBODY_YET = "We list nobody to ring yet for:"
NOBODY_NOW = "Nobody to ring just now for:"


@dataclass(frozen=True)
class UnlistedHelp:
    """A kind of help without anybody to ring.

    `words` say what can be done instead, None where there is nothing; `beside` are services without a number, for one
    place or one community; `why` says which are full or do not suit her, "" where we list none.
    """

    step_card: StepCard
    title: str
    words: FallbackText | None
    beside: tuple[Offer, ...]
    why: str


def is_unlisted(step_card: StepCard) -> bool:
    """Whether a step has nobody to ring: no service suits, it has no number, and it is not a council's."""
    choice = step_card.suggestion.choice
    if choice is None or choice.chosen is not None or step_card.has_number or step_card.step.agency in COUNCILS_HAVE_IT:
        return False
    return step_card.words is None or not step_card.words.numbers


def unlisted_help(steps: Iterable[StepCard]) -> tuple[UnlistedHelp, ...]:
    """Return the steps with nobody to ring, in their order."""
    return tuple(
        UnlistedHelp(
            step_card=step_card,
            title=f"{step_card.title[0].lower()}{step_card.title[1:]}",
            words=without_nobody(step_card.words) if step_card.words else None,
            beside=tuple(beside.offer for beside in step_card.beside),
            why=why_words(step_card.not_taking),
        )
        for step_card in steps
        if is_unlisted(step_card)
    )


def why_words(offers: Iterable[Offer]) -> str:
    """Say why each service is not suggested: "Morning recovery: full, as it last said."."""
    return " ".join(f"{offer.candidate.card.name}: {offer.note}." for offer in offers)


def nobody_words(unlisted: Sequence[UnlistedHelp]) -> str:
    """Say for which kinds of help there is nobody: none that we list, or none that takes her now."""
    return NOBODY_NOW if any(kind.why for kind in unlisted) else NOBODY_YET


def in_words(unlisted: Sequence[UnlistedHelp]) -> str:
    """Write them as one line of text."""
    titles = "; ".join(kind.title for kind in unlisted)
    more = [words for kind in unlisted for words in (kind.why, kind.words.text if kind.words else "") if words]
    return " ".join([f"{nobody_words(unlisted)} {titles}.", *more])
