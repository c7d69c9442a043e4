"""The table of what stays of referrals."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.database import Base


class EvidenceCount(Base):
    """How many women asked for what and what came of it, by month: all that stays of a referral that was forgotten.

    `month`: the first day of the month in which the referral was received, in London. `figure` and `value`: what was
    counted, as `measures` has it. Small numbers are kept as they are; whoever shows them hides them (ADR 41).
    """

    __tablename__ = "evidence_count"
    __table_args__ = (CheckConstraint("number > 0", name="number"),)

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    figure: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(String(60), primary_key=True)
    number: Mapped[int]
