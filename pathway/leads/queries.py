"""Every question about leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from pathway.accounts.models import User
from pathway.accounts.permissions import Person
from pathway.core.clock import LONDON
from pathway.core.permission import Permission
from pathway.directory.hours.opening_hours import Openness, state_at
from pathway.extensions import db
from pathway.leads.entry import LeadEntry, entry_of, timetable_of
from pathway.leads.models import TO_BE_AGREED, LeadChange, LeadHolder, LeadRole
from pathway.leads.vocabulary import ClockDuty, LeadAct, LeadKind
from pathway.organizations.models import Organization

PAGE = 50
MOST = 2000
"""Most roles in one file or on one printed page."""

CHANGES = 30
"""Acts of a role's history on its page."""

PATHWAY_RECOMMENDATION = 12
"""The recommendation that asks for the 72-hour pathway."""

OVERDUE_FOR = timedelta(days=30)
"""How long after its day a review that nobody did is told to the coordinators."""

_owner_name = func.coalesce(Organization.name, LeadRole.organization_words)
_ON_THE_LIST = LeadRole.retired_on.is_(None)


@dataclass(frozen=True)
class LeadFilter:
    """Which leads are wanted. `words`: each has to be in the title, the organisation or the area."""

    words: str = ""
    kind: LeadKind | None = None
    organization: str = ""
    vacant: bool = False


@dataclass(frozen=True)
class ManagedLead:
    """A role as whoever edits it sees it in a list."""

    id: UUID
    title: str
    organization: str
    confirmed_on: date | None
    review_due_on: date | None
    is_due: bool
    is_retired: bool
    is_vacant: bool


@dataclass(frozen=True)
class Change:
    """One act of a role's history, and who did it (None: a command, or nobody we know)."""

    act: LeadAct
    made_at: datetime
    made_by: str | None
    lines: tuple[str, ...]


def entries(wanted: LeadFilter, now: datetime, *, for_staff: bool, page: int = 1, size: int = PAGE) -> list[LeadEntry]:
    """Return one page of the leads on the list, by organisation; those of an organisation to be agreed come last."""
    rows = db.session.scalars(_whole(_wanted(wanted, _day(now))).limit(size).offset((page - 1) * size))
    return [entry_of(role, now, for_staff=for_staff) for role in rows]


def count(wanted: LeadFilter, now: datetime) -> int:
    """Return how many leads on the list fit."""
    query = select(func.count(LeadRole.id)).outerjoin(LeadRole.organization).where(_wanted(wanted, _day(now)))
    return db.session.scalars(query).one()


def entry(role_id: UUID, now: datetime, *, for_staff: bool) -> LeadEntry | None:
    """Return one lead on the list."""
    role = db.session.scalars(_whole(_ON_THE_LIST & (LeadRole.id == role_id))).one_or_none()
    return entry_of(role, now, for_staff=for_staff) if role else None


def organization_names() -> Sequence[str]:
    """Return the name of each organisation that has a role on the list, in order."""
    query = select(_owner_name).select_from(LeadRole).outerjoin(LeadRole.organization).where(_ON_THE_LIST)
    return db.session.scalars(query.distinct().order_by(_owner_name)).all()


def vacant_roles(now: datetime) -> list[LeadEntry]:
    """Return the roles on the list that nobody holds, and those with a deputy only, in the order of the pathway."""
    return _in_pathway_order(_wanted(LeadFilter(vacant=True), _day(now)), now)


def count_on_the_list() -> int:
    """Count the roles on the list, held or not."""
    return db.session.scalar(select(func.count()).select_from(LeadRole).where(_ON_THE_LIST)) or 0


def escalation_roles(now: datetime) -> list[LeadEntry]:
    """Return the roles that the 72-hour clock calls on, in its order, each with who holds it and whether reachable now.

    For the clock and the launch sheet: with what staff see.
    """
    return _in_pathway_order(_ON_THE_LIST & LeadRole.escalation.is_not(None), now)


def duty_roles(now: datetime) -> list[LeadEntry]:
    """Return the roles that have the duty for a woman who waits: those the clock calls on for the pathway itself."""
    is_of_the_pathway = LeadRole.escalation.is_not(None) & (LeadRole.recommendation == PATHWAY_RECOMMENDATION)
    return _in_pathway_order(_ON_THE_LIST & is_of_the_pathway, now)


