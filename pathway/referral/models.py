"""Tables of the referral: versions of the routing table, and who has signed what off."""

import enum
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.clock import utc_now
from pathway.core.database import Base, choice


class TableStatus(enum.StrEnum):
    """The state of a version of the routing table. Nobody is routed by a draft."""

    DRAFT = "draft"
    CHECKED = "checked"
    PUBLISHED = "published"
    RETIRED = "retired"


class SignOffRole(enum.StrEnum):
    """Whose signature the rules, words and periods need before live use."""

    SAFEGUARDING_LEAD = "safeguarding_lead"
    DATA_PROTECTION_OFFICER = "data_protection_officer"

    @property
    def label(self) -> str:
        """The role's name on a page."""
        return {self.SAFEGUARDING_LEAD: "Safeguarding lead"}.get(self, "Data protection officer")


class RoutingTable(Base):
    """One version of the routing table. Once published it can only be retired: the database refuses any other change.

    `content` is what `Table.content` writes; its hash, `content_hash`, is checked whenever it is read.
    """

    __tablename__ = "routing_table"
    __table_args__ = (
        CheckConstraint("author <> approved_by", name="approved_by_another"),
        CheckConstraint("status IN ('draft', 'checked') OR effective_from IS NOT NULL", name="published_from"),
        Index("ix_routing_table_in_force", "status", "effective_from", "number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[int] = mapped_column(unique=True)
    status: Mapped[TableStatus] = mapped_column(choice(TableStatus, "status"), default=TableStatus.DRAFT)
    content: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    author: Mapped[str] = mapped_column(String(120))
    approved_by: Mapped[str | None] = mapped_column(String(120))
    effective_from: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class SignOff(Base):
    """A signature under the rules, words and periods: whose, in which role, and when."""

    __tablename__ = "sign_off"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    role: Mapped[SignOffRole] = mapped_column(choice(SignOffRole, "role"), unique=True)
    signed_by: Mapped[str] = mapped_column(String(120))
    signed_on: Mapped[date]


class PathwaySwitch(Base):
    """The 72-hour pathway was turned on, or off: by whom, and who agreed. The latest row says whether it runs.

    Rows are added and never changed. Without a row it does not run.
    """

    __tablename__ = "pathway_switch"
    __table_args__ = (CheckConstraint("asked_by <> approved_by", name="approved_by_another"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    is_running: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=utc_now)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    approved_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    why: Mapped[str | None] = mapped_column(String(500))
