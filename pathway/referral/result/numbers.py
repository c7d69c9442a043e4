"""The number to press for a step at this hour, and the others that belong to it."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pathway.directory.freshness import is_number_fresh
from pathway.directory.hours.clock_words import day_and_month
from pathway.directory.hours.opening_hours import Openness
from pathway.directory.hours.phone_hours import WHEN, PhoneHours
from pathway.directory.search.cards import Card, NumberNow
from pathway.directory.search.fallbacks import FallbackText, Part, is_office_hours
from pathway.directory.search.index.open_now import Moment
from pathway.directory.vocabulary import AgencyType
from pathway.referral.inquiry import is_for_women_only
from pathway.referral.selection import Offer
from pathway.referral.suggestions import Suggestion
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Action, Assault, ServiceFor, Urgency, ViolenceFrom

NOT_CHECKED = "not checked yet"

LONG_WORD = 3
_SAYS_WHEN = re.compile(r"(?:^|, )(?:office hours|out of hours)(?=$|[,;])", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9]+")

_AFTER_RAPE = frozenset({AgencyType.SARC, AgencyType.SEXUAL_VIOLENCE_SUPPORT})
_NO_ASSAULT = frozenset({Assault.NONE, Assault.UNKNOWN})
_OPENNESS = {0: Openness.OPEN, 1: Openness.UNKNOWN}
"""Openness by a candidate's `hours_rank`; any other is closed."""


@dataclass(frozen=True)
class StepNumber:
    """A number as a page shows it: whose it is, when it answers, and whether it is known to answer now.

    `note` is what its listing says of it, such as whom to ask for. `mark` says that nobody has rung it for us, or when
    somebody did; "" for permanent numbers, such as 999.
    """

    number: str
    href: str
    name: str
    answers: bool
    when: str = ""
    extension: str | None = None
    is_text: bool = False
    note: str = ""
    mark: str = ""

    @property
    def digits(self) -> str:
        """The digits that are dialled."""
        return self.href.partition(":")[2]

    @property
    def in_words(self) -> str:
        """The number with what to press after it, when it answers and whom to ask for, as one line."""
        then = f", then press {self.extension}" if self.extension else ""
        more = "; ".join(filter(None, [self.when, self.note]))
        return f"{self.number}{then}{f' ({more})' if more else ''}"


EMERGENCY = StepNumber("999", "tel:999", "", answers=True)


def numbers_of(suggestion: Suggestion, answers: Answers, moment: Moment) -> tuple[StepNumber, ...]:
    """Return the numbers of a step, the one to press now first; none where there is nobody to ring.

    A number known to answer now comes first: the chosen service's, another service's, or one of the fallback's words.
    Where none is known to answer, the words come first at night and at weekends, since a service with unknown hours is
    then likely closed. Where neither the chosen service nor the words have a number, it is the next suitable service's.
    """
    if suggestion.step.action is Action.CALL_999:
        return (EMERGENCY,)
    if suggestion.step.action is Action.NOTIFY_ANONYMOUSLY:
        return ()
    in_words = _in_words(suggestion, answers, moment)
    if suggestion.choice is None:
        # Her worker's own organisation does it; only about danger at home is there someone to ask.
        return in_words[:1] if suggestion.step.agency is AgencyType.IDVA_MARAC else ()
    chosen = numbers_of_offer(suggestion.choice.chosen, moment) if suggestion.choice.chosen else ()
    if chosen and chosen[0].answers:
        return chosen
    instead = numbers_of_offer(suggestion.choice.open_instead, moment)[:1] if suggestion.choice.open_instead else ()
    now = [number for number in (*instead, *in_words) if number.answers][:1]
    is_night = not is_office_hours(moment.now)
    first = now or ([*in_words[:1]] if is_night and suggestion.step.urgency is not Urgency.STANDARD else [])
    numbers = (*first, *(chosen or in_words[:1]))
    if suggestion.choice.chosen and not numbers:  # it has a website alone: the next that suits can be rung
        rung = (numbers_of_offer(other, moment)[:1] for other in suggestion.choice.alternatives)
        numbers = next(filter(None, rung), ())
    once: dict[str, StepNumber] = {}
    for number in numbers:
        once.setdefault(number.href, number)
    return tuple(once.values())


