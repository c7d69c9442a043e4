"""Proposals, and deciding them."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts import queries
from pathway.accounts.guard import current_person
from pathway.accounts.proposals import lifecycle
from pathway.accounts.proposals.lifecycle import Details, ProposalKind
from pathway.core.permission import Permission
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.transactions import commits

bp = Blueprint("acts", __name__, url_prefix="/manage/proposals")


@bp.get("")
@requires(Permission.MANAGE_ORGANIZATIONS)
def index() -> str:
    """Show pending proposals, and the latest decided ones."""
    person = current_person()
    waiting = queries.proposals_for(person, waiting=True)
    decided = queries.proposals_for(person, waiting=False)
    return render_template(
        "accounts/proposals.html",
        active="proposals",
        waiting=[(proposal, lifecycle.describe(proposal), lifecycle.why_not(proposal, person)) for proposal in waiting],
        decided=[(proposal, lifecycle.describe(proposal)) for proposal in decided],
        names=queries.names_of([proposal.decided_by for proposal in decided if proposal.decided_by]),
        me=person.id,
        notice=request.args.get("done", ""),
    )


@bp.post("/<uuid:proposal_id>/approve")
@requires(Permission.MANAGE_ORGANIZATIONS)
@commits
def approve(proposal_id: UUID) -> ResponseReturnValue:
    """Decide for it, and apply it."""
    person = current_person()
    lifecycle.approve(or_404(queries.proposal_for(person, proposal_id)), person)
    return redirect(url_for(".index", done="approved"), 303)


@bp.post("/<uuid:proposal_id>/refuse")
@requires(Permission.MANAGE_ORGANIZATIONS)
@commits
def refuse(proposal_id: UUID) -> ResponseReturnValue:
    """Decide against it."""
    person = current_person()
    lifecycle.refuse(or_404(queries.proposal_for(person, proposal_id)), person)
    return redirect(url_for(".index", done="refused"), 303)


@bp.post("/<uuid:proposal_id>/withdraw")
@requires(Permission.MANAGE_ORGANIZATIONS)
@commits
def withdraw(proposal_id: UUID) -> ResponseReturnValue:
    """Take back one's own proposal."""
    person = current_person()
    lifecycle.withdraw(or_404(queries.proposal_for(person, proposal_id)), person)
    return redirect(url_for(".index", done="withdrawn"), 303)


def ask(kind: ProposalKind, details: Details) -> ResponseReturnValue:
    """Make a proposal, unless the same is pending already, and lead to the list."""
    if lifecycle.waits_already(kind, details):
        return redirect(url_for("acts.index", done="waits"), 303)
    lifecycle.propose(kind, details, current_person())
    return redirect(url_for("acts.index", done="asked"), 303)
