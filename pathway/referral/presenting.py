"""Everything the result page shows, as values: what first, the steps, what waits for her word, and words to copy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pathway.core.clock import LONDON
from pathway.directory.fallbacks import FallbackText, Part
from pathway.directory.freshness import is_number_fresh
from pathway.directory.queries import ListedNumber
from pathway.directory.vocabulary import AGENCY_LABELS, AgencyType
from pathway.referral import copying, scripts
from pathway.referral.questions import QUESTION, Question, answered
from pathway.referral.routing import Result, Step
from pathway.referral.suggesting import Suggestion
from pathway.referral.triage import DUTY_TO_NOTIFY, FIRST_RESPONDERS, Answers
from pathway.referral.vocabulary import AccessNeed, Action, Age, Agreement, Area, Assault, Doubt, Pathway
from pathway.referral.wording import due_words, headline_words, verb, waits_for_her

MOST_ASKED_NEXT = 3

AWAY = frozenset({Area.OTHER_LONDON, Area.ELSEWHERE})
"""Where the numbers in the words for when nothing suits, most of them Brent's, are not to be rung unread."""


@dataclass(frozen=True)
class StepShown:
    """One step as the page shows it. `verb` comes first; `rings` is a number of its words, where nobody was chosen."""

    suggestion: Suggestion
    verb: str
    title: str
    say: str
    she_says: str
    hint: str
    is_emergency: bool
    rings: Part | None
    access: tuple[str, ...]

    @property
    def step(self) -> Step:
        """The step itself."""
        return self.suggestion.step


@dataclass(frozen=True)
class ResultShown:
    """The page, from top to bottom."""

    result: Result
    headline: str
    due: str
    age_again: Question | None
    childrens_words: FallbackText | None
    ask_next: tuple[Question, ...]
    emergency: tuple[StepShown, ...]
    steps: tuple[StepShown, ...]
    pathway_not_running: bool
    away: bool
    area_unknown: bool
    contradiction: bool
    is_child: bool
    agreement: tuple[str, ...]
    waits: bool
    doubt: bool
    said_no: bool
    passes_on: bool
    duties: tuple[str, ...]
    ask_for: tuple[str, ...]
    pregnant: bool
    answered: tuple[tuple[str, str], ...]
    lines: tuple[ListedNumber, ...]
    slip: tuple[ListedNumber, ...]
    copy_named: str
    copy_unnamed: str
    signed_off: bool


def present(
    answers: Answers,
    result: Result,
    suggested: list[Suggestion],
    lines: list[ListedNumber],
    *,
    running: bool,
    signed_off: bool,
    childrens_words: FallbackText | None,
    now: datetime,
) -> ResultShown:
    """Make the page's values. `now` is an aware UTC datetime, for the date on what is copied."""
    shown = [_shown(one, answers, running=running) for one in suggested]
    waiting = [one.step for one in suggested if waits_for_her(one.step) and _runs(one.step, running=running)]
    doubt = answers.capacity_doubt is Doubt.YES
    asked_again = answers.age is Age.NOT_GIVEN
    ask_next = [QUESTION[name] for name in result.ask_next if not (asked_again and name == "age")]
    headline = headline_words(result.headline, result.state, answers)
    steps = tuple(one for one in shown if not one.is_emergency)
    return ResultShown(
        result=result,
        headline=headline,
        due=due_words(result),
        age_again=QUESTION["age"] if asked_again else None,
        childrens_words=childrens_words if asked_again else None,
        ask_next=tuple(ask_next[:MOST_ASKED_NEXT]),
        emergency=tuple(one for one in shown if one.is_emergency),
        steps=steps,
        pathway_not_running=not running and Pathway.PATHWAY_72H in dict(result.pathways),
        away=answers.area in AWAY and bool(steps),
        area_unknown=answers.area is Area.UNKNOWN and bool(steps),
        contradiction=answers.is_contradictory_on_control,
        is_child=answers.is_child,
        agreement=() if doubt else tuple(scripts.words_to_ask_her(waiting, answers)),
        waits=bool(waiting) and not doubt,
        doubt=bool(waiting) and doubt,
        said_no=answers.consent_share is Agreement.NO and not answers.is_child,
        passes_on=any(one.action.shares_identity for one in result.steps),
        duties=tuple(_duties(answers, result)),
        ask_for=tuple(scripts.ask_for(answers)),
        pregnant=AccessNeed.PREGNANT in answers.access_needs,
        answered=tuple(answered(answers)),
        lines=tuple(lines),
        slip=tuple(line for line in lines if is_number_fresh(line.checked_on, now.astimezone(LONDON).date())),
        copy_named=copying.summary(answers, result, suggested, headline, now, named=True),
        copy_unnamed=copying.summary(answers, result, suggested, headline, now, named=False),
        signed_off=signed_off,
    )


