"""Every question about referrals that wait at an agency. Each takes who asks, or says whose it answers for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, Uuid, and_, bindparam, case, exists, func, null, select, text

from pathway.accounts.models import User
from pathway.accounts.permissions import Grant, Person
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.core.database import UTCDateTime
from pathway.core.permission import Permission
from pathway.directory.models import Service
from pathway.episodes.models import (
    IS_ENDED,
    IS_ON_HOLD,
    IS_TAKEN,
    IS_UNANSWERED,
    Episode,
    Leg,
    LegEvent,
    LegNotice,
    LegQuestion,
    LegRead,
    UnreachedWarning,
)
from pathway.episodes.sight import ANSWERED_HERE
from pathway.episodes.vocabulary import LegEventKind, LegStatus, ReasonCode
from pathway.episodes.withdrawal.models import LegWord
from pathway.extensions import db
from pathway.notifications.models import OutboxMessage
from pathway.notifications.vocabulary import MessageStatus
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind
from pathway.referral.vocabulary import Urgency

PAGE = 50
MOST_ORGANIZATIONS = 50


class Pile(StrEnum):
    """The lists of an inbox. The value is how an address names it."""

    TO_ANSWER = "to-answer"
    TAKEN = "taken"
    ON_HOLD = "on-hold"
    CLOSED = "closed"


_IS: Mapping[Pile, ColumnElement[bool]] = MappingProxyType(
    {
        pile: and_(text(f"leg.{is_in}"))
        for pile, is_in in {
            Pile.TO_ANSWER: IS_UNANSWERED,
            Pile.TAKEN: IS_TAKEN,
            Pile.ON_HOLD: IS_ON_HOLD,
            Pile.CLOSED: IS_ENDED,
        }.items()
    }
)
"""Which legs each holds, in the words of its index: a database finds no partial index for values it is told later."""


@dataclass(frozen=True)
class InboxRow:
    """One leg as a list shows it, before anybody opened it: nothing of what the woman told.

    `until`: by when something is due, if anything is. `is_own`: who reads the list referred her, so somebody else has
    to answer. `is_warned`: it waits for a decision, because she was not reached. `is_changed`: she said something that
    nobody there has seen yet.
    """

    number: int
    reference: str
    service: str
    urgency: Urgency
    status: LegStatus
    reason: ReasonCode | None
    sent_at: datetime
    until: datetime | None
    held_until: datetime | None
    ended_at: datetime | None
    version: int
    is_own: bool
    is_warned: bool
    is_changed: bool


@dataclass(frozen=True)
class Waiting:
    """How many wait, and since when: nothing else. `late`: how many should have been answered by now."""

    count: int
    late: int
    oldest_sent_at: datetime | None


@dataclass(frozen=True)
class WaitingAt:
    """The same of one organisation, by name."""

    organization: str
    waiting: Waiting


def addressed_to(person: Person) -> ColumnElement[bool]:
    """Which legs are addressed to somebody's organisation and are answered here. Nobody's but an answerer's."""
    if person.grant(Permission.ACT_ON_LEG) is not Grant.ADDRESSED:
        return Leg.id.is_(None)
    return (Leg.organization_id == person.organization_id) & Leg.way.in_(ANSWERED_HERE)


_ADDRESSED = (Leg.organization_id == bindparam("organization", type_=Uuid())) & Leg.way.in_(ANSWERED_HERE)
"""What `addressed_to` says to an answerer, in queries that are made once: making one takes longer than running it."""


