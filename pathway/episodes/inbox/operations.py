"""What the people of an agency do with a leg. Each changes the leg, writes its event and the trail, and tells others.

The caller holds the referral's row, and has looked that the leg is still as whoever acts saw it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from pathway.accounts.permissions import Person
from pathway.audit import trail
from pathway.core.actor import account_id
from pathway.core.clock import utc_now
from pathway.core.errors import ChangeRefusedError, InvalidTransitionError
from pathway.directory.vocabulary import AgencyType
from pathway.episodes.agency_mailbox import AgencyMailbox
from pathway.episodes.contact_plan import ContactPlan
from pathway.episodes.events import Happening, happen
from pathway.episodes.inbox import notices, queries
from pathway.episodes.leg_states import Attempt, Ending, may_end_unreached
from pathway.episodes.models import Episode, Leg, LegQuestion, LegRead, UnreachedWarning
from pathway.episodes.sight import is_desk_on_the_clock
from pathway.episodes.vocabulary import (
    TAKEN,
    Channel,
    ContactMethod,
    LegEventKind,
    OutcomeCode,
    Party,
    ReasonCode,
)
from pathway.extensions import db, writing
from pathway.organizations.vocabulary import OrganizationKind
from pathway.referral.vocabulary import Urgency

READ_AGAIN = timedelta(minutes=15)
"""A second look within this time is the same reading, for the trail."""

MOST_QUESTIONS = 10


@dataclass(frozen=True)
class Answering:
    """A leg of a referral, in the hands of somebody who answers for its agency: a person, or through its mailbox."""

    episode: Episode
    leg: Leg
    parties: frozenset[Party]
    by: Person | AgencyMailbox

    def happen(self, happening: Happening) -> None:
        """Let something happen in her part, and tell the referrer where it is hers to know."""
        if Party.RECEIVER not in self.parties:
            raise InvalidTransitionError("You referred her: somebody else of your organisation answers")
        is_first = self.leg.received_at is None
        happen(self.leg, replace(happening, parties=self.parties), self.by)
        notices.tell_referrer(self.episode, happening.kind, first_seen=is_first and self.leg.received_at is not None)


def _what(kind: LegEventKind, **more: object) -> Happening:
    return Happening(kind, frozenset(), **more)  # type: ignore[arg-type] # the fields of a Happening


def acknowledge(answering: Answering) -> None:
    """Say that it was seen."""
    answering.happen(_what(LegEventKind.ACKNOWLEDGED))


def accept(answering: Answering, worker: str, planned_for: datetime) -> None:
    """Take her: who, and when she is reached first."""
    answering.leg.named_worker, answering.leg.planned_for = worker, planned_for
    answering.happen(_what(LegEventKind.ACCEPTED))


def decline(answering: Answering, reason: ReasonCode, suggestion: AgencyType | None) -> None:
    """Do not take her, and say why: she is with the referrer again."""
    answering.leg.suggested_agency = suggestion
    answering.happen(_what(LegEventKind.DECLINED, reason=reason))


def hold(answering: Answering, reason: ReasonCode, until: datetime) -> None:
    """Wait for her until a moment."""
    _refuse_while_warned(answering.leg)
    answering.leg.held_until = until
    answering.happen(_what(LegEventKind.HELD, reason=reason))


def resume(answering: Answering) -> None:
    """Go on."""
    answering.happen(_what(LegEventKind.RESUMED))


def attempt(answering: Answering, channel: Channel, at: datetime) -> None:
    """Note that somebody tried to reach her, and did not."""
    _refuse_before_acceptance(answering, at)
    answering.happen(_what(LegEventKind.ATTEMPTED, channel=channel, at=at))


def make_contact(answering: Answering, channel: Channel, at: datetime) -> None:
    """Note that somebody reached her."""
    _refuse_before_acceptance(answering, at)
    answering.happen(_what(LegEventKind.CONTACT_MADE, channel=channel, at=at))
    _forget_warning(answering.leg)


def deliver(answering: Answering, outcome: OutcomeCode) -> None:
    """Note what came of it."""
    answering.leg.outcome = outcome
    answering.happen(_what(LegEventKind.DELIVERED))
    _forget_warning(answering.leg)


def end(answering: Answering, reason: ReasonCode, now: datetime) -> None:
    """End it without help. Who was not reached and was in danger, or is controlled, is for somebody else to decide."""
    _refuse_while_warned(answering.leg)
    if reason is ReasonCode.NOT_REACHED:
        ending = ending_unreached(answering.episode, answering.leg, now)
        if not ending.may_end:
            raise ChangeRefusedError(ending.why_not.rstrip("."))
        if needs_a_second_look(answering.episode, answering.leg):
            _warn(answering)
            return
    answering.happen(_what(LegEventKind.ENDED, reason=reason))


def ending_unreached(episode: Episode, leg: Leg, now: datetime) -> Ending:
    """Say whether she was looked for long enough."""
    identity = episode.identity
    plan = identity.plan if identity else None
    tries = [
        Attempt(one.row.at, one.row.channel)
        for one in queries.history_of([leg.id])[leg.id]
        if one.kind is LegEventKind.ATTEMPTED and one.row.channel
    ]
    return may_end_unreached(
        tries, leg.accepted_at or leg.sent_at, now, plan.method if plan else ContactMethod.THROUGH_WORKER
    )


def needs_a_second_look(episode: Episode, leg: Leg) -> bool:
    """Whether a leg never ends by itself where she was not reached: she was in danger, or somebody controls her."""
    if Urgency.IMMEDIATE in {leg.urgency, episode.urgency}:
        return True
    answers = episode.answers
    return answers is None or answers.is_controlled


def _warn(answering: Answering) -> None:
    if Party.RECEIVER not in answering.parties:
        raise InvalidTransitionError("This is not yours to record")
    raised_by = account_id(answering.by)
    db.session.add(UnreachedWarning(leg_id=answering.leg.id, raised_at=utc_now(), raised_by=raised_by))
    answering.leg.changed_at = utc_now()
    trail.record("unreached.raised", f"leg:{answering.leg.id}", answering.by)
    notices.tell_who_decides(answering.episode, answering.leg, by_mailbox=raised_by is None)


def _refuse_while_warned(leg: Leg) -> None:
    if queries.warning_of(leg.id):
        raise InvalidTransitionError("A safeguarding lead or a coordinator was asked whether it may end, and decides")


def _forget_warning(leg: Leg) -> None:
    if warning := queries.warning_of(leg.id):
        db.session.delete(warning)


def decide_unreached(episode: Episode, leg: Leg, by: Person, *, may_end: bool) -> None:
    """Let a leg end because she was not reached, or have the agency go on looking.

    The agency asked for it; a safeguarding lead or a coordinator who is somebody else decides. Raises
    InvalidTransitionError where nothing waits any more.
    """
    warning = queries.warning_of(leg.id)
    if warning is None or leg.status not in TAKEN:
        raise InvalidTransitionError("This was decided already")
    if warning.raised_by == by.id:
        raise InvalidTransitionError("You asked for this: somebody else decides")
    if warning.raised_by is None and leg.organization_id == by.organization_id:
        raise InvalidTransitionError("Your own organisation asked for this by e-mail: somebody of another decides")
    db.session.delete(warning)
    if not may_end:
        trail.record("unreached.kept_open", f"leg:{leg.id}", by)
        leg.changed_at = utc_now()
    else:
        trail.record("unreached.confirmed", f"leg:{leg.id}", by)
        happen(leg, _ended_by_decision(), by)
        notices.tell_referrer(episode, LegEventKind.ENDED)
    notices.tell_agency(episode, leg, but=by)


def _ended_by_decision() -> Happening:
    return Happening(LegEventKind.ENDED, frozenset({Party.COORDINATOR}), reason=ReasonCode.NOT_REACHED)


def _refuse_before_acceptance(answering: Answering, at: datetime) -> None:
    taken_at = answering.leg.accepted_at
    # A time is typed to the minute.
    if taken_at is not None and at < taken_at.replace(second=0, microsecond=0):
        raise ChangeRefusedError("This is before you took her. Give the time of the call")


def reveal(answering: Answering) -> tuple[str | None, ContactPlan | None]:
    """Return what they may call her and how to reach her, and write down that somebody read it.

    Nothing where sharing was stopped. Raises InvalidTransitionError where nobody has taken her.
    """
    leg, identity = answering.leg, answering.episode.identity
    may = leg.status in TAKEN or is_desk_on_the_clock(answering.episode, leg)
    if not may or Party.RECEIVER not in answering.parties:
        raise InvalidTransitionError("Who she is can be read once you have taken her, and for as long as it is open")
    if identity is None or identity.withheld_at is not None:
        raise InvalidTransitionError("She took her agreement back, or it was forgotten: nobody reads who she is")
    trail.record("identity.unmasked", f"leg:{leg.id}", answering.by)
    plan = identity.plan
    return identity.alias, plan and replace(plan, is_masked=plan.is_masked or identity.masked_at is not None)


def note_reading(person: Person, reference: str, now: datetime) -> None:
    """Write down that somebody reads what a referral says of the woman to her agency, once in fifteen minutes.

    In a transaction of its own, before anything is shown: what cannot be written down is not read, and the page that is
    drawn afterwards keeps no writer waiting.
    """
    leg_ids = queries.legs_read_by_opening(person, reference)
    read = queries.last_read(person, leg_ids)
    due = [leg_id for leg_id in leg_ids if leg_id not in read or now - read[leg_id] >= READ_AGAIN]
    if not due:
        return
    with writing():
        for leg_id in due:
            db.session.merge(LegRead(leg_id=leg_id, user_id=person.id, read_at=now))
            trail.record("leg.read", f"leg:{leg_id}", person)


def may_ask(episode: Episode) -> bool:
    """Whether the referrer may be asked something: an enforcement body reads nothing of what comes afterwards."""
    return queries.referrer_kind(episode) is not OrganizationKind.ENFORCEMENT


def ask(answering: Answering, question: str) -> None:
    """Ask whoever referred her something. It changes no state."""
    if Party.RECEIVER not in answering.parties or not answering.leg.is_open:
        raise InvalidTransitionError("A question can be asked by those who answer, for as long as it is open")
    if not may_ask(answering.episode):
        raise InvalidTransitionError("Whoever referred her may not read about her any more. Ring, or do without")
    number = 1 + len(queries.questions_of([answering.leg.id])[answering.leg.id])
    if number > MOST_QUESTIONS:
        raise ChangeRefusedError(f"{MOST_QUESTIONS} questions were asked here. Ring whoever referred her")
    asked_by = account_id(answering.by)
    row = LegQuestion(id=uuid4(), leg_id=answering.leg.id, number=number, asked_by=asked_by, asked_at=utc_now())
    row.question = question
    db.session.add(row)
    trail.record("question.asked", f"leg:{answering.leg.id}", answering.by)
    notices.tell_about_question(answering.episode)


def answer(episode: Episode, leg: Leg, question: LegQuestion, words: str, by: Person) -> None:
    """Answer a question of an agency."""
    if question.answered_at is not None:
        raise InvalidTransitionError("This question was answered already")
    if not leg.is_open:
        raise InvalidTransitionError("This has ended, so nobody reads an answer any more")
    question.answer, question.answered_at, question.answered_by = words, utc_now(), by.id
    trail.record("question.answered", f"leg:{leg.id}", by)
    notices.tell_agency(episode, leg, but=by)
