"""Drafts, which only staff may read. They are in no index and no cache: each search reads them from the tables."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from pathway.directory.client_groups import suited
from pathway.directory.models import Service, Taxonomy, TaxonomyTerm
from pathway.directory.search.card_from_rows import single
from pathway.directory.search.criteria import Criteria
from pathway.directory.search.index.indexer import WHOLE
from pathway.directory.search.results import ResultCard
from pathway.directory.search.text.query_parser import Understanding
from pathway.directory.search.text.shorthand import typed_tokens
from pathway.directory.search.text.tokens import STOP_WORDS, stem
from pathway.directory.vocabulary import NEED_AGENCIES, Need, Publication, ServiceStatus, TaxonomyName
from pathway.extensions import db
from pathway.organizations.models import Organization

MOST = 10
"""Drafts on a page of results."""

MOST_READ = 200
"""Drafts read from the database for one search, by name."""

READABLE = frozenset({ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED})


def is_readable(service: Service) -> bool:
    """Whether this is a draft that staff may read: a service that has not ended."""
    return service.publication is Publication.DRAFT and service.status in READABLE


def drafts_for(
    criteria: Criteria, understanding: Understanding, now: datetime, *, is_child: bool = False
) -> list[ResultCard]:
    """Return the drafts that have every typed word, or meet one of the needs, by name; at most `MOST`.

    `now` is an aware UTC datetime. `is_child`: the search is about a child. The place counts only by the areas a draft
    serves: neither choice nor order depends on distance.
    """
    query = (
        select(Service)
        .join(Organization, Organization.id == Service.organization_id)
        .where(Service.publication == Publication.DRAFT, Service.status.in_(READABLE), _asked(criteria, understanding))
        .options(*WHOLE)
        .order_by(func.lower(Service.name), Service.id)
        .limit(MOST_READ)
    )
    if criteria.area is not None:
        query = query.where(Service.coverage == criteria.area)
    drafts = (single(service, now, is_draft=True) for service in db.session.scalars(query))
    return list(islice((draft for draft in drafts if _suits(draft, criteria, is_child=is_child)), MOST))


def _suits(draft: ResultCard, criteria: Criteria, *, is_child: bool) -> bool:
    """Whether a draft matches the search, by the rules that the index has for a listing."""
    terms = draft.card.intake
    if criteria.scope is not None and not terms.serves(criteria.scope):
        return False
    if is_child and terms.is_for_adults_only:
        return False
    if criteria.take and criteria.take not in terms.takes:
        return False
    if criteria.for_whom and terms.groups and not set(terms.groups) & set(suited(criteria.for_whom)):
        return False
    return not criteria.open_now or draft.state.kind == "open"


def _asked(criteria: Criteria, understanding: Understanding) -> ColumnElement[bool]:
    words = [word for word in typed_tokens(criteria.words) if word not in STOP_WORDS]
    by_words = and_(*map(_has, words)) if words else None
    by_needs = _meets(understanding.needs) if understanding.needs else None
    ways = [way for way in (by_words, by_needs) if way is not None]
    asked = or_(*ways) if ways else true()
    return and_(asked, _meets(criteria.needs)) if criteria.needs else asked


def _has(word: str) -> ColumnElement[bool]:
    columns = (Service.name, Service.alternate_name, Service.description, Organization.name)
    # A word need not contain its stem: that of "family" is "famili".
    forms = sorted({word, stem(word)})
    return or_(
        *(func.lower(func.coalesce(column, "")).contains(form, autoescape=True) for column in columns for form in forms)
    )


def _meets(needs: Iterable[Need]) -> ColumnElement[bool]:
    kinds = sorted({kind.value for need in needs for kind in NEED_AGENCIES[need]})
    return Service.terms.any(
        and_(
            TaxonomyTerm.code.in_(kinds),
            TaxonomyTerm.taxonomy.has(Taxonomy.name == TaxonomyName.AGENCY_TYPE),
        )
    )
