"""One step of a result as the page shows it: what to do, the number to press, what to say, what she has to agree to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pathway.directory.hours.phone_hours import WHEN
from pathway.directory.hours.state_words import Wording
from pathway.directory.search.fallbacks import ANY_HOUR, FallbackText, is_office_hours
from pathway.directory.search.index.open_now import Moment
from pathway.directory.vocabulary import AGENCY_LABELS, AgencyType, ReferralChannel
from pathway.referral.candidates import ANY_HOUR as TAKES_CALLS_AT_ANY_HOUR
from pathway.referral.gate import s1c
from pathway.referral.inquiry import Inquiry
from pathway.referral.labels import agreement_words, verb
from pathway.referral.reasons import CLOSED_FOR_NOW
from pathway.referral.result import call_scripts
from pathway.referral.result.fallback_words import (
    as_she_agreed,
    begins_with_a_number,
    without_brent,
    without_nobody,
    without_numbers,
)
from pathway.referral.result.numbers import StepNumber, not_hers, numbers_of, numbers_of_offer
from pathway.referral.routing import Step
from pathway.referral.selection import Offer
from pathway.referral.suggestions import Suggestion
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import AccessNeed, Action, Agreement, Area, Assault, Doubt, Health, YesNo

CANNOT_DECIDE_NOW = "A&E, not 111. Not alone. Will not go, or gets sleepier: 999. Do not hold her."
STAY_WITH_HER = "Stay with her."
WELL_FOR_NOW = "If she gets sleepier or unwell: A&E, or 999. Do not leave her alone."
"""One of these is on the first step of every result where she may not be able to decide just now."""

SHE_AGREED = "She agreed, so the form carries her name. Tell her it goes to the Home Office."
IS_IT_HER = "You also ticked that a child is in danger: is it her, or another child? Tell them about each."

_LEAD_HINTS = {
    Doubt.YES: "Can it wait until she is clear? Then ask her. If not: what is best for her, and why, in writing.",
    Doubt.LASTING: "You decide together what is best for her, and write down why.",
    Doubt.NO: "They decide with you what is shared, and write down why.",
}
"""What to know before ringing one's own safeguarding lead, by whether she can decide."""

GONE_TO = frozenset(
    {
        AgencyType.URGENT_CARE,
        AgencyType.SARC,
        AgencyType.SEXUAL_HEALTH,
        AgencyType.EMERGENCY_ACCOMMODATION,
        AgencyType.PRACTICAL_SUPPORT,
    }
)
"""Kinds that she goes to, whether or not a listing says where."""


ANSWERED_LATER = frozenset({ReferralChannel.INBOX, ReferralChannel.EMAIL_LINK})
"""Ways of referral that need nobody there when it is sent."""

MOST_NOT_TAKING = 2

SHUT = frozenset({"closed", "later"})
"""Kinds of state in which nobody is there."""


@dataclass(frozen=True)
class BesideOffer:
    """A service for one place or one community, offered in sight, with its numbers in the order to try them."""

    offer: Offer
    numbers: tuple[StepNumber, ...]


@dataclass(frozen=True)
class StepCard:
    """One step as the page shows it, `verb` first.

    `button` is the one number to press now, None where there is nobody to ring; `more_numbers` are the others of the
    step, each with when it answers. `agreement_words` say what it needs of her agreement, where the verb does not.
    `words` are those for when nothing suits or nobody answers, without the numbers that the step shows already or that
    are for others; `words_if_nobody_answers`: they begin with whom to ring then. `is_place`: she goes there.
    `not_suited`: her own borough's services that do not suit, each with its reason. `alternatives`: the others that
    suit, but for the one whose number is the button. `not_taking`: services for her place that are full or do not suit
    otherwise, where none was chosen: nobody is told that we list none.
    """

    suggestion: Suggestion
    verb: str
    title: str
    say: str
    she_says: str
    hint: str
    is_emergency: bool
    button: StepNumber | None
    more_numbers: tuple[StepNumber, ...]
    beside: tuple[BesideOffer, ...]
    agreement_words: str
    access: tuple[str, ...]
    words: FallbackText | None
    words_if_nobody_answers: bool
    state: Wording | None
    is_place: bool
    where: str | None
    not_suited: tuple[Offer, ...]
    alternatives: tuple[Offer, ...]
    not_taking: tuple[Offer, ...] = ()

    @property
    def step(self) -> Step:
        """The step itself."""
        return self.suggestion.step

    @property
    def numbers(self) -> tuple[StepNumber, ...]:
        """All its numbers, the one to press now first."""
        return (*([self.button] if self.button else []), *self.more_numbers)

    @property
    def state_of_button(self) -> Wording | None:
        """The state of the chosen service now, where the number to press is one of its own."""
        chosen = self.suggestion.choice.chosen if self.suggestion.choice else None
        is_its_own = chosen is not None and self.button is not None and self.button.href in chosen.candidate.card.hrefs
        return self.state if is_its_own else None

    @property
    def chosen_words(self) -> str:
        """That the chosen service is shut, until when, where its number is not the one to press; and may be sent to."""
        chosen = self.suggestion.choice.chosen if self.suggestion.choice else None
        if chosen is None or self.button is None or self.state is None or self.state.kind not in SHUT:
            return ""
        can_send = self.step.action is Action.REFER and chosen.candidate.intake.channel in ANSWERED_LATER
        sends = "You can still send." if can_send else ""
        if self.state_of_button is not None:
            return sends
        return f"{chosen.candidate.card.name}: {self.state.text[0].lower()}{self.state.text[1:]}. {sends}".strip()

    @property
    def full_or_shut(self) -> tuple[Offer, ...]:
        """Those of `not_taking` that would do, had they room, or were they not closed for now."""
        return tuple(
            offer
            for offer in self.not_taking
            if offer.candidate.intake.is_full or offer.candidate.hours_rank == CLOSED_FOR_NOW
        )

    @property
    def has_number(self) -> bool:
        """Whether there is anybody to ring for it, here or beside."""
        return self.button is not None or any(service.numbers for service in self.beside)


