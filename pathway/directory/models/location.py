"""Where a service is, and the rule that a confidential place is never stored.

The database enforces the rule on both engines, whatever code runs: an address row has (location id, kind) as a
composite foreign key, with a CHECK on its copy of the kind; a location's own coordinates and words have a CHECK.
"""

from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pathway.core.database import Base, choice
from pathway.directory.models.listing_row import OrderedRow
from pathway.directory.vocabulary import LocationKind

NOT_HELD = (
    "kind <> 'confidential' OR (latitude IS NULL AND longitude IS NULL AND name IS NULL AND ward IS NULL"
    " AND coordinate_source IS NULL)"
)


class Location(Base):
    """HSDS location. Its kind says how much of it is public."""

    __tablename__ = "location"
    __table_args__ = (
        UniqueConstraint("id", "kind"),
        CheckConstraint(NOT_HELD, name="confidential_not_held"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="point_whole"),
        CheckConstraint("latitude IS NULL OR latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude IS NULL OR longitude BETWEEN -180 AND 180", name="longitude"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[LocationKind] = mapped_column(choice(LocationKind, "kind"))
    name: Mapped[str | None] = mapped_column(String(200))
    ward: Mapped[str | None] = mapped_column(String(120))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    is_approximate: Mapped[bool] = mapped_column(default=False, server_default=false())
    coordinate_source: Mapped[str | None] = mapped_column(String(200))

    # viewonly is not possible: a location moves in and out of kinds by operations that delete addresses first.
    addresses: Mapped[list["Address"]] = relationship(
        cascade="all, delete-orphan", back_populates="location", order_by="Address.id", lazy="raise"
    )


class Address(Base):
    """HSDS address: only of a location that is not confidential."""

    __tablename__ = "address"
    __table_args__ = (
        ForeignKeyConstraint(["location_id", "location_kind"], ["location.id", "location.kind"]),
        CheckConstraint("location_kind <> 'confidential'", name="not_confidential"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    location_id: Mapped[UUID] = mapped_column(index=True)
    location_kind: Mapped[LocationKind] = mapped_column(choice(LocationKind, "location_kind"))
    address_1: Mapped[str | None] = mapped_column(String(200))
    city: Mapped[str | None] = mapped_column(String(120))
    state_province: Mapped[str | None] = mapped_column(String(120))
    postal_code: Mapped[str | None] = mapped_column(String(10))
    country: Mapped[str] = mapped_column(String(2), default="GB")

    location: Mapped[Location] = relationship(back_populates="addresses", lazy="raise")

    @property
    def lines(self) -> list[str]:
        """The lines of the address for a page."""
        return [part for part in (self.address_1, self.city, self.postal_code) if part]


class ServiceAtLocation(OrderedRow, Base):
    """HSDS service_at_location: a service at a location."""

    __tablename__ = "service_at_location"
    __table_args__ = (UniqueConstraint("service_id", "location_id"),)

    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"), index=True)

    location: Mapped[Location] = relationship(lazy="raise")
