"""`/outreach`, the times that teams show to everybody; the rota for whoever goes out; and calendars."""

from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.accounts.permissions import Person
from pathway.core.clock import LONDON, london_today, utc_now
from pathway.core.errors import ChangeRefusedError
from pathway.core.permission import Permission
from pathway.outreach import operations, queries, rota
from pathway.outreach.forms import FARTHEST, EndForm, LogForm, MoveForm, RotaForm, TeamForm, TeamPageForm
from pathway.outreach.models import OutreachTeam, RotaSession
from pathway.outreach.queries import Session
from pathway.outreach.team_calendar import AHEAD, BACK, calendar_of
from pathway.outreach.vocabulary import COUNTS
from pathway.web.access import public, requires
from pathway.web.transactions import commits

bp = Blueprint("outreach", __name__)

DATES_AHEAD, DATES_SHOWN = timedelta(days=183), 100
"""How far the page of a team lists single dates, and how many."""

MADE_MEANWHILE = "An address was made since this page was loaded, and shown then. Make another if nobody has it"
DONE = {
    "cancelled": "Cancelled. It is gone from the calendars within an hour or so.",
    "moved": "Moved. The calendars have it within an hour or so.",
    "restored": "It takes place as the rota has it.",
    "logged": "Logged. It may be put right until a week after the month.",
    "team": "The team is there. Now add its sessions.",
    "changed": "Saved.",
    "added": "The session is on the rota.",
    "ended": "It ends then.",
    "no-calendar": "The address leads nowhere any more.",
}


@bp.get("/outreach")
@public
def index() -> str:
    """Show when teams are out that let everybody know: tonight first."""
    now = utc_now()
    return render_template("outreach/index.html", sessions=queries.upcoming(now, for_everybody=True), now=now)


@bp.get("/outreach/calendar/<token>.ics")
@public
def calendar(token: str) -> Response:
    """Send the calendar of the team whose secret this is."""
    team = queries.team_of_calendar(token)
    if team is None:
        abort(404)
    now, today = utc_now(), london_today()
    host = urlsplit(current_app.config["SETTINGS"].origin).hostname or "localhost"
    text = calendar_of(team.name, queries.of_team(team, today - BACK, today + AHEAD), host, now)
    disposition = {"Content-Disposition": 'attachment; filename="sessions.ics"', "Cache-Control": "no-store"}
    return Response(text, mimetype="text/calendar", headers=disposition)


@bp.get("/outreach/rota")
@requires(Permission.LOG_OUTREACH)
def sessions() -> str:
    """Show tonight's sessions, those of the next four weeks, what is not logged yet, and the teams."""
    return _rota(TeamForm())


@bp.post("/outreach/teams")
@requires(Permission.LOG_OUTREACH)
@commits
def add_team() -> ResponseReturnValue:
    """Add a team."""
    form = TeamForm(request.form)
    if not form.validate():
        return _rota(form), 400
    team = operations.add_team(form.typed_name, current_person())
    return redirect(url_for(".team", team_id=team.id, done="team"), 303)


@bp.get("/outreach/teams/<uuid:team_id>")
@requires(Permission.LOG_OUTREACH)
def team(team_id: UUID) -> str:
    """Show a team, its rota and its calendar."""
    found = _team(team_id)
    return _team_page(found, _team_form(found))


@bp.post("/outreach/teams/<uuid:team_id>")
@requires(Permission.LOG_OUTREACH)
@commits
def change_team(team_id: UUID) -> ResponseReturnValue:
    """Name a team; let everybody read its times, or not."""
    found, form = _team(team_id, hold=True), TeamPageForm(request.form)
    if not form.validate():
        return _team_page(found, form), 400
    shows = bool(form.shows_times.data)
    operations.change_team(found, form.typed_name, shows_times=shows, by=current_person())
    return redirect(url_for(".team", team_id=team_id, done="changed"), 303)


@bp.post("/outreach/teams/<uuid:team_id>/calendar")
@requires(Permission.LOG_OUTREACH)
@commits
def make_calendar(team_id: UUID) -> ResponseReturnValue:
    """Give the calendar a new address, and show it once. The same form sent again ends no address just made."""
    found = _team(team_id, hold=True)
    made_at = found.calendar_made_at.isoformat() if found.calendar_made_at else ""
    if request.form.get("seen", "") != made_at:
        return _team_page(found, _team_form(found), problem=MADE_MEANWHILE), 409
    token = operations.make_calendar(found, current_person())
    return _team_page(found, _team_form(found), calendar=url_for(".calendar", token=token, _external=True))


