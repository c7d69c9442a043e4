"""Every question about outreach teams, their rota and what was counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload
from sqlalchemy.sql.base import ExecutableOption

from pathway.core.clock import LONDON
from pathway.core.crypto import token_digest
from pathway.core.months import month_before, month_of, months_between
from pathway.core.small_numbers import NOTHING, Published, publish
from pathway.extensions import db
from pathway.organizations.models import Organization
from pathway.outreach.models import OutreachTeam, RotaSession, SessionLog
from pathway.outreach.rota import Occurrence, occurrence_on, occurrences
from pathway.outreach.vocabulary import COUNTS

SHOWN_AHEAD = timedelta(days=28)
A_NIGHT = timedelta(hours=12)
"""So long after it ended a session is still tonight's."""
FIGURE = "session"
SESSIONS = "sessions"
COUNTED_AFTER = timedelta(days=7)
"""So long after its month a session may be logged, or its log put right. Then the month is counted."""

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class TeamRow:
    """A team as a list has it."""

    id: UUID
    name: str
    organization: str
    sessions: int


@dataclass(frozen=True)
class Session:
    """A session on one date, with what a page says of it."""

    occurrence: Occurrence
    team_id: UUID
    team: str
    area: str
    offers: str
    is_logged: bool = False


def teams() -> list[TeamRow]:
    """Return every team, by name."""
    sessions = select(func.count()).where(RotaSession.team_id == OutreachTeam.id).scalar_subquery()
    query = (
        select(OutreachTeam.id, OutreachTeam.name, Organization.name, sessions)
        .join(Organization, Organization.id == OutreachTeam.organization_id)
        .order_by(OutreachTeam.name, OutreachTeam.id)
    )
    return [TeamRow(*row) for row in db.session.execute(query)]


def team(team_id: UUID, *, hold: bool = False) -> OutreachTeam | None:
    """Return a team with its rota and all changes; `hold`: until the transaction ends."""
    query = select(OutreachTeam).where(OutreachTeam.id == team_id)
    if hold:
        query = query.with_for_update()
    return db.session.scalars(query.options(_with_rota())).one_or_none()


def team_of_calendar(token: str) -> OutreachTeam | None:
    """Return the team whose calendar has this secret in its address."""
    query = select(OutreachTeam).where(OutreachTeam.calendar_hash == token_digest(token)).options(_with_rota())
    return db.session.scalars(query).one_or_none()


def rota_session(rota_id: UUID, *, hold: bool = False) -> RotaSession | None:
    """Return a session of the rota with its team and changes; `hold`: until the transaction ends."""
    query = select(RotaSession).where(RotaSession.id == rota_id)
    if hold:
        query = query.with_for_update(of=RotaSession)
    both = (selectinload(RotaSession.team), selectinload(RotaSession.changes))
    return db.session.scalars(query.options(*both)).one_or_none()


def log_of(rota_id: UUID, on: date) -> SessionLog | None:
    """Return what was counted at a session; None where nothing was yet."""
    query = select(SessionLog).where(SessionLog.rota_id == rota_id, SessionLog.on == on)
    return db.session.scalars(query).one_or_none()


def has_logs(rota_id: UUID) -> bool:
    """Whether anything was counted at a session of the rota."""
    return db.session.scalar(select(SessionLog.id).where(SessionLog.rota_id == rota_id).limit(1)) is not None


def is_logged_after(rota_id: UUID, day: date) -> bool:
    """Whether anything was counted at a session that the rota has after a day."""
    query = select(SessionLog.id).where(SessionLog.rota_id == rota_id, SessionLog.on > day).limit(1)
    return db.session.scalar(query) is not None


def upcoming(now: datetime, *, for_everybody: bool = False) -> list[Session]:
    """Return the sessions that are on or ended a few hours ago, and those of the four weeks ahead, in order of time.

    `for_everybody`: of teams only that show their times, and none that is over.
    """
    today = now.astimezone(LONDON).date()
    found = _sessions(_every(for_everybody=for_everybody), today - A_DAY, today + SHOWN_AHEAD)
    over = now if for_everybody else now - A_NIGHT
    return [session for session in found if session.occurrence.ends_at > over]


def unlogged(now: datetime) -> list[Session]:
    """Return sessions of this month and the last that ended and may still be logged, the latest first."""
    today = now.astimezone(LONDON).date()
    first = first_open_day(now)
    ended = [
        session
        for session in _sessions(_every(), first, today)
        if session.occurrence.ends_at <= now and not session.is_logged and not session.occurrence.is_cancelled
    ]
    return ended[::-1]


def session_on(rota: RotaSession, on: date) -> Session | None:
    """Return the session that the rota has for a date; None where it has none."""
    change = next((row.change for row in rota.changes if row.on == on), None)
    occurrence = occurrence_on(rota.id, rota.rule, change, on)
    if occurrence is None:
        return None
    is_logged = log_of(rota.id, on) is not None
    return Session(occurrence, rota.team_id, rota.team.name, rota.area, rota.offers, is_logged)


def of_team(team: OutreachTeam, begin: date, end: date) -> list[Session]:
    """Return the sessions of one team, loaded with its rota, on the days from `begin` to `end`, in order of time."""
    return _in_order(team.rota, team.name, begin, end, frozenset())


def first_open_day(now: datetime) -> date:
    """Return the first day of the oldest month whose sessions may still be logged."""
    return month_of(now - COUNTED_AFTER)


def published_counts(now: datetime) -> Published:
    """Return all that may be shown of what was counted, month by month (ADR 41)."""
    last = month_before(first_open_day(now))
    sums = [func.sum(getattr(SessionLog, name)) for name in COUNTS]
    query = select(SessionLog.held_on, func.count(), *sums).where(SessionLog.held_on < first_open_day(now))
    numbers: Counter[tuple[date, str]] = Counter()
    for day, sessions, *counts in db.session.execute(query.group_by(SessionLog.held_on)):
        numbers[day.replace(day=1), SESSIONS] += sessions
        for name, count in zip(COUNTS, counts, strict=True):
            numbers[day.replace(day=1), name] += count
    if not numbers:
        return NOTHING
    first = min(month for month, _name in numbers)
    by_class = ((month, (FIGURE, name), number) for (month, name), number in numbers.items())
    return publish(by_class, months_between(first, last))


def _every(*, for_everybody: bool = False) -> Select[OutreachTeam]:
    query = select(OutreachTeam).options(_with_rota())
    return query.where(OutreachTeam.shows_times) if for_everybody else query


def _with_rota() -> ExecutableOption:
    return selectinload(OutreachTeam.rota).selectinload(RotaSession.changes)


def _sessions(query: Select[OutreachTeam], begin: date, end: date) -> list[Session]:
    within = select(SessionLog.rota_id, SessionLog.on).where(SessionLog.held_on.between(begin, end))
    logged = frozenset((rota_id, on) for rota_id, on in db.session.execute(within))
    found: list[Session] = []
    for each in db.session.scalars(query):
        found += _in_order(each.rota, each.name, begin, end, logged)
    return sorted(found, key=_when)


def _in_order(
    rota: Sequence[RotaSession], team: str, begin: date, end: date, logged: frozenset[tuple[UUID, date]]
) -> list[Session]:
    found = [
        Session(each, row.team_id, team, row.area, row.offers, (row.id, each.on) in logged)
        for row in rota
        for each in occurrences(row.id, row.rule, {change.on: change.change for change in row.changes}, begin, end)
    ]
    return sorted(found, key=_when)


def _when(session: Session) -> tuple[datetime, str, UUID]:
    return session.occurrence.begins_at, session.team, session.occurrence.rota_id
