"""What a worker needs to ring an agency about her: the numbers as they are now, what to say, what to have ready."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pathway.core.formats import moment
from pathway.directory.search.fallbacks import is_office_hours
from pathway.directory.search.index.snapshot import current_snapshot
from pathway.directory.vocabulary import AGENCY_LABELS, ReferralChannel
from pathway.episodes import queries
from pathway.episodes.models import Episode, Leg, LegEvent, RecordedCall
from pathway.episodes.offers import offers
from pathway.episodes.referral_page.parts import Part
from pathway.episodes.vocabulary import CallOutcome, LegEventKind, Party
from pathway.referral.result import call_scripts
from pathway.referral.result.numbers import StepNumber, numbers_of_card
from pathway.referral.routing import Step
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Action

MOST_NUMBERS = 3
"""Numbers that a panel shows."""

OUTCOME_WORDS = {
    CallOutcome.TAKEN: "They took her",
    CallOutcome.NOT_TAKEN: "They did not take her",
    CallOutcome.NO_ANSWER: "Nobody answered",
    CallOutcome.RING_AGAIN: "To be rung again",
}


@dataclass(frozen=True)
class CallPanel:
    """One agency to ring. `say`: words to begin with, "" where nobody may read the facts any more.

    `url`: its own form, for a `web_form` leg. `words`: what to do where there is no number. `is_listed`: its listing
    still stands; where it does not, its numbers may be wrong and are not shown.
    """

    title: str
    numbers: tuple[StepNumber, ...]
    say: str
    url: str | None = None
    words: str = ""
    verb: str = ""
    is_listed: bool = True


def panels_of_legs(legs: Sequence[Leg], answers: Answers | None, now: datetime) -> dict[UUID, CallPanel]:
    """Return a panel for each leg, by its id."""
    snapshot = current_snapshot()
    at_this_hour = snapshot.moment(now)
    cards = queries.cards_of([leg.service_id for leg in legs])
    panels = {}
    for leg in legs:
        listed = cards.get(leg.service_id)
        step = Step(leg.agency_type, Action.REFER, leg.urgency, ())
        panels[leg.id] = CallPanel(
            title=AGENCY_LABELS[leg.agency_type],
            numbers=numbers_of_card(listed.card, at_this_hour.openness(listed.hours_key), at_this_hour)
            if listed
            else (),
            # Without her agreement there are no words that say she agreed.
            say=call_scripts.say(step, answers, by_day=is_office_hours(now)) if answers and not leg.decision_id else "",
            url=listed.card.url if listed and leg.way is ReferralChannel.WEB_FORM else None,
            is_listed=listed is not None,
        )
    return panels


def panels_of_calls(calls: Sequence[RecordedCall], answers: Answers | None, now: datetime) -> dict[UUID, CallPanel]:
    """Return a panel for each step that sends nothing, by its id: as the result would show it now."""
    steps = {card.step.agency: card for card in offers(answers, now).page.steps} if answers and calls else {}
    panels = {}
    for call in calls:
        step_card = steps.get(call.agency_type)
        panels[call.id] = CallPanel(
            title=step_card.title if step_card else AGENCY_LABELS[call.agency_type],
            numbers=tuple(step_card.numbers) if step_card else (),
            say=step_card.say if step_card else "",
            words=step_card.words.text if step_card and step_card.words else "",
            verb=step_card.verb if step_card else "",
        )
    return panels


_RUNG = {
    LegEventKind.RUNG: "nobody has taken her there yet",
    LegEventKind.ACCEPTED: "they took her",
    LegEventKind.DECLINED: "they did not take her",
}
_RUNG_BY = frozenset({Party.REFERRER, Party.COORDINATOR, Party.ON_THEIR_WORD})


def rung_already(
    parts: Sequence[Part], panels: Mapping[UUID, CallPanel], events: Mapping[UUID, Sequence[LegEvent]]
) -> dict[str, str]:
    """Say of each part whose number was rung for another what came of that, by its id on the page."""
    rung = [(part, came) for part in parts if (came := _came_of_it(part, events))]
    said: dict[str, str] = {}
    for part in parts:
        for other, came in rung:
            number = _shared(panels[part.row.id], panels[other.row.id]) if other.id != part.id else None
            if number is not None:
                said.setdefault(part.id, f"You rang {number} for {other.name} already: {came}.")
    return said


def _came_of_it(part: Part, events: Mapping[UUID, Sequence[LegEvent]]) -> str:
    if part.call is not None and part.call.outcome is not None and part.call.made_at is not None:
        words = OUTCOME_WORDS[part.call.outcome]
        return f"{words[0].lower()}{words[1:]}, {moment(part.call.made_at)}"
    if part.leg is None:
        return ""
    calls = [event for event in events[part.leg.id] if event.kind in _RUNG and event.party in _RUNG_BY]
    return f"{_RUNG[calls[-1].kind]}, {moment(calls[-1].at)}" if calls else ""


def _shared(one: CallPanel, other: CallPanel) -> str | None:
    """Return the number that both show."""
    of_other = {number.href for number in other.numbers[:MOST_NUMBERS]}
    return next((number.number for number in one.numbers[:MOST_NUMBERS] if number.href in of_other), None)


def have_ready(episode: Episode, answers: Answers | None) -> tuple[str, ...]:
    """Return what an agency asks for on the telephone, so that nobody has to look for it while they wait."""
    ready = ("what they may call her", "how and when she may be reached", "how they reach you")
    wishes = call_scripts.ask_for(answers) if answers else []
    return (f"the reference {episode.reference}", *ready, *wishes)
