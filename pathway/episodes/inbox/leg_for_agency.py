"""What the people of an agency see of a leg of theirs: what to do first, and of her what their kind may know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from pathway.accounts import queries as accounts
from pathway.core.formats import moment, near
from pathway.directory.vocabulary import AGENCY_LABELS
from pathway.episodes import queries as episodes
from pathway.episodes.inbox import operations, queries
from pathway.episodes.inbox.forms import FORMS, AcceptForm, ActForm
from pathway.episodes.inbox.queries import WhatHappened
from pathway.episodes.inbox.time_left import TimeLeft, time_left
from pathway.episodes.leg_link import queries as leg_link
from pathway.episodes.leg_states import may_happen
from pathway.episodes.models import Episode, Leg, LegQuestion
from pathway.episodes.queries import ServiceName
from pathway.episodes.seen_by import Field, facts_for, sees
from pathway.episodes.sight import LegSight, Sight, is_desk_on_the_clock
from pathway.episodes.vocabulary import (
    CHANNEL_WORDS,
    OUTCOME_WORDS,
    REASON_WORDS,
    STATUS_WORDS,
    TAKEN,
    UNANSWERED,
    LegEventKind,
    LegStatus,
    Party,
)

HAPPENED: Mapping[LegEventKind, str] = MappingProxyType(
    {
        LegEventKind.SENT: "Sent to you",
        LegEventKind.ACKNOWLEDGED: "Seen",
        LegEventKind.ACCEPTED: "Taken",
        LegEventKind.DECLINED: "Not taken",
        LegEventKind.NOT_ANSWERED: "Nobody answered in time",
        LegEventKind.RUNG: "Whoever referred her rang",
        LegEventKind.ATTEMPTED: "Tried, not reached",
        LegEventKind.CONTACT_MADE: "Reached her",
        LegEventKind.HELD: "Put on hold",
        LegEventKind.RESUMED: "No longer on hold",
        LegEventKind.DELIVERED: "Help given",
        LegEventKind.ENDED: "Ended without help",
        LegEventKind.CANCELLED: "Stopped on her word",
        LegEventKind.CONTACT_CHANGED: "How to reach her has changed",
        LegEventKind.ENTERED_IN_ERROR: "Marked as a mistake",
    }
)


@dataclass(frozen=True)
class Received:
    """One leg as its agency sees it. `acts`: the forms of what may be done now, in order.

    `time`: until it has to be answered, or until the first contact; None once neither is due. `facts` and `note` are
    empty once it has ended. `why_not`: why who reads it may do nothing. `address`: where its forms go; `clock_address`:
    of the page of her 72 hours, "" where there is none, or it is not theirs.
    """

    leg: Leg
    reference: str
    address: str
    service: ServiceName
    asked_for: str
    state: str
    next_step: str
    time: TimeLeft | None
    until: datetime | None
    facts: tuple[tuple[str, str], ...]
    note: str | None
    reach: str
    referrer: str
    acts: tuple[ActForm, ...]
    may_reveal: bool
    clock_address: str
    why_not: str
    why_not_unreached: str
    is_warned: bool
    history: tuple[str, ...]
    questions: tuple[LegQuestion, ...]

    def form(self, act: str) -> ActForm | None:
        """Return the form of an act, where it may be done now."""
        return next((form for form in self.acts if form.act == act), None)


@dataclass(frozen=True)
class Pages:
    """Where somebody answers for a leg: what the addresses of its forms begin with, and the page of her 72 hours."""

    acts: str
    clock: str


def _in_the_inbox(episode: Episode, leg: Leg) -> Pages:
    begin = f"/referrals/{episode.reference}/received/{leg.number}"
    return Pages(begin, f"{begin}/clock")


def received_legs(
    episode: Episode,
    sight: LegSight,
    now: datetime,
    typed: ActForm | None = None,
    typed_of: int = 0,
    pages: Pages | None = None,
) -> tuple[Received, ...]:
    """Return the legs of a referral that somebody answers for, as she sees them.

    `typed`: a form to be shown again, of the leg with the number `typed_of`. `pages`: where its forms and
    links go, if not to the pages of the inbox.
    """
    legs = [leg for leg in sight.legs if sight.reads_facts_of(leg) and leg.status is not LegStatus.ENTERED_IN_ERROR]
    if not legs:
        return ()
    ids = [leg.id for leg in legs]
    names, history = episodes.service_names([leg.service_id for leg in legs]), queries.history_of(ids)
    questions, warned = queries.questions_of(ids), queries.warned_of(ids)
    referrer = referrer_of(episode)
    may_ask = operations.may_ask(episode)
    return tuple(
        _received(
            leg,
            episode,
            sight,
            now,
            names[leg.service_id],
            history[leg.id],
            questions[leg.id],
            is_warned=leg.id in warned,
            referrer=referrer,
            may_ask=may_ask,
            typed=typed if leg.number == typed_of else None,
            pages=pages or _in_the_inbox(episode, leg),
        )
        for leg in legs
    )


def _received(
    leg: Leg,
    episode: Episode,
    sight: LegSight,
    now: datetime,
    service: ServiceName,
    history: list[WhatHappened],
    questions: list[LegQuestion],
    *,
    is_warned: bool,
    referrer: str,
    may_ask: bool,
    typed: ActForm | None,
    pages: Pages,
) -> Received:
    parties = sight.parties(leg)
    is_receiver = Party.RECEIVER in parties
    answers = episode.answers if leg.is_open else None
    until = _until(leg)
    return Received(
        leg=leg,
        reference=episode.reference,
        address=pages.acts,
        service=service,
        asked_for=AGENCY_LABELS[leg.agency_type],
        state=STATUS_WORDS[leg.status],
        next_step=_next_step(leg, is_warned=is_warned),
        time=time_left(until, now) if until else None,
        until=until,
        facts=tuple(facts_for(leg.agency_type, answers)) if answers else (),
        note=episode.note if leg.is_open and sees(leg.agency_type, Field.NOTE) else None,
        reach=(episode.reach_referrer or "") if leg.is_open else "",
        referrer=referrer,
        acts=_acts(leg, sight.own_name, typed, is_warned=is_warned, may_ask=may_ask) if is_receiver else (),
        may_reveal=is_receiver and (leg.status in TAKEN or is_desk_on_the_clock(episode, leg)),
        clock_address=pages.clock if is_receiver and leg.status in TAKEN and episode.clock is not None else "",
        why_not="" if is_receiver else "You referred her, so somebody else of your organisation answers.",
        why_not_unreached=_why_not_unreached(episode, leg, now),
        is_warned=is_warned,
        history=tuple(_line(one) for one in history),
        questions=tuple(questions) if leg.is_open else (),
    )


def _acts(leg: Leg, own_name: str, typed: ActForm | None, *, is_warned: bool, may_ask: bool) -> tuple[ActForm, ...]:
    acts: list[ActForm] = []
    for name, form in FORMS.items():
        may = may_happen(leg.status, form.kind, {Party.RECEIVER}) if form.kind else may_ask and leg.is_open
        if not may or (is_warned and form.kind in {LegEventKind.HELD, LegEventKind.ENDED}):
            continue
        if typed is not None and typed.act == name:
            acts.append(typed)
        else:
            acts.append(form(worker=own_name) if form is AcceptForm else form())
    return tuple(acts)


def _until(leg: Leg) -> datetime | None:
    if leg.status in UNANSWERED:
        return leg.answer_by
    if leg.status is LegStatus.ACCEPTED:
        return leg.planned_for
    return None


def _next_step(leg: Leg, *, is_warned: bool) -> str:
    if is_warned:
        return (
            "You asked to end it because she was not reached. She was in danger, or somebody controls her: a "
            "safeguarding lead or a coordinator decides. Until then it stays open, so go on looking for her."
        )
    if leg.status in UNANSWERED:
        return f"Take her or say no by {near(leg.answer_by)}. Until you do, she is with whoever referred her."
    if leg.status is LegStatus.ACCEPTED:
        planned = f" First contact is planned for {near(leg.planned_for)}." if leg.planned_for else ""
        return f"{leg.named_worker or 'Your organisation'} has her.{planned}"
    if leg.status is LegStatus.ON_HOLD and leg.held_until:
        return f"It goes on by itself, {near(leg.held_until)}."
    if leg.status is LegStatus.IN_PROGRESS:
        return f"{leg.named_worker or 'Your organisation'} has her. Note what came of it when it is done."
    words = OUTCOME_WORDS[leg.outcome] if leg.outcome else REASON_WORDS[leg.reason] if leg.reason else ""
    return f"{words}. Nothing more can be done here." if words else "Nothing more can be done here."


def _why_not_unreached(episode: Episode, leg: Leg, now: datetime) -> str:
    if not may_happen(leg.status, LegEventKind.ENDED, {Party.RECEIVER}):
        return ""
    ending = operations.ending_unreached(episode, leg, now)
    if not ending.may_end:
        return f"It cannot end yet because she was not reached. {ending.why_not}"
    if operations.needs_a_second_look(episode, leg):
        return (
            "She was in danger, or somebody controls her: if she was not reached, a safeguarding lead or a coordinator "
            "decides, and it stays open until then."
        )
    return ""


def referrer_of(episode: Episode) -> str:
    """Return who referred her, and from where."""
    user = accounts.user_by_id(episode.referrer_id)
    return f"{user.name}, {user.organization.name}" if user else ""


def _line(one: WhatHappened) -> str:
    event = one.row
    words = HAPPENED[one.kind]
    more = ", ".join(
        part
        for part in (
            REASON_WORDS[event.reason].lower() if event.reason else "",
            CHANNEL_WORDS[event.channel].lower() if event.channel else "",
        )
        if part
    )
    by = one.who or ("through the mailbox, by e-mail" if event.party is Party.RECEIVER else "")
    if event.party is Party.SYSTEM:
        by = "by itself"
    # Who acted on the other side is theirs to say.
    if event.party in {Party.REFERRER, Party.WORKER, Party.COORDINATOR}:
        by = ""
    return f"{words}{f' ({more})' if more else ''}, {moment(event.at)}{f', {by}' if by else ''}"


@dataclass(frozen=True)
class AskedOfReferrer:
    """What the referrer's page shows of the agencies' side: their questions, by leg, and which were never told.

    `without_a_link`: those that were sent a link which leads nowhere any more.
    """

    questions: Mapping[UUID, list[LegQuestion]]
    untold: frozenset[UUID]
    without_a_link: frozenset[UUID]


def asked_of_referrer(sight: Sight) -> AskedOfReferrer:
    """Return what whoever referred her has to know of the agencies' side. Questions are hers alone."""
    ids = [leg.id for leg in sight.legs]
    hears = sight.is_referrer and not sight.only_receipt
    sees_legs = sight.is_referrer or sight.is_coordinator
    return AskedOfReferrer(
        queries.questions_of(ids) if hears else {},
        queries.untold_of(ids) if sees_legs else frozenset(),
        # Whoever hears receipts only must not see from it whether somebody took her.
        leg_link.without_a_link(sight.legs) if sees_legs and not sight.only_receipt else frozenset(),
    )


def done_words(done: str | None) -> str:
    """Return what to say after an act."""
    if done == "answered":
        return "Your answer is with them."
    form = FORMS.get(done or "")
    return form.done if form else ""
