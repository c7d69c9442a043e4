"""Pages about who holds a role: who takes it on, what is known of her, who takes over."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.core.clock import london_today
from pathway.core.permission import Permission
from pathway.leads import holders, tenure
from pathway.leads.forms.holder import DEPUTY, LEAD, HandOverForm, HolderForm, typed_of_holder
from pathway.leads.history import LeadError
from pathway.leads.models import LeadHolder, LeadRole
from pathway.leads.views.shared import role_or_404, say
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.transactions import commits

bp = Blueprint("lead_holders", __name__, url_prefix="/manage/leads/<uuid:role_id>/holders")


@bp.get("/new")
@requires(Permission.EDIT_LEADS)
def new(role_id: UUID) -> str:
    """Ask who takes a role on."""
    place = DEPUTY if request.args.get("as") == DEPUTY else LEAD
    return _holder_page(role_or_404(role_id), HolderForm(data={"place": place, "from_on": london_today()}))


@bp.post("/new")
@requires(Permission.EDIT_LEADS)
@commits
def appoint(role_id: UUID) -> ResponseReturnValue:
    """Record who takes a role on."""
    role, form = role_or_404(role_id, hold=True), HolderForm(request.form)
    if form.validate():
        try:
            holders.appoint(role, form.whole_details(), current_person())
            return redirect(url_for("manage_leads.show", role_id=role.id, done="appointed"), 303)
        except LeadError as error:
            say(form, error)
    return _holder_page(role, form), 400


@bp.get("/<uuid:holder_id>")
@requires(Permission.EDIT_LEADS)
def edit(role_id: UUID, holder_id: UUID) -> str:
    """Ask what is to change about somebody who holds a role."""
    role = role_or_404(role_id)
    holder = _holder(role, holder_id)
    if tenure.is_over(holder, london_today()):
        abort(404)
    return _holder_page(role, HolderForm(data=typed_of_holder(holder)), holder)


@bp.post("/<uuid:holder_id>")
@requires(Permission.EDIT_LEADS)
@commits
def update(role_id: UUID, holder_id: UUID) -> ResponseReturnValue:
    """Change what is known of somebody who holds a role."""
    role, form = role_or_404(role_id, hold=True), HolderForm(request.form)
    holder = _holder(role, holder_id)
    if form.validate():
        try:
            holders.change_holder(role, holder, form.whole_details(), current_person())
            return redirect(url_for("manage_leads.show", role_id=role.id, done="holder_changed"), 303)
        except LeadError as error:
            say(form, error)
    return _holder_page(role, form, holder), 400


@bp.get("/<uuid:holder_id>/hand-over")
@requires(Permission.EDIT_LEADS)
def new_hand_over(role_id: UUID, holder_id: UUID) -> str:
    """Ask who takes over."""
    role = role_or_404(role_id)
    return _hand_over_page(role, _holder(role, holder_id), HandOverForm(data={"from_on": london_today()}))


@bp.post("/<uuid:holder_id>/hand-over")
@requires(Permission.EDIT_LEADS)
@commits
def hand_over(role_id: UUID, holder_id: UUID) -> ResponseReturnValue:
    """Record who takes over."""
    role, form = role_or_404(role_id, hold=True), HandOverForm(request.form)
    holder = _holder(role, holder_id)
    if form.validate():
        try:
            holders.hand_over(role, holder, form.details(is_deputy=holder.is_deputy), current_person())
            return redirect(url_for("manage_leads.show", role_id=role.id, done="handed_over"), 303)
        except LeadError as error:
            say(form, error)
    return _hand_over_page(role, holder, form), 400


@bp.post("/<uuid:holder_id>/forget")
@requires(Permission.EDIT_LEADS)
@commits
def forget(role_id: UUID, holder_id: UUID) -> ResponseReturnValue:
    """Forget the name of somebody who left, or that somebody was to come."""
    role = role_or_404(role_id, hold=True)
    # Who was to come is not there any more at a second tap: it is answered like the first.
    holder = next((holder for holder in role.holders if holder.id == holder_id), None)
    if holder is not None:
        holders.forget(role, holder, current_person())
    return redirect(url_for("manage_leads.show", role_id=role.id, done="forgotten"), 303)


def _holder(role: LeadRole, holder_id: UUID) -> LeadHolder:
    return or_404(next((holder for holder in role.holders if holder.id == holder_id), None))


def _holder_page(role: LeadRole, form: HolderForm, holder: LeadHolder | None = None) -> str:
    return render_template("leads/holder.html", active="leads", role=role, form=form, holder=holder)


def _hand_over_page(role: LeadRole, holder: LeadHolder, form: HandOverForm) -> str:
    return render_template("leads/hand_over.html", active="leads", role=role, form=form, holder=holder)
