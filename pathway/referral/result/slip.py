"""The numbers on her slip. Somebody else may find it, so it says nothing of why she would ring."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pathway.core.clock import LONDON
from pathway.directory.freshness import is_number_fresh
from pathway.directory.search.fallbacks import ALWAYS_STAND
from pathway.directory.search.helplines import ListedNumber
from pathway.directory.vocabulary import AgencyType, Take
from pathway.referral.result.numbers import NOT_CHECKED, NumberShown
from pathway.referral.result.page import ResultShown
from pathway.referral.result.steps import StepShown

MOST = 8
"""Numbers beside those that always stand, so that two slips fit on a page."""

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
"""What a council's own number for a bed is called: it is its housing team or switchboard, and no bed itself."""

TO_TALK = "to talk"
"""What every other kind is called: its own word would say too much."""

ANY_HOUR = "any hour"


@dataclass(frozen=True)
class SlipNumber:
    """One line of the slip."""

    number: str
    words: str
    is_checked: bool


def lines_beside(shown: ResultShown) -> Sequence[ListedNumber]:
    """Return the lines that answer at any hour and are not among the steps already, as many as a result shows."""
    in_steps = {number.href for one in shown.steps for number in one.numbers}
    others = [line for line in shown.lines if line.href not in in_steps]
    return others[: MOST_LINES_BESIDE_STEPS if shown.steps else MOST_LINES]


def slip_numbers(steps: Iterable[StepShown], lines: Iterable[ListedNumber], now: datetime) -> list[SlipNumber]:
    """Return her numbers: those of the steps that she may ring herself, then the lines beside. Each number once.

    `now` is aware UTC.
    """
    today = now.astimezone(LONDON).date()
    found: dict[str, SlipNumber] = {}
    for one in steps:
        for number in _hers(one):
            is_bed = one.step.agency is AgencyType.EMERGENCY_ACCOMMODATION
            words = COUNCIL if is_bed and "council" in number.name.lower() else WORDS.get(one.step.agency, TO_TALK)
            then = f", then press {number.extension}" if number.extension else ""
            found.setdefault(number.digits, SlipNumber(f"{number.number}{then}", words, number.mark != NOT_CHECKED))
    for line in lines:
        digits = line.href.partition(":")[2]
        words = f"{ANY_HOUR}, {line.only}" if line.only else ANY_HOUR
        found.setdefault(digits, SlipNumber(line.number, words, is_number_fresh(line.checked_on, today)))
    return [number for digits, number in found.items() if digits not in ALWAYS_STAND][:MOST]


def _hers(one: StepShown) -> Iterator[NumberShown]:
    """Give the numbers of a step that she can ring: those of words, and of services that take her own call."""
    choice = one.suggestion.choice
    offers = [*filter(None, [choice.chosen]), *choice.alternatives] if choice else []
    not_for_her = {
        href for offer in offers if Take.SELF not in offer.candidate.intake.takes for href in offer.candidate.card.hrefs
    }
    for number in one.numbers:
        if not (number.is_text or one.step.agency in FOR_WORKERS or number.href in not_for_her):
            yield number
