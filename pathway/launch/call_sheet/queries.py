"""What the call sheet reads: every number in order, and the listings of one page of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased

from pathway.accounts.models import User
from pathway.directory.hours.phone_words import StatedHours, stated_hours
from pathway.directory.models import Phone, Schedule, Service, ServiceTerm, Taxonomy, TaxonomyTerm
from pathway.directory.search.fallbacks import ALWAYS_STAND
from pathway.directory.search.index.indexer import WHOLE
from pathway.directory.vocabulary import AgencyType, Publication, ServiceStatus, TaxonomyName
from pathway.extensions import db
from pathway.launch.call_sheet.call_order import Group, LastCall, Line, Standing, group_of, standing_of
from pathway.launch.models import NumberCall
from pathway.launch.vocabulary import CallOutcome, Show

PAGE = 50
IN_USE = Service.status.in_((ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED))
TO_RING = and_(IN_USE, Phone.digits.not_in(ALWAYS_STAND))
"""Numbers of services that run, but for 999, 101, 111 and 116 123: nobody rings these to see whether they answer."""

_NIGHT = {StatedHours.OUT_OF_HOURS, StatedHours.BOTH}

Key = tuple[UUID, UUID]
"""A listing and one of its numbers."""


@dataclass(frozen=True)
class Unnumbered:
    """A listing without a number: somebody has to find one."""

    id: UUID
    name: str
    url: str | None
    is_draft: bool


def lines(now: datetime, today: date) -> list[Line]:
    """Return every number in the order of the sheet, and after them those that were wrong and are hidden.

    Five queries, however many there are; `now` is aware UTC.
    """
    query = (
        select(Phone.id, Phone.service_id, Phone.digits, Phone.description, Phone.number_checked_on, Phone.position)
        .add_columns(Service.slug)
        .join(Service, Service.id == Phone.service_id)
        .where(TO_RING)
        .order_by(Phone.service_id, Phone.position, Phone.id)
    )
    groups, at_night, last_calls = _groups(), _at_night(), _lastcall_rows()
    listed = [
        Line(
            service_id=row.service_id,
            phone_id=row.id,
            group=groups.get(row.service_id, Group.REST),
            is_night_line=_is_night_line(row, at_night),
            standing=standing_of(
                row.digits, row.number_checked_on, last_calls.get((row.service_id, row.id)), now, today
            ),
            slug=row.slug,
            position=row.position,
            last=last_calls.pop((row.service_id, row.id), None),
        )
        for row in db.session.execute(query)
    ]
    return sorted([*listed, *_hidden(last_calls, groups)], key=lambda line: line.sort_key)


def shown(lines: Iterable[Line], show: Show) -> list[Line]:
    """Return the lines of one page of the sheet. What was done last comes first."""
    chosen = [line for line in lines if line.standing.show is show]
    if show is Show.LATER:
        chosen.sort(key=lambda line: line.last.again_at.timestamp() if line.last and line.last.again_at else 0)
    if show is Show.DONE:
        chosen.sort(key=lambda line: line.last.made_at.timestamp() if line.last else 0, reverse=True)
    return chosen


def services(ids: Iterable[UUID]) -> dict[UUID, Service]:
    """Return listings with all their rows, by id, in a fixed number of queries."""
    query = select(Service).where(Service.id.in_(set(ids))).options(*WHOLE).order_by(Service.id)
    return {service.id: service for service in db.session.scalars(query)}


def without_number() -> list[Unnumbered]:
    """Return the listings that have no number to ring, drafts first."""
    query = (
        select(Service.id, Service.name, Service.url, Service.publication)
        .where(IN_USE, ~select(Phone.id).where(Phone.service_id == Service.id).exists())
        .order_by(Service.publication, Service.slug)
    )
    return [
        Unnumbered(row.id, row.name, row.url, row.publication is Publication.DRAFT) for row in db.session.execute(query)
    ]


def _groups() -> dict[UUID, Group]:
    query = (
        select(ServiceTerm.service_id, TaxonomyTerm.code)
        .join(TaxonomyTerm, TaxonomyTerm.id == ServiceTerm.term_id)
        .join(Taxonomy, Taxonomy.id == TaxonomyTerm.taxonomy_id)
        .where(Taxonomy.name == TaxonomyName.AGENCY_TYPE)
        .order_by(ServiceTerm.service_id, TaxonomyTerm.code)
    )
    kinds: dict[UUID, list[AgencyType]] = defaultdict(list)
    for service_id, code in db.session.execute(query):
        kinds[service_id].append(AgencyType(code))
    return {service_id: group_of(codes) for service_id, codes in kinds.items()}


def _at_night() -> set[tuple[UUID, UUID | None]]:
    """Return the listings (None), and the numbers with hours of their own, that are open past midnight."""
    query = select(Schedule.service_id, Schedule.phone_id).where(Schedule.closes_at <= Schedule.opens_at).distinct()
    return {(row[0], row[1]) for row in db.session.execute(query)}


def _is_night_line(row: Any, at_night: set[tuple[UUID, UUID | None]]) -> bool:
    stated = stated_hours(row.description)
    if stated in _NIGHT or (row.service_id, row.id) in at_night:
        return True
    return stated is None and (row.service_id, None) in at_night


def _hidden(last_calls: dict[Key, LastCall], groups: dict[UUID, Group]) -> Iterable[Line]:
    """Yield a line for each number that a call took off its listing."""
    for (service_id, phone_id), last in last_calls.items():
        if last.result is CallOutcome.WRONG:
            group = groups.get(service_id, Group.REST)
            yield Line(
                service_id,
                phone_id,
                group,
                is_night_line=False,
                standing=Standing.HIDDEN,
                slug="",
                position=0,
                last=last,
            )


def _lastcall_rows() -> dict[Key, LastCall]:
    rows = db.session.execute(call_rows().where(is_latest()).order_by(NumberCall.service_id, NumberCall.phone_id))
    return {(row.service_id, row.phone_id): as_call(row) for row in rows}


def is_latest() -> ColumnElement[bool]:
    """Return the condition that a call is the latest of its number."""
    every = aliased(NumberCall)
    last = select(func.max(every.turn)).where(
        every.service_id == NumberCall.service_id, every.phone_id == NumberCall.phone_id
    )
    return NumberCall.turn == last.correlate(NumberCall).scalar_subquery()


_CALL_COLUMNS = (
    *("service_id", "phone_id", "turn", "number", "digits", "result", "spoke_to", "again_at", "new_number"),
    *("made_at", "made_by"),
)


def call_rows() -> Select[Any]:
    """Return the query of calls, with the names of who made them."""
    columns = [getattr(NumberCall, name) for name in _CALL_COLUMNS]
    return select(*columns, User.name.label("made_by_name")).join(User, User.id == NumberCall.made_by)


def as_call(row: Any) -> LastCall:
    """Return a row of `call_rows` as a value."""
    return LastCall(**{name: getattr(row, name) for name in (*_CALL_COLUMNS, "made_by_name")})