def role_with(duty: ClockDuty, now: datetime) -> LeadEntry | None:
    """Return the role that has a duty for the 72-hour clock, with what staff see; None where no role has it."""
    role = db.session.scalars(_whole(_ON_THE_LIST & (LeadRole.clock_duty == duty))).one_or_none()
    return entry_of(role, now, for_staff=True) if role else None


def role_having(duty: ClockDuty) -> LeadRole | None:
    """Return the role on the list that has a duty for the 72-hour clock, without its other rows."""
    return db.session.scalars(select(LeadRole).where(_ON_THE_LIST, LeadRole.clock_duty == duty)).one_or_none()


def roles_with_duties() -> dict[ClockDuty, LeadRole]:
    """Return the role on the list of each duty for the 72-hour clock, with all its rows; a duty may be nobody's."""
    roles = db.session.scalars(_whole(_ON_THE_LIST & LeadRole.clock_duty.is_not(None))).all()
    return {role.clock_duty: role for role in roles if role.clock_duty}


def next_staffed(duty: ClockDuty, now: datetime) -> datetime | None:
    """Return when the role of a duty is staffed next, if it is known to be shut now; None otherwise."""
    role = db.session.scalars(_whole(_ON_THE_LIST & (LeadRole.clock_duty == duty))).one_or_none()
    state = state_at(timetable_of(role), now) if role else None
    return state.opens_at if state and state.status is Openness.LATER else None


def managed(person: Person, today: date, page: int, size: int = PAGE) -> list[ManagedLead]:
    """Return one page of the roles that somebody edits: due for review first, those off the list last."""
    query = select(LeadRole, Organization.name, ~_is_held(today))
    rows = db.session.execute(
        query.outerjoin(LeadRole.organization)
        .where(*_scope(person))
        .order_by(LeadRole.retired_on.is_not(None), ~_is_due(today), *_DUE, _owner_name, *_LAST)
        .limit(size)
        .offset((page - 1) * size)
    )
    return [_managed(*row, today) for row in rows]


def managed_count(person: Person) -> int:
    """Return how many roles somebody edits, those off the list too."""
    return db.session.scalars(select(func.count(LeadRole.id)).where(*_scope(person))).one()


def due_count(person: Person, today: date) -> int:
    """Return how many roles that somebody edits are due for review."""
    return db.session.scalars(due_counting(person, today)).one()


def vacant_count(person: Person, today: date) -> int:
    """Return how many roles that somebody edits nobody holds."""
    return db.session.scalars(
        select(func.count(LeadRole.id)).where(*_scope(person), _ON_THE_LIST, ~_is_held(today))
    ).one()


def due_counting(person: Person, today: date) -> Select[int]:
    """Return the query that counts the roles somebody edits which are due for review: part of another's."""
    return select(func.count(LeadRole.id)).where(*_scope(person), _ON_THE_LIST, _is_due(today))


def role_for(person: Person, role_id: UUID, *, hold: bool = False) -> LeadRole | None:
    """Return a role that somebody edits, with all its rows. `hold` locks it until the transaction ends."""
    if hold:
        # Locked by itself and before anything is read: PostgreSQL locks no row of an outer join.
        db.session.execute(select(LeadRole.id).where(LeadRole.id == role_id).with_for_update())
    condition = and_(LeadRole.id == role_id, *_scope(person))
    return db.session.scalars(_whole(condition).execution_options(populate_existing=True)).one_or_none()


def role_of_title(title: str, organization_id: UUID | None, organization_words: str | None) -> LeadRole | None:
    """Return the role on the list that has this title at this organisation."""
    owner = LeadRole.organization_words == (organization_words or TO_BE_AGREED)
    if organization_id is not None:
        owner = LeadRole.organization_id == organization_id
    query = select(LeadRole).where(_ON_THE_LIST, func.lower(LeadRole.title) == title.lower(), owner)
    return db.session.scalars(query.order_by(LeadRole.id).limit(1)).first()


def last_position() -> int:
    """Return the place of the last role, in the order of the pathway."""
    return db.session.scalar(select(func.max(LeadRole.position))) or 0


def times_done(role_id: UUID, act: LeadAct) -> int:
    """Return how often something was done to a role: by it a form knows whether somebody did it meanwhile."""
    query = select(func.count(LeadChange.id)).where(LeadChange.role_id == role_id, LeadChange.act == act)
    return db.session.scalars(query).one()


