"""`/manage/pathway/milestones`: what is due by when, a change of it, and the two people whom that takes."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.accounts.models import Proposal
from pathway.accounts.proposals import lifecycle
from pathway.core.permission import Permission
from pathway.launch.milestones import proposals, queries
from pathway.launch.milestones.forms import PolicyForm
from pathway.launch.milestones.operations import MilestoneError
from pathway.launch.milestones.thresholds import changes, from_details, lines
from pathway.launch.pathway_switch.forms import WhyForm
from pathway.launch.single_proposal import proposal_of, waiting_for
from pathway.turnaround.queries import policy_now
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.transactions import commits

bp = Blueprint("milestones", __name__, url_prefix="/manage/pathway/milestones")


@bp.get("")
@requires(Permission.EDIT_MILESTONES)
def index() -> str:
    """Show the policy in force, what waits, and the versions before it."""
    policy = policy_now()
    waiting = waiting_for(proposals.PUBLISH, current_person())
    return render_template(
        "launch/milestones.html",
        active="start",
        policy=policy,
        lines=lines,
        waiting=waiting,
        changes=changes(policy, from_details(waiting.details["thresholds"])) if waiting else [],
        is_of_now=waiting is None or waiting.details["of_version"] == policy.version,
        history=queries.history(),
        notice=request.args.get("done", ""),
    )


@bp.get("/edit")
@requires(Permission.EDIT_MILESTONES)
def edit() -> str:
    """Show the thresholds to change."""
    return _edit(PolicyForm(policy_now()))


@bp.post("/edit")
@requires(Permission.EDIT_MILESTONES)
def look() -> ResponseReturnValue:
    """Show what a change would be, before it is asked for. Saves nothing."""
    form = PolicyForm(policy_now(), request.form)
    if request.form.get("back"):
        return _edit(form)
    if not form.validate():
        return _edit(form), 400
    if not changes(policy_now(), form.thresholds()):
        return _edit(form, [("#thresholds", "Nothing is changed yet")]), 400
    return _look(form, WhyForm())


@bp.post("")
@requires(Permission.EDIT_MILESTONES)
@commits
def propose() -> ResponseReturnValue:
    """Ask somebody else to publish what was looked at."""
    form, why = PolicyForm(policy_now(), request.form), WhyForm(request.form)
    if not form.validate():
        return _edit(form), 400
    if not why.validate():
        return _look(form, why), 400
    version = request.form.get("version", type=int) or 0
    try:
        proposals.propose(form.thresholds(), why.why.data, of_version=version, by=current_person())
    except MilestoneError as error:
        return _edit(form, [("#thresholds", str(error))]), 409
    return redirect(url_for(".index", done="asked"), 303)


@bp.post("/proposals/<uuid:proposal_id>/approve")
@requires(Permission.EDIT_MILESTONES)
@commits
def approve(proposal_id: UUID) -> ResponseReturnValue:
    """Agree: new clocks run by it from now on."""
    lifecycle.approve(_proposal(proposal_id), current_person())
    return redirect(url_for(".index", done="published"), 303)


@bp.post("/proposals/<uuid:proposal_id>/refuse")
@requires(Permission.EDIT_MILESTONES)
@commits
def refuse(proposal_id: UUID) -> ResponseReturnValue:
    """Decide against it."""
    lifecycle.refuse(_proposal(proposal_id), current_person())
    return redirect(url_for(".index", done="refused"), 303)


@bp.post("/proposals/<uuid:proposal_id>/take-back")
@requires(Permission.EDIT_MILESTONES)
@commits
def take_back(proposal_id: UUID) -> ResponseReturnValue:
    """Take back what she asked for."""
    lifecycle.withdraw(_proposal(proposal_id), current_person())
    return redirect(url_for(".index", done="taken_back"), 303)


def _proposal(proposal_id: UUID) -> Proposal:
    proposal: Proposal = or_404(proposal_of(proposals.PUBLISH, current_person(), proposal_id))
    return proposal


def _edit(form: PolicyForm, problems: list[tuple[str, str]] | None = None) -> str:
    policy = policy_now()
    return render_template(
        "launch/milestones_edit.html",
        active="start",
        policy=policy,
        form=form,
        errors=[*(problems or []), *form.error_list],
        waits=waiting_for(proposals.PUBLISH, current_person()) is not None,
    )


def _look(form: PolicyForm, why: WhyForm) -> str:
    policy = policy_now()
    return render_template(
        "launch/milestones_look.html",
        active="start",
        policy=policy,
        form=form,
        why=why,
        changes=changes(policy, form.thresholds()),
    )
