"""The page of one clock: what the coordinator needs at two in the morning, milestones, legs, calls, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from pathway.accounts.models import User
from pathway.board.time_on_clock import ClockTime, MilestoneNow, clock_time, ended_time, length, milestone_now, next_of
from pathway.directory.models import Service
from pathway.directory.search.index.snapshot import current_snapshot
from pathway.directory.vocabulary import AGENCY_LABELS
from pathway.episodes import queries as episodes
from pathway.episodes.models import Episode, Leg, RecordedCall
from pathway.episodes.vocabulary import STATUS_WORDS, TAKEN, CallOutcome
from pathway.extensions import db
from pathway.referral.result.numbers import StepNumber, numbers_of_card
from pathway.turnaround import queries as turnaround
from pathway.turnaround.clock import TURNAROUND, net
from pathway.turnaround.clock import Pause as PlainPause
from pathway.turnaround.measures import is_breach
from pathway.turnaround.models import ClockEvent, ClockPause, EpisodeClock
from pathway.turnaround.operations import BY_ITSELF
from pathway.turnaround.queries import Raised, ToldOf
from pathway.turnaround.vocabulary import (
    CHANGED_WORDS,
    LATE_WORDS,
    ClockEventKind,
    Correction,
    LateReason,
    Settled,
    WhatChanged,
)

CALL_WORDS = {
    CallOutcome.TAKEN: "they took her",
    CallOutcome.NOT_TAKEN: "they did not take her",
    CallOutcome.NO_ANSWER: "nobody answered",
    CallOutcome.RING_AGAIN: "to be rung again",
}


@dataclass(frozen=True)
class MilestoneLine:
    """One milestone with what may be recorded of it. `recorder`: who recorded it, "" for an agency or nobody."""

    now: MilestoneNow
    key: str
    may_meet: bool
    is_strand: bool
    correction: Correction | None
    correction_is_own: bool
    slept_at: datetime | None
    may_say_slept: bool
    late_reason: LateReason | None
    recorded_at: datetime | None
    recorder: str
    raised: Raised | None
    told: str
    taken_by: str

    @property
    def needs_reason(self) -> bool:
        """Whether it was late and nobody has said why."""
        return (self.now.was_late or self.now.colour == "red") and self.late_reason is None


@dataclass(frozen=True)
class LegLine:
    """One leg: who, in which state, whether the lead can be handed on to it, and the number to try first."""

    id: UUID
    number: int
    service: str
    what_for: str
    state: str
    leads: bool
    may_lead: bool
    ring: StepNumber | None


@dataclass(frozen=True)
class CallLine:
    """A call that was made, or is still to be made."""

    who: str
    words: str
    made_at: datetime | None


@dataclass(frozen=True)
class Mark:
    """A point or a stretch of the picture of 72 hours, in hundredths of its width."""

    at: float
    until: float | None
    kind: str
    words: str


@dataclass(frozen=True)
class EventLine:
    """Something that happened, and who did it ("" for the system or an agency's mailbox)."""

    at: datetime
    recorded_at: datetime
    words: str
    who: str


@dataclass(frozen=True)
class Contact:
    """What must not be done to reach her. How she may be reached is on the referral, for those who may read it."""

    forgotten: bool = False
    nobody: bool = False
    masked: bool = False
    withheld: bool = False


@dataclass(frozen=True)
class EpisodePage:
    """Everything the page shows. `is_breach`: the 72 hours were not kept."""

    episode: Episode
    clock: EpisodeClock
    time: ClockTime
    net_words: str
    owner: str
    contact: Contact
    next: MilestoneNow | None
    milestones: tuple[MilestoneLine, ...]
    legs: tuple[LegLine, ...]
    calls: tuple[CallLine, ...]
    events: tuple[EventLine, ...]
    marks: tuple[Mark, ...]
    pauses: tuple[ClockPause, ...]
    is_paused: bool
    is_breach: bool

    @property
    def lead(self) -> LegLine | None:
        """The leg that leads; None where nobody does."""
        return next((leg for leg in self.legs if leg.leads), None)


def page_of(episode: Episode, clock: EpisodeClock, reader_id: UUID, now: datetime) -> EpisodePage:
    """Return the page of a clock at `now` (aware UTC), for somebody who may read it."""
    policy = turnaround.policy(clock.policy_version)
    shown = {
        row.key: milestone_now(
            policy.milestone(row.key),
            row.starts_at,
            row.target_at,
            now,
            settled=row.settled,
            settled_at=row.settled_at,
            is_wanted=row.is_wanted,
        )
        for row in clock.milestones
    }
    raised = {one.key: one for one in turnaround.escalations([clock.episode_id])[clock.episode_id]}  # the last of each
    told = turnaround.calls_of([one.id for one in raised.values()])
    people = {row.recorded_by for row in clock.milestones} | {one.taken_by for one in raised.values()}
    names = _names({*filter(None, people | {clock.owner_id})})
    lines = tuple(
        MilestoneLine(
            now=shown[row.key],
            key=row.key,
            may_meet=row.settled is None and row.key not in BY_ITSELF and clock.ended_at is None,
            is_strand=shown[row.key].milestone.strand is not None,
            correction=row.correction,
            correction_is_own=reader_id in {row.correction_by, row.recorded_by},
            slept_at=row.slept_at,
            may_say_slept=row.settled is Settled.MET
            and row.slept_at is None
            and shown[row.key].milestone.strand == "accommodation",
            late_reason=row.late_reason,
            recorded_at=row.recorded_at,
            recorder=names.get(row.recorded_by, "") if row.recorded_by else "",
            raised=raised.get(row.key),
            told=_told_words(told[raised[row.key].id]) if row.key in raised else "",
            taken_by=_taker(raised.get(row.key), names),
        )
        for row in clock.milestones
    )
    until = min(now, clock.completed_at or clock.ended_at or now)
    plain = [PlainPause(one.reason, one.begins_at, one.ends_at) for one in clock.pauses]
    return EpisodePage(
        episode=episode,
        clock=clock,
        time=ended_time(clock.received_at, clock.completed_at, clock.ended_at)
        if clock.ended_at
        else clock_time(clock.received_at, clock.due_at, list(shown.values()), now),
        net_words=length(net(clock.received_at, until, plain)) if plain else "",
        owner=names.get(clock.owner_id, "") if clock.owner_id else "",
        contact=_contact(episode),
        next=next_of(list(shown.values())),
        milestones=lines,
        legs=_legs(clock, now),
        calls=_calls(clock.episode_id),
        events=_events(clock, {row.key: shown[row.key].milestone.what for row in clock.milestones}),
        marks=_marks(clock, list(shown.values()), now),
        pauses=tuple(clock.pauses),
        is_paused=any(one.ends_at is None for one in clock.pauses),
        is_breach=is_breach(until - clock.received_at, clock.end_kind),
    )


def _contact(episode: Episode) -> Contact:
    identity = episode.identity
    if identity is None:
        return Contact(forgotten=True)
    return Contact(
        nobody=identity.contact_nobody_at is not None,
        masked=identity.masked_at is not None,
        withheld=identity.withheld_at is not None,
    )


def _taker(raised: Raised | None, names: dict[UUID, str]) -> str:
    return names.get(raised.taken_by, "") if raised and raised.taken_by else ""


def _told_words(calls: Sequence[ToldOf]) -> str:
    """Say who was told, and who could not be: a role that nobody holds is named."""
    reached = dict.fromkeys(call.told.label for call in calls if call.channel is not None)
    vacant = dict.fromkeys(call.told.label for call in calls if call.channel is None)
    sentences = [f"Told: {', '.join(reached).lower()}."] if reached else []
    sentences += [f"Nobody to tell as {', '.join(vacant).lower()}: others were told instead."] if vacant else []
    return " ".join(sentences)


def _names(ids: set[UUID]) -> dict[UUID, str]:
    return {row[0]: row[1] for row in db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))}


