"""Queries of those who look after listings: which are theirs, which are due, what a listing was."""

from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Engine, bindparam, case, exists, func, literal_column, or_, select, true

from pathway.accounts.models import User
from pathway.accounts.permissions import POLICY, Grant, Person
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.core.formats import hyphenated
from pathway.core.permission import Permission
from pathway.directory.cache import BoundedCache
from pathway.directory.completeness import Part, Said, lacking, may_be_chosen, may_publish, missing, states_hours
from pathway.directory.exchange import load
from pathway.directory.freshness import Tier, due_on, tier
from pathway.directory.listing_record import ServiceRecord
from pathway.directory.models import (
    ListingReport,
    ListingVersion,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceTerm,
    Taxonomy,
    TaxonomyTerm,
)
from pathway.directory.search.index.snapshot import STATE
from pathway.directory.tier_conditions import is_asked, is_fresh, is_late, is_lately, is_never
from pathway.directory.vocabulary import (
    EditKind,
    LocationKind,
    PhoneType,
    Problem,
    Publication,
    ServiceStatus,
    TaxonomyName,
)
from pathway.extensions import db
from pathway.organizations.models import Organization

T = TypeVar("T")

PAGE = 50
REPORTS_FOR = timedelta(days=90)
"""How long a reported problem is counted."""

REMEMBERED = 512
"""How many counts and pages of lists a process remembers."""

MISSING = 16_384
"""Of how many listings a process remembers what they lack."""

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
    """A listing as whoever looks after it sees it in a list. `reports`: problems reported in the last 90 days.

    `missing`: what it lacks of what a worker needs; only the list asks that.
    """

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
    missing: tuple[Part, ...] = ()


@dataclass(frozen=True)
class DueList:
    """One page of the listings that somebody looks after, and those she looked after that have ended: (id, name)."""

    counts: DueCounts
    listings: tuple[ManagedListing, ...] = ()
    ended: tuple[tuple[UUID, str], ...] = ()


@dataclass(frozen=True)
class Standing:
    """What a listing lacks, and which floors it is above."""

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


_remembered: WeakKeyDictionary[Engine, BoundedCache[Hashable, Any]] = WeakKeyDictionary()
_missing: WeakKeyDictionary[Engine, BoundedCache[tuple[int, UUID], tuple[Part, ...]]] = WeakKeyDictionary()


def _remember(state: int, key: Hashable, make: Callable[[], T]) -> T:
    """Return the result of `make` for this key, called once for each state of the index.

    Only for what depends on nothing but listings and the day: every change of a listing counts the state up.
    """
    remembered = _remembered.setdefault(db.engine, BoundedCache(REMEMBERED))
    value: T | None = remembered.get((state, key))
    if value is None:
        value = make()
        # A change that is not saved yet may be taken back, and the next one would count up to the same number.
        if not _is_writing():
            remembered.add({(state, key): value})
    return value


def _is_writing() -> bool:
    return bool(db.session.connection().get_execution_options().get("pathway_writes"))


def _state() -> int:
    return db.session.connection().execute(STATE).scalar() or 0


def due_counts(person: Person, today: date, state: int | None = None) -> DueCounts:
    """Count the listings that somebody looks after, by how lately they were confirmed.

    Every page of hers counts them for its menu, so they are counted once for each day and each state of the index.
    `state`: its number, from whoever has read it in this transaction.
    """
    owner = _owner(person)
    state = _state() if state is None else state
    return _remember(state, ("counts", today, owner), lambda: _count(owner, today))


def _count(owner: UUID | None, today: date) -> DueCounts:
    ages = (is_late(today), is_never(), is_lately(today))
    query = select(*(func.count(case((group, 1))) for group in ages)).where(_IN_USE, *_of_owner(owner))
    counted = db.session.execute(query).one()
    # Apart, so that each is counted in an index alone: the few that are due for another reason are in one of their own.
    asked = db.session.scalar(select(func.count()).where(_IN_USE, *_of_owner(owner), is_asked(today))) or 0
    return DueCounts(late=counted[0], asked=asked, never=counted[1], fresh=counted[2] - asked)


