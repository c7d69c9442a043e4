"""Asking to share without her agreement, deciding it, and reviewing what was done already."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from pathway.accounts.permissions import Person
from pathway.accounts.queries import user as user_of
from pathway.accounts.vocabulary import UserStatus
from pathway.audit import trail
from pathway.core.errors import InvalidTransitionError
from pathway.directory.vocabulary import AgencyType
from pathway.episodes import queries as episodes
from pathway.episodes.disclosure import queries
from pathway.episodes.disclosure.grounds import LASTS, DecisionStatus, Ground, Told
from pathway.episodes.disclosure.models import DisclosureDecision
from pathway.episodes.legs import leg_to, tell_agencies
from pathway.episodes.models import Episode, Leg
from pathway.episodes.queries import ServiceNow
from pathway.episodes.vocabulary import Party
from pathway.extensions import db, writing
from pathway.notifications.operations import enqueue


@dataclass(frozen=True)
class Typed:
    """What a worker wrote. `rang_already`: nobody could authorise it at this hour, so she rang."""

    ground: Ground
    told: Told
    reason: str
    best_interests: str | None = None
    rang_already: bool = False


def ask(
    episode: Episode, agency: AgencyType, service: ServiceNow, typed: Typed, by: Person, now: datetime
) -> DisclosureDecision:
    """Ask a second person, or note what was done already. Nothing leaves by this. `now` is aware UTC."""
    asked = DisclosureDecision(
        id=uuid4(),
        episode_id=episode.id,
        agency_type=agency,
        service_id=service.id,
        organization_id=service.organization_id,
        organization_kind=service.organization_kind,
        ground=typed.ground,
        told=typed.told,
        status=DecisionStatus.DONE if typed.rang_already else DecisionStatus.ASKED,
        reason=typed.reason,
        best_interests=typed.best_interests,
        asked_by=by.id,
        asked_at=now,
        expires_at=now + LASTS,
    )
    db.session.add(asked)
    trail.record("disclosure.done" if typed.rang_already else "disclosure.asked", episode.reference, by)
    for user in queries.second_people(by):
        enqueue("sharing_waits", user.email, expires_at=None if typed.rang_already else asked.expires_at)
    return asked


def authorise(decision: DisclosureDecision, by: Person, now: datetime) -> Leg:
    """Let it be shared: it becomes a leg, as one that she agreed to, and the agency is told.

    Raises InvalidTransitionError where it may not be decided any more, or the service no longer takes referrals.
    """
    _refuse_unless_open(decision, by, now)
    service = episodes.services_now([decision.service_id], hold=True).get(decision.service_id)
    if service is None or service.way is None or service.organization_id != decision.organization_id:
        raise InvalidTransitionError("This service takes no referrals any more. Ring it, or ask for another")
    decision.status, decision.decided_by, decision.decided_at = DecisionStatus.AUTHORISED, by.id, now
    episode = decision.episode
    number = 1 + max((leg.number for leg in episode.legs), default=0)
    asked_for = (decision.agency_type, episode.urgency)
    leg, sent = leg_to(service, episode, number, asked_for, by, Party.WORKER, now)
    leg.decision_id = decision.id
    db.session.flush()
    db.session.add(leg)
    db.session.flush()
    db.session.add(sent)
    tell_agencies(episode, [leg])
    trail.record("disclosure.authorised", episode.reference, by)
    trail.record("leg.sent", f"leg:{leg.id}", by)
    _tell_asker(decision)
    return leg


def refuse(decision: DisclosureDecision, reason: str, by: Person, now: datetime) -> None:
    """Let nothing be shared, and say why. Raises InvalidTransitionError."""
    _refuse_unless_open(decision, by, now)
    decision.answer = reason
    decision.status, decision.decided_by, decision.decided_at = DecisionStatus.REFUSED, by.id, now
    trail.record("disclosure.refused", decision.episode.reference, by)
    _tell_asker(decision)


def review(decision: DisclosureDecision, words: str, by: Person, now: datetime, *, was_right: bool) -> None:
    """Say whether a call that was made already was right. Raises InvalidTransitionError."""
    if decision.status is not DecisionStatus.DONE or decision.reviewed_at is not None:
        raise InvalidTransitionError("This was reviewed already, or is nothing to review")
    _refuse_asker(decision, by)
    decision.answer = words
    decision.reviewed_by, decision.reviewed_at, decision.was_right = by.id, now, was_right
    trail.record("disclosure.reviewed", decision.episode.reference, by)
    _tell_asker(decision)


def expire(now: datetime) -> None:
    """End what nobody decided within a day: the job."""
    with writing():
        for decision in queries.expired(now):
            decision.status = DecisionStatus.EXPIRED
            reference, of = decision.episode.reference, decision.episode.referrer_organization_id
            trail.record("disclosure.expired", reference, None, organization_id=of)
            _tell_asker(decision)


def _refuse_unless_open(decision: DisclosureDecision, by: Person, now: datetime) -> None:
    if decision.status is not DecisionStatus.ASKED or decision.expires_at <= now:
        raise InvalidTransitionError("This was decided already, or waited for more than a day")
    _refuse_asker(decision, by)
    if user_of(decision.asked_by).status is not UserStatus.ACTIVE:
        raise InvalidTransitionError("Whoever asked for this may not ask for it any more")


def _refuse_asker(decision: DisclosureDecision, by: Person) -> None:
    if decision.asked_by == by.id:
        raise InvalidTransitionError("You asked for this. Somebody else has to decide")


def _tell_asker(decision: DisclosureDecision) -> None:
    enqueue("referral_update", user_of(decision.asked_by).email, {"reference": decision.episode.reference})
