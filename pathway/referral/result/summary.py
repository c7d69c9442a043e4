"""The result as plain text, to copy into one's own system: with room for her name, or without any name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pathway.core.clock import LONDON
from pathway.core.formats import long_date
from pathway.directory.hours.clock_words import clock
from pathway.referral.labels import area_words, due_words
from pathway.referral.questions import answered
from pathway.referral.result.no_service import UnlistedHelp, in_words
from pathway.referral.result.numbers import StepNumber
from pathway.referral.result.steps import StepCard
from pathway.referral.routing import Result
from pathway.referral.triage import Answers


def summary_lines(
    answers: Answers,
    result: Result,
    step_cards: Sequence[StepCard],
    unlisted: Sequence[UnlistedHelp],
    headline: str,
    now: datetime,
    *,
    named: bool,
    note: str,
) -> Iterator[str]:
    """Yield the result line by line. `named` leaves room to write who she is; Pathway itself does not know.

    `note` is what the page says once about the whole result; "" without any.
    """
    wall = now.astimezone(LONDON)
    due = due_words(result, headline)
    yield f"{headline}. {due}." if due else f"{headline}."
    if place := area_words(
        answers, has_steps=bool(unlisted) or not all(step_card.is_emergency for step_card in step_cards)
    ):
        yield place
    if note:
        yield note
    at = clock(wall.time().replace(second=0, microsecond=0))
    yield f"Pathway, {long_date(wall.date())}, {at}. Rules {result.table}."
    if named:
        yield "Name or initials: ........  Safe way to reach her: ........"
    else:
        yield "This copy has no name in it."
    yield ""
    yield from (_emergency(step_card) for step_card in step_cards if step_card.is_emergency)
    for number, step_card in enumerate((step_card for step_card in step_cards if not step_card.is_emergency), 1):
        yield f"{number}. {step_card.title}. {step_card.verb}."
        yield from (f"   {line}" for line in _whom(step_card))
    if unlisted:
        yield in_words(unlisted)
    yield ""
    yield "Why:"
    for reason in result.reasons:
        yield f"- {reason.text}"
    if named:
        yield ""
        yield "What was answered:"
        for question, words in answered(answers):
            yield f"- {question} {words}"


def _whom(step_card: StepCard) -> Iterator[str]:
    """Yield whom to ring in a step, with the hours that the page shows; without anybody, its words."""
    if step_card.where:
        yield step_card.where
    for phone in step_card.numbers:
        state = (
            f". {step_card.state_of_button.text}." if phone is step_card.button and step_card.state_of_button else ""
        )
        yield f"{_whose(phone)}{phone.in_words}{state}"
    for beside in step_card.beside:
        for phone in beside.numbers:
            yield f"{phone.name}, {beside.offer.note}: {phone.in_words}"
    if not step_card.numbers and step_card.words:
        yield step_card.words.text


def _whose(phone: StepNumber) -> str:
    """Say whose number follows: "NHS 111" has it in its name, and says it once."""
    if phone.name.endswith(phone.number):
        return phone.name.removesuffix(phone.number)
    return f"{phone.name}: " if phone.name else ""


def _emergency(step_card: StepCard) -> str:
    """Say what comes before all steps, as on the page: in the fallback's words, which name 999."""
    words = step_card.suggestion.fallback.text if step_card.suggestion.fallback else f"{step_card.verb}."
    return " ".join(filter(None, [f"{step_card.title}:", words, step_card.hint]))


@dataclass(frozen=True)
class CopyBoxes:
    """`unnamed` is a whole text by itself; `named` goes above it, in place of its line `only_unnamed`."""

    unnamed: str
    named: str
    only_unnamed: str


def copy_boxes(unnamed: str, named: str) -> CopyBoxes:
    """Return both texts with their common lines once: the page would carry them twice otherwise."""
    without, with_her = unnamed.splitlines(), named.splitlines()
    return CopyBoxes(
        unnamed=unnamed,
        named="\n".join(line for line in with_her if line not in set(without)),
        only_unnamed=next((line for line in without if line not in set(with_her)), ""),
    )
