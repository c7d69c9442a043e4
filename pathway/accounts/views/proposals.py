"""What waits for a second person."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts import queries
from pathway.accounts.guard import current_person
from pathway.accounts.models import Proposal
from pathway.accounts.operations import AccountError
from pathway.accounts.proposals import lifecycle
from pathway.accounts.proposals.lifecycle import Act, Details
from pathway.core.errors import InvalidTransitionError
from pathway.core.permission import Permission
from pathway.organizations.operations import OrganizationError
from pathway.web.access import requires
from pathway.web.transactions import commits

bp = Blueprint("acts", __name__, url_prefix="/manage/proposals")


@bp.get("")
@requires(Permission.MANAGE_ORGANIZATIONS)
def index() -> str:
    """Show what waits, and what was decided lately."""
    person = current_person()
    waiting = queries.proposals_for(person, waiting=True)
    decided = queries.proposals_for(person, waiting=False)
    return render_template(
        "accounts/proposals.html",
        active="proposals",
        waiting=[(one, lifecycle.told(one), lifecycle.why_not(one, person)) for one in waiting],
        decided=[(one, lifecycle.told(one)) for one in decided],
        names=queries.names_of([one.decided_by for one in decided if one.decided_by]),
        me=person.id,
        said=request.args.get("done", ""),
    )


@bp.post("/<uuid:proposal_id>/approve")
@requires(Permission.MANAGE_ORGANIZATIONS)
@commits
def approve(proposal_id: UUID) -> ResponseReturnValue:
    """Decide for it, and have it done."""
    try:
        lifecycle.approve(_proposal(proposal_id), current_person())
    except (InvalidTransitionError, AccountError, OrganizationError) as error:
        abort(409, description=f"Nothing was done. {error}.")
    return redirect(url_for(".index", done="approved"), 303)


@bp.post("/<uuid:proposal_id>/refuse")
@requires(Permission.MANAGE_ORGANIZATIONS)
@commits
def refuse(proposal_id: UUID) -> ResponseReturnValue:
    """Decide against it."""
    try:
        lifecycle.refuse(_proposal(proposal_id), current_person())
    except InvalidTransitionError as error:
        abort(409, description=f"Nothing was done. {error}.")
    return redirect(url_for(".index", done="refused"), 303)


@bp.post("/<uuid:proposal_id>/withdraw")
@requires(Permission.MANAGE_ORGANIZATIONS)
@commits
def withdraw(proposal_id: UUID) -> ResponseReturnValue:
    """Take back what one asked for."""
    try:
        lifecycle.withdraw(_proposal(proposal_id), current_person())
    except InvalidTransitionError as error:
        abort(409, description=f"Nothing was done. {error}.")
    return redirect(url_for(".index", done="withdrawn"), 303)


def ask(one: Act, details: Details) -> ResponseReturnValue:
    """Ask for an act, unless the same waits already, and lead to what waits."""
    if lifecycle.waits_already(one, details):
        return redirect(url_for("acts.index", done="waits"), 303)
    lifecycle.propose(one, details, current_person())
    return redirect(url_for("acts.index", done="asked"), 303)


def _proposal(proposal_id: UUID) -> Proposal:
    found = queries.proposal_for(current_person(), proposal_id)
    if found is None:
        abort(404)
    return found
