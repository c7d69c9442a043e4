"""Tables of the launch: calls, drafts published, edits of fallback words, and what became of signatures."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.clock import utc_now
from pathway.core.database import Base, choice
from pathway.directory.vocabulary import AgencyType, FallbackAge, FallbackArea, FallbackHours
from pathway.launch.vocabulary import CallOutcome, HowConfirmed, SignOffAct
from pathway.referral.models import SignOffRole


class NumberCall(Base):
    """One call to a number of a listing, and what came of it. Rows are added and never changed.

    `phone_id` is no foreign key: a wrong number is taken off its listing, and its calls stay. `turn` counts the calls
    of a number. `new_number`: what was said on the phone where the number has changed. `listing_version`: the version
    of the listing that this call made, if it changed the listing. `spoke_to` is a role and never a name.
    """

    __tablename__ = "number_call"
    __table_args__ = (
        UniqueConstraint("service_id", "phone_id", "turn"),
        CheckConstraint("result IN ('no_answer', 'ring_again') OR again_at IS NULL", name="again_at"),
        CheckConstraint("(new_number IS NOT NULL) = (result = 'changed')", name="new_number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"))
    phone_id: Mapped[UUID]
    turn: Mapped[int]
    number: Mapped[str] = mapped_column(String(30))
    digits: Mapped[str] = mapped_column(String(20))
    result: Mapped[CallOutcome] = mapped_column(choice(CallOutcome, "result"))
    spoke_to: Mapped[str | None] = mapped_column(String(60))
    again_at: Mapped[datetime | None]
    new_number: Mapped[str | None] = mapped_column(String(30))
    listing_version: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))


class ListingPublication(Base):
    """A draft that was published from the call sheet: how its own people confirmed it, or not; when, and by whom."""

    __tablename__ = "listing_publication"

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    how: Mapped[HowConfirmed] = mapped_column(choice(HowConfirmed, "how"))
    published_at: Mapped[datetime] = mapped_column(default=utc_now)
    published_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))


class FallbackEdit(Base):
    """An edit of a row of fallback words: what it said before, who changed it and when. The latest is the highest."""

    __tablename__ = "fallback_edit"

    agency_type: Mapped[AgencyType] = mapped_column(choice(AgencyType, "agency_type"), primary_key=True)
    area: Mapped[FallbackArea] = mapped_column(choice(FallbackArea, "area"), primary_key=True)
    age: Mapped[FallbackAge] = mapped_column(choice(FallbackAge, "age"), primary_key=True)
    hours: Mapped[FallbackHours] = mapped_column(choice(FallbackHours, "hours"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text_before: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))


class SignOffChange(Base):
    """A signature that was recorded or withdrawn. `signed_by`, `signed_on`: whose it is, and of which day."""

    __tablename__ = "sign_off_change"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    role: Mapped[SignOffRole] = mapped_column(choice(SignOffRole, "role"), index=True)
    act: Mapped[SignOffAct] = mapped_column(choice(SignOffAct, "act"))
    signed_by: Mapped[str] = mapped_column(String(120))
    signed_on: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
