"""Tables of outreach: teams, their rota, what changed on a date, and what was counted of a session."""

from datetime import date, datetime, time
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pathway.core.clock import utc_now
from pathway.core.database import Base, choice
from pathway.outreach.rota import Change, Rule
from pathway.outreach.vocabulary import COUNTS, ChangeKind, Repeats


class OutreachTeam(Base):
    """A team that goes out. `shows_times`: everybody may read them. `calendar_hash`: of its calendar's secret."""

    __tablename__ = "outreach_team"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    shows_times: Mapped[bool] = mapped_column(default=False)
    calendar_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    calendar_made_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    version: Mapped[int] = mapped_column(default=1)

    rota: Mapped[list["RotaSession"]] = relationship(
        back_populates="team", order_by="(RotaSession.first_on, RotaSession.id)", lazy="raise"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a plain mapping


class RotaSession(Base):
    """A session that comes back: London days and times of the clock. `area`: a part of town, never where they meet."""

    __tablename__ = "rota_session"
    __table_args__ = (
        CheckConstraint("starts_at <> ends_at", name="has_length"),
        CheckConstraint("until_on IS NULL OR until_on >= first_on", name="until_on"),
        Index("ix_rota_session_team", "team_id", "first_on", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("outreach_team.id"))
    area: Mapped[str] = mapped_column(String(80))
    offers: Mapped[str] = mapped_column(String(200), default="")
    first_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    starts_at: Mapped[time] = mapped_column(Time)
    ends_at: Mapped[time] = mapped_column(Time)
    repeats: Mapped[Repeats] = mapped_column(choice(Repeats, "repeats"))
    version: Mapped[int] = mapped_column(default=1)

    team: Mapped[OutreachTeam] = relationship(back_populates="rota", lazy="raise")
    changes: Mapped[list["RotaChange"]] = relationship(
        order_by="RotaChange.on", lazy="raise", cascade="save-update, merge, delete"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a plain mapping

    @property
    def rule(self) -> Rule:
        """When it takes place, as plain values."""
        return Rule(self.first_on, self.starts_at, self.ends_at, self.repeats, self.until_on)


class RotaChange(Base):
    """That a session is cancelled on one date of the rota, or takes place at another time."""

    __tablename__ = "rota_change"
    __table_args__ = (
        CheckConstraint("(kind = 'moved') = (moved_on IS NOT NULL)", name="moved_on"),
        CheckConstraint("(moved_on IS NULL) = (starts_at IS NULL)", name="starts_at"),
        CheckConstraint("(moved_on IS NULL) = (ends_at IS NULL)", name="ends_at"),
    )

    rota_id: Mapped[UUID] = mapped_column(ForeignKey("rota_session.id"), primary_key=True)
    on: Mapped[date] = mapped_column("rota_on", Date, primary_key=True)
    kind: Mapped[ChangeKind] = mapped_column(choice(ChangeKind, "kind"))
    moved_on: Mapped[date | None] = mapped_column(Date)
    starts_at: Mapped[time | None] = mapped_column(Time)
    ends_at: Mapped[time | None] = mapped_column(Time)

    @property
    def change(self) -> Change:
        """What became of the date, as plain values."""
        return Change(self.kind, self.moved_on, self.starts_at, self.ends_at)


class SessionLog(Base):
    """What was counted at one session: numbers, and nothing of anybody. `on`: the date that the rota has for it."""

    __tablename__ = "session_log"
    __table_args__ = (
        UniqueConstraint("rota_id", "rota_on"),
        CheckConstraint(
            "contacts >= 0 AND cards >= 0 AND items >= 0 AND referrals >= 0 AND declined >= 0", name="counts"
        ),
        Index("ix_session_log_held_on", "held_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    rota_id: Mapped[UUID] = mapped_column(ForeignKey("rota_session.id"))
    on: Mapped[date] = mapped_column("rota_on", Date)
    held_on: Mapped[date] = mapped_column(Date)
    contacts: Mapped[int]
    cards: Mapped[int]
    items: Mapped[int]
    referrals: Mapped[int]
    declined: Mapped[int]
    logged_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    logged_at: Mapped[datetime] = mapped_column(default=utc_now)

    @property
    def written(self) -> str:
        """The numbers in their order, to see by whether they changed: "7,12,0,1,2"."""
        return ",".join(str(getattr(self, name)) for name in COUNTS)