def _legs(clock: EpisodeClock, now: datetime) -> tuple[LegLine, ...]:
    query = (
        select(Leg, Service.name)
        .join(Service, Service.id == Leg.service_id)
        .where(Leg.episode_id == clock.episode_id)
        .order_by(Leg.number)
    )
    legs = db.session.execute(query).all()
    numbers = _numbers([leg.service_id for leg, _ in legs], now)
    return tuple(
        LegLine(
            id=leg.id,
            number=leg.number,
            service=name,
            what_for=AGENCY_LABELS[leg.agency_type],
            state=STATUS_WORDS[leg.status],
            leads=leg.id == clock.lead_leg_id,
            may_lead=leg.id != clock.lead_leg_id and leg.status in TAKEN and clock.ended_at is None,
            ring=next(iter(numbers.get(leg.service_id, ())), None),
        )
        for leg, name in legs
    )


def _numbers(service_ids: list[UUID], now: datetime) -> dict[UUID, tuple[StepNumber, ...]]:
    moment = current_snapshot().moment(now)
    return {
        service_id: numbers_of_card(listed.card, moment.openness(listed.hours_key), moment)
        for service_id, listed in episodes.cards_of(service_ids).items()
    }


def _calls(episode_id: UUID) -> tuple[CallLine, ...]:
    query = select(RecordedCall).where(RecordedCall.episode_id == episode_id).order_by(RecordedCall.number)
    return tuple(
        CallLine(
            AGENCY_LABELS[call.agency_type],
            CALL_WORDS[call.outcome] if call.outcome else "not rung yet",
            call.made_at,
        )
        for call in db.session.scalars(query)
    )


