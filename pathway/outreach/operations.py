"""What a team does with its rota: add, end, cancel, move, and count what was."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, time
from uuid import uuid4

from pathway.accounts.permissions import Person
from pathway.audit import trail
from pathway.core.clock import LONDON, utc_now
from pathway.core.crypto import token_digest
from pathway.core.errors import ChangeRefusedError
from pathway.core.formats import long_date
from pathway.extensions import db
from pathway.outreach import queries
from pathway.outreach.models import OutreachTeam, RotaChange, RotaSession, SessionLog
from pathway.outreach.rota import Rule, dates
from pathway.outreach.vocabulary import ChangeKind


class LoggedMeanwhileError(ChangeRefusedError):
    """Somebody else logged the session while she typed."""


def add_team(name: str, by: Person) -> OutreachTeam:
    """Add a team of her organisation."""
    team = OutreachTeam(id=uuid4(), organization_id=by.organization_id, name=name)
    db.session.add(team)
    trail.record("outreach.team_added", f"team:{team.id}", by)
    return team


def change_team(team: OutreachTeam, name: str, *, shows_times: bool, by: Person) -> None:
    """Name a team, and let everybody read its times or not."""
    if shows_times != team.shows_times:
        trail.record("outreach.times_shown" if shows_times else "outreach.times_hidden", f"team:{team.id}", by)
    if name != team.name:
        trail.record("outreach.team_named", f"team:{team.id}", by)
    team.name, team.shows_times = name, shows_times


def make_calendar(team: OutreachTeam, by: Person) -> str:
    """Give its calendar a new secret address; return the secret, which is stored nowhere. An older one ends."""
    token = secrets.token_urlsafe(24)
    team.calendar_hash, team.calendar_made_at = token_digest(token), utc_now()
    trail.record("outreach.calendar_made", f"team:{team.id}", by)
    return token


def end_calendar(team: OutreachTeam, by: Person) -> None:
    """Let the address of its calendar lead nowhere. Raises ChangeRefusedError where there is none."""
    if team.calendar_hash is None:
        raise ChangeRefusedError("This calendar has no address now")
    team.calendar_hash = team.calendar_made_at = None
    trail.record("outreach.calendar_ended", f"team:{team.id}", by)


def add_session(team: OutreachTeam, rule: Rule, area: str, offers: str, by: Person) -> RotaSession:
    """Put a session on the rota. `rule` has no fault."""
    session = RotaSession(id=uuid4(), team_id=team.id, area=area, offers=offers, **vars(rule))
    db.session.add(session)
    trail.record("outreach.session_added", f"session:{session.id}", by)
    return session


def end_session(session: RotaSession, last_on: date, by: Person) -> None:
    """Let a session end on a day. One that then never takes place is taken off the rota.

    Raises ChangeRefusedError where something was counted after that day.
    """
    if session.until_on is not None and last_on > session.until_on:
        raise ChangeRefusedError("It ends before that. Add a session to begin again")
    if queries.is_logged_after(session.id, last_on):
        raise ChangeRefusedError("A session after that day has been logged already. Choose a later day")
    trail.record("outreach.session_ended", f"session:{session.id}", by)
    if last_on < session.first_on and not queries.has_logs(session.id):
        db.session.delete(session)
        return
    session.until_on = max(last_on, session.first_on)


def cancel(session: RotaSession, on: date, by: Person) -> None:
    """Cancel a session on one date: once, however often it is sent.

    Raises ChangeRefusedError where the rota has none, or it was logged.
    """
    if any(row.on == on and row.kind is ChangeKind.CANCELLED for row in session.changes):
        return
    _change(session, on, RotaChange(rota_id=session.id, on=on, kind=ChangeKind.CANCELLED))
    trail.record("outreach.session_cancelled", f"session:{session.id}", by)


def move(
    session: RotaSession, on: date, moved_on: date, starts_at: time, ends_at: time, by: Person, now: datetime
) -> None:
    """Let a session of one date take place at another time.

    Raises ChangeRefusedError as `cancel` does, and for a day whose month is counted already: it could not be logged.
    """
    first = queries.first_open_day(now)
    if moved_on < first:
        raise ChangeRefusedError(f"That month is counted already. Choose a day from {long_date(first)} on")
    moved = RotaChange(
        rota_id=session.id, on=on, kind=ChangeKind.MOVED, moved_on=moved_on, starts_at=starts_at, ends_at=ends_at
    )
    _change(session, on, moved)
    trail.record("outreach.session_moved", f"session:{session.id}", by)


def restore(session: RotaSession, on: date, by: Person) -> None:
    """Let a session take place as the rota has it. Raises ChangeRefusedError where nothing was changed, or logged."""
    change = next((row for row in session.changes if row.on == on), None)
    if change is None:
        raise ChangeRefusedError("Nothing was changed about this date")
    _refuse_logged(session, on)
    db.session.delete(change)
    trail.record("outreach.session_restored", f"session:{session.id}", by)


def log(
    session: RotaSession, on: date, counts: Mapping[str, int], by: Person, now: datetime, *, seen: str
) -> SessionLog:
    """Note what was counted at a session, or put it right. `seen`: what was logged when she began, as `written`.

    Raises ChangeRefusedError for one that has not begun, was cancelled, or whose month is counted already, and
    LoggedMeanwhileError where somebody logged other numbers since.
    """
    found = queries.session_on(session, on)
    if found is None:
        raise ChangeRefusedError("The rota has no session on this date")
    occurrence = found.occurrence
    if occurrence.is_cancelled:
        raise ChangeRefusedError("This session was cancelled. Bring it back first, if it took place")
    if occurrence.begins_at > now:
        raise ChangeRefusedError("This session has not begun yet")
    held_on = occurrence.begins_at.astimezone(LONDON).date()
    if held_on < queries.first_open_day(now):
        raise ChangeRefusedError("Its month is counted already, a week after it ended. It cannot be changed any more")
    row = queries.log_of(session.id, on)
    if row is None:
        row = SessionLog(id=uuid4(), rota_id=session.id, on=on, held_on=held_on, **counts)
        row.logged_by, row.logged_at = by.id, now
        db.session.add(row)
        trail.record("outreach.session_logged", f"session:{session.id}", by)
        return row
    if all(getattr(row, name) == number for name, number in counts.items()):
        return row  # sent twice
    if row.written != seen:
        raise LoggedMeanwhileError
    for name, number in counts.items():
        setattr(row, name, number)
    row.logged_by, row.logged_at = by.id, now
    trail.record("outreach.log_corrected", f"session:{session.id}", by)
    return row


def _change(session: RotaSession, on: date, change: RotaChange) -> None:
    if not dates(session.rule, on, on):
        raise ChangeRefusedError("The rota has no session on this date")
    _refuse_logged(session, on)
    before = next((row for row in session.changes if row.on == on), None)
    if before is not None:
        db.session.delete(before)
        db.session.flush()
    db.session.add(change)


def _refuse_logged(session: RotaSession, on: date) -> None:
    if queries.log_of(session.id, on) is not None:
        raise ChangeRefusedError("This session has been logged already")
