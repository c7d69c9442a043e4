"""Sending a referral: episode, legs, agreements, messages and trail in one transaction, or nothing."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID, uuid4

from pathway.accounts.permissions import Person
from pathway.audit import trail
from pathway.directory.vocabulary import ReferralChannel
from pathway.episodes import queries
from pathway.episodes.acknowledgement import answer_by
from pathway.episodes.models import (
    Agreement,
    Episode,
    Identity,
    Leg,
    LegEvent,
    LegNotice,
    RecordedCall,
    ReferralDraft,
    routing_json,
)
from pathway.episodes.offers import Offers
from pathway.episodes.queries import ServiceNow
from pathway.episodes.reference import new_reference
from pathway.episodes.send.forms import Agreed, ReferForm
from pathway.episodes.vocabulary import LegEventKind, LegStatus, Party
from pathway.extensions import db
from pathway.notifications.models import OutboxMessage
from pathway.notifications.operations import enqueue
from pathway.referral import queries as routing
from pathway.referral.routing import near_misses
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Agreement as Answer

WORDS = "2026-11"
"""Which words her agreement was asked with: the version of `call_scripts.words_to_ask_her` and `seen_by`."""


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
    legs = [_leg(episode, number, agreed, services, now) for number, agreed in enumerate(form.agreed, 1)]
    db.session.add_all([episode, identity])
    db.session.flush()  # rows below point at it, and are written together
    db.session.add_all(legs)
    db.session.flush()
    for leg in legs:
        db.session.add_all(
            [
                Agreement(leg_id=leg.id, words=WORDS, asked_by=by.id, agreed_at=now),
                LegEvent(
                    id=uuid4(),
                    leg_id=leg.id,
                    number=1,
                    kind=LegEventKind.SENT,
                    status=leg.status,
                    at=now,
                    recorded_at=now,
                    by_id=by.id,
                    party=Party.REFERRER,
                ),
            ]
        )
    db.session.add_all(_calls(episode, offers))
    tell_agencies(legs)
    trail.record("referral.sent", episode.reference, by)
    for leg in legs:
        trail.record("leg.sent", f"leg:{leg.id}", by)
    db.session.delete(draft)
    return episode


def tell_agencies(legs: Sequence[Leg]) -> None:
    """Tell the people of each agency that works here that something waits. The message says nothing about her."""
    by_organization = {leg.organization_id: leg for leg in legs if leg.way is ReferralChannel.INBOX}
    people = queries.answerers(list(by_organization))
    told: list[tuple[Leg, OutboxMessage]] = []
    for person in people:
        leg = by_organization[person.organization_id]
        told.append((leg, enqueue("referral_waits", person.email)))
    db.session.flush()
    db.session.add_all(LegNotice(leg_id=leg.id, message_id=message.id) for leg, message in told)


def _as_agreed(form: ReferForm) -> Answers:
    """Return her answers as they are now that she was asked."""
    answers = form.answers()
    asked = answers.consent_share is Answer.NOT_ASKED and form.agreed
    return replace(answers, consent_share=Answer.YES) if asked else answers


def _leg(episode: Episode, number: int, agreed: Agreed, services: dict[UUID, ServiceNow], now: datetime) -> Leg:
    step, service = agreed.leg.step_card.step, services[agreed.service.service_id]
    return Leg(
        id=uuid4(),
        episode_id=episode.id,
        number=number,
        agency_type=step.agency,
        service_id=service.id,
        organization_id=service.organization_id,
        organization_kind=service.organization_kind,
        way=agreed.service.way,
        urgency=step.urgency,
        status=LegStatus.REQUESTED,
        sent_at=now,
        answer_by=answer_by(now, step.urgency, agreed.service.opens_at),
    )


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
    """Return what the rules made of her answers: version, pathways, rules that fired, and those one cell away."""
    result = offers.page.result
    return {
        "table": result.table,
        "headline": result.headline.value,
        "pathways": [[pathway.value, state.value] for pathway, state in result.pathways],
        "fired": list(result.fired),
        "near_misses": [asdict(missed) for missed in near_misses(answers, routing.published_table(now))],
    }
