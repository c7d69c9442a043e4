"""How many look-ups there were on a day, by need and borough."""

from datetime import date

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.database import Base


class LookUpCount(Base):
    """One day's look-ups for a need in a borough, and how many of them found nothing."""

    __tablename__ = "look_up_count"
    __table_args__ = (CheckConstraint("look_ups >= empty AND empty >= 0", name="empty"),)

    on: Mapped[date] = mapped_column("counted_on", primary_key=True)
    need: Mapped[str] = mapped_column(String(40), primary_key=True)
    borough: Mapped[str] = mapped_column(String(60), primary_key=True)
    look_ups: Mapped[int]
    empty: Mapped[int]
