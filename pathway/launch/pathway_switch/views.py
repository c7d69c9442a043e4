"""`/manage/pathway`: whether the 72-hour pathway runs, what is missing, and the two people who turn it on or off."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.accounts.models import Proposal
from pathway.accounts.proposals import lifecycle
from pathway.core.clock import utc_now
from pathway.core.permission import Permission
from pathway.launch.pathway_switch import proposals, queries
from pathway.launch.pathway_switch.forms import WhyForm
from pathway.launch.pathway_switch.operations import SwitchError
from pathway.launch.single_proposal import proposal_of, waiting_for
from pathway.referral.queries import pathway_is_running
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.transactions import commits

bp = Blueprint("pathway_switch", __name__, url_prefix="/manage/pathway")


@bp.get("")
@requires(Permission.PUBLISH_ROUTING)
def index() -> str:
    """Show whether it runs, what it needs, what waits, and what was done before."""
    return _page(WhyForm())


@bp.post("")
@requires(Permission.PUBLISH_ROUTING)
@commits
def propose() -> ResponseReturnValue:
    """Ask somebody else to turn it on, or off."""
    form = WhyForm(request.form)
    if not form.validate():
        return _page(form), 400
    try:
        proposals.propose(on=request.form.get("turn") == "on", why=form.why.data, by=current_person())
    except SwitchError as error:
        form.why.errors = [str(error)]
        return _page(form), 409
    return redirect(url_for(".index", done="asked"), 303)


@bp.post("/proposals/<uuid:proposal_id>/approve")
@requires(Permission.PUBLISH_ROUTING)
@commits
def approve(proposal_id: UUID) -> ResponseReturnValue:
    """Agree: from now on it runs, or does not."""
    proposal = _proposal(proposal_id)
    lifecycle.approve(proposal, current_person())
    return redirect(url_for(".index", done="on" if lifecycle.details_of(proposal)["on"] else "off"), 303)


@bp.post("/proposals/<uuid:proposal_id>/refuse")
@requires(Permission.PUBLISH_ROUTING)
@commits
def refuse(proposal_id: UUID) -> ResponseReturnValue:
    """Decide against it."""
    lifecycle.refuse(_proposal(proposal_id), current_person())
    return redirect(url_for(".index", done="refused"), 303)


@bp.post("/proposals/<uuid:proposal_id>/take-back")
@requires(Permission.PUBLISH_ROUTING)
@commits
def take_back(proposal_id: UUID) -> ResponseReturnValue:
    """Take back what she asked for."""
    lifecycle.withdraw(_proposal(proposal_id), current_person())
    return redirect(url_for(".index", done="taken_back"), 303)


def _proposal(proposal_id: UUID) -> Proposal:
    proposal: Proposal = or_404(proposal_of(proposals.TURN, current_person(), proposal_id))
    return proposal


def _page(form: WhyForm) -> str:
    requirements = queries.all_requirements(utc_now())
    return render_template(
        "launch/pathway.html",
        active="start",
        runs=pathway_is_running(),
        requirements=requirements,
        missing=[requirement for requirement in requirements if not requirement.is_met],
        waiting=waiting_for(proposals.TURN, current_person()),
        history=queries.history(),
        form=form,
        notice=request.args.get("done", ""),
    )
