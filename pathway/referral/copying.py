"""The result as plain text, to copy into one's own system: with room for her name, or without any that names her."""

from collections.abc import Iterator
from datetime import datetime

from pathway.core.clock import LONDON
from pathway.directory.clock_words import clock, full_date
from pathway.directory.vocabulary import AGENCY_LABELS
from pathway.referral.questions import answered
from pathway.referral.routing import Result
from pathway.referral.suggesting import Suggestion
from pathway.referral.triage import Answers
from pathway.referral.wording import due_words, verb


def summary(
    answers: Answers, result: Result, suggested: list[Suggestion], headline: str, now: datetime, *, named: bool
) -> str:
    """Write the result in lines. `named` leaves room to write who she is; Pathway itself does not know."""
    return "\n".join(_lines(answers, result, suggested, headline, now, named=named))


def _lines(
    answers: Answers, result: Result, suggested: list[Suggestion], headline: str, now: datetime, *, named: bool
) -> Iterator[str]:
    wall = now.astimezone(LONDON)
    yield f"{headline}. {due_words(result)}."
    at = clock(wall.time().replace(second=0, microsecond=0))
    yield f"Pathway, {full_date(wall.date())}, {at}. Rules {result.table}."
    if named:
        yield "Name or initials: ........  Safe way to reach her: ........"
    else:
        yield "No name is given."
    yield ""
    for number, one in enumerate(suggested, 1):
        yield f"{number}. {verb(one.step, answers)}: {AGENCY_LABELS[one.step.agency]}"
        chosen = one.choice.chosen if one.choice else None
        if chosen and (phone := chosen.candidate.card.phone):
            yield f"   {chosen.candidate.card.name}: {phone.number}"
        elif one.fallback:
            yield f"   {''.join(part.text for part in one.fallback.parts)}"
    yield ""
    yield "Why:"
    for reason in result.reasons:
        yield f"- {reason.text}"
    if named:
        yield ""
        yield "What was answered:"
        for question, words in answered(answers):
            yield f"- {question} {words}"