def _shown(one: Suggestion, answers: Answers, *, running: bool) -> StepShown:
    step = one.step
    runs = _runs(step, running=running)
    rings, hers = one.choice is not None, step.action is Action.SHE_CAN_RING
    return StepShown(
        suggestion=one,
        verb=verb(step, answers) if runs else "Not running yet",
        title=AGENCY_LABELS[step.agency],
        say=scripts.say(step, answers) if runs and rings and not hers else "",
        she_says=scripts.she_says(step) if runs and rings and hers else "",
        hint=_hint(step, answers),
        is_emergency=step.action is Action.CALL_999,
        rings=None if answers.area in AWAY or not runs else one.number_in_words,
        access=tuple(_access(one, answers)),
    )


def _access(one: Suggestion, answers: Answers) -> Iterator[str]:
    """Say what the chosen service's listing tells of what she needs to get there."""
    chosen = one.choice.chosen if one.choice else None
    if chosen is None:
        return
    intake = chosen.candidate.intake
    if AccessNeed.INTERPRETER in answers.access_needs:
        yield f"Interpreters: {intake.interpreting or 'not known, ask'}"
    if AccessNeed.WOMAN_WORKER in answers.access_needs and intake.women_only:
        yield "For women only"


def _runs(step: Step, *, running: bool) -> bool:
    """Whether there is somebody to ring: the 72-hour pathway's own desk is there only once it runs."""
    return running or step.agency is not AgencyType.PATHWAY_COORDINATOR


def _hint(step: Step, answers: Answers) -> str:
    """Return what one has to know of a step besides whom to ring."""
    if step.agency is AgencyType.SARC:
        under_13 = "If she is under 13, ring the police first. " if answers.is_child else ""
        hours = "Hours matter: medicine against HIV works within 72 hours, samples are usually taken within 7 days."
        lately = answers.sexual_assault in {Assault.WITHIN_72H, Assault.WITHIN_7D}
        return f"{under_13}{hours if lately else ''}".strip()
    if step.action is Action.REFER_NOW:
        return "Her agreement is not needed. Tell her first, unless that puts somebody in danger."
    if step.agency is AgencyType.SAFEGUARDING_LEAD:
        return "They decide with you what is shared, and write down why. Nothing is sent from here."
    if step.action is Action.NOTIFY_ANONYMOUSLY:
        return "Section 52 of the Modern Slavery Act 2015: the form for those who do not agree carries no name."
    if step.action is Action.OWN_ORGANISATION and step.agency is AgencyType.NRM_FIRST_RESPONDER:
        return "Your own organisation fills in the National Referral Mechanism form, online."
    return ""


def _duties(answers: Answers, result: Result) -> list[str]:
    duties = []
    if answers.is_controlled and answers.referrer_org in DUTY_TO_NOTIFY:
        duties.append(
            "You work for the police or a council: if you believe that somebody is held in slavery or trafficked, your "
            "organisation must notify the Home Office (Modern Slavery Act 2015, section 52). For an adult who does not "
            "agree to be referred, without her name."
        )
    if answers.is_controlled and answers.referrer_org in FIRST_RESPONDERS:
        duties.append(
            "Your organisation is a first responder: it can make the National Referral Mechanism referral itself. An "
            "adult must agree; a child need not."
        )
    if result.action_for(AgencyType.SAFEGUARDING_LEAD) or result.action_for(AgencyType.CHILDRENS_SOCIAL_CARE):
        duties.append("Tell your own safeguarding lead today, and write down what you did and why, in your own system.")
    return duties
