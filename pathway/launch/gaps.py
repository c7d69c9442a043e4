"""The kinds of agency that no published listing is of, and who might fill each."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, select

from pathway.directory.models import Fallback, Service, ServiceTerm, Taxonomy, TaxonomyTerm
from pathway.directory.search.fallbacks import fallbacks
from pathway.directory.vocabulary import (
    AGENCY_LABELS,
    LISTED_KINDS,
    AgencyType,
    Publication,
    ServiceStatus,
    TaxonomyName,
)
from pathway.extensions import db
from pathway.launch.calls_to_make import CallsToMake, CallToMake

_IN_USE = (ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED)


@dataclass(frozen=True)
class Gap:
    """A kind of agency with nobody: drafts that would fill it once they are published, calls to make, the words now."""

    kind: AgencyType
    drafts: tuple[tuple[UUID, str], ...]
    calls: tuple[CallToMake, ...]
    words: tuple[Fallback, ...]

    @property
    def label(self) -> str:
        """The kind as a page says it."""
        return AGENCY_LABELS[self.kind]


def kinds_with_nobody() -> list[AgencyType]:
    """Return the kinds of agency that no published listing is of."""
    # Looked for kind by kind, each until the first is found: there are few kinds and many listings. One within the
    # other, or SQLite begins with every published listing.
    is_published = exists().where(
        Service.id == ServiceTerm.service_id,
        Service.status.in_(_IN_USE),
        Service.publication == Publication.PUBLISHED,
    )
    is_of_one = exists().where(ServiceTerm.term_id == TaxonomyTerm.id, is_published.correlate(ServiceTerm))
    codes = select(TaxonomyTerm.code).join(Taxonomy, Taxonomy.id == TaxonomyTerm.taxonomy_id)
    present = set(db.session.scalars(codes.where(Taxonomy.name == TaxonomyName.AGENCY_TYPE, is_of_one)))
    return [kind for kind in LISTED_KINDS if kind.value not in present]


def gaps(to_make: CallsToMake) -> list[Gap]:
    """Return each kind with nobody, with who would fill it and the words that are shown meanwhile."""
    kinds = kinds_with_nobody()
    query = (_codes().add_columns(Service.id, Service.name).where(Service.publication == Publication.DRAFT)).order_by(
        Service.slug, TaxonomyTerm.code
    )
    drafts: dict[str, list[tuple[UUID, str]]] = defaultdict(list)
    for code, service_id, name in db.session.execute(query):
        drafts[code].append((service_id, name))
    words: dict[AgencyType, list[Fallback]] = defaultdict(list)
    for row in fallbacks():
        words[row.agency_type].append(row)
    return [Gap(kind, tuple(drafts[kind]), to_make.of_kind(kind), tuple(words[kind])) for kind in kinds]


def _codes() -> Select[Any]:
    return (
        select(TaxonomyTerm.code)
        .join(Taxonomy, Taxonomy.id == TaxonomyTerm.taxonomy_id)
        .join(ServiceTerm, ServiceTerm.term_id == TaxonomyTerm.id)
        .join(Service, Service.id == ServiceTerm.service_id)
        .where(Taxonomy.name == TaxonomyName.AGENCY_TYPE, Service.status.in_(_IN_USE))
    )
