"""Pages of those who look after leads: her organisation's, or all."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.core.clock import london_today, utc_now
from pathway.core.permission import Permission
from pathway.leads import operations, queries, tenure
from pathway.leads.entry import entry_of
from pathway.leads.forms import (
    DEPUTY,
    HandOverForm,
    HolderForm,
    RoleForm,
    typed_of_holder,
    typed_of_role,
)
from pathway.leads.models import LeadHolder, LeadRole
from pathway.leads.operations import LeadError
from pathway.organizations.queries import organizations
from pathway.web.access import requires
from pathway.web.missing import or_404
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
            _say(form, error)
    return _edit(None, form), 400


@bp.get("/<uuid:role_id>")
@requires(Permission.EDIT_LEADS)
def show(role_id: UUID) -> str:
    """Show one role: who holds it, what is missing, what it was."""
    role, today = _role(role_id), london_today()
    return render_template(
        "leads/show.html",
        active="leads",
        role=role,
        entry=entry_of(role, utc_now(), for_staff=True),
        holders=[holder for holder in role.holders if not tenure.is_over(holder, today)],
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
    role = _role(role_id)
    return _edit(role, _role_form(data=typed_of_role(role)))


@bp.post("/<uuid:role_id>/edit")
@requires(Permission.EDIT_LEADS)
@commits
def update(role_id: UUID) -> ResponseReturnValue:
    """Change what is known of a role."""
    role, form = _role(role_id, hold=True), _role_form(request.form)
    if form.validate():
        try:
            operations.change(role, form.details(role, role.organization_id), current_person())
            return redirect(url_for(".show", role_id=role.id, done="changed"), 303)
        except LeadError as error:
            _say(form, error)
    return _edit(role, form), 400


@bp.post("/<uuid:role_id>/confirm")
@requires(Permission.EDIT_LEADS)
@commits
def confirm(role_id: UUID) -> ResponseReturnValue:
    """Record that a role is still correct."""
    operations.confirm(_role(role_id, hold=True), current_person())
    if request.form.get("back") == "list":
        return redirect(url_for(".index", done="confirmed"), 303)
    return redirect(url_for(".show", role_id=role_id, done="confirmed"), 303)


@bp.post("/<uuid:role_id>/retire")
@requires(Permission.EDIT_LEADS)
@commits
def retire(role_id: UUID) -> ResponseReturnValue:
    """Take a role off the list."""
    operations.retire(_role(role_id, hold=True), current_person())
    return redirect(url_for(".show", role_id=role_id, done="retired"), 303)


@bp.post("/<uuid:role_id>/bring-back")
@requires(Permission.EDIT_LEADS)
@commits
def bring_back(role_id: UUID) -> ResponseReturnValue:
    """Put a role on the list again."""
    operations.bring_back(_role(role_id, hold=True), current_person())
    return redirect(url_for(".show", role_id=role_id, done="brought_back"), 303)


@bp.get("/<uuid:role_id>/holders/new")
@requires(Permission.EDIT_LEADS)
def new_holder(role_id: UUID) -> str:
    """Ask who takes a role on."""
    place = DEPUTY if request.args.get("as") == DEPUTY else None
    return _holder_page(_role(role_id), HolderForm(data={"place": place, "from_on": london_today()}))


@bp.post("/<uuid:role_id>/holders/new")
@requires(Permission.EDIT_LEADS)
@commits
def appoint(role_id: UUID) -> ResponseReturnValue:
    """Record who takes a role on."""
    role, form = _role(role_id, hold=True), HolderForm(request.form)
    if form.validate():
        try:
            operations.appoint(role, form.whole_details(), current_person())
            return redirect(url_for(".show", role_id=role.id, done="appointed"), 303)
        except LeadError as error:
            _say(form, error)
    return _holder_page(role, form), 400


@bp.get("/<uuid:role_id>/holders/<uuid:holder_id>")
@requires(Permission.EDIT_LEADS)
def edit_holder(role_id: UUID, holder_id: UUID) -> str:
    """Ask what is to change about somebody who holds a role."""
    role = _role(role_id)
    holder = _holder(role, holder_id)
    if tenure.is_over(holder, london_today()):
        abort(404)
    return _holder_page(role, HolderForm(data=typed_of_holder(holder)), holder)


@bp.post("/<uuid:role_id>/holders/<uuid:holder_id>")
@requires(Permission.EDIT_LEADS)
@commits
def update_holder(role_id: UUID, holder_id: UUID) -> ResponseReturnValue:
    """Change what is known of somebody who holds a role."""
    role, form = _role(role_id, hold=True), HolderForm(request.form)
    holder = _holder(role, holder_id)
    if form.validate():
        try:
            operations.change_holder(role, holder, form.whole_details(), current_person())
            return redirect(url_for(".show", role_id=role.id, done="holder_changed"), 303)
        except LeadError as error:
            _say(form, error)
    return _holder_page(role, form, holder), 400


@bp.get("/<uuid:role_id>/holders/<uuid:holder_id>/hand-over")
@requires(Permission.EDIT_LEADS)
def new_hand_over(role_id: UUID, holder_id: UUID) -> str:
    """Ask who takes over."""
    role = _role(role_id)
    return _hand_over_page(role, _holder(role, holder_id), HandOverForm(data={"from_on": london_today()}))


@bp.post("/<uuid:role_id>/holders/<uuid:holder_id>/hand-over")
@requires(Permission.EDIT_LEADS)
@commits
def hand_over(role_id: UUID, holder_id: UUID) -> ResponseReturnValue:
    """Record who takes over."""
    role, form = _role(role_id, hold=True), HandOverForm(request.form)
    holder = _holder(role, holder_id)
    if form.validate():
        try:
            operations.hand_over(role, holder, form.details(is_deputy=holder.is_deputy), current_person())
            return redirect(url_for(".show", role_id=role.id, done="handed_over"), 303)
        except LeadError as error:
            _say(form, error)
    return _hand_over_page(role, holder, form), 400


def _role(role_id: UUID, *, hold: bool = False) -> LeadRole:
    """Return a role she looks after; a 404 page for any other."""
    return or_404(queries.role_for(current_person(), role_id, hold=hold))


def _holder(role: LeadRole, holder_id: UUID) -> LeadHolder:
    return or_404(next((holder for holder in role.holders if holder.id == holder_id), None))


def _role_form(*typed: Any, **more: Any) -> RoleForm:
    chosen = None
    if current_person().reaches_all(Permission.EDIT_LEADS):
        chosen = [(str(one.id), one.name) for one in organizations()]
    return RoleForm(*typed, organizations=chosen, **more)


def _say(form: Any, error: LeadError) -> None:
    """Put what is wrong beside its field; beside the first where it is about none."""
    field = form[error.field] if error.field in form else next(iter(form))
    field.errors = [str(error)]


def _edit(role: LeadRole | None, form: RoleForm) -> str:
    return render_template("leads/edit.html", active="leads", role=role, form=form)


def _holder_page(role: LeadRole, form: HolderForm, holder: LeadHolder | None = None) -> str:
    return render_template("leads/holder.html", active="leads", role=role, form=form, holder=holder)


def _hand_over_page(role: LeadRole, holder: LeadHolder, form: HandOverForm) -> str:
    return render_template("leads/hand_over.html", active="leads", role=role, form=form, holder=holder)
