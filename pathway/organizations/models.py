"""Who exists: the organisations that run services."""

from uuid import UUID, uuid4

from sqlalchemy import String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

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
