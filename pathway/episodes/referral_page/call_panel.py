"""What a worker needs to ring an agency about her: the numbers as they are now, what to say, what to have ready."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pathway.directory.search.fallbacks import is_office_hours
from pathway.directory.search.index.snapshot import current_snapshot
from pathway.directory.vocabulary import AGENCY_LABELS, ReferralChannel
from pathway.episodes import queries
from pathway.episodes.models import Episode, Leg, RecordedCall
from pathway.episodes.offers import offers
from pathway.referral.result import call_scripts
from pathway.referral.result.numbers import StepNumber, numbers_of_card
from pathway.referral.routing import Step
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Action


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
    moment = snapshot.moment(now)
    cards = queries.cards_of([leg.service_id for leg in legs])
    panels = {}
    for leg in legs:
        listed = cards.get(leg.service_id)
        step = Step(leg.agency_type, Action.REFER, leg.urgency, ())
        panels[leg.id] = CallPanel(
            title=AGENCY_LABELS[leg.agency_type],
            numbers=numbers_of_card(listed.card, moment.openness(listed.hours_key), moment) if listed else (),
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


def have_ready(episode: Episode, answers: Answers | None) -> tuple[str, ...]:
    """Return what an agency asks for on the telephone, so that nobody has to look for it while they wait."""
    ready = ("what they may call her", "how and when she may be reached", "how they reach you")
    wishes = call_scripts.ask_for(answers) if answers else []
    return (f"the reference {episode.reference}", *ready, *wishes)
