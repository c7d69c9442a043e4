"""Proposals: changes that take two people."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pathway.accounts.models.user import User
from pathway.accounts.vocabulary import ProposalStatus
from pathway.core.clock import utc_now
from pathway.core.database import Base, choice
from pathway.core.permission import Permission
from pathway.core.sealed_column import HasSealedFields, SealedText


class Proposal(HasSealedFields, Base):
    """A change that one person asks for and another decides. `details` are JSON that only its own kind reads.

    `subject_id`: the listing it is about, where it is about one, `organization_id` whose that is: only its people, and
    those who reach all, are shown it; None: whoever may decide. `takes_effect_at`: when an approved change that has
    to rest is made; `applied_at` when it was.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint(
            "status NOT IN ('approved', 'refused') OR (decided_by IS NOT NULL AND decided_by <> proposed_by)",
            name="decided_by_another",
        ),
        CheckConstraint("(status = 'waiting') = (decided_at IS NULL)", name="decided_at"),
        Index("ix_proposal_status", "status", "proposed_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    act: Mapped[str] = mapped_column(String(60))
    permission: Mapped[Permission] = mapped_column(choice(Permission, "permission"))
    details_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[ProposalStatus] = mapped_column(choice(ProposalStatus, "status"), default=ProposalStatus.WAITING)
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    subject_id: Mapped[UUID | None] = mapped_column(index=True)
    organization_id: Mapped[UUID | None] = mapped_column(index=True)
    reason: Mapped[str | None] = mapped_column(String(300))
    takes_effect_at: Mapped[datetime | None] = mapped_column(index=True)
    applied_at: Mapped[datetime | None]

    proposer: Mapped[User] = relationship(foreign_keys=[proposed_by])
    details = SealedText("details_sealed")
