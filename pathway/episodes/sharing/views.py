"""`/manage/sharing`: which organisations signed how referrals are shared, and who answers there."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts import queries as accounts
from pathway.accounts.guard import current_person
from pathway.accounts.models import Proposal
from pathway.accounts.proposals import lifecycle
from pathway.core.permission import Permission
from pathway.episodes.sharing import operations, proposals, queries
from pathway.episodes.sharing.forms import SharingForm
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.transactions import commits

bp = Blueprint("sharing", __name__, url_prefix="/manage/sharing")


@bp.get("")
@requires(Permission.SWITCH_ON_SHARING)
def index() -> str:
    """Show who signed and what waits, and the form to propose another."""
    return _page(_form())


@bp.post("")
@requires(Permission.SWITCH_ON_SHARING)
@commits
def propose() -> ResponseReturnValue:
    """Ask the other of the two to let an organisation answer here."""
    form = _form(request.form)
    if not form.validate() or form.chosen is None:
        return _page(form), 400
    document = " ".join(form.document.data.split())
    is_new = proposals.propose(
        form.chosen.id, form.chosen.organization_id, document, form.signed_on.data, current_person()
    )
    return redirect(url_for(".index", done="asked" if is_new else "waits"), 303)


@bp.post("/proposals/<uuid:proposal_id>/approve")
@requires(Permission.SWITCH_ON_SHARING)
@commits
def approve(proposal_id: UUID) -> ResponseReturnValue:
    """Decide for it: from now on referrals can be sent there."""
    lifecycle.approve(_proposal(proposal_id), current_person())
    return redirect(url_for(".index", done="recorded"), 303)


@bp.post("/proposals/<uuid:proposal_id>/refuse")
@requires(Permission.SWITCH_ON_SHARING)
@commits
def refuse(proposal_id: UUID) -> ResponseReturnValue:
    """Decide against it."""
    lifecycle.refuse(_proposal(proposal_id), current_person())
    return redirect(url_for(".index", done="refused"), 303)


@bp.post("/proposals/<uuid:proposal_id>/take-back")
@requires(Permission.SWITCH_ON_SHARING)
@commits
def take_back(proposal_id: UUID) -> ResponseReturnValue:
    """Take back what she proposed."""
    lifecycle.withdraw(_proposal(proposal_id), current_person())
    return redirect(url_for(".index", done="taken_back"), 303)


@bp.post("/<uuid:organization_id>/withdraw")
@requires(Permission.SWITCH_ON_SHARING)
@commits
def withdraw(organization_id: UUID) -> ResponseReturnValue:
    """Take an agreement back. That takes one person: whoever stops sharing need not be waited for."""
    if _own_only() not in {None, organization_id}:
        abort(404)
    operations.withdraw(organization_id, current_person())
    return redirect(url_for(".index", done="withdrawn"), 303)


def _own_only() -> UUID | None:
    """Return her organisation where she may do this for that one alone."""
    person = current_person()
    return None if person.reaches_all(Permission.SWITCH_ON_SHARING) else person.organization_id


def _form(typed: object = None) -> SharingForm:
    return SharingForm(typed, holders=queries.possible_holders(_own_only()))


def _proposal(proposal_id: UUID) -> Proposal:
    proposal: Proposal = or_404(accounts.proposal_seen(current_person(), proposal_id))
    if proposal.act != proposals.SWITCH_ON.name:
        abort(404)
    return proposal


def _page(form: SharingForm) -> str:
    person = current_person()
    pending = [
        proposal
        for proposal in accounts.proposals_for(person, waiting=True)
        if proposal.act == proposals.SWITCH_ON.name
    ]
    return render_template(
        "sharing/index.html",
        active="start" if person.may(Permission.SIGN_OFF) else "work",
        form=form,
        signed=queries.signed(_own_only()),
        waiting=[(proposal, lifecycle.describe(proposal), lifecycle.why_not(proposal, person)) for proposal in pending],
        notice=request.args.get("done", ""),
    )
