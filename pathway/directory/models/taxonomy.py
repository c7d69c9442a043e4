"""Lists of terms, and the terms of a service."""

from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pathway.core.database import Base, choice
from pathway.directory.vocabulary import TaxonomyName


class Taxonomy(Base):
    """HSDS taxonomy: needs, agency types, who for, exclusions, topics."""

    __tablename__ = "taxonomy"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[TaxonomyName] = mapped_column(choice(TaxonomyName, "name"), unique=True)
    description: Mapped[str] = mapped_column(String(300))


class TaxonomyTerm(Base):
    """HSDS taxonomy_term: one word of one list."""

    __tablename__ = "taxonomy_term"
    __table_args__ = (UniqueConstraint("taxonomy_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    taxonomy_id: Mapped[UUID] = mapped_column(ForeignKey("taxonomy.id"), index=True)
    code: Mapped[str] = mapped_column(String(80), index=True)
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(default=0)

    taxonomy: Mapped[Taxonomy] = relationship(lazy="joined", innerjoin=True)


class ServiceTerm(Base):
    """A term of a service (HSDS attribute)."""

    __tablename__ = "service_term"

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    term_id: Mapped[UUID] = mapped_column(ForeignKey("taxonomy_term.id"), primary_key=True, index=True)
