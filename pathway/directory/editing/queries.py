"""Queries of those who look after listings: which are theirs, which are due, what a listing was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Engine, and_, case, func, or_, select, true

from pathway.accounts.models import User
from pathway.accounts.permissions import POLICY, Grant, Person
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.core.formats import hyphenated
from pathway.core.permission import Permission
from pathway.directory.completeness import Part, may_be_chosen, may_publish, missing
from pathway.directory.exchange import load
from pathway.directory.freshness import Tier, due_on, tier
from pathway.directory.models import ListingReport, ListingVersion, Location, Phone, Service, ServiceAtLocation
from pathway.directory.search.index.snapshot import index_version
from pathway.directory.tier_conditions import is_asked, is_fresh, is_late, is_lately, is_never
from pathway.directory.vocabulary import EditKind, LocationKind, Problem, Publication, ServiceStatus
from pathway.extensions import db
from pathway.organizations.models import Organization

PAGE = 50
REPORTS_FOR = timedelta(days=90)
"""How long a reported problem is counted."""

MONTHS = 12

ANSWERERS = [role for role in Role if POLICY[Permission.ACT_ON_LEG][role.value] is Grant.ADDRESSED]
"""Roles that answer a referral which comes to their organisation."""

_IN_USE = Service.status.in_((ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED))


@dataclass(frozen=True)
class DueCounts:
    """How many listings somebody looks after: overdue by age, or for another reason; never confirmed; up to date."""

    late: int
    asked: int
    never: int
    fresh: int

    @property
    def overdue(self) -> int:
        """Those that are due or stale, whatever the reason."""
        return self.late + self.asked

    @property
    def total(self) -> int:
        """All of them."""
        return self.overdue + self.never + self.fresh

    @property
    def to_confirm(self) -> int:
        """Those that need her."""
        return self.overdue + self.never


@dataclass(frozen=True)
class ManagedListing:
    """A listing as whoever looks after it sees it in a list. `reports`: problems reported in the last 90 days."""

    id: UUID
    name: str
    organization_name: str
    assured_on: date | None
    funded_until: date | None
    has_lost_funding: bool
    unanswered_on: date | None
    tier: Tier
    is_draft: bool
    is_closed: bool
    is_ended: bool
    closed_until: date | None
    closed_note: str | None
    version: int
    reports: int


@dataclass(frozen=True)
class Standing:
    """What a listing lacks, and which floors it stands above."""

    missing: tuple[Part, ...]
    may_publish: bool
    may_be_chosen: bool


@dataclass(frozen=True)
class Version:
    """A version of a listing: how it came to be, when, and by whom (None: a command, or nobody we know)."""

    number: int
    kind: EditKind
    made_at: datetime
    made_by: str | None
    made_by_id: UUID | None
    content: str


@dataclass(frozen=True)
class MonthOfReports:
    """What was reported about a listing in one month: problems, and that it did not work."""

    first_day: date
    problems: int
    did_not_work: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.problems + self.did_not_work


_of_everybody: WeakKeyDictionary[Engine, tuple[tuple[int, date], DueCounts]] = WeakKeyDictionary()


@dataclass(frozen=True)
class WeekOfReports:
    """What was reported about somebody's listings in the last seven days, and in the seven before."""

    problems: int
    did_not_work: int
    problems_before: int
    did_not_work_before: int

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to say."""
        return not any((self.problems, self.did_not_work, self.problems_before, self.did_not_work_before))


def reports_of_the_week(person: Person, today: date) -> WeekOfReports:
    """Count what was reported about the listings that somebody looks after, today and the six days before."""
    week = ListingReport.on > today - timedelta(days=7)
    failed = ListingReport.problem == Problem.DID_NOT_WORK
    counts = [week & ~failed, week & failed, ~week & ~failed, ~week & failed]
    query = (
        select(*(func.count(case((condition, 1))) for condition in counts))
        .join(Service, Service.id == ListingReport.service_id)
        .where(ListingReport.on > today - timedelta(days=14), ListingReport.on <= today, *_scope(person))
    )
    return WeekOfReports(*map(int, db.session.execute(query).one()))


def due_counts(person: Person, today: date) -> DueCounts:
    """Count the listings that somebody looks after, by how lately they were confirmed.

    Those of everybody, which every page of a coordinator counts for its menu, are counted once for each day and each
    state of the index.
    """
    if not person.reaches_all(Permission.CONFIRM_LISTING):
        return _counted(person, today)
    engine, asked_of = db.engine, (index_version(), today)
    counted = _of_everybody.get(engine)
    if counted is None or counted[0] != asked_of:
        counted = _of_everybody[engine] = asked_of, _counted(person, today)
    return counted[1]


def _counted(person: Person, today: date) -> DueCounts:
    ages = (is_late(today), is_never(), is_lately(today))
    query = select(*(func.count(case((group, 1))) for group in ages)).where(_IN_USE, *_scope(person))
    ages_counted = db.session.execute(query).one()
    # Apart, so that each is counted in an index alone: the few that are due for another reason are in one of their own.
    asked = db.session.scalar(select(func.count()).where(_IN_USE, *_scope(person), is_asked(today))) or 0
    return DueCounts(late=ages_counted[0], asked=asked, never=ages_counted[1], fresh=ages_counted[2] - asked)


def due_listings(person: Person, counts: DueCounts, today: date, page: int, size: int = PAGE) -> list[ManagedListing]:
    """Return one page of the listings somebody looks after: the longest overdue first, never confirmed, then fresh.

    Each group is read from an index, in its order: nothing is sorted, however many there are.
    """
    rows: list[Any] = []
    skip, wanted = (page - 1) * size, size
    in_order = (counts.late, counts.asked, counts.never, counts.fresh)
    for (condition, first), count in zip(_groups(today), in_order, strict=True):
        if wanted and skip < count:
            query = _listed(person).where(condition).order_by(first, Service.slug)
            rows += db.session.execute(query.limit(wanted).offset(skip))
            wanted = size - len(rows)
        skip = max(0, skip - count)
    reports = _reports([row.id for row in rows], today)
    return [_managed(row, today, reports.get(row.id, 0)) for row in rows]


def managed_service(person: Person, service_id: UUID, today: date, *, or_ended: bool = False) -> ManagedListing | None:
    """Return one of the listings that somebody looks after; with `or_ended` also one that is no longer kept."""
    query = _of_any(or_ended=or_ended).where(*_scope(person), Service.id == service_id)
    row = db.session.execute(query).one_or_none()
    return _managed(row, today, _reports([service_id], today).get(service_id, 0)) if row else None


def proposable_service(person: Person, service_id: UUID, today: date) -> ManagedListing | None:
    """Return a listing that somebody may propose a change of: of her organisation, or any where she may."""
    query = _of_any().where(Service.id == service_id)
    if person.grant(Permission.PROPOSE_LISTING) is Grant.ORGANIZATION:
        query = query.where(Service.organization_id == person.organization_id)
    row = db.session.execute(query).one_or_none()
    return _managed(row, today, 0) if row else None


def ids_to_confirm(person: Person, today: date, at_most: int) -> list[UUID]:
    """Return the listings of somebody's own organisation that are overdue or were never confirmed, up to so many.

    Of others, a coordinator confirms one at a time, each once she has asked.
    """
    to_confirm = or_(*(group for group, _ in _groups(today)[:-1]))
    query = select(Service.id).where(_IN_USE, Service.organization_id == person.organization_id, to_confirm)
    return list(db.session.scalars(query.order_by(Service.id).limit(at_most)))


def ids_of(person: Person, service_ids: Sequence[UUID]) -> list[UUID]:
    """Return those of these ids that are listings somebody looks after."""
    query = select(Service.id).where(_IN_USE, *_scope(person), Service.id.in_(service_ids))
    return list(db.session.scalars(query.order_by(Service.id)))


def missing_of(service_ids: Sequence[UUID]) -> dict[UUID, tuple[Part, ...]]:
    """Return what each of these listings lacks, what workers need most first. In a fixed number of queries."""
    return {id_: missing(listing) for id_, listing in load.load(db.session(), service_ids).items()}


def standing_of(service_id: UUID) -> Standing:
    """Return what one listing lacks, and whether it has enough to be published and to be chosen."""
    (listing,) = load.load(db.session(), [service_id]).values()
    return Standing(missing(listing), may_publish=may_publish(listing), may_be_chosen=may_be_chosen(listing))


def phones_of(service_id: UUID) -> list[Phone]:
    """Return the numbers of a listing, in their order."""
    query = select(Phone).where(Phone.service_id == service_id).order_by(Phone.position, Phone.id)
    return list(db.session.scalars(query))


def versions(service_id: UUID) -> list[Version]:
    """Return the versions of a listing, the latest first."""
    query = (
        select(ListingVersion, User.name)
        .outerjoin(User, User.id == ListingVersion.made_by)
        .where(ListingVersion.service_id == service_id)
        .order_by(ListingVersion.number.desc())
    )
    return [
        Version(row.number, row.kind, row.made_at, name, row.made_by, row.content)
        for row, name in db.session.execute(query)
    ]


def _groups(today: date) -> tuple[tuple[ColumnElement[bool], Any], ...]:
    """Return the groups of the list in their order, those to confirm first; each with the day it is ordered by."""
    return (
        (is_late(today), Service.assured_on),
        (is_asked(today), Service.assured_on),
        (is_never(), Service.assured_on),
        (is_fresh(today), Service.assured_on),
    )


def _scope(person: Person) -> Iterator[ColumnElement[bool]]:
    if not person.reaches_all(Permission.CONFIRM_LISTING):
        yield Service.organization_id == person.organization_id


def _listed(person: Person) -> Any:
    return _of_any().where(*_scope(person))


def _of_any(*, or_ended: bool = False) -> Any:
    names = (
        "id",
        "name",
        "assured_on",
        "funded_until",
        "unanswered_on",
        "publication",
        "status",
        "closed_until",
        "closed_note",
        "version",
    )
    columns = [getattr(Service, name) for name in names]
    query: Any = select(*columns, Organization.name.label("organization_name"))
    return query.join(Organization, Organization.id == Service.organization_id).where(true() if or_ended else _IN_USE)


def _managed(row: Any, today: date, reports: int) -> ManagedListing:
    return ManagedListing(
        id=row.id,
        name=row.name,
        organization_name=row.organization_name,
        assured_on=row.assured_on,
        funded_until=row.funded_until,
        has_lost_funding=row.funded_until is not None and row.funded_until < today,
        unanswered_on=row.unanswered_on,
        tier=tier(row.assured_on, today, due_on(row.assured_on, row.funded_until, row.unanswered_on)),
        is_draft=row.publication is Publication.DRAFT,
        is_closed=row.status is ServiceStatus.TEMPORARILY_CLOSED,
        is_ended=row.status is ServiceStatus.DEFUNCT,
        closed_until=row.closed_until,
        closed_note=row.closed_note,
        version=row.version,
        reports=reports,
    )


def _reports(service_ids: Sequence[UUID], today: date) -> dict[UUID, int]:
    recent = and_(ListingReport.service_id.in_(service_ids), ListingReport.on > today - REPORTS_FOR)
    query = select(ListingReport.service_id, func.count()).where(recent).group_by(ListingReport.service_id)
    return dict(db.session.execute(query).all())


def reports_by_month(service_id: UUID, today: date) -> list[MonthOfReports]:
    """Count the reports about a listing in each of the last twelve months, the earliest first."""
    first = _months_before(today, MONTHS - 1)
    query = select(ListingReport.on, ListingReport.problem).where(
        ListingReport.service_id == service_id, ListingReport.on >= first
    )
    months = {_months_before(today, back): [0, 0] for back in reversed(range(MONTHS))}
    for on, problem in db.session.execute(query.order_by(ListingReport.on)):
        if on <= today:
            months[on.replace(day=1)][problem is Problem.DID_NOT_WORK] += 1
    return [MonthOfReports(first_day, *counts) for first_day, counts in months.items()]


def _months_before(day: date, months: int) -> date:
    """Return the first day of the month so many months before a day's."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, 1)