def changes(role_id: UUID) -> list[Change]:
    """Return the latest acts of a role's history, the latest first."""
    query = select(LeadChange, User.name).outerjoin(User, User.id == LeadChange.made_by)
    rows = db.session.execute(
        query.where(LeadChange.role_id == role_id).order_by(LeadChange.made_at.desc(), LeadChange.id).limit(CHANGES)
    )
    return [Change(row.act, row.made_at, name, tuple((row.lines or "").splitlines())) for row, name in rows]


def to_remind(today: date, not_since: date, at_most: int) -> Sequence[LeadRole]:
    """Return roles due for review whose team has a mailbox and was not reminded after a day, locked."""
    query = select(LeadRole).where(
        _ON_THE_LIST,
        _is_due(today),
        LeadRole.email.is_not(None),
        or_(LeadRole.reminded_on.is_(None), LeadRole.reminded_on <= not_since),
    )
    return db.session.scalars(query.order_by(LeadRole.id).limit(at_most).with_for_update()).all()


def long_overdue(today: date, not_since: date) -> Sequence[LeadRole]:
    """Return roles due for review for 30 days or more of which coordinators were not told after a day, locked."""
    query = select(LeadRole).where(
        _ON_THE_LIST,
        LeadRole.review_due_on <= today - OVERDUE_FOR,
        or_(LeadRole.coordinators_told_on.is_(None), LeadRole.coordinators_told_on <= not_since),
    )
    return db.session.scalars(query.order_by(LeadRole.id).limit(MOST).with_for_update()).all()


def former_holders(condition: ColumnElement[bool], at_most: int) -> Sequence[LeadHolder]:
    """Return holders of whom something is to be forgotten, locked."""
    query = select(LeadHolder).where(condition).order_by(LeadHolder.id)
    return db.session.scalars(query.limit(at_most).with_for_update()).all()


_DUE: tuple[Any, ...] = (LeadRole.review_due_on.is_not(None), LeadRole.review_due_on)
_LAST: tuple[Any, ...] = (LeadRole.position, LeadRole.title, LeadRole.id)


def _day(now: datetime) -> date:
    return now.astimezone(LONDON).date()


def _is_due(today: date) -> ColumnElement[bool]:
    return and_(LeadRole.review_due_on.is_not(None), LeadRole.review_due_on <= today)


def _is_held(today: date) -> ColumnElement[bool]:
    return exists().where(
        LeadHolder.role_id == LeadRole.id,
        LeadHolder.is_deputy.is_(False),
        LeadHolder.from_on <= today,
        or_(LeadHolder.until_on.is_(None), LeadHolder.until_on >= today),
    )


def _scope(person: Person) -> tuple[ColumnElement[bool], ...]:
    if person.reaches_all(Permission.EDIT_LEADS):
        return ()
    return (LeadRole.organization_id == person.organization_id,)


def _wanted(wanted: LeadFilter, today: date) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [_ON_THE_LIST]
    for word in wanted.words.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split():
        fields = (LeadRole.title, _owner_name, func.coalesce(LeadRole.area, ""))
        conditions.append(or_(*(func.lower(field).contains(word, autoescape=True) for field in fields)))
    if wanted.kind:
        conditions.append(LeadRole.kind == wanted.kind)
    if wanted.organization:
        conditions.append(_owner_name == wanted.organization)
    if wanted.vacant:
        conditions.append(~_is_held(today))
    return and_(*conditions)


def _whole(condition: ColumnElement[bool]) -> Select[LeadRole]:
    query = select(LeadRole).outerjoin(LeadRole.organization).where(condition)
    return query.options(
        contains_eager(LeadRole.organization),
        selectinload(LeadRole.holders),
        selectinload(LeadRole.schedules),
        selectinload(LeadRole.schedule_exceptions),
    ).order_by(func.lower(_owner_name) == TO_BE_AGREED, _owner_name, *_LAST)


def _in_pathway_order(condition: ColumnElement[bool], now: datetime) -> list[LeadEntry]:
    rows = db.session.scalars(_whole(condition).limit(MOST))
    ordered = sorted(rows, key=lambda role: (role.position, role.title, str(role.id)))
    return [entry_of(role, now, for_staff=True) for role in ordered]


def _managed(role: LeadRole, organization: str | None, is_vacant: bool, today: date) -> ManagedLead:
    return ManagedLead(
        id=role.id,
        title=role.title,
        organization=organization or role.organization_words or TO_BE_AGREED,
        confirmed_on=role.confirmed_on,
        review_due_on=role.review_due_on,
        is_due=role.retired_on is None and role.review_due_on is not None and role.review_due_on <= today,
        is_retired=role.retired_on is not None,
        is_vacant=is_vacant,
    )
