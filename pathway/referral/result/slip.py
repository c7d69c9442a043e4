"""The numbers on her slip. Somebody else may find it, so it says nothing of why she would ring."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pathway.core.clock import LONDON
from pathway.directory.freshness import is_number_fresh
from pathway.directory.search.fallbacks import ALWAYS_STAND
from pathway.directory.search.helplines import ListedNumber
from pathway.directory.vocabulary import AgencyType, Take
from pathway.referral.result.numbers import NOT_CHECKED, StepNumber
from pathway.referral.result.page import ResultPage
from pathway.referral.result.steps import StepCard

MOST = 8
"""Most numbers besides the permanent ones, so that two slips fit on a page."""

MOST_LINES, MOST_LINES_BESIDE_STEPS = 4, 3

FOR_WORKERS = frozenset(
    {
        AgencyType.CHILDRENS_SOCIAL_CARE,
        AgencyType.CHILD_TRAFFICKING_ADVICE,
        AgencyType.ADULT_SAFEGUARDING,
        AgencyType.SAFEGUARDING_LEAD,
        AgencyType.NRM_FIRST_RESPONDER,
        AgencyType.IDVA_MARAC,
    }
)
"""Kinds that her worker rings, even where the number is one from the words."""

WORDS = {
    AgencyType.EMERGENCY_ACCOMMODATION: "housing advice",
    AgencyType.HOUSING_ADVICE: "housing advice",
    AgencyType.BENEFITS_ADVICE: "money",
    AgencyType.LEGAL_ADVICE: "advice",
    AgencyType.SEXUAL_HEALTH: "a clinic",
    AgencyType.URGENT_CARE: "health",
    AgencyType.PRACTICAL_SUPPORT: "food and clothes",
}
COUNCIL = "council: homeless tonight"
"""Label of a council's number for a bed: it is the housing team or the switchboard, and not a bed."""

TO_TALK = "to talk"
"""Label of every other kind: its own name would say too much."""

ANY_HOUR = "any hour"


@dataclass(frozen=True)
class SlipNumber:
    """One line of the slip."""

    number: str
    words: str
    is_checked: bool


def lines_beside(page: ResultPage) -> Sequence[ListedNumber]:
    """Return the lines that answer at any hour and are not among the steps already, as many as a result shows."""
    in_steps = {number.href for step_card in page.steps for number in step_card.numbers}
    others = [line for line in page.lines if line.href not in in_steps]
    return others[: MOST_LINES_BESIDE_STEPS if page.steps else MOST_LINES]


def slip_numbers(steps: Iterable[StepCard], lines: Iterable[ListedNumber], now: datetime) -> list[SlipNumber]:
    """Return her numbers: those of the steps that she may ring herself, then the lines beside. Each number once.

    `now` is aware UTC.
    """
    today = now.astimezone(LONDON).date()
    by_digits: dict[str, SlipNumber] = {}
    for step_card in steps:
        for number in _hers(step_card):
            is_bed = step_card.step.agency is AgencyType.EMERGENCY_ACCOMMODATION
            words = (
                COUNCIL if is_bed and "council" in number.name.lower() else WORDS.get(step_card.step.agency, TO_TALK)
            )
            then = f", then press {number.extension}" if number.extension else ""
            by_digits.setdefault(number.digits, SlipNumber(f"{number.number}{then}", words, number.mark != NOT_CHECKED))
    for line in lines:
        digits = line.href.partition(":")[2]
        words = f"{ANY_HOUR}, {line.only}" if line.only else ANY_HOUR
        by_digits.setdefault(digits, SlipNumber(line.number, words, is_number_fresh(line.checked_on, today)))
    return [number for digits, number in by_digits.items() if digits not in ALWAYS_STAND][:MOST]


def _hers(step_card: StepCard) -> Iterator[StepNumber]:
    """Yield the numbers of a step that she can ring: those of the words, and of services that take her own call."""
    choice = step_card.suggestion.choice
    offers = [*filter(None, [choice.chosen]), *choice.alternatives] if choice else []
    not_for_her = {
        href for offer in offers if Take.SELF not in offer.candidate.intake.takes for href in offer.candidate.card.hrefs
    }
    for number in step_card.numbers:
        if not (number.is_text or step_card.step.agency in FOR_WORKERS or number.href in not_for_her):
            yield number
