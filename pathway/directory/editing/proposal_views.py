"""Pages of proposed changes of listings: what waits, one change field by field, deciding about it."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts import queries as accounts
from pathway.accounts.guard import current_person
from pathway.accounts.models import Proposal
from pathway.accounts.permissions import Person
from pathway.accounts.proposals import lifecycle
from pathway.core.clock import utc_now
from pathway.core.permission import Permission
from pathway.directory.editing import operations, proposed_changes
from pathway.directory.editing.forms import DecisionForm
from pathway.directory.editing.lifecycle import proposed_endings
from pathway.directory.editing.merges import change_lines
from pathway.directory.editing.parts import with_parts
from pathway.directory.listing_page import detail_of
from pathway.directory.search.fallbacks import ALWAYS_STAND
from pathway.web.access import SELF, requires
from pathway.web.missing import or_404
from pathway.web.transactions import commits

bp = Blueprint("proposed", __name__, url_prefix="/manage/services/proposals")


@bp.get("")
@requires(Permission.PROPOSE_LISTING)
def index() -> str:
    """Show what she may decide, what rests, and what became of what she asked for."""
    person = current_person()
    waiting = _ours(accounts.proposals_for(person, waiting=True))
    lately = _ours(accounts.proposals_for(person, waiting=False))
    return render_template(
        "editing/proposals.html",
        active="proposed",
        waiting=[_told(proposal, person) for proposal in waiting if proposal.proposed_by != person.id],
        resting=[_told(proposal, person) for proposal in lately if lifecycle.is_resting(proposal)],
        asked=[_told(proposal, person) for proposal in _ours(accounts.proposals_of(person.id))],
        notice=request.args.get("done", ""),
    )


@bp.get("/<uuid:proposal_id>")
@requires(SELF)
def show(proposal_id: UUID) -> str:
    """Show one change, field by field, as it would be now."""
    return _page(_seen(proposal_id), DecisionForm())


@bp.post("/<uuid:proposal_id>/approve")
@requires(Permission.PUBLISH_LISTING)
@commits
def approve(proposal_id: UUID) -> ResponseReturnValue:
    """Decide for it."""
    proposal, form = _seen(proposal_id), DecisionForm(request.form)
    waives = bool(form.waive.data)
    if waives and not person_may_waive(current_person()):
        abort(403)
    if not form.validate() or (waives and not form.has_reason()):
        return _page(proposal, form), 400
    shown = request.form.get("shown", default=0, type=int)
    proposed_changes.approve(proposal, current_person(), shown, form.words if waives else None)
    return redirect(url_for(".index", done="rests" if lifecycle.is_resting(proposal) else "approved"), 303)


@bp.post("/<uuid:proposal_id>/refuse")
@requires(Permission.PUBLISH_LISTING)
@commits
def refuse(proposal_id: UUID) -> ResponseReturnValue:
    """Decide against it, or stop it while it rests; with a reason for who asked."""
    proposal, form = _seen(proposal_id), DecisionForm(request.form)
    if not form.validate() or not form.has_reason():
        return _page(proposal, form), 400
    decide = proposed_changes.stop if lifecycle.is_resting(proposal) else proposed_changes.refuse
    decide(proposal, current_person(), form.words)
    return redirect(url_for(".index", done="refused"), 303)


@bp.post("/<uuid:proposal_id>/withdraw")
@requires(SELF)
@commits
def withdraw(proposal_id: UUID) -> ResponseReturnValue:
    """Take back what she asked for."""
    proposed_changes.withdraw(_seen(proposal_id), current_person())
    return redirect(url_for(".index", done="withdrawn"), 303)


def person_may_waive(person: Person) -> bool:
    """Whether somebody may let a change of a contact take effect without waiting a day: the coordinator."""
    return person.reaches_all(Permission.CONFIRM_LISTING)


def _page(proposal: Proposal, form: DecisionForm) -> str:
    person = current_person()
    change = proposed_changes.changes_of(proposal)
    now, values = change or (None, {})
    lines: Sequence[str] = change_lines(now.service, values, values) if now else ()
    is_of_an_end = proposed_endings.is_ending(proposal)
    if is_of_an_end and (lines := proposed_endings.consequences(proposal)) and proposal.subject_id:
        now = operations.present(proposal.subject_id)
    return render_template(
        "editing/proposal.html",
        active="proposed",
        proposal=proposal,
        told=lifecycle.describe(proposal),
        proposer=accounts.user(proposal.proposed_by),
        lines=lines,
        is_of_an_end=is_of_an_end,
        now=now,
        detail=detail_of(with_parts(now.service, values), utc_now()) if now and not is_of_an_end else None,
        form=form,
        why_not=lifecycle.why_not(proposal, person),
        is_resting=lifecycle.is_resting(proposal),
        is_of_a_number="phones" in values,
        may_waive=person_may_waive(person) and proposal.act == proposed_changes.CONTACT.name,
        always_stand=ALWAYS_STAND,
    )


def _told(proposal: Proposal, person: Person) -> tuple[Proposal, str, str | None]:
    return proposal, lifecycle.describe(proposal), lifecycle.why_not(proposal, person)


def _ours(proposals: Iterable[Proposal]) -> list[Proposal]:
    return [proposal for proposal in proposals if proposed_changes.is_of_a_listing(proposal)]


def _seen(proposal_id: UUID) -> Proposal:
    """Return a proposal about a listing that she asked for, or may take part in deciding."""
    proposal: Proposal = or_404(accounts.proposal_seen(current_person(), proposal_id))
    if not proposed_changes.is_of_a_listing(proposal):
        abort(404)
    return proposal