def managers_of(organization_id: UUID) -> Sequence[User]:
    """Return the people who look after the listings of an organisation."""
    query = select(User).where(
        User.organization_id == organization_id, User.role == Role.SERVICE_MANAGER, User.status == UserStatus.ACTIVE
    )
    return db.session.scalars(query.order_by(User.id)).all()


def ended(person: Person) -> list[tuple[UUID, str]]:
    """Return the listings that somebody looked after and that have ended, the latest changed first: (id, name)."""
    query = select(Service.id, Service.name).where(Service.status == ServiceStatus.DEFUNCT, *_scope(person))
    rows = db.session.execute(query.order_by(Service.last_modified_at.desc(), Service.id).limit(PAGE))
    return [(row.id, row.name) for row in rows]


def others_of_owner(service_id: UUID) -> list[tuple[UUID, str]]:
    """Return the other listings of the same owner, the first of them by name: (id, name)."""
    owner = select(Service.organization_id).where(Service.id == service_id).scalar_subquery()
    query = select(Service.id, Service.name).where(_IN_USE, Service.organization_id == owner, Service.id != service_id)
    return [(row.id, row.name) for row in db.session.execute(query.order_by(Service.name, Service.id).limit(PAGE))]


def can_answer(organization_id: UUID) -> bool:
    """Whether somebody active of an organisation can answer referrals here."""
    query = select(User.id).where(
        User.organization_id == organization_id, User.status == UserStatus.ACTIVE, User.role.in_(ANSWERERS)
    )
    return db.session.scalars(query.limit(1)).first() is not None


