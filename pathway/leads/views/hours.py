"""The page on which the staffed hours of a role are set."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.core.clock import london_today
from pathway.core.permission import Permission
from pathway.directory.hours.week_picture import drawn_week
from pathway.directory.hours.week_table import exception_rows, week_table
from pathway.leads import queries, staffed_hours
from pathway.leads.forms.hours import StaffedHoursForm, typed_of_hours
from pathway.leads.models import LeadRole
from pathway.leads.views.shared import MEANWHILE, changed_meanwhile, opened_at, role_or_404
from pathway.leads.vocabulary import LeadAct
from pathway.web.access import requires
from pathway.web.transactions import commits

bp = Blueprint("lead_hours", __name__, url_prefix="/manage/leads/<uuid:role_id>/hours")


@bp.get("")
@requires(Permission.EDIT_LEADS)
def edit(role_id: UUID) -> str:
    """Ask in which hours a role is staffed."""
    role = role_or_404(role_id)
    form = StaffedHoursForm(data=typed_of_hours(role))
    form.know(role)
    return _page(role, form)


@bp.post("")
@requires(Permission.EDIT_LEADS)
@commits
def update(role_id: UUID) -> ResponseReturnValue:
    """Set the staffed hours, or do what a button within the form asks for."""
    role, form = role_or_404(role_id, hold=True), StaffedHoursForm(request.form)
    form.know(role)
    if action := request.form.get("action", ""):
        form.press(action)
        form.know(role)
        return _page(role, form)
    if not form.validate():
        return _page(role, form), 400
    hours = form.records()
    if changed_meanwhile(role, LeadAct.HOURS_SET) and not staffed_hours.is_same(role, *hours):
        form.schedules.errors = [MEANWHILE]
        return _page(role, form, queries.times_done(role.id, LeadAct.HOURS_SET)), 400
    staffed_hours.set_hours(role, *hours, current_person())
    return redirect(url_for("manage_leads.show", role_id=role.id, done="hours"), 303)


def _page(role: LeadRole, form: StaffedHoursForm, opened: int | None = None) -> str:
    timetable, today = form.timetable(), london_today()
    return render_template(
        "leads/hours.html",
        active="leads",
        role=role,
        form=form,
        opened_at=opened_at(role, LeadAct.HOURS_SET) if opened is None else opened,
        week=drawn_week(timetable, today),
        week_rows=(*week_table(timetable, today), *exception_rows(timetable, today)),
    )