def due_listings(person: Person, today: date, page: int, size: int = PAGE) -> DueList:
    """Return one page of the listings somebody looks after: the longest overdue first, never confirmed, then fresh.

    What was reported about them is asked each time, all else once for each day and each state of the index.
    """
    owner, state = _owner(person), _state()
    counts = due_counts(person, today, state)
    skip = (page - 1) * size
    if skip >= counts.total:
        return DueList(counts)
    key = ("page", today, owner, skip, size)
    listings = _remember(state, key, lambda: _read_page(owner, counts, today, skip, size, state))
    reports = _reports([listing.id for listing in listings], today)
    with_reports = (
        replace(listing, reports=reports[listing.id]) if listing.id in reports else listing for listing in listings
    )
    ended = _remember(state, ("ended", owner), lambda: _ended(owner))
    return DueList(counts, tuple(with_reports), ended)


def _read_page(
    owner: UUID | None, counts: DueCounts, today: date, skip: int, size: int, state: int
) -> tuple[ManagedListing, ...]:
    """Read each group from an index, in its order: nothing is sorted, however many there are."""
    rows: list[Any] = []
    wanted = size
    in_order = (counts.late, counts.asked, counts.never, counts.fresh)
    for (condition, first), count in zip(_groups(today), in_order, strict=True):
        if wanted and skip < count:
            rows += db.session.execute(_page_of(owner, condition, first, wanted, skip))
            wanted = size - len(rows)
        skip = max(0, skip - count)
    missing = _missing_of(state, [row.id for row in rows])
    return tuple(_managed(row, today, 0, missing.get(row.id, ())) for row in rows)


def _page_of(owner: UUID | None, condition: ColumnElement[bool], first: Any, wanted: int, skip: int) -> Any:
    """Return the query of a page of one group, cut from its index before anything else is looked up."""
    query = select(Service.id).where(_IN_USE, *_of_owner(owner), condition).order_by(first, Service.slug)
    on_page = query.limit(wanted).offset(skip).subquery()
    return (
        select(*_columns())
        .join(on_page, on_page.c.id == Service.id)
        .join(Organization, Organization.id == Service.organization_id)
        .order_by(first, Service.slug)
    )


def _missing_of(state: int, service_ids: Sequence[UUID]) -> dict[UUID, tuple[Part, ...]]:
    """Return what each of these listings lacks: one query for those not yet asked about in this state of the index."""
    known = _missing.setdefault(db.engine, BoundedCache(MISSING))
    parts_by_id = {id_: parts for id_ in service_ids if (parts := known.get((state, id_))) is not None}
    if unknown := [id_ for id_ in service_ids if id_ not in parts_by_id]:
        rows = db.session.execute(_SAID, {"ids": unknown})
        read = {row.id: lacking(_said(row)) for row in rows}
        if not _is_writing():
            known.add({(state, id_): parts for id_, parts in read.items()})
        parts_by_id |= read
    return parts_by_id


