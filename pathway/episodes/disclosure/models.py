"""Decisions to share without her agreement. An enforcement body is never told: the database refuses it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pathway.core.clock import utc_now
from pathway.core.database import Base, choice
from pathway.core.sealed_column import HasSealedFields, SealedText
from pathway.directory.vocabulary import AgencyType
from pathway.episodes.disclosure.grounds import DecisionStatus, Ground, Told
from pathway.episodes.models import Episode
from pathway.organizations.vocabulary import OrganizationKind


class DisclosureDecision(HasSealedFields, Base):
    """To share with one agency without her agreement: asked by one person, decided by another.

    `was_right`: what whoever reviewed a call that was made already thinks of it.
    """

    __tablename__ = "disclosure_decision"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "organization_kind"],
            ["organization.id", "organization.kind"],
            name="fk_disclosure_decision_organization_id_kind",
            onupdate="CASCADE",
        ),
        CheckConstraint("organization_kind <> 'enforcement'", name="no_enforcement"),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="two_people"),
        CheckConstraint("(status IN ('authorised', 'refused')) = (decided_by IS NOT NULL)", name="decided_by"),
        CheckConstraint("reviewed_by IS NULL OR reviewed_by <> asked_by", name="reviewed_by_another"),
        CheckConstraint("(reviewed_at IS NULL) = (was_right IS NULL)", name="reviewed"),
        CheckConstraint(
            "(ground = 'best_interests') = (best_interests_sealed IS NOT NULL)", name="best_interests_in_writing"
        ),
        CheckConstraint("status <> 'refused' OR answer_sealed IS NOT NULL", name="refused_with_a_reason"),
        Index(
            "ix_disclosure_decision_waiting",
            "expires_at",
            "id",
            sqlite_where=text("status = 'asked'"),
            postgresql_where=text("status = 'asked'"),
        ),
        Index("ix_disclosure_decision_episode", "episode_id", "asked_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"))
    agency_type: Mapped[AgencyType] = mapped_column(choice(AgencyType, "agency_type"))
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    organization_id: Mapped[UUID]
    organization_kind: Mapped[OrganizationKind] = mapped_column(choice(OrganizationKind, "organization_kind"))
    ground: Mapped[Ground] = mapped_column(choice(Ground, "ground"))
    told: Mapped[Told] = mapped_column(choice(Told, "told"))
    status: Mapped[DecisionStatus] = mapped_column(choice(DecisionStatus, "status"), default=DecisionStatus.ASKED)
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    best_interests_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    answer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    reviewed_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    reviewed_at: Mapped[datetime | None]
    was_right: Mapped[bool | None]

    episode: Mapped[Episode] = relationship(lazy="raise")

    reason = SealedText("reason_sealed")
    best_interests = SealedText("best_interests_sealed")
    answer = SealedText("answer_sealed")