def present_step(suggestion: Suggestion, answers: Answers, moment: Moment) -> StepCard:
    """Build one step's card at this moment."""
    step = suggestion.step
    numbers = numbers_of(suggestion, answers, moment)
    button = numbers[0] if numbers else None
    chosen = suggestion.choice.chosen if suggestion.choice else None
    beside = (
        tuple(BesideOffer(offer, numbers_of_offer(offer, moment)) for offer in suggestion.choice.beside)
        if suggestion.choice
        else ()
    )
    has_number = button is not None or any(service.numbers for service in beside)
    hers = step.action is Action.SHE_CAN_RING
    has_script = suggestion.choice is not None and (button is not None or (has_number and chosen is None))
    where = chosen.candidate.card.where if chosen else None
    words = _words(suggestion, answers, {number.digits for number in numbers} if chosen else set())
    hint = " ".join(_hints(suggestion, answers, has_words=words is not None))
    borough = answers.borough if answers.area is Area.OTHER_LONDON else ""
    not_suited = suggestion.choice.not_suited_of(borough) if suggestion.choice else ()
    return StepCard(
        suggestion=suggestion,
        verb=verb(
            step,
            answers,
            button.digits if button else "beside" if has_number and chosen is None else "",
            is_chosen=chosen is not None,
            is_site=where is not None,
        ),
        title=_title(step, answers),
        say=_say(step, answers, button, moment) if has_script and not hers else "",
        she_says=call_scripts.she_says(step, answers) if has_script and hers else "",
        hint=hint,
        is_emergency=step.action is Action.CALL_999,
        button=button,
        more_numbers=numbers[1:],
        beside=beside,
        agreement_words=agreement_words(step, answers) if has_number or suggestion.choice is None else "",
        access=tuple(_access(chosen, answers)),
        words=words,
        words_if_nobody_answers=chosen is not None and words is not None and begins_with_a_number(words),
        state=_state(chosen, button),
        is_place=step.agency in GONE_TO or where is not None,
        where=where if step.action is Action.CARE_NOW else None,
        not_suited=not_suited,
        alternatives=_others(suggestion.choice.alternatives, button) if suggestion.choice else (),
        not_taking=_not_taking(suggestion, answers),
    )


def as_first(step_card: StepCard, answers: Answers) -> StepCard:
    """Return the step with the hint that only the first step has, where she may not be able to decide."""
    if answers.capacity_doubt is not Doubt.YES:
        return step_card
    hint = _capacity_hint(step_card.step, answers)
    return replace(step_card, hint=f"{hint} {step_card.hint}" if step_card.hint else hint)


def _others(offers: Sequence[Offer], button: StepNumber | None) -> tuple[Offer, ...]:
    """Leave out the service whose number is the one to press already."""
    return tuple(
        offer
        for offer in offers
        if button is None or offer.candidate.phone is None or offer.candidate.phone.href != button.href
    )


def _not_taking(suggestion: Suggestion, answers: Answers) -> tuple[Offer, ...]:
    """Return the first services that do not suit, but for those of another place, where none was chosen."""
    choice = suggestion.choice
    if choice is None or choice.chosen is not None:
        return ()
    inquiry = Inquiry.of(suggestion.step, answers)
    near = [offer for offer in choice.rejected if not inquiry.is_of_another_place(offer.candidate.intake)]
    return tuple(near[:MOST_NOT_TAKING])


def _say(step: Step, answers: Answers, button: StepNumber | None, moment: Moment) -> str:
    with_her = step.action is Action.REFER and button is not None and button.digits in ANY_HOUR
    return call_scripts.say(step, answers, by_day=is_office_hours(moment.now), with_her=with_her)


