"""Queries of spot checks: which numbers may be drawn, which wait to be rung, what came of earlier ones."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select

from pathway.directory.freshness import DUE_UNTIL
from pathway.directory.models import Phone, Service
from pathway.directory.search.fallbacks import ALWAYS_STAND
from pathway.directory.spot_checks.draw import Number
from pathway.directory.spot_checks.models import SpotCheck
from pathway.directory.vocabulary import CallResult, PhoneType, Publication, ServiceStatus
from pathway.extensions import db
from pathway.organizations.models import Organization

MONTHS = 12

_ITS_NUMBER = (Phone.id == SpotCheck.phone_id) & (Phone.service_id == SpotCheck.service_id)
_WAITS = SpotCheck.result.is_(None) & Phone.id.is_not(None)


@dataclass(frozen=True)
class Call:
    """A number to ring, or one that was rung. `number` None: it was taken off the listing meanwhile."""

    id: UUID
    service_id: UUID
    name: str
    organization_name: str
    number: str | None
    href: str | None
    extension: str | None
    description: str | None
    calls: int
    result: CallResult | None


@dataclass(frozen=True)
class MonthOfCalls:
    """What came of one month's calls."""

    month: date
    right: int
    wrong: int
    no_answer: int
    not_rung: int


def has_month(month: date) -> bool:
    """Whether the numbers of a month are drawn already."""
    return db.session.scalar(select(SpotCheck.id).where(SpotCheck.month == month).limit(1)) is not None


def numbers(today: date) -> list[Number]:
    """Return every number that may be drawn: of open, public listings that count as confirmed.

    What was never confirmed, or too long ago, nobody is sent to on the strength of it: others ring there. Emergency
    numbers are not rung to see whether they answer.
    """
    query = (
        select(Phone.id, Service.id, Service.organization_id)
        .join(Service, Service.id == Phone.service_id)
        .where(
            Service.publication == Publication.PUBLISHED,
            Service.status == ServiceStatus.ACTIVE,
            Service.assured_on >= today - DUE_UNTIL,
            Phone.type == PhoneType.VOICE,
            Phone.digits.not_in(ALWAYS_STAND),
        )
    )
    return [Number(*row) for row in db.session.execute(query.order_by(Phone.id))]


def calls_of(month: date, *, waiting: bool = False) -> list[Call]:
    """Return the numbers of a month, by place; only those that wait to be rung (`waiting`), or all."""
    query: Any = (
        select(SpotCheck, Service.name, Organization.name.label("owner"), Phone)
        .join(Service, Service.id == SpotCheck.service_id)
        .join(Organization, Organization.id == Service.organization_id)
        .outerjoin(Phone, _ITS_NUMBER)
        .where(SpotCheck.month == month)
    )
    if waiting:
        query = query.where(_WAITS)
    return [_call(*row) for row in db.session.execute(query.order_by(SpotCheck.place))]


def waiting_counting(month: date) -> Select[int]:
    """Return the query that counts the numbers of a month that wait to be rung: part of another's."""
    return select(func.count(SpotCheck.id)).join(Phone, _ITS_NUMBER).where(SpotCheck.month == month, _WAITS)


def find(check_id: UUID) -> SpotCheck | None:
    """Return one spot check, locked until the transaction ends."""
    return db.session.scalar(select(SpotCheck).where(SpotCheck.id == check_id).with_for_update())


def by_month(before: date) -> list[MonthOfCalls]:
    """Count what came of the calls of earlier months, the latest first."""
    results = [func.count(case((SpotCheck.result == result, 1))) for result in CallResult]
    unrung = func.count(case((SpotCheck.result.is_(None), 1)))
    query = select(SpotCheck.month, *results, unrung).where(SpotCheck.month < before).group_by(SpotCheck.month)
    rows = db.session.execute(query.order_by(SpotCheck.month.desc()).limit(MONTHS)).all()
    return [MonthOfCalls(row[0], right=row[1], wrong=row[2], no_answer=row[3], not_rung=row[4]) for row in rows]


def _call(check: SpotCheck, name: str, owner: str, phone: Phone | None) -> Call:
    return Call(
        id=check.id,
        service_id=check.service_id,
        name=name,
        organization_name=owner,
        number=phone.number if phone else None,
        href=phone.href if phone else None,
        extension=phone.extension if phone else None,
        description=phone.description if phone else None,
        calls=check.calls,
        result=check.result,
    )