_EVENT_WORDS = {
    "started": "Received. The clock started",
    "taken_on": "Taken on by a coordinator",
    "handed_on": "Another agency leads",
    "nobody_leads": "The agency that led has ended it: nobody leads",
    "met": "Done",
    "wanted": "She wants it",
    "declined": "She was asked, and does not want it",
    "slept_there": "She slept there",
    "correction_asked": "Asked to correct",
    "correction_confirmed": "Correction confirmed",
    "correction_refused": "Correction refused",
    "paused": "Paused",
    "resumed": "Went on",
    "late_reason": "Why it was late",
    "what_changed": "What changed since",
    "safety_said": "Who is with her, said anew",
    "escalated": "A warning went out",
    "escalation_taken": "A warning was taken",
    "ended": "The clock ended",
    "reopened": "The clock runs again",
}
_DETAIL_WORDS = {
    "not_needed": "not needed",
    "entered_in_error": "entered by mistake",
    "her_choice": "her choice",
    "hospital": "in hospital",
    "custody": "in custody",
    "completed": "all that she wanted was done",
    "she_stopped": "she stopped",
    "not_reached": "she was not reached",
    "closed": "the referral was closed",
    "amber": "it is about to be late",
    "red": "it is late",
    "again": "nobody had taken it",
}


def _events(clock: EpisodeClock, what: dict[str, str]) -> tuple[EventLine, ...]:
    query = (
        select(ClockEvent, User.name)
        .outerjoin(User, User.id == ClockEvent.by_id)
        .where(ClockEvent.episode_id == clock.episode_id)
        .order_by(ClockEvent.recorded_at, ClockEvent.number)
    )
    lines = []
    for event, who in db.session.execute(query):
        words = _EVENT_WORDS[event.kind]
        subject = what.get(event.key or "", "")
        detail = _detail(event)
        more = f" ({detail})" if detail else ""
        line = f"{subject}: {words[0].lower()}{words[1:]}{more}" if subject else f"{words}{more}"
        lines.append(EventLine(event.at, event.recorded_at, line, who or ""))
    return tuple(lines)


def _detail(event: ClockEvent) -> str:
    """Return a detail in words. One word may mean two things, of two kinds of events."""
    detail = event.detail or ""
    words = _DETAIL_WORDS.get(detail, "")
    if event.kind is ClockEventKind.LATE_REASON:
        words = LATE_WORDS[LateReason(detail)]
    elif event.kind is ClockEventKind.WHAT_CHANGED:
        words = CHANGED_WORDS[WhatChanged(detail)]
    return words[:1].lower() + words[1:]


def _marks(clock: EpisodeClock, milestones: list[MilestoneNow], now: datetime) -> tuple[Mark, ...]:
    def place(moment: datetime) -> float:
        return round(100 * min(1, max(0, (moment - clock.received_at) / TURNAROUND)), 2)

    pauses = [
        Mark(place(one.begins_at), place(one.ends_at or now), "pause", f"Paused: {_DETAIL_WORDS[one.reason]}")
        for one in clock.pauses
    ]
    met = [
        Mark(place(one.settled_at), None, "late" if one.was_late else "met", one.milestone.what)
        for one in milestones
        if one.settled is Settled.MET and one.settled_at
    ]
    due = [
        Mark(place(one.target_at), None, "red" if one.colour == "red" else "due", one.milestone.what)
        for one in milestones
        if one.settled is None
    ]
    return (*pauses, *due, *met)