@bp.post("/outreach/teams/<uuid:team_id>/calendar/end")
@requires(Permission.LOG_OUTREACH)
@commits
def end_calendar(team_id: UUID) -> ResponseReturnValue:
    """Let the address lead nowhere."""
    found = _team(team_id, hold=True)
    try:
        operations.end_calendar(found, current_person())
    except ChangeRefusedError as refused:
        return _team_page(found, _team_form(found), problem=str(refused)), 409
    return redirect(url_for(".team", team_id=team_id, done="no-calendar"), 303)


@bp.get("/outreach/teams/<uuid:team_id>/sessions")
@requires(Permission.LOG_OUTREACH)
def new_session(team_id: UUID) -> str:
    """Ask for a session to put on the rota."""
    return render_template("outreach/new.html", active="outreach", team=_team(team_id), form=RotaForm())


@bp.post("/outreach/teams/<uuid:team_id>/sessions")
@requires(Permission.LOG_OUTREACH)
@commits
def add_session(team_id: UUID) -> ResponseReturnValue:
    """Put a session on the rota."""
    found, form = _team(team_id, hold=True), RotaForm(request.form)
    if not form.validate():
        return render_template("outreach/new.html", active="outreach", team=found, form=form), 400
    area, offers = (" ".join((field.data or "").split()) for field in (form.area, form.offers))
    operations.add_session(found, form.rule(), area, offers, current_person())
    return redirect(url_for(".team", team_id=team_id, done="added"), 303)


@bp.post("/outreach/sessions/<uuid:rota_id>/end")
@requires(Permission.LOG_OUTREACH)
@commits
def end_session(rota_id: UUID) -> ResponseReturnValue:
    """Let a session of the rota end."""
    session, form = _session(rota_id, hold=True), EndForm(request.form)
    found = _team(session.team_id)
    if not form.validate():
        return _team_page(found, _team_form(found), problem=" ".join(form.last_on.errors)), 400
    try:
        operations.end_session(session, form.last_on.data, current_person())
    except ChangeRefusedError as refused:
        return _team_page(found, _team_form(found), problem=str(refused)), 409
    return redirect(url_for(".team", team_id=found.id, done="ended"), 303)


@bp.get("/outreach/sessions/<uuid:rota_id>/<day>")
@requires(Permission.LOG_OUTREACH)
def session(rota_id: UUID, day: str) -> str:
    """Show a session on one date: what it is, what was counted, and how to cancel or move it."""
    return _page(*_on(rota_id, day))


@bp.post("/outreach/sessions/<uuid:rota_id>/<day>/log")
@requires(Permission.LOG_OUTREACH)
@commits
def log(rota_id: UUID, day: str) -> ResponseReturnValue:
    """Note what was counted."""
    row, shown = _on(rota_id, day, hold=True)
    form = LogForm(request.form)
    if not form.validate():
        return _page(row, shown, log_form=form), 400
    try:
        operations.log(row, shown.occurrence.on, form.counts(), current_person(), utc_now(), seen=form.seen_counts)
    except operations.LoggedMeanwhileError:
        return _page(row, shown, problem=_logged_meanwhile(form)), 409
    except ChangeRefusedError as refused:
        return _page(row, shown, log_form=form, problem=str(refused)), 409
    return _done(row, shown, "logged")


@bp.post("/outreach/sessions/<uuid:rota_id>/<day>/cancel")
@requires(Permission.LOG_OUTREACH)
@commits
def cancel(rota_id: UUID, day: str) -> ResponseReturnValue:
    """Cancel it on this date."""
    return _press(rota_id, day, operations.cancel, "cancelled")


@bp.post("/outreach/sessions/<uuid:rota_id>/<day>/move")
@requires(Permission.LOG_OUTREACH)
@commits
def move(rota_id: UUID, day: str) -> ResponseReturnValue:
    """Give it another time."""
    row, shown = _on(rota_id, day, hold=True)
    form = MoveForm(request.form)
    if not form.validate():
        return _page(row, shown, move_form=form), 400
    when = (form.moved_on.data, form.starts_at.data, form.ends_at.data)
    try:
        operations.move(row, shown.occurrence.on, *when, current_person(), utc_now())
    except ChangeRefusedError as refused:
        return _page(row, shown, move_form=form, problem=str(refused)), 409
    return _done(row, shown, "moved")


