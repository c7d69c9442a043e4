"""`/referrals/REFERENCE/for-her`: what is kept, to print or as JSON, and erasing it. Both take two people."""

import json
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.accounts.proposals import lifecycle
from pathway.audit import trail
from pathway.core.clock import utc_now
from pathway.core.permission import Permission
from pathway.episodes import queries as episodes
from pathway.episodes import reference
from pathway.episodes.disclosure.queries import decisions_about
from pathway.episodes.models import Episode
from pathway.episodes.subject_access import queries
from pathway.episodes.subject_access.proposals import ACTS, KINDS, READ
from pathway.episodes.subject_access.record import record_of
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.transactions import commits

bp = Blueprint("for_her", __name__, url_prefix="/referrals")


@bp.get("/<typed>/for-her")
@requires(Permission.SUBJECT_ACCESS)
def index(typed: str) -> str:
    """Show what was asked, and where two people agreed, the way to what is kept."""
    episode, now, person = _episode(typed), utc_now(), current_person()
    waiting = queries.waiting(episode.id, ACTS, now)
    return render_template(
        "subject_access/index.html",
        active="referrals",
        episode=episode,
        waiting=[(one, lifecycle.describe(one), lifecycle.why_not(one, person)) for one in waiting],
        may_read=queries.access_agreed(episode.id, READ.name, now) is not None,
    )


@bp.post("/<typed>/for-her")
@requires(Permission.SUBJECT_ACCESS)
@commits
def ask(typed: str) -> ResponseReturnValue:
    """Ask a second coordinator."""
    episode = _episode(typed)
    kind = or_404(KINDS.get(request.form.get("what", "")))
    details = {"reference": episode.reference}
    if not lifecycle.waits_already(kind, details):
        lifecycle.propose(kind, details, current_person(), subject_id=episode.id)
    return redirect(url_for(".index", typed=episode.reference), 303)


@bp.post("/<typed>/for-her/<uuid:proposal_id>/<any(approve, refuse):answer>")
@requires(Permission.SUBJECT_ACCESS)
@commits
def decide(typed: str, proposal_id: UUID, answer: str) -> ResponseReturnValue:
    """Decide as the second person."""
    episode, person = _episode(typed), current_person()
    proposal = or_404(queries.proposal(episode.id, proposal_id, ACTS))
    erases = answer == "approve" and proposal.act != READ.name
    (lifecycle.approve if answer == "approve" else lifecycle.refuse)(proposal, person)
    return redirect("/manage" if erases else url_for(".index", typed=typed), 303)


@bp.get("/<typed>/for-her/record")
@requires(Permission.SUBJECT_ACCESS)
@commits
def show(typed: str) -> str:
    """Show everything kept, to print."""
    return render_template("subject_access/record.html", active="referrals", record=_record(typed))


@bp.get("/<typed>/for-her/record.json")
@requires(Permission.SUBJECT_ACCESS)
@commits
def download(typed: str) -> Response:
    """Send the same as a file."""
    answer = Response(json.dumps(_record(typed), indent=1, ensure_ascii=False), mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="what-is-kept.json"'
    return answer


def _record(typed: str) -> dict[str, Any]:
    episode = _episode(typed)
    or_404(queries.access_agreed(episode.id, READ.name, utc_now()))
    trail.record("referral.read_for_her", episode.reference, current_person())
    decisions = decisions_about(episode.id)
    ids = [*(leg.service_id for leg in episode.legs), *(one.service_id for one in decisions)]
    return record_of(
        episode,
        episodes.service_names(ids),
        queries.agreements_of(episode.id),
        queries.events_of(episode.id),
        queries.questions_of(episode.id),
        decisions,
    )


def _episode(typed: str) -> Episode:
    return or_404(episodes.episode(or_404(reference.read(typed))))
