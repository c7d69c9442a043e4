"""What the result page shows, as values: what first, the steps, what waits for her agreement, the text to copy."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial

from pathway.directory.intake import Intake, Reach
from pathway.directory.search.fallbacks import FallbackText
from pathway.directory.search.helplines import ListedNumber
from pathway.directory.search.index.snapshot import Snapshot, current_snapshot
from pathway.directory.vocabulary import AgencyType
from pathway.referral.inquiry import is_for_women_only
from pathway.referral.labels import area_words, due_words, headline_words, waits_for_her
from pathway.referral.questions import QUESTION, Question
from pathway.referral.result import call_scripts, summary
from pathway.referral.result.no_service import UnlistedHelp, is_unlisted, unlisted_help
from pathway.referral.result.steps import StepCard, as_first, present_step
from pathway.referral.routing import Result
from pathway.referral.suggestions import Suggestion
from pathway.referral.triage import DUTY_TO_NOTIFY, FIRST_RESPONDERS, Answers
from pathway.referral.vocabulary import (
    AccessNeed,
    Action,
    Age,
    Agreement,
    Area,
    Pathway,
    ServiceFor,
    State,
    Urgency,
)

MOST_ASKED_NEXT = 3

NOT_CHECKED_WORDS = (
    "\N{LEFT DOUBLE QUOTATION MARK}Not checked yet\N{RIGHT DOUBLE QUOTATION MARK}: nobody has rung it for us."
)
"""Shown once, after the first steps; each number has its own mark."""

PREGNANT_WORDS = (
    "She is pregnant: say so when you ring. Bleeding, pain, a fall or a blow: her maternity unit, or "
    "A&E. In labour, or bleeding badly: 999."
)

NOT_RUNNING_WORDS = "The 72-hour pathway is not running yet: no duty desk takes referrals for it."

_PROMISE = re.compile(
    r": this is what the 72-hour pathway is for|: the 72-hour pathway may be for her|, and your judgement is enough"
    r"| If you judge that she needs the 72-hour pathway, say so in the answers\."
)


@dataclass(frozen=True)
class ResultPage:
    """Everything the page shows. `first` is the step whose number is to be pressed first, None where there is none.

    `ask_each`, `checked_words`, `area_words`, `pregnant_words` and `not_running_words` are shown once, "" where they
    do not apply. `unlisted`: help with nobody to ring, which is not among `steps`. `ask_for` is asked of each service,
    `ask_there` only where she goes to a place. `said_yes_to_nrm`: to the National Referral Mechanism, and no to
    everything else.
    """

    result: Result
    headline: str
    due: str
    first: StepCard | None
    ask_each: str
    checked_words: str
    age_again: Question | None
    childrens_words: FallbackText | None
    ask_next: tuple[Question, ...]
    emergency: tuple[StepCard, ...]
    steps: tuple[StepCard, ...]
    unlisted: tuple[UnlistedHelp, ...]
    not_running_words: str
    area_words: str
    contradiction: bool
    agreement: tuple[str, ...]
    said_no: bool
    said_yes_to_nrm: bool
    passes_on: bool
    passes_on_anyway: bool
    duties: tuple[str, ...]
    ask_for: tuple[str, ...]
    ask_there: tuple[str, ...]
    pregnant_words: str
    lines: tuple[ListedNumber, ...]
    summary: Callable[..., Iterator[str]]
    signed_off: bool

    @cached_property
    def copy_named(self) -> str:
        """The text to copy, with room for her name. Few ask for it, so it is not written with every result."""
        return "\n".join(self.summary(named=True))

    @cached_property
    def copy_unnamed(self) -> str:
        """The text to copy, without her name."""
        return "\n".join(self.summary(named=False))


def present(
    answers: Answers,
    result: Result,
    suggested: list[Suggestion],
    lines: tuple[ListedNumber, ...],
    *,
    running: bool,
    signed_off: bool,
    childrens_words: FallbackText | None,
    now: datetime,
    snapshot: Snapshot | None = None,
) -> ResultPage:
    """Build the page. `now` is an aware UTC datetime."""
    moment = (snapshot or current_snapshot()).moment(now)
    runnable = [
        suggestion
        for suggestion in suggested
        if running or suggestion.step.agency is not AgencyType.PATHWAY_COORDINATOR
    ]
    all_cards = [present_step(suggestion, answers, moment) for suggestion in runnable]
    unlisted = unlisted_help(all_cards)
    step_cards = _answering_first([step_card for step_card in all_cards if not is_unlisted(step_card)])
    if step_cards:
        step_cards[0] = as_first(step_cards[0], answers)
    running_or_not = result if running else without_the_pathway(result)
    steps = tuple(step_card for step_card in step_cards if not step_card.is_emergency)
    waiting = [step_card.step for step_card in step_cards if waits_for_her(step_card.step) and step_card.has_number]
    asked_again = answers.age is Age.NOT_GIVEN
    places = {step_card.step.agency for step_card in step_cards if step_card.is_place}
    rung = [step_card for step_card in steps if step_card.has_number]
    by_telephone = any(not step_card.is_place for step_card in rung)
    ask_next = [QUESTION[name] for name in result.ask_next if not (asked_again and name == "age")]
    headline = headline_words(
        result.headline, result.state, answers, running=running, has_somebody=_has_somebody(result, steps)
    )
    not_running = not running and Pathway.PATHWAY_72H in dict(result.pathways)
    note = NOT_RUNNING_WORDS if not_running else ""
    numbers = [number for step_card in step_cards for number in step_card.numbers]
    return ResultPage(
        result=running_or_not,
        headline=headline,
        due=due_words(result, headline),
        first=_first(step_cards),
        ask_each=call_scripts.ASK_EACH if any(step_card.say for step_card in step_cards) else "",
        checked_words=NOT_CHECKED_WORDS if any(number.mark for number in numbers) else "",
        age_again=QUESTION["age"] if asked_again else None,
        childrens_words=childrens_words if asked_again else None,
        ask_next=tuple(ask_next[:MOST_ASKED_NEXT]),
        emergency=tuple(step_card for step_card in step_cards if step_card.is_emergency),
        steps=steps,
        unlisted=unlisted,
        not_running_words=note,
        area_words=area_words(answers, has_steps=bool(steps or unlisted)),
        contradiction=answers.is_contradictory_on_control,
        agreement=() if answers.capacity_in_doubt else tuple(call_scripts.words_to_ask_her(waiting, answers, places)),
        said_yes_to_nrm=answers.agreed_to_nrm_only,
        said_no=answers.consent_share is Agreement.NO and not answers.is_child,
        passes_on=any(step.action.shares_identity for step in result.steps),
        passes_on_anyway=any(step.action is Action.REFER_NOW for step in result.steps),
        duties=tuple(_duties(answers, result)),
        ask_for=tuple(call_scripts.ask_for(answers, is_place=not by_telephone)) if rung else (),
        ask_there=_of_a_place(answers) if by_telephone and any(step_card.is_place for step_card in rung) else (),
        pregnant_words=PREGNANT_WORDS if AccessNeed.PREGNANT in answers.access_needs else "",
        lines=tuple(line for line in lines if is_for_her(line.intake, answers)),
        summary=partial(summary.summary_lines, answers, running_or_not, step_cards, unlisted, headline, now, note=note),
        signed_off=signed_off,
    )


def without_the_pathway(result: Result) -> Result:
    """Return a result whose reasons promise no 72-hour pathway, as it is not running: the page says so once."""
    return replace(
        result, reasons=tuple(reason._replace(text=_PROMISE.sub("", reason.text)) for reason in result.reasons)
    )


def _of_a_place(answers: Answers) -> tuple[str, ...]:
    """Return what is asked for only where she goes to a place."""
    always = call_scripts.ask_for(answers, is_place=False)
    return tuple(words for words in call_scripts.ask_for(answers) if words not in always)


def _answering_first(step_cards: list[StepCard]) -> list[StepCard]:
    """Move the first urgent step with a number known to answer to the front, where the first step's may not answer.

    A first step whose number has to be looked up gives way to any urgent step that has one, unless it cannot wait or
    her worker's own organisation does it.
    """
    at = next((place for place, step_card in enumerate(step_cards) if not step_card.is_emergency), None)
    if at is None or _answers(step_cards[at]) or _stays_first(step_cards[at]):
        return step_cards
    later = [(place, step_card) for place, step_card in enumerate(step_cards) if place > at and _is_urgent(step_card)]
    place = next((place for place, step_card in later if _answers(step_card)), at)
    if place == at and step_cards[at].button is None:
        place = next((place for place, step_card in later if step_card.button), at)
    return [*step_cards[:at], step_cards[place], *step_cards[at:place], *step_cards[place + 1 :]]


def _stays_first(step_card: StepCard) -> bool:
    if step_card.button is not None:
        return False
    return step_card.has_number or step_card.suggestion.choice is None or step_card.step.urgency is Urgency.IMMEDIATE


def _answers(step_card: StepCard) -> bool:
    return step_card.button is not None and step_card.button.answers and _is_urgent(step_card)


def _is_urgent(step_card: StepCard) -> bool:
    return step_card.step.urgency is not Urgency.STANDARD


def _first(step_cards: list[StepCard]) -> StepCard | None:
    """Return the step whose number is pressed first: where it is urgent, the first with a number known to answer."""
    return next((step_card for step_card in (*filter(_answers, step_cards), *step_cards) if step_card.button), None)


def is_for_her(intake: Intake, answers: Answers) -> bool:
    """Whether a line that answers at any hour is for her: of her place and age, and for anyone where that is asked."""
    near = {Area.OTHER_LONDON: Reach.LONDON | Reach.NATIONAL, Area.ELSEWHERE: Reach.NATIONAL}
    is_near = bool(intake.reach & near.get(answers.area, Reach.BRENT | Reach.LONDON | Reach.NATIONAL))
    is_hers = answers.area is Area.OTHER_LONDON and bool(answers.borough) and answers.borough in intake.places
    if not (is_near or is_hers) or (answers.is_child and intake.is_for_adults_only):
        return False
    return answers.service_for is not ServiceFor.ANYONE or not is_for_women_only(intake)


def _has_somebody(result: Result, steps: tuple[StepCard, ...]) -> bool:
    """Whether a headline of agreement has somebody to refer to: for a live one, a service that was chosen."""
    if result.state is not State.LIVE:
        return any(step_card.has_number for step_card in steps)
    return any(step_card.step.action is Action.REFER and _is_chosen(step_card) for step_card in steps)


def _is_chosen(step_card: StepCard) -> bool:
    return step_card.suggestion.choice is not None and step_card.suggestion.choice.chosen is not None


def _duties(answers: Answers, result: Result) -> Iterator[str]:
    if answers.is_controlled and answers.referrer_org in DUTY_TO_NOTIFY:
        yield (
            "You work for the police or a council: if you believe that somebody is held in slavery or trafficked, your "
            "organisation must notify the Home Office (Modern Slavery Act 2015, section 52). Where an adult does not "
            "agree to be referred, it does so without her name."
        )
    if answers.is_controlled and answers.referrer_org in FIRST_RESPONDERS:
        yield (
            "Your organisation is a first responder: it can make the National Referral Mechanism referral itself. An "
            "adult must agree; a child need not."
        )
    if result.action_for(AgencyType.SAFEGUARDING_LEAD) or result.action_for(AgencyType.CHILDRENS_SOCIAL_CARE):
        yield "Tell your own safeguarding lead today, and write down what you did and why, in your own system."
