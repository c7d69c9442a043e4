"""Closing a referral, and keeping one longer."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.core.clock import utc_now
from pathway.core.permission import Permission
from pathway.episodes import queries as episodes
from pathway.episodes import reference
from pathway.episodes.models import Episode
from pathway.episodes.retention import closure, holds, queries
from pathway.episodes.retention.forms import HoldForm, ReviewForm
from pathway.episodes.retention.models import LegalHold
from pathway.episodes.sight import sight_of
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.transactions import commits

bp = Blueprint("keeping", __name__, url_prefix="/referrals")


@bp.post("/<typed>/close")
@requires(Permission.SEE_RECEIPTS)
@commits
def close(typed: str) -> ResponseReturnValue:
    """Close a referral that every agency is done with."""
    episode = _episode(typed, hold=True)
    sight = or_404(sight_of(current_person(), episode, utc_now()))
    closure.close(episode, sight, utc_now())
    return redirect(url_for("referrals.show", typed=episode.reference), 303)


@bp.get("/<typed>/hold")
@requires(Permission.LEGAL_HOLD)
def show_holds(typed: str) -> str:
    """Show what keeps a referral, and the form to keep it."""
    return _page(_episode(typed), HoldForm())


@bp.post("/<typed>/hold")
@requires(Permission.LEGAL_HOLD)
@commits
def place(typed: str) -> ResponseReturnValue:
    """Keep a referral until somebody lifts it."""
    episode = _episode(typed, hold=True)
    form = HoldForm(request.form)
    if not form.validate():
        return _page(episode, form), 400
    holds.place(episode, form.reason.data.strip(), form.review_on.data, current_person(), utc_now())
    return _back(episode)


@bp.post("/<typed>/hold/<uuid:hold_id>/review")
@requires(Permission.LEGAL_HOLD)
@commits
def review(typed: str, hold_id: UUID) -> ResponseReturnValue:
    """Keep it longer."""
    episode = _episode(typed, hold=True)
    form = ReviewForm(request.form)
    if not form.validate():
        return _page(episode, HoldForm(), review=form), 400
    holds.review(_hold(episode, hold_id), episode, form.review_on.data, current_person())
    return _back(episode)


@bp.post("/<typed>/hold/<uuid:hold_id>/lift")
@requires(Permission.LEGAL_HOLD)
@commits
def lift(typed: str, hold_id: UUID) -> ResponseReturnValue:
    """Let the periods count again."""
    episode = _episode(typed, hold=True)
    holds.lift(_hold(episode, hold_id), episode, current_person(), utc_now())
    return _back(episode)


def _episode(typed: str, *, hold: bool = False) -> Episode:
    return or_404(episodes.episode(or_404(reference.read(typed)), hold=hold))


def _hold(episode: Episode, hold_id: UUID) -> LegalHold:
    return or_404(next((hold for hold in queries.holds_on(episode.id) if hold.id == hold_id), None))


def _back(episode: Episode) -> ResponseReturnValue:
    return redirect(url_for(".show_holds", typed=episode.reference), 303)


def _page(episode: Episode, form: HoldForm, review: ReviewForm | None = None) -> str:
    return render_template(
        "retention/holds.html",
        active="referrals",
        episode=episode,
        holds=queries.holds_on(episode.id),
        form=form,
        review=review or ReviewForm(),
    )
