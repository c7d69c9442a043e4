"""What the directory holds already, as far as an import has to know before it reads a row: names, slugs, owners, terms.

It grows as the file is read, so that the file's own rows are known to one another too.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import InitVar, dataclass, field
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pathway.directory import listing_record, models
from pathway.directory.vocabulary import LocationKind, TaxonomyName
from pathway.organizations.models import Organization


def name_key(name: str) -> str:
    """Return what two spellings of one name share: capitals and spaces count for nothing."""
    return " ".join(name.split()).casefold()


def postcode_key(postcode: str | None) -> str:
    """Return what two spellings of one postcode share; "" for none."""
    return "".join(postcode.split()).upper() if postcode else ""


@dataclass
class Known:
    """Every listing by id, slug and name; every organisation and term. Without a session: an empty directory."""

    session: InitVar[Session | None] = None
    slugs: dict[str, UUID] = field(default_factory=dict)
    slug_of: dict[UUID, str] = field(default_factory=dict)
    places_of: dict[str, list[tuple[str, UUID]]] = field(default_factory=lambda: defaultdict(list))
    confidential_names: set[str] = field(default_factory=set)
    organizations: dict[UUID, listing_record.Organization] = field(default_factory=dict)
    terms: dict[tuple[TaxonomyName, str], listing_record.Term] = field(default_factory=dict)
    taxonomies: dict[TaxonomyName, UUID] = field(default_factory=dict)
    shared_places: frozenset[UUID] = frozenset()

    def __post_init__(self, session: Session | None) -> None:
        """Read what is held."""
        if session is not None:
            self.organizations = {one.id: one for one in _organizations(session)}
            self.terms = {term.key: term for term in _terms(session)}
            self.taxonomies = dict(_taxonomies(session))
            self.shared_places = frozenset(_shared(session))
            self._read_services(session)
            self._read_former(session)
        self.owner_named = {name_key(one.name): one.id for one in self.organizations.values()}
        self.owner_slugs = {one.slug: one.id for one in self.organizations.values()}
        self.held = frozenset(self.slug_of)

    def named(self, name: str, postcodes: set[str] | None) -> list[UUID]:
        """Return the listings held under this name with one of these postcodes.

        An empty set is for those without any, None for those of any.
        """
        wanted = {""} if postcodes == set() else postcodes
        found = (id_ for code, id_ in self.places_of.get(name_key(name), ()) if wanted is None or code in wanted)
        return list(dict.fromkeys(found))

    def _read_services(self, session: Session) -> None:
        at, service = models.ServiceAtLocation, models.Service
        query = (
            select(service.id, service.slug, service.name, service.alternate_name, models.Location.kind)
            .add_columns(models.Address.postal_code)
            .outerjoin(at, at.service_id == service.id)
            .outerjoin(models.Location, models.Location.id == at.location_id)
            .outerjoin(models.Address, models.Address.location_id == at.location_id)
            .order_by(service.id, at.id, models.Address.id)
        )
        for id_, slug, name, alternate, kind, postcode in session.execute(query):
            self.slugs[slug] = id_
            self.slug_of[id_] = slug
            self.places_of[name_key(name)].append((postcode_key(postcode), id_))
            if kind is LocationKind.CONFIDENTIAL:
                self.confidential_names |= {name_key(one) for one in (name, alternate) if one}

    def _read_former(self, session: Session) -> None:
        former = models.FormerIdentifier
        for value, id_ in session.execute(select(former.value, former.service_id).order_by(former.value)):
            self.slugs.setdefault(value, id_)


def next_position(known: Known) -> int:
    """Return a place after every term's."""
    return max((term.position or 0 for term in known.terms.values()), default=-1) + 1


def _organizations(session: Session) -> Iterator[listing_record.Organization]:
    columns = [getattr(Organization, name) for name in listing_record.Organization._fields]
    for row in session.execute(select(*columns).order_by(Organization.id)):
        yield listing_record.Organization(*row)


def _terms(session: Session) -> Iterator[listing_record.Term]:
    term = models.TaxonomyTerm
    query = (
        select(term.id, models.Taxonomy.name, term.code, term.name, term.position)
        .join(models.Taxonomy, models.Taxonomy.id == term.taxonomy_id)
        .order_by(term.id)
    )
    for id_, taxonomy, code, name, position in session.execute(query):
        yield listing_record.Term(id_, listing_record.Taxonomy(TaxonomyName(taxonomy)), code, name, position)


def _taxonomies(session: Session) -> Iterator[tuple[TaxonomyName, UUID]]:
    query = select(models.Taxonomy.name, models.Taxonomy.id).order_by(models.Taxonomy.id)
    yield from session.execute(query)


def _shared(session: Session) -> Iterator[UUID]:
    at = models.ServiceAtLocation
    query = select(at.location_id).group_by(at.location_id).having(func.count() > 1).order_by(at.location_id)
    yield from session.scalars(query)
