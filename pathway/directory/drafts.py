"""Listings that only staff may read. They stand in no index and no memory: each time they are read and made anew."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from pathway.directory.criteria import Criteria
from pathway.directory.indexing import WHOLE
from pathway.directory.models import Service, Taxonomy, TaxonomyTerm
from pathway.directory.results import Found
from pathway.directory.shorthand import typed_tokens
from pathway.directory.single import single
from pathway.directory.understanding import Understanding
from pathway.directory.vocabulary import NEED_AGENCIES, Need, Publication, ServiceStatus, TaxonomyName
from pathway.directory.words import STOP_WORDS, stem
from pathway.extensions import db
from pathway.organizations.models import Organization

MOST = 10
"""Drafts that a page of results shows."""

READABLE = frozenset({ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED})


def is_readable(service: Service) -> bool:
    """Whether this is a draft that staff may read: one that has not ended."""
    return service.publication is Publication.DRAFT and service.status in READABLE


def drafts_for(criteria: Criteria, understanding: Understanding, now: datetime) -> list[Found]:
    """Return the drafts that have every word asked for, or meet one of the needs, by name; at most `MOST`.

    `now` is an aware UTC datetime. No place that was asked about is in their choice or their order.
    """
    query = (
        select(Service)
        .join(Organization, Organization.id == Service.organization_id)
        .where(Service.publication == Publication.DRAFT, Service.status.in_(READABLE), _asked(criteria, understanding))
        .options(*WHOLE)
        .order_by(func.lower(Service.name), Service.id)
        .limit(MOST)
    )
    if criteria.area is not None:
        query = query.where(Service.coverage == criteria.area)
    return [single(service, now, is_draft=True) for service in db.session.scalars(query)]


def _asked(criteria: Criteria, understanding: Understanding) -> ColumnElement[bool]:
    stems = [stem(word) for word in typed_tokens(criteria.words) if word not in STOP_WORDS]
    by_words = and_(*map(_has, stems)) if stems else None
    by_needs = _meets(understanding.needs) if understanding.needs else None
    ways = [way for way in (by_words, by_needs) if way is not None]
    asked = or_(*ways) if ways else true()
    return and_(asked, _meets(criteria.needs)) if criteria.needs else asked


def _has(word: str) -> ColumnElement[bool]:
    columns = (Service.name, Service.alternate_name, Service.description, Organization.name)
    return or_(*(func.lower(func.coalesce(column, "")).contains(word, autoescape=True) for column in columns))


def _meets(needs: Iterable[Need]) -> ColumnElement[bool]:
    kinds = sorted({kind.value for need in needs for kind in NEED_AGENCIES[need]})
    return Service.terms.any(
        and_(
            TaxonomyTerm.code.in_(kinds),
            TaxonomyTerm.taxonomy.has(Taxonomy.name == TaxonomyName.AGENCY_TYPE),
        )
    )
