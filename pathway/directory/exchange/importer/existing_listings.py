"""The names, slugs, organisations and terms already in the directory, loaded before an import reads its first row.

Rows of the file are added as they are read, so that a later row sees the earlier ones too.
"""

from collections import defaultdict
from dataclasses import InitVar, dataclass, field
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pathway.directory import listing_record, models
from pathway.directory.vocabulary import LocationKind, TaxonomyName
from pathway.organizations.models import Organization


def name_key(name: str) -> str:
    """Return a name without regard to capitals and spaces, to compare spellings."""
    return " ".join(name.split()).casefold()


def postcode_key(postcode: str | None) -> str:
    """Return a postcode without regard to capitals and spaces, to compare spellings; "" for none."""
    return "".join(postcode.split()).upper() if postcode else ""


@dataclass
class ExistingListings:
    """Every listing by id, slug and name; every organisation and term. Without a session: an empty directory.

    `ids` are those of the listings in the database; rows of the file never join them.
    """

    session: InitVar[Session | None] = None
    slugs: dict[str, UUID] = field(default_factory=dict)
    slug_of: dict[UUID, str] = field(default_factory=dict)
    places_of: dict[str, list[tuple[str, UUID]]] = field(default_factory=lambda: defaultdict(list))
    confidential_names: set[str] = field(default_factory=set)
    organizations: dict[UUID, listing_record.OrganizationRecord] = field(default_factory=dict)
    terms: dict[tuple[TaxonomyName, str], listing_record.TermRecord] = field(default_factory=dict)
    taxonomies: dict[TaxonomyName, UUID] = field(default_factory=dict)
    shared_places: frozenset[UUID] = frozenset()

    def __post_init__(self, session: Session | None) -> None:
        """Load from the database."""
        if session is not None:
            self._read_organizations(session)
            self.terms = terms_in(session)
            taxonomies = session.scalars(select(models.Taxonomy).order_by(models.Taxonomy.id))
            self.taxonomies = {taxonomy.name: taxonomy.id for taxonomy in taxonomies}
            self._read_services(session)
            self._read_former(session)
        self.ids = frozenset(self.slug_of)

    def _read_organizations(self, session: Session) -> None:
        columns = [getattr(Organization, name) for name in listing_record.OrganizationRecord._fields]
        for row in session.execute(select(*columns).order_by(Organization.id)):
            self.organizations[row.id] = listing_record.OrganizationRecord(*row)

    def _read_services(self, session: Session) -> None:
        service_at, service = models.ServiceAtLocation, models.Service
        query = (
            select(service.id, service.slug, service.name, service.alternate_name, models.Location.kind)
            .add_columns(models.Address.postal_code)
            .outerjoin(service_at, service_at.service_id == service.id)
            .outerjoin(models.Location, models.Location.id == service_at.location_id)
            .outerjoin(models.Address, models.Address.location_id == service_at.location_id)
            .order_by(service.id, service_at.id, models.Address.id)
        )
        for id_, slug, name, alternate_name, kind, postcode in session.execute(query):
            self.slugs[slug] = id_
            self.slug_of[id_] = slug
            self.places_of[name_key(name)].append((postcode_key(postcode), id_))
            if kind is LocationKind.CONFIDENTIAL:
                self.confidential_names |= {name_key(spelling) for spelling in (name, alternate_name) if spelling}
        is_shared = func.count() > 1
        shared = select(service_at.location_id).group_by(service_at.location_id).having(is_shared)
        self.shared_places = frozenset(session.scalars(shared.order_by(service_at.location_id)))

    def _read_former(self, session: Session) -> None:
        former = models.FormerIdentifier
        for value, id_ in session.execute(select(former.value, former.service_id).order_by(former.value)):
            self.slugs.setdefault(value, id_)


def terms_in(session: Session) -> dict[tuple[TaxonomyName, str], listing_record.TermRecord]:
    """Return every term by its taxonomy and code."""
    term = models.TaxonomyTerm
    query = (
        select(term.id, models.Taxonomy.name, term.code, term.name, term.position)
        .join(models.Taxonomy, models.Taxonomy.id == term.taxonomy_id)
        .order_by(term.id)
    )
    terms = (
        listing_record.TermRecord(id_, listing_record.TaxonomyRecord(taxonomy), code, name, position)
        for id_, taxonomy, code, name, position in session.execute(query)
    )
    return {term.key: term for term in terms}
