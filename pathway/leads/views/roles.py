"""Pages of those who look after leads: her organisation's, or all."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.core.clock import london_today, utc_now
from pathway.core.permission import Permission
from pathway.leads import operations, queries, tenure
from pathway.leads.entry import entry_of
from pathway.leads.forms.role import RoleForm, typed_of_role
from pathway.leads.history import LeadError
from pathway.leads.models import LeadRole
from pathway.leads.views.shared import MEANWHILE, changed_meanwhile, opened_at, role_or_404, say
from pathway.leads.vocabulary import LeadAct
from pathway.organizations.queries import organizations
from pathway.web.access import requires
from pathway.web.paging import last_page, page_number, pages_of
from pathway.web.transactions import commits

bp = Blueprint("manage_leads", __name__, url_prefix="/manage/leads")


@bp.get("")
@requires(Permission.EDIT_LEADS)
def index() -> str:
    """Show the roles she looks after, those due for review first."""
    person, today = current_person(), london_today()
    total = queries.managed_count(person)
    number = page_number(request.args.get("page"))
    last = last_page(number, total, queries.PAGE)
    return render_template(
        "leads/manage.html",
        active="leads",
        roles=queries.managed(person, today, number),
        total=total,
        due=queries.due_count(person, today),
        vacant=queries.vacant_count(person, today),
        sees_all=person.reaches_all(Permission.EDIT_LEADS),
        notice=request.args.get("done", ""),
        pages=pages_of(number, last, lambda page: url_for(".index", page=page)),
    )


@bp.get("/new")
@requires(Permission.EDIT_LEADS)
def new() -> str:
    """Ask for a new role."""
    return _edit(None, _role_form())


@bp.post("/new")
@requires(Permission.EDIT_LEADS)
@commits
def create() -> ResponseReturnValue:
    """Put a role on the list."""
    person, form = current_person(), _role_form(request.form)
    if form.validate():
        try:
            role = operations.add(form.details(None, person.organization_id), person)
            return redirect(url_for(".show", role_id=role.id, done="added"), 303)
        except LeadError as error:
            say(form, error)
    return _edit(None, form), 400


@bp.get("/<uuid:role_id>")
@requires(Permission.EDIT_LEADS)
def show(role_id: UUID) -> str:
    """Show one role: who holds it, what is missing, what it was."""
    role, today = role_or_404(role_id), london_today()
    holders = [holder for holder in role.holders if not tenure.is_over(holder, today)]
    return render_template(
        "leads/show.html",
        active="leads",
        role=role,
        entry=entry_of(role, utc_now(), for_staff=True),
        holders=sorted(holders, key=lambda holder: holder.is_deputy),
        # Whoever follows somebody without a last day takes over from her.
        is_open={
            deputy: not any(one.is_deputy is deputy and one.until_on is None for one in holders)
            for deputy in (True, False)
        },
        former=[holder for holder in reversed(role.holders) if tenure.is_over(holder, today)],
        present={holder.id for holder in role.holders if tenure.is_present(holder, today)},
        changes=queries.changes(role.id),
        sees_all=current_person().reaches_all(Permission.EDIT_LEADS),
        notice=request.args.get("done", ""),
    )


@bp.get("/<uuid:role_id>/edit")
@requires(Permission.EDIT_LEADS)
def edit(role_id: UUID) -> str:
    """Ask what is to change about a role."""
    role = role_or_404(role_id)
    return _edit(role, _role_form(data=typed_of_role(role)))


@bp.post("/<uuid:role_id>/edit")
@requires(Permission.EDIT_LEADS)
@commits
def update(role_id: UUID) -> ResponseReturnValue:
    """Change what is known of a role."""
    role, form = role_or_404(role_id, hold=True), _role_form(request.form)
    if form.validate():
        try:
            details = form.details(role, role.organization_id)
            if changed_meanwhile(role, LeadAct.CHANGED) and operations.differences(role, details):
                say(form, LeadError(MEANWHILE))
                return _edit(role, form, queries.times_done(role.id, LeadAct.CHANGED)), 400
            operations.change(role, details, current_person())
            return redirect(url_for(".show", role_id=role.id, done="changed"), 303)
        except LeadError as error:
            say(form, error)
    return _edit(role, form), 400


@bp.post("/<uuid:role_id>/confirm")
@requires(Permission.EDIT_LEADS)
@commits
def confirm(role_id: UUID) -> ResponseReturnValue:
    """Record that a role is still correct."""
    operations.confirm(role_or_404(role_id, hold=True), current_person())
    if request.form.get("back") == "list":
        return redirect(url_for(".index", done="confirmed"), 303)
    return redirect(url_for(".show", role_id=role_id, done="confirmed"), 303)


@bp.post("/<uuid:role_id>/retire")
@requires(Permission.EDIT_LEADS)
@commits
def retire(role_id: UUID) -> ResponseReturnValue:
    """Take a role off the list."""
    operations.retire(role_or_404(role_id, hold=True), current_person())
    return redirect(url_for(".show", role_id=role_id, done="retired"), 303)


@bp.post("/<uuid:role_id>/bring-back")
@requires(Permission.EDIT_LEADS)
@commits
def bring_back(role_id: UUID) -> ResponseReturnValue:
    """Put a role on the list again."""
    operations.bring_back(role_or_404(role_id, hold=True), current_person())
    return redirect(url_for(".show", role_id=role_id, done="brought_back"), 303)


def _role_form(*typed: Any, **more: Any) -> RoleForm:
    chosen = None
    if current_person().reaches_all(Permission.EDIT_LEADS):
        chosen = [(str(one.id), one.name) for one in organizations()]
    return RoleForm(*typed, organizations=chosen, **more)


def _edit(role: LeadRole | None, form: RoleForm, opened: int | None = None) -> str:
    if opened is None and role is not None:
        opened = opened_at(role, LeadAct.CHANGED)
    return render_template("leads/edit.html", active="leads", role=role, form=form, opened_at=opened)
