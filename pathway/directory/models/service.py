"""A service: what an organisation offers a woman."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pathway.core.clock import utc_now
from pathway.core.database import Base, choice
from pathway.directory.freshness import due_on
from pathway.directory.models.listing_row import ListingRow, OrderedRow
from pathway.directory.models.location import ServiceAtLocation
from pathway.directory.models.phone import Contact, Phone
from pathway.directory.models.schedule import Schedule, ScheduleException
from pathway.directory.models.taxonomy import TaxonomyTerm
from pathway.directory.vocabulary import (
    Approach,
    AreaKind,
    Coverage,
    LocationKind,
    Nations,
    Problem,
    Publication,
    ReferralChannel,
    ServiceStatus,
)
from pathway.organizations.models import Organization


class Service(Base):
    """HSDS service, with what a referrer needs to know before she rings.

    Columns that nobody told us stay empty and the page says "not known"; never fill one with a guess.
    `was_confirmed`: whether it once was confirmed and no longer is, which no undoing takes back.
    """

    __tablename__ = "service"
    __table_args__ = (
        CheckConstraint("minimum_age IS NULL OR minimum_age BETWEEN 0 AND 120", name="minimum_age"),
        CheckConstraint("maximum_age IS NULL OR maximum_age BETWEEN 0 AND 120", name="maximum_age"),
        CheckConstraint("minimum_age IS NULL OR maximum_age IS NULL OR minimum_age <= maximum_age", name="age_order"),
        CheckConstraint("(assured_on IS NULL) = (assured_by IS NULL)", name="assured_both"),
        Index("ix_service_publication_status", "publication", "status"),
        Index("ix_service_due_of_organization", "organization_id", "assured_on", "slug", "status"),
        Index("ix_service_due", "assured_on", "slug", "status"),
        Index(
            "ix_service_asked",
            "assured_on",
            "slug",
            sqlite_where=text("funded_until IS NOT NULL OR unanswered_on IS NOT NULL"),
            postgresql_where=text("funded_until IS NOT NULL OR unanswered_on IS NOT NULL"),
        ),
        Index(
            "ix_service_ended",
            "last_modified_at",
            "id",
            sqlite_where=text("status = 'defunct'"),
            postgresql_where=text("status = 'defunct'"),
        ),
        Index(
            "ix_service_ended_of_organization",
            "organization_id",
            "last_modified_at",
            "id",
            sqlite_where=text("status = 'defunct'"),
            postgresql_where=text("status = 'defunct'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    alternate_name: Mapped[str | None] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(String(500))
    email: Mapped[str | None] = mapped_column(String(254))
    status: Mapped[ServiceStatus] = mapped_column(choice(ServiceStatus, "status"), default=ServiceStatus.ACTIVE)
    publication: Mapped[Publication] = mapped_column(choice(Publication, "publication"), default=Publication.DRAFT)
    coverage: Mapped[Coverage] = mapped_column(choice(Coverage, "coverage"))
    service_area_description: Mapped[str | None] = mapped_column(String(300))
    nations: Mapped[Nations | None] = mapped_column(choice(Nations, "nations"))
    eligibility_description: Mapped[str | None] = mapped_column(Text)
    minimum_age: Mapped[int | None]
    maximum_age: Mapped[int | None]
    women_only: Mapped[bool | None]
    is_free_to_ring: Mapped[bool | None]
    approach: Mapped[Approach | None] = mapped_column(choice(Approach, "approach"))
    interpretation_services: Mapped[str | None] = mapped_column(String(300))
    alert: Mapped[str | None] = mapped_column(Text)
    closed_until: Mapped[date | None]
    closed_note: Mapped[str | None] = mapped_column(String(300))
    hours_description: Mapped[str | None] = mapped_column(String(300))
    referral_channel: Mapped[ReferralChannel | None] = mapped_column(choice(ReferralChannel, "referral_channel"))
    takes_professionals: Mapped[bool] = mapped_column(default=False)
    takes_self: Mapped[bool] = mapped_column(default=False)
    referral_note: Mapped[str | None] = mapped_column(String(300))
    response_time: Mapped[str | None] = mapped_column(String(300))
    what_happens_next: Mapped[str | None] = mapped_column(Text)
    assured_on: Mapped[date | None]
    assured_by: Mapped[str | None] = mapped_column(String(120))
    funded_until: Mapped[date | None]
    unanswered_on: Mapped[date | None]
    evidence_grade: Mapped[str | None] = mapped_column(String(1))
    verification_notes: Mapped[str | None] = mapped_column(Text)
    last_modified_at: Mapped[datetime] = mapped_column(default=utc_now)
    was_confirmed: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=1)

    organization: Mapped[Organization] = relationship(lazy="raise")
    phones: Mapped[list[Phone]] = relationship(cascade="all, delete-orphan", order_by="Phone.position", lazy="raise")
    contacts: Mapped[list[Contact]] = relationship(cascade="all, delete-orphan", order_by="Contact.id", lazy="raise")
    schedules: Mapped[list[Schedule]] = relationship(
        cascade="all, delete-orphan", order_by="Schedule.position", lazy="raise"
    )
    schedule_exceptions: Mapped[list[ScheduleException]] = relationship(
        cascade="all, delete-orphan", order_by="ScheduleException.on", lazy="raise"
    )
    areas: Mapped[list["ServiceArea"]] = relationship(
        cascade="all, delete-orphan", order_by="ServiceArea.position", lazy="raise"
    )
    languages: Mapped[list["Language"]] = relationship(
        cascade="all, delete-orphan", order_by="Language.name", lazy="raise"
    )
    sources: Mapped[list["Source"]] = relationship(
        cascade="all, delete-orphan", order_by="Source.position", lazy="raise"
    )
    terms: Mapped[list[TaxonomyTerm]] = relationship(
        secondary="service_term", order_by="TaxonomyTerm.position", lazy="raise"
    )
    at_locations: Mapped[list[ServiceAtLocation]] = relationship(
        cascade="all, delete-orphan", order_by="ServiceAtLocation.position", lazy="raise"
    )
    former_identifiers: Mapped[list["FormerIdentifier"]] = relationship(
        cascade="all, delete-orphan", order_by="FormerIdentifier.value", lazy="raise"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a plain mapping

    @property
    def is_visible(self) -> bool:
        """Whether the public may read this listing."""
        return self.publication is Publication.PUBLISHED and self.status in {
            ServiceStatus.ACTIVE,
            ServiceStatus.TEMPORARILY_CLOSED,
        }

    @property
    def due_on(self) -> date | None:
        """The first day on which it is due again; None where nobody ever confirmed it."""
        return due_on(self.assured_on, self.funded_until, self.unanswered_on)

    @property
    def is_confidential(self) -> bool:
        """Whether any of its places is confidential."""
        return any(place.location.kind is LocationKind.CONFIDENTIAL for place in self.at_locations)


class FormerIdentifier(Base):
    """An id or slug a listing once had; its address still leads here."""

    __tablename__ = "former_identifier"

    value: Mapped[str] = mapped_column(String(120), primary_key=True)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)


class ServiceArea(OrderedRow, Base):
    """HSDS service_area: an area that the service works in."""

    __tablename__ = "service_area"

    kind: Mapped[AreaKind] = mapped_column(choice(AreaKind, "kind"))
    name: Mapped[str] = mapped_column(String(120), index=True)


class Language(ListingRow, Base):
    """HSDS language: a language that the service works in."""

    __tablename__ = "language"

    name: Mapped[str] = mapped_column(String(80))
    note: Mapped[str | None] = mapped_column(String(200))


class Source(OrderedRow, Base):
    """A source of the listing's facts. Only those with a web address are shown."""

    __tablename__ = "source"

    title: Mapped[str] = mapped_column(String(300))
    url: Mapped[str | None] = mapped_column(String(500))
    type: Mapped[str | None] = mapped_column(String(40))
    page_date: Mapped[str | None] = mapped_column(String(20))
    seen_on: Mapped[date | None]