def numbers_of_offer(offer: Offer, moment: Moment) -> tuple[StepNumber, ...]:
    """Return the numbers of an offered service, in the order to try them at this hour."""
    candidate = offer.candidate
    return numbers_of_card(candidate.card, _OPENNESS.get(candidate.hours_rank, Openness.CLOSED), moment)


def numbers_of_card(card: Card, service: Openness, moment: Moment) -> tuple[StepNumber, ...]:
    """Return the numbers of a listing in the order to try them at this hour; `service`: whether it takes calls now."""
    name = whose(card.name, card.organization)
    return tuple(_of_card(number, name, moment) for number in card.numbers_by_the_clock(service, moment.now))


@lru_cache(maxsize=1_000)
def whose(name: str, organization: str) -> str:
    """Say whose number it is: the listing's name, and who runs it where the name does not say so."""
    named = {word for word in _WORD.findall(name.lower()) if len(word) >= LONG_WORD}
    runs = {word for word in _WORD.findall(organization.lower()) if len(word) >= LONG_WORD}
    return name if not runs or named & runs else f"{name}, {organization}"


def _of_card(number: NumberNow, name: str, moment: Moment) -> StepNumber:
    phone = number.phone
    return StepNumber(
        number=phone.number,
        href=phone.href,
        name=name,
        answers=number.answers,
        when=phone.when,
        extension=phone.extension,
        is_text=phone.is_text,
        note=_note(phone.description or "", phone.when),
        mark=mark(phone.href.partition(":")[2], phone.checked_on, moment.today),
    )


@lru_cache(maxsize=1_000)
def _note(description: str, when: str) -> str:
    """Return a description without the words that only say when, where `when` says it."""
    if not when:
        return description
    return "" if description == when else _SAYS_WHEN.sub("", description).strip(" ,;")


def mark(digits: str, checked_on: date | None, today: date) -> str:
    """Say that nobody has rung a number for us, or when somebody last did, as of `today` in London."""
    if Part("", digits).always_stands:
        return ""
    if checked_on is not None and is_number_fresh(checked_on, today):
        return f"checked {day_and_month(checked_on)}"
    return NOT_CHECKED


def _in_words(suggestion: Suggestion, answers: Answers, moment: Moment) -> tuple[StepNumber, ...]:
    if suggestion.fallback is None:
        return ()
    words = suggestion.fallback
    return tuple(
        _of_part(part, words, moment)
        for part in words.numbers
        if _is_hers(part, answers) and _fits(part, suggestion, answers)
    )


def _of_part(part: Part, words: FallbackText, moment: Moment) -> StepNumber:
    hours = PhoneHours.OFFICE if is_office_hours(moment.now) else PhoneHours.OUT_OF_HOURS
    return StepNumber(
        number=part.text,
        href=f"tel:{part.digits}",
        name=min((whose(owner.card.name, owner.card.organization) for owner in part.owners), key=len, default=""),
        answers=words.answers_at(part, moment),
        when=WHEN[hours] if words.is_for_these_hours else "",
        mark=mark(part.digits or "", part.checked_on, moment.today),
    )


def not_hers(words: FallbackText, answers: Answers) -> set[str]:
    """Return the digits of the words' numbers that are for others: for adults only, or for women only."""
    return {part.digits for part in words.parts if part.digits and not _is_hers(part, answers)}


def _is_hers(part: Part, answers: Answers) -> bool:
    """Whether a number is for somebody of her age, and for a man or a trans woman where that is asked."""
    intakes = [owner.card.intake for owner in part.owners]
    if answers.is_child and intakes and all(intake.is_for_adults_only for intake in intakes):
        return False
    wants_any = answers.service_for is ServiceFor.ANYONE
    return not (wants_any and intakes and all(is_for_women_only(intake) for intake in intakes))


def _fits(part: Part, suggestion: Suggestion, answers: Answers) -> bool:
    """Whether a number that the words give under a condition ("Raped: ...") is for what was answered."""
    kinds = part.kinds
    if part.always_stands or not kinds or suggestion.step.agency in kinds:
        return True
    if kinds & _AFTER_RAPE:
        return answers.sexual_assault not in _NO_ASSAULT
    if AgencyType.DOMESTIC_ABUSE_SERVICE in kinds and suggestion.step.agency is not AgencyType.IDVA_MARAC:
        return ViolenceFrom.PARTNER_FAMILY in answers.violence_from
    return True