@bp.post("/outreach/sessions/<uuid:rota_id>/<day>/restore")
@requires(Permission.LOG_OUTREACH)
@commits
def restore(rota_id: UUID, day: str) -> ResponseReturnValue:
    """Let it take place as the rota has it."""
    return _press(rota_id, day, operations.restore, "restored")


def _press(rota_id: UUID, day: str, act: Callable[[RotaSession, date, Person], None], done: str) -> ResponseReturnValue:
    """Do with a session what takes no more than a press, or say why not."""
    row, shown = _on(rota_id, day, hold=True)
    try:
        act(row, shown.occurrence.on, current_person())
    except ChangeRefusedError as refused:
        return _page(row, shown, problem=str(refused)), 409
    return _done(row, shown, done)


def _logged_meanwhile(form: LogForm) -> str:
    typed = ", ".join(f"{COUNTS[name]} {number}" for name, number in form.counts().items())
    return f"Somebody logged it while you typed. Her numbers are here now. Change them if yours are right: {typed}"


def _team(team_id: UUID, *, hold: bool = False) -> OutreachTeam:
    return queries.team(team_id, hold=hold) or abort(404)


def _session(rota_id: UUID, *, hold: bool = False) -> RotaSession:
    return queries.rota_session(rota_id, hold=hold) or abort(404)


def _on(rota_id: UUID, day: str, *, hold: bool = False) -> tuple[RotaSession, Session]:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        abort(404)
    if day != on.isoformat() or on > london_today() + FARTHEST:  # one address a date, and none of the year 9999
        abort(404)
    row = _session(rota_id, hold=hold)
    return row, queries.session_on(row, on) or abort(404)


def _team_form(found: OutreachTeam) -> TeamPageForm:
    return TeamPageForm(data={"name": found.name, "shows_times": found.shows_times})


def _rota(form: TeamForm) -> str:
    now = utc_now()
    found = queries.upcoming(now)
    return render_template(
        "outreach/rota.html",
        active="outreach",
        form=form,
        sessions=found,
        first=next((one for one in found if one.occurrence.ends_at > now and not one.occurrence.is_cancelled), None),
        unlogged=queries.unlogged(now),
        teams=queries.teams(),
        now=now,
    )


def _team_page(found: OutreachTeam, form: TeamPageForm, *, calendar: str = "", problem: str = "") -> str:
    today = london_today()
    return render_template(
        "outreach/team.html",
        active="outreach",
        team=found,
        form=form,
        calendar=calendar,
        problem=problem,
        done=DONE.get(request.args.get("done", "")),
        words=rota.words,
        end_form=EndForm,
        today=today,
        dates=queries.of_team(found, today, today + DATES_AHEAD)[:DATES_SHOWN],
        dates_shown=DATES_SHOWN,
        now=utc_now(),
    )


def _page(
    row: RotaSession,
    shown: Session,
    *,
    log_form: LogForm | None = None,
    move_form: MoveForm | None = None,
    problem: str = "",
) -> str:
    kept = queries.log_of(row.id, shown.occurrence.on)
    counts = {name: str(getattr(kept, name)) for name in COUNTS} | {"seen": kept.written} if kept else {}
    now, occurrence = utc_now(), shown.occurrence
    begins, ends = (moment.astimezone(LONDON) for moment in (occurrence.begins_at, occurrence.ends_at))
    return render_template(
        "outreach/session.html",
        active="outreach",
        session=shown,
        row=row,
        words=rota.words(row.rule),
        kept=kept,
        log_form=log_form or LogForm(data=counts),
        move_form=move_form or MoveForm(data={"starts_at": begins.time(), "ends_at": ends.time()}),
        problem=problem,
        done=DONE.get(request.args.get("done", "")),
        has_begun=occurrence.begins_at <= now,
        may_be_logged=begins.date() >= queries.first_open_day(now),
        labels=COUNTS,
    )


def _done(row: RotaSession, shown: Session, what: str) -> ResponseReturnValue:
    return redirect(url_for(".session", rota_id=row.id, day=shown.occurrence.on.isoformat(), done=what), 303)