class ServiceCapacity(Base):
    """HSDS service_capacity: how many more women a service can take, by its own last report.

    No row: not known. `available` None: it has room, and does not say how much. After a week a row is deleted.
    Cards in the index contain it, so changing a row must refresh the service's entry.
    """

    __tablename__ = "service_capacity"
    __table_args__ = (CheckConstraint("available >= 0", name="available"),)

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    available: Mapped[int | None]
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)


class ListingEnd(Base):
    """What to use instead of a listing that is no longer kept. `leads_on`: it was the same service as the other one."""

    __tablename__ = "listing_end"
    __table_args__ = (
        CheckConstraint("NOT leads_on OR instead_id IS NOT NULL", name="leads_somewhere"),
        CheckConstraint("instead_id IS NULL OR instead_id <> service_id", name="another"),
    )

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    instead_id: Mapped[UUID | None] = mapped_column(ForeignKey("service.id", ondelete="SET NULL"), index=True)
    words: Mapped[str | None] = mapped_column(String(300))
    leads_on: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime] = mapped_column(default=utc_now)


class ContactChange(Base):
    """A listing whose numbers, addresses or ways of referral somebody asked to change, while that waits.

    Cards in the index contain it, so changing a row must refresh the service's entry.
    """

    __tablename__ = "contact_change"

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    since: Mapped[datetime] = mapped_column(default=utc_now)


class ListingReport(ListingRow, Base):
    """One problem reported, or one "it did not work". There is no text column, so nothing about anyone can be in it."""

    __tablename__ = "listing_report"

    problem: Mapped[Problem] = mapped_column(choice(Problem, "problem"))
    on: Mapped[date] = mapped_column("reported_on", Date, index=True)