def _has(model: Any, *where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a listing of a query has a row of another table."""
    return exists().where(model.service_id == Service.id, *where).correlate(Service)


_NUMBER, _KIND = "\x1e", "\x1f"
"""What ends a number and its kind, where those of a listing share one value: no form and no file lets them in."""

_SAID = select(
    Service.id,
    Service.takes_professionals,
    Service.takes_self,
    Service.referral_channel,
    Service.url,
    Service.email,
    Service.minimum_age,
    Service.maximum_age,
    Service.women_only,
    Service.eligibility_description,
    Service.service_area_description,
    select(func.aggregate_strings(Phone.type.concat(_KIND).concat(func.coalesce(Phone.description, "")), _NUMBER))
    .where(Phone.service_id == Service.id)
    .correlate(Service)
    .scalar_subquery()
    .label("numbers"),
    _has(Schedule).label("has_schedule"),
    _has(ServiceAtLocation, ServiceAtLocation.location_id == Location.id, Location.kind == LocationKind.SITE).label(
        "has_door"
    ),
    _has(
        ServiceTerm,
        ServiceTerm.term_id == TaxonomyTerm.id,
        TaxonomyTerm.taxonomy_id == Taxonomy.id,
        Taxonomy.name == TaxonomyName.FOR_WHOM,
    ).label("has_group"),
    _has(ServiceArea).label("has_area"),
).where(Service.id.in_(bindparam("ids", expanding=True)))
"""What `completeness` asks of a listing, of many in one query."""


def _said(row: Any) -> Said:
    numbers = [number.split(_KIND) for number in (row.numbers or "").split(_NUMBER) if number]
    limits = (row.eligibility_description, row.minimum_age, row.maximum_age, row.women_only)
    return Said(
        takes_somebody=row.takes_professionals or row.takes_self,
        channel=row.referral_channel,
        has_number=bool(numbers),
        has_voice=any(kind != PhoneType.SMS for kind, _ in numbers),
        has_page=bool(row.url),
        has_email=bool(row.email),
        has_door=row.has_door,
        has_hours=row.has_schedule or any(states_hours(description) for _, description in numbers),
        says_for_whom=row.has_group or any(limit is not None for limit in limits),
        says_where=row.has_area or bool(row.service_area_description),
    )


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


def records_of(person: Person, service_ids: Collection[UUID]) -> dict[UUID, ServiceRecord]:
    """Return those of these listings that somebody looks after, ended ones too, by id."""
    query = select(Service.id).where(*_scope(person), Service.id.in_(service_ids)) if service_ids else None
    return load.load(db.session(), db.session.scalars(query).all()) if query is not None else {}


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


def _owner(person: Person) -> UUID | None:
    """Return the organisation whose listings somebody looks after; None for those of everybody."""
    return None if person.reaches_all(Permission.CONFIRM_LISTING) else person.organization_id


def _of_owner(owner: UUID | None) -> Iterator[ColumnElement[bool]]:
    if owner is not None:
        yield Service.organization_id == owner


def _scope(person: Person) -> Iterator[ColumnElement[bool]]:
    return _of_owner(_owner(person))


def _of_any(*, or_ended: bool = False) -> Any:
    query: Any = select(*_columns())
    return query.join(Organization, Organization.id == Service.organization_id).where(true() if or_ended else _IN_USE)


def _columns() -> tuple[Any, ...]:
    return (
        Service.id,
        Service.name,
        Service.assured_on,
        Service.funded_until,
        Service.unanswered_on,
        Service.publication,
        Service.status,
        Service.closed_until,
        Service.closed_note,
        Service.version,
        Organization.name.label("organization_name"),
    )


def _managed(row: Any, today: date, reports: int, lacks: tuple[Part, ...] = ()) -> ManagedListing:
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
        missing=lacks,
    )


def _reports(service_ids: Sequence[UUID], today: date) -> dict[UUID, int]:
    values = {"ids": service_ids, "since": today - REPORTS_FOR}
    return dict(db.session.connection().execute(_REPORTS, values).all())


_REPORTS = (
    select(ListingReport.service_id, func.count())
    .where(ListingReport.service_id.in_(bindparam("ids", expanding=True)), ListingReport.on > bindparam("since"))
    .group_by(ListingReport.service_id)
)


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


def _ended(owner: UUID | None) -> tuple[tuple[UUID, str], ...]:
    """Return the listings that somebody looked after and that have ended, the latest changed first: (id, name)."""
    # Written out, as the index has it: a database finds no partial index for a value it is told only later.
    is_ended = Service.status == literal_column(f"'{ServiceStatus.DEFUNCT.value}'")
    query = select(Service.id, Service.name).where(is_ended, *_of_owner(owner))
    rows = db.session.execute(query.order_by(Service.last_modified_at.desc(), Service.id.desc()).limit(PAGE))
    return tuple((row.id, row.name) for row in rows)


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
