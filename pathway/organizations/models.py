"""The organisations that run services and send referrals."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.clock import utc_now
from pathway.core.database import Base, choice
from pathway.organizations.vocabulary import OrganizationKind


class Organization(Base):
    """An organisation (HSDS organization) and the kind of body it is."""

    __tablename__ = "organization"
    # A child that must never belong to an enforcement body refers to (id, kind) and checks its copy of the kind.
    __table_args__ = (UniqueConstraint("id", "kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[OrganizationKind] = mapped_column(choice(OrganizationKind, "kind"))
    is_first_responder: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_demo: Mapped[bool] = mapped_column(default=False, server_default=false())


class EmailDomain(Base):
    """A mail domain whose people all work for one organisation. The primary key sees to "exactly one"."""

    __tablename__ = "email_domain"
    __table_args__ = (CheckConstraint("domain = lower(domain)", name="domain_in_small_letters"),)

    domain: Mapped[str] = mapped_column(String(253), primary_key=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