def _words(suggestion: Suggestion, answers: Answers, own: set[str]) -> FallbackText | None:
    """Return the words that the step shows; `own` are the digits of the numbers above them."""
    if not suggestion.shows_fallback or suggestion.fallback is None:
        return None
    words: FallbackText | None = without_brent(suggestion.fallback)
    if words and ((suggestion.choice and suggestion.choice.chosen) or _not_taking(suggestion, answers)):
        words = without_nobody(words)
    words = without_numbers(words, own | not_hers(suggestion.fallback, answers)) if words else None
    return as_she_agreed(words) if words and _carries_her_name(suggestion.step, answers) else words


def _state(chosen: Offer | None, button: StepNumber | None) -> Wording | None:
    """Return the chosen service's state now: not "24 hours" above a number with shorter hours."""
    if chosen is None:
        return None
    state = chosen.candidate.state
    if state == TAKES_CALLS_AT_ANY_HOUR and button is not None and button.when in WHEN.values():
        return replace(state, text="Takes calls now")
    return state


def _access(chosen: Offer | None, answers: Answers) -> Iterator[str]:
    """Say what the chosen service's listing tells about her access needs."""
    if chosen is None:
        return
    intake = chosen.candidate.intake
    if AccessNeed.INTERPRETER in answers.access_needs:
        words = (intake.interpreting or "not known, ask").rstrip(".")
        yield f"{words}." if words.lower().startswith("interpret") else f"Interpreters: {words}."
    if AccessNeed.WOMAN_WORKER in answers.access_needs and intake.women_only:
        yield "For women only."


def _hints(suggestion: Suggestion, answers: Answers, *, has_words: bool) -> Iterator[str]:
    """Say what a worker has to know about a step besides whom to ring."""
    step = suggestion.step
    if step.agency is AgencyType.CHILDRENS_SOCIAL_CARE and answers.is_child and answers.child_at_risk is YesNo.YES:
        yield IS_IT_HER
    if _carries_her_name(step, answers):
        yield SHE_AGREED
    if step.agency is AgencyType.SARC:
        yield from _centre_hints(answers, has_words=has_words)
    elif step.action is Action.REFER_NOW and answers.capacity_doubt is Doubt.YES and not _is_well(answers):
        yield "Ring on the way."
    elif step.agency is AgencyType.SAFEGUARDING_LEAD:
        yield _LEAD_HINTS[answers.capacity_doubt]
    elif step.action is Action.NOTIFY_ANONYMOUSLY:
        yield "The form for those who do not agree carries no name."
    elif (
        step.action is Action.OWN_ORGANISATION
        and step.agency is AgencyType.NRM_FIRST_RESPONDER
        and not answers.is_child
    ):
        yield "Your own organisation fills in the National Referral Mechanism form, online."


def _is_well(answers: Answers) -> bool:
    return answers.health_now is Health.NO and s1c(answers) is None


def _carries_her_name(step: Step, answers: Answers) -> bool:
    """Whether a step is her referral to the National Referral Mechanism, by her own agreement."""
    agreed = answers.nrm_consent is Agreement.YES and not answers.is_child
    return agreed and step.agency is AgencyType.NRM_FIRST_RESPONDER and step.action.shares_identity


def _capacity_hint(step: Step, answers: Answers) -> str:
    if step.action is Action.CALL_999:
        return STAY_WITH_HER
    return WELL_FOR_NOW if _is_well(answers) else CANNOT_DECIDE_NOW


def _title(step: Step, answers: Answers) -> str:
    """Name the kind of agency, without a word of an assault that nobody answered."""
    was_assaulted = answers.sexual_assault in {Assault.WITHIN_72H, Assault.WITHIN_7D, Assault.OLDER}
    if step.agency is AgencyType.SEXUAL_VIOLENCE_SUPPORT and not was_assaulted:
        return "Someone to talk to after violence"
    return AGENCY_LABELS[step.agency]


def _is_own_form(step: Step) -> bool:
    return step.action is Action.OWN_ORGANISATION and step.agency is AgencyType.NRM_FIRST_RESPONDER


def _centre_hints(answers: Answers, *, has_words: bool) -> Iterator[str]:
    """Say what matters at the assault centre; `has_words`: the words for when nobody answers say it already."""
    if has_words and not answers.is_child:
        return
    if answers.is_child and not has_words:
        yield "Children's services first. Under 13: they and the police book the centre."
    if answers.sexual_assault is Assault.WITHIN_72H:
        yield (
            "Hours matter: HIV medicine within 72 hours, emergency contraception within 5 days, samples within 7 days. "
            "Washed? Still go."
        )
    elif answers.sexual_assault is Assault.WITHIN_7D:
        yield "Hours matter: emergency contraception within 5 days, samples within 7 days. Washed? Still go."
