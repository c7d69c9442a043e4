"""The result as plain text, to copy into one's own system: with room for her name, or without any that names her."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pathway.core.clock import LONDON
from pathway.directory.hours.clock_words import clock, full_date
from pathway.referral.labels import area_words, due_words
from pathway.referral.questions import answered
from pathway.referral.result.no_service import UnlistedShown, in_words
from pathway.referral.result.numbers import NumberShown
from pathway.referral.result.steps import StepShown
from pathway.referral.routing import Result
from pathway.referral.triage import Answers


def summary_lines(
    answers: Answers,
    result: Result,
    shown: Sequence[StepShown],
    unlisted: Sequence[UnlistedShown],
    headline: str,
    now: datetime,
    *,
    named: bool,
    note: str,
) -> Iterator[str]:
    """Give the result line by line. `named` leaves room to write who she is; Pathway itself does not know.

    `note` is what the page says once of the whole result; "" without any.
    """
    wall = now.astimezone(LONDON)
    due = due_words(result, headline)
    yield f"{headline}. {due}." if due else f"{headline}."
    if place := area_words(answers, has_steps=bool(unlisted) or not all(one.is_emergency for one in shown)):
        yield place
    if note:
        yield note
    at = clock(wall.time().replace(second=0, microsecond=0))
    yield f"Pathway, {full_date(wall.date())}, {at}. Rules {result.table}."
    if named:
        yield "Name or initials: ........  Safe way to reach her: ........"
    else:
        yield "This copy has no name in it."
    yield ""
    yield from (_emergency(one) for one in shown if one.is_emergency)
    for number, one in enumerate((one for one in shown if not one.is_emergency), 1):
        yield f"{number}. {one.title}. {one.verb}."
        yield from (f"   {line}" for line in _whom(one))
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


def _whom(one: StepShown) -> Iterator[str]:
    """Give whom to ring in a step, with the hours that the page shows; without anybody, its words."""
    if one.where:
        yield one.where
    for phone in one.numbers:
        state = f". {one.state_of_button.text}." if phone is one.button and one.state_of_button else ""
        yield f"{_whose(phone)}{phone.in_words}{state}"
    for beside in one.beside:
        for phone in beside.numbers:
            yield f"{phone.name}, {beside.offer.note}: {phone.in_words}"
    if not one.numbers and one.words:
        yield one.words.text


def _whose(phone: NumberShown) -> str:
    """Say whose number follows: "NHS 111" has it in its name, and says it once."""
    if phone.name.endswith(phone.number):
        return phone.name.removesuffix(phone.number)
    return f"{phone.name}: " if phone.name else ""


def _emergency(one: StepShown) -> str:
    """Say what comes before all steps, as the page has it: in the words for it, with 999 in them."""
    words = one.suggestion.fallback.text if one.suggestion.fallback else f"{one.verb}."
    return " ".join(filter(None, [f"{one.title}:", words, one.hint]))