def listings_at(location_ids: Sequence[UUID]) -> list[UUID]:
    """Return the listings at these places."""
    query = select(ServiceAtLocation.service_id).where(ServiceAtLocation.location_id.in_(location_ids))
    return sorted(set(db.session.scalars(query)))


def has_secret_namesake(service_id: UUID, name: str) -> bool:
    """Whether another listing that has, or had, this name is confidential. Capitals, spaces and signs do not count."""
    plain = " ".join(name.split()).casefold()
    query = (
        select(Service.id)
        .join(ServiceAtLocation, ServiceAtLocation.service_id == Service.id)
        .join(Location, Location.id == ServiceAtLocation.location_id)
        .where(Location.kind == LocationKind.CONFIDENTIAL, Service.id != service_id)
        .where(or_(func.lower(Service.name) == plain, Service.slug == hyphenated(name)[:100]))
    )
    return db.session.scalars(query.limit(1)).first() is not None


def neighbours(service_id: UUID) -> list[str]:
    """Return the names of the other listings that share a place with one."""
    here = select(ServiceAtLocation.location_id).where(ServiceAtLocation.service_id == service_id)
    query = (
        select(Service.name)
        .join(ServiceAtLocation, ServiceAtLocation.service_id == Service.id)
        .where(ServiceAtLocation.location_id.in_(here), Service.id != service_id)
    )
    return sorted(set(db.session.scalars(query)))
