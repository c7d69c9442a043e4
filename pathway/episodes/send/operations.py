"""Sending a referral: episode, legs, agreements, messages and trail in one transaction, or nothing."""

import json
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID, uuid4

from pathway.accounts.permissions import Person
from pathway.audit import trail
from pathway.episodes import clock_steps
from pathway.episodes.legs import new_leg, tell_agencies
from pathway.episodes.models import (
    Episode,
    Identity,
    RecordedCall,
    ReferralDraft,
    routing_json,
)
from pathway.episodes.offers import Offers
from pathway.episodes.queries import ServiceNow
from pathway.episodes.reference import new_reference
from pathway.episodes.send.forms import ReferForm
from pathway.extensions import db
from pathway.referral import queries as routing
from pathway.referral.routing import near_misses
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Agreement as Answer


def send(draft: ReferralDraft, form: ReferForm, services: dict[UUID, ServiceNow], by: Person, now: datetime) -> Episode:
    """Send a draft whose form was validated against `services`, held until the end of this transaction.

    The draft is deleted; its id is the key by which a second try finds what was sent. `now` is aware UTC.
    """
    offers, answers = form.offers, _as_agreed(form)
    episode = Episode(
        id=uuid4(),
        reference=new_reference(),
        send_key=draft.id,
        urgency=offers.page.result.urgency,
        received_at=now,
        referrer_id=by.id,
        referrer_organization_id=by.organization_id,
        reach_referrer=(form.reach.data or "").strip(),
        facts=json.dumps(answers.as_facts(), separators=(",", ":")),
        note=(form.note.data or "").strip() or None,
        routing=routing_json(_routing(offers, answers, now)),
        agreed_feedback=bool(form.feedback.data),
    )
    identity = Identity(id=uuid4(), episode_id=episode.id, alias=(form.alias.data or "").strip() or None)
    identity.plan = form.plan()
    db.session.add_all([episode, identity])
    db.session.flush()  # rows below point at it, and are written together
    made = [
        new_leg(episode, number, (agreed.leg, agreed.service), services, by, now)
        for number, agreed in enumerate(form.agreed, 1)
    ]
    legs = [leg for leg, _ in made]
    db.session.add_all(legs)
    db.session.flush()
    db.session.add_all(row for _, rows in made for row in rows)
    db.session.add_all(_calls(episode, offers))
    clock_steps.start(episode, legs, offers.page.result, answers, by, now)
    tell_agencies(episode, legs)
    trail.record("referral.sent", episode.reference, by)
    for leg in legs:
        trail.record("leg.sent", f"leg:{leg.id}", by)
    db.session.delete(draft)
    return episode


def _as_agreed(form: ReferForm) -> Answers:
    """Return her answers as they are now that she was asked."""
    answers = form.answers()
    asked = answers.consent_share is Answer.NOT_ASKED and form.agreed
    return replace(answers, consent_share=Answer.YES) if asked else answers


def _calls(episode: Episode, offers: Offers) -> list[RecordedCall]:
    """Return the steps that send nothing, to be recorded once they are done."""
    calls = []
    for number, step_card in enumerate(offers.calls, 1):
        choice = step_card.suggestion.choice
        chosen = choice.chosen if choice else None
        calls.append(
            RecordedCall(
                id=uuid4(),
                episode_id=episode.id,
                number=number,
                agency_type=step_card.step.agency,
                action=step_card.step.action,
                service_id=UUID(chosen.candidate.card.id) if chosen else None,
            )
        )
    return calls


def _routing(offers: Offers, answers: Answers, now: datetime) -> dict[str, object]:
    """Return what the rules made of her answers: version, pathways, rules that fired, and those one cell away.

    `order`: the kinds of agencies as the answer named them, tonight's first. `unlisted`: those for which nobody suited.
    """
    result = offers.page.result
    return {
        "order": [step_card.step.agency.value for step_card in offers.page.steps],
        "unlisted": sorted(
            {
                step_card.step.agency.value
                for step_card in offers.page.steps
                if (choice := step_card.suggestion.choice) and not choice.chosen
            }
        ),
        "table": result.table,
        "headline": result.headline.value,
        "pathways": [[pathway.value, state.value] for pathway, state in result.pathways],
        "fired": list(result.fired),
        "near_misses": [asdict(missed) for missed in near_misses(answers, routing.published_table(now))],
    }