def _word_of(addressed: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether her word is of a leg that is addressed so: asked of each word, since words are few and legs are many."""
    return exists().where(Leg.id == LegWord.leg_id, addressed).correlate(LegWord)


_COUNTS = select(
    *(
        select(func.count()).select_from(Leg).where(_ADDRESSED, _IS[pile]).scalar_subquery().label(pile.name)
        for pile in Pile
        if pile is not Pile.CLOSED
    ),
    select(LegWord.leg_id).where(LegWord.seen_at.is_(None), _word_of(_ADDRESSED)).exists().label("has_changed"),
)


def counts_of(person: Person) -> tuple[dict[Pile, int], bool]:
    """Return how many are in each list of open ones, each counted in an index alone; and whether any has changed."""
    if not _answers(person):
        return {}, False
    *counts, has_changed = db.session.connection().execute(_COUNTS, {"organization": person.organization_id}).one()
    return dict(zip((pile for pile in Pile if pile is not Pile.CLOSED), counts, strict=True)), bool(has_changed)


def _answers(person: Person) -> bool:
    return person.grant(Permission.ACT_ON_LEG) is Grant.ADDRESSED


_ORDER: Mapping[Pile, tuple[Any, ...]] = MappingProxyType(
    {
        Pile.TO_ANSWER: (Leg.answer_by.asc(), Leg.id.asc()),
        Pile.TAKEN: (Leg.planned_for.asc().nulls_last(), Leg.id.asc()),
        Pile.ON_HOLD: (Leg.held_until.asc(), Leg.id.asc()),
        Pile.CLOSED: (Leg.sent_at.desc(), Leg.id.desc()),
    }
)
"""What comes first in each list: the order of its index."""


def ids_on_page(which: Pile) -> Select[UUID]:
    """Return the query of the legs on one page of a list, cut from its index before anything else is looked up."""
    ids = select(Leg.id).where(_ADDRESSED, _IS[which], Leg.status != LegStatus.ENTERED_IN_ERROR)
    return ids.order_by(*_ORDER[which]).limit(PAGE + 1).offset(bindparam("skip", type_=Integer()))


def _page_of(which: Pile) -> Select[Any]:
    until: Any = {
        Pile.TO_ANSWER: Leg.answer_by,
        Pile.TAKEN: case((Leg.contacted_at.is_(None), Leg.planned_for)),
    }.get(which, null())
    on_page = ids_on_page(which).subquery()
    return (
        select(
            Leg.number,
            Episode.reference,
            Service.name.label("service"),
            Leg.urgency,
            Leg.status,
            Leg.reason,
            Leg.sent_at,
            until.label("until"),
            Leg.held_until,
            Leg.ended_at,
            Leg.version,
            (Episode.referrer_id == bindparam("reader", type_=Uuid())).label("is_own"),
            UnreachedWarning.leg_id.is_not(None).label("is_warned"),
            LegWord.leg_id.is_not(None).label("is_changed"),
        )
        .select_from(on_page)
        .join(Leg, Leg.id == on_page.c.id)
        .join(Episode, Episode.id == Leg.episode_id)
        .join(Service, Service.id == Leg.service_id)
        .outerjoin(UnreachedWarning, UnreachedWarning.leg_id == Leg.id)
        .outerjoin(LegWord, (LegWord.leg_id == Leg.id) & LegWord.seen_at.is_(None))
        .order_by(*_ORDER[which])
    )


_PAGES: Mapping[Pile, Select[Any]] = MappingProxyType({which: _page_of(which) for which in Pile})


def pile(person: Person, which: Pile, page: int) -> tuple[list[InboxRow], bool]:
    """Return one page of a list, what is most pressing first, and whether there is more."""
    if not _answers(person):
        return [], False
    values = {"organization": person.organization_id, "reader": person.id, "skip": (page - 1) * PAGE}
    rows = db.session.connection().execute(_PAGES[which], values).all()
    return [InboxRow(*row) for row in rows[:PAGE]], len(rows) > PAGE


@dataclass(frozen=True)
class ChangedReferral:
    """A referral at an agency, of which she said something that nobody there has seen. Its page says what."""

    reference: str
    service: str
    given_at: datetime


def counting_changed(person: Person) -> Select[int]:
    """Return the query of how many referrals somebody has to look at now, because of what she said."""
    is_here = _word_of(addressed_to(person))
    return select(func.count()).select_from(LegWord).where(LegWord.seen_at.is_(None), is_here)


def changed(person: Person) -> list[ChangedReferral]:
    """Return the first of them, the oldest first."""
    query = (
        select(Episode.reference, Service.name, LegWord.given_at)
        .select_from(LegWord)
        .join(Leg, Leg.id == LegWord.leg_id)
        .join(Episode, Episode.id == Leg.episode_id)
        .join(Service, Service.id == Leg.service_id)
        .where(LegWord.seen_at.is_(None), addressed_to(person))
        .order_by(LegWord.given_at, LegWord.leg_id)
        .limit(PAGE)
    )
    return [ChangedReferral(*row) for row in db.session.execute(query)]


def counting_to_answer(person: Person) -> Select[int]:
    """Return the query of how many wait for an answer of somebody's, from an index alone: each menu asks."""
    return select(func.count()).select_from(Leg).where(addressed_to(person), _IS[Pile.TO_ANSWER])


_COUNTED = (
    func.count().label("count"),
    func.count().filter(Leg.answer_by < bindparam("now", type_=UTCDateTime())).label("late"),
    func.min(Leg.sent_at).label("oldest"),
)
_AT_HOME = select(*_COUNTED).where(_ADDRESSED, _IS[Pile.TO_ANSWER])


def waiting_at_home(person: Person, now: datetime) -> Waiting:
    """Return how many wait to be answered at somebody's own organisation, and since when."""
    values = {"organization": person.organization_id, "now": now}
    return Waiting(*db.session.connection().execute(_AT_HOME, values).one())


def _everywhere() -> Select[Any]:
    """Count in an index alone, which is in the order of organisations; their names are looked up afterwards."""
    first = func.min(Leg.answer_by).label("first")
    counted = (
        select(Leg.organization_id, *_COUNTED, first)
        .where(Leg.way.in_(ANSWERED_HERE), _IS[Pile.TO_ANSWER])
        .group_by(Leg.organization_id)
        .order_by(first, Leg.organization_id)
        .limit(MOST_ORGANIZATIONS)
        .subquery()
    )
    return (
        select(Organization.name, counted.c.count, counted.c.late, counted.c.oldest)
        .join(counted, counted.c.organization_id == Organization.id)
        .order_by(counted.c.first, Organization.id)
    )


_EVERYWHERE = _everywhere()


def waiting_everywhere(now: datetime) -> list[WaitingAt]:
    """Return where referrals wait to be answered, the latest first. For coordinators."""
    rows = db.session.connection().execute(_EVERYWHERE, {"now": now})
    return [WaitingAt(name, Waiting(*waiting)) for name, *waiting in rows]


def last_read(person: Person, leg_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """Return when somebody last read each of these legs."""
    query = select(LegRead.leg_id, LegRead.read_at).where(LegRead.user_id == person.id, LegRead.leg_id.in_(leg_ids))
    return {row.leg_id: row.read_at for row in db.session.execute(query.order_by(LegRead.leg_id))}


def legs_read_by_opening(person: Person, reference: str) -> Sequence[UUID]:
    """Return the open legs of a referral whose facts somebody sees when she opens it, because she answers for them."""
    query = (
        select(Leg.id)
        .join(Episode, Episode.id == Leg.episode_id)
        .where(Episode.reference == reference, addressed_to(person), Leg.ended_at.is_(None))
    )
    return db.session.scalars(query.order_by(Leg.id)).all()


@dataclass(frozen=True)
class WhatHappened:
    """One line of the history of a leg. `who`: None where the system did it, or somebody through a mailbox."""

    kind: LegEventKind
    row: LegEvent
    who: str | None


def history_of(leg_ids: Sequence[UUID]) -> dict[UUID, list[WhatHappened]]:
    """Return what happened to each leg, in order."""
    query = (
        select(LegEvent, User.name)
        .outerjoin(User, User.id == LegEvent.by_id)
        .where(LegEvent.leg_id.in_(leg_ids))
        .order_by(LegEvent.leg_id, LegEvent.number)
    )
    found: dict[UUID, list[WhatHappened]] = {leg_id: [] for leg_id in leg_ids}
    for event, who in db.session.execute(query):
        found[event.leg_id].append(WhatHappened(event.kind, event, who))
    return found


def questions_of(leg_ids: Sequence[UUID]) -> dict[UUID, list[LegQuestion]]:
    """Return the questions of each leg, in order."""
    query = select(LegQuestion).where(LegQuestion.leg_id.in_(leg_ids)).order_by(LegQuestion.leg_id, LegQuestion.number)
    found: dict[UUID, list[LegQuestion]] = {leg_id: [] for leg_id in leg_ids}
    for question in db.session.scalars(query):
        found[question.leg_id].append(question)
    return found


def warning_of(leg_id: UUID) -> UnreachedWarning | None:
    """Return what waits for a decision about a leg."""
    return db.session.get(UnreachedWarning, leg_id)


def warned_of(leg_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Return which of the legs wait for a decision, because she was not reached."""
    return frozenset(db.session.scalars(select(UnreachedWarning.leg_id).where(UnreachedWarning.leg_id.in_(leg_ids))))


@dataclass(frozen=True)
class Warned:
    """A leg that waits for a decision, as those who decide see it: nothing of what she told."""

    reference: str
    number: int
    service: str
    organization: str
    raised_at: datetime
    tries: int


def _is_anothers(person: Person) -> ColumnElement[bool]:
    """Whether somebody else asked: of an agency that asked through its mailbox it may have been anybody."""
    by_mailbox = UnreachedWarning.raised_by.is_(None) & (Leg.organization_id != person.organization_id)
    return (UnreachedWarning.raised_by != person.id) | by_mailbox


def warned(person: Person) -> list[Warned]:
    """Return the legs that wait for a decision of somebody's, the longest waiting first."""
    tries = (
        select(func.count()).where(LegEvent.leg_id == Leg.id, LegEvent.kind == LegEventKind.ATTEMPTED).scalar_subquery()
    )
    query = (
        select(Episode.reference, Leg.number, Service.name, Organization.name, UnreachedWarning.raised_at, tries)
        .select_from(UnreachedWarning)
        .join(Leg, Leg.id == UnreachedWarning.leg_id)
        .join(Episode, Episode.id == Leg.episode_id)
        .join(Service, Service.id == Leg.service_id)
        .join(Organization, Organization.id == Leg.organization_id)
        .where(Leg.ended_at.is_(None), _is_anothers(person))
        .order_by(UnreachedWarning.raised_at, Leg.id)
        .limit(PAGE)
    )
    return [Warned(*row) for row in db.session.execute(query)]


def counting_warned(person: Person) -> Select[int]:
    """Return the query of how many legs wait for a decision of somebody's."""
    return (
        select(func.count())
        .select_from(UnreachedWarning)
        .join(Leg, Leg.id == UnreachedWarning.leg_id)
        .where(Leg.ended_at.is_(None), _is_anothers(person))
    )


def referrer_kind(episode: Episode) -> OrganizationKind:
    """Return the kind of the organisation that a referral came from."""
    return db.session.scalars(
        select(Organization.kind).where(Organization.id == episode.referrer_organization_id)
    ).one()


def safeguarding_leads(organization_ids: Sequence[UUID]) -> Sequence[User]:
    """Return the safeguarding leads of organisations."""
    query = select(User).where(
        User.organization_id.in_(organization_ids),
        User.role == Role.SAFEGUARDING_LEAD,
        User.status == UserStatus.ACTIVE,
    )
    return db.session.scalars(query.order_by(User.id)).all()


def overdue(now: datetime, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """Return (episode, leg) of legs that nobody answered in time, and that were to be answered here."""
    query = (
        select(Leg.episode_id, Leg.id)
        .where(_IS[Pile.TO_ANSWER], Leg.answer_by < now, Leg.way.in_(ANSWERED_HERE))
        .order_by(Leg.answer_by, Leg.id)
        .limit(limit)
    )
    return [(episode_id, leg_id) for episode_id, leg_id in db.session.execute(query)]


def held_too_long(now: datetime, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """Return (episode, leg) of legs whose time on hold is over."""
    query = (
        select(Leg.episode_id, Leg.id)
        .where(Leg.held_until <= now, Leg.status == LegStatus.ON_HOLD)
        .order_by(Leg.held_until, Leg.id)
        .limit(limit)
    )
    return [(episode_id, leg_id) for episode_id, leg_id in db.session.execute(query)]


def held_leg(episode_id: UUID, leg_id: UUID) -> tuple[Episode, Leg] | None:
    """Return a referral and one of its legs as they are now, locked until the transaction ends."""
    query = select(Episode).where(Episode.id == episode_id).with_for_update(of=Episode)
    episode = db.session.scalar(query.execution_options(populate_existing=True))
    leg = db.session.get(Leg, leg_id, populate_existing=True)
    return (episode, leg) if episode and leg else None


_COUNTS_AS_TOLD = (MessageStatus.WAITING, MessageStatus.SENT)


def untold_of(leg_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Return which unanswered legs nobody was told of: no message about them left, and none is still going to."""
    reached = func.count().filter(OutboxMessage.status.in_(_COUNTS_AS_TOLD))
    query = (
        select(LegNotice.leg_id)
        .join(OutboxMessage, OutboxMessage.id == LegNotice.message_id)
        .join(Leg, Leg.id == LegNotice.leg_id)
        .where(LegNotice.leg_id.in_(leg_ids), _IS[Pile.TO_ANSWER])
        .group_by(LegNotice.leg_id)
        .having(reached == 0)
    )
    return frozenset(db.session.scalars(query))
